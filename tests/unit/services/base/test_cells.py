"""Cells, keys, seasons and columns of bureau tables (domain.md §8.3, §8.4, §5.1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.errors import UserError
from patrol_app.services.base import cells, mapping
from patrol_app.services.base.kinds import IMPORTED, fields_of, plain
from patrol_app.services.base.seasons import in_season, parse_seasons


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-8-3", "2026-08-03"),
        ("2026/08/03", "2026-08-03"),
        ("2026.8.3", "2026-08-03"),
        ("2026年8月3日", "2026-08-03"),
        ("20260803", "2026-08-03"),
        ("2026-08-03T00:00:00", "2026-08-03"),
    ],
)
def test_dates_as_people_write_them(text: str, day: str) -> None:
    assert cells.date(text) == day


@pytest.mark.parametrize("text", ["", "2026-02-30", "03-08-2026", "46237", "now", "2026-8"])
def test_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is told by the caller
        cells.date(text)


@pytest.mark.parametrize(
    ("text", "unit", "mu_e4"),
    [
        ("5", "mu", 50_000),
        ("1,200.5", "mu", 12_005_000),
        ("1", "ha", 150_000),
        ("3333.33", "m2", 50_000),
        ("0.00005", "mu", 1),
        ("0", "m2", 0),
    ],
)
def test_areas_are_exact(text: str, unit: str, mu_e4: int) -> None:
    """1 ha = 15 亩; 5 亩 in m² is 3,333.33 (sync.md §1: 1/10,000 亩)."""
    assert cells.area_mu_e4(text, unit) == mu_e4


@pytest.mark.parametrize("text", ["-1", "x", "NaN", "Infinity", "1e30"])
def test_no_area(text: str) -> None:
    with pytest.raises(ValueError, match="not an area"):
        cells.area_mu_e4(text, "mu")


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("面积（亩）", "mu"), ("面积/公顷", "ha"), ("面积(hm2)", "ha"), ("面积_平方米", "m2"),
        ("Area ha", "ha"), ("面积", ""), ("chart", ""), ("MIAN_JI", ""),
    ],
)  # fmt: skip
def test_a_heading_states_its_unit(header: str, unit: str) -> None:
    assert cells.unit_in(header) == unit


def test_working_days() -> None:
    assert cells.working("上班") and cells.working("1") and not cells.working("放假")
    with pytest.raises(ValueError, match="neither"):
        cells.working("maybe")
    assert cells.codes("142202，140900、1") == ["142202", "140900", "1"]


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"cun": "140981102203", "lin_ban": "12", "xiao_ban": "3"}, "140981102203001200003"),
        ({"xiang": "140981102", "cun": "203", "lin_ban": "0012", "xiao_ban": "00003"},
         "140981102203001200003"),
        ({"xian": "140981", "xiang": "102", "cun": "3", "lin_ban": "1", "xiao_ban": "1"},
         "140981102003000100001"),
        ({"lin_chang": "140981555", "lin_ban": "1", "xiao_ban": "1"}, "140981555000100001"),
        ({"cun": "0", "lin_chang": "140981555", "lin_ban": "1", "xiao_ban": "1"},
         "140981555000100001"),
        ({"cun": "140981102203", "lin_ban": "1", "xiao_ban": "1", "xi_ban": "2"},
         "140981102203000100001-2"),
    ],
)  # fmt: skip
def test_keys_of_sub_compartments(parts: dict[str, str], key: str) -> None:
    """domain.md §8.3: 21 characters for collective forest, 18 for state forest."""
    assert cells.compartment_key(parts) == key
    assert len(key.split("-")[0]) in (18, 21)


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"cun": "140981102203", "lin_ban": "1"},
        {"cun": "140981102203", "lin_ban": "12345", "xiao_ban": "1"},
        {"cun": "14098110", "lin_ban": "1", "xiao_ban": "1"},
        {"lin_ban": "1", "xiao_ban": "1"},
        {"cun": "140981102203", "lin_ban": "一", "xiao_ban": "1"},
    ],
)
def test_no_key_is_made_up(parts: dict[str, str]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the reason is told by the caller
        cells.compartment_key(parts)


@pytest.mark.parametrize(
    ("text", "windows"),
    [
        ("3月15日至6月30日", ("03-15~06-30",)),
        ("04-01~06-30; 09-01~10-15", ("04-01~06-30", "09-01~10-15")),
        ("11.1-3.31", ("11-01~03-31",)),
        ("", ()),
    ],
)
def test_seasons_as_people_write_them(text: str, windows: tuple[str, ...]) -> None:
    assert parse_seasons(text) == windows


@pytest.mark.parametrize("text", ["全年", "13-01~14-01", "03-15~", "02-30~03-01", "1-1~2-2 x"])
def test_no_season(text: str) -> None:
    with pytest.raises(ValueError, match=r"season|day"):
        parse_seasons(text)


@given(st.dates(), st.dates(), st.dates())
def test_a_day_lies_in_a_season_or_in_its_rest(a: object, b: object, day: object) -> None:
    """A window and its complement share only their ends."""
    first, last, date = (f"{d:%m-%d}" for d in (a, b, day))
    inside = in_season((f"{first}~{last}",), f"2026-{date}")
    outside = in_season((f"{last}~{first}",), f"2026-{date}")
    assert inside or outside or first == last
    if inside and outside:
        assert date in (first, last) or first == last
    assert in_season((), "2026-01-01")


def test_columns_are_found_by_the_names_bureaus_use() -> None:
    found = mapping.propose(
        "compartment",
        ["OBJECTID", "XIAO_BAN", "LIN_BAN", "CUN", "面积/公顷", "优势树种", "YOU_SHI_SZ"],
    )
    assert found == {
        "cun": "CUN", "lin_ban": "LIN_BAN", "xiao_ban": "XIAO_BAN", "area": "面积/公顷",
        "you_shi_sz": "YOU_SHI_SZ",
    }  # fmt: skip
    assert mapping.left_out(found, ["OBJECTID", "CUN", "优势树种"]) == ["OBJECTID", "优势树种"]
    assert mapping.propose("compartment", ["zhuzhong_z"]) == {"zhuzhong_zc": "zhuzhong_z"}
    assert mapping.propose("person", ["姓名", "手机", "职务"]) == {
        "name": "姓名", "duty": "职务", "phone": "手机",
    }  # fmt: skip


def test_a_person_changes_the_mapping() -> None:
    columns = ["A", "B", "C"]
    mapped = mapping.changed("zone", {"code": "A", "name": "B"}, columns, ["code=B", "zone_kind=C"])
    assert mapped == {"code": "B", "zone_kind": "C"}
    assert mapping.changed("zone", mapped, columns, ["code="]) == {"zone_kind": "C"}
    for wrong, code in (("x=A", "base.field"), ("code=Z", "base.column")):
        with pytest.raises(UserError) as caught:
            mapping.changed("zone", {}, columns, [wrong])
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("kind", "mapped", "missing"),
    [
        ("zone", {}, ["code", "zone_kind"]),
        ("compartment", {}, ["xiao_ban", "lin_ban", "cun"]),
        ("compartment", {"lin_ban": "A", "xiao_ban": "B"}, ["cun"]),
        ("calendar", {"day": "A"}, ["working"]),
    ],
)
def test_a_mapping_that_gives_no_row(kind: str, mapped: dict[str, str], missing: list[str]) -> None:
    with pytest.raises(UserError) as caught:
        mapping.check(kind, mapped)
    assert [row["field"] for row in caught.value.details] == missing


def test_fields_and_the_shape_of_a_file() -> None:
    for kind in IMPORTED:
        names = [one.name for one in fields_of(kind)]
        assert len(set(names)) == len(names) > 2
    with pytest.raises(KeyError):
        fields_of("patrol")
    assert mapping.shape_key("zone", ["a", "b"]) != mapping.shape_key("zone", ["ab"])
    assert plain("面积（亩） _X(1)") == "面积x"
    mapping.check("compartment", {"code": "A"})
