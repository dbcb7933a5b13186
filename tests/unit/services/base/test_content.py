"""The file of a dataset: one form, read within limits, frozen for ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.services.base.content import counted, decode, encode, kind_of
from patrol_app.services.datasets import table_rows

SAMPLE = Path(__file__).resolve().parents[3] / "data" / "format" / "1" / "dataset.bin"
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=8
)
ROWS: dict[str, list[dict[str, Any]]] = {
    "compartment": [
        {
            "code": "140981102203000100001", "name": "1林班1小班", "area_m2": 31480,
            "attrs": {"area_mu_e4": 472500, "lin_ban": "0001", "you_shi_sz": "油松"},
            "shape": [[[1131945115, 387402974, 20711, 4, -6, 16213, -20705, 0]]],
        },
        {"code": "140981102203000100002", "attrs": {}},
    ],
    "grid": [{"code": "001", "name": "一号"}],
    "zone": [
        {
            "code": "Z1", "name": "示例休牧区",
            "attrs": {"zone_kind": "休牧区", "seasons": ["03-15~06-30"]},
            "shape": [[[0, 0, 10, 0, 0, 10], [2, 2, 1, 0, 0, 1]], [[50, 50, 1, 0, 0, 1]]],
        }
    ],
    "division": [
        {
            "code": "140981", "name": "示例县", "level": "county", "parent_code": "140900",
            "old_codes": ["142202"], "valid_from": "", "valid_to": "",
        }
    ],
    "calendar": [{"day": "2026-10-01", "working": False, "name": "国庆节"}],
    "vocabulary": [
        {
            "vocabulary": "weather", "code": "霾", "zh": "霾", "en": "Haze", "position": 9,
            "retired": False,
        }
    ],
    "rules": [
        {
            "key": "patrol.valid.min", "region": "", "valid_from": "2026-01-01", "value": 60,
            "unit": "min", "source": "本单位设定", "confidence": "U", "valid_to": "",
            "enabled": True,
        }
    ],
    "repeats": [
        {"rec": "01900000-0000-7000-8000-000000000001", "tag": "ab12", "day": "2026-10-09"}
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(ROWS))
def test_rows_of_each_kind_come_back(kind: str) -> None:
    data = encode(kind, reversed(ROWS[kind]))
    assert list(decode(data, kind)) == ROWS[kind]
    assert (counted(data, kind), kind_of(data)) == (len(ROWS[kind]), kind)
    assert encode(kind, ROWS[kind]) == data


def test_the_frozen_sample_is_read() -> None:
    """Eight files of version 1, one after the other, each behind its length (4 bytes)."""
    data, at, found = SAMPLE.read_bytes(), 0, {}
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        part = data[at + 4 : at + 4 + size]
        found[kind_of(part)] = list(decode(part, kind_of(part)))
        at += 4 + size
    assert found == ROWS


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(
        TEXT,
        st.fixed_dictionaries(
            {"name": TEXT, "attrs": st.dictionaries(TEXT, TEXT | st.integers(-(2**52), 2**52))}
        ),
        max_size=6,
    )
)
def test_any_rows_come_back_in_order(rows: dict[str, dict[str, Any]]) -> None:
    given_rows = [{"code": code, **row} for code, row in rows.items()]
    assert list(decode(encode("zone", given_rows), "zone")) == sorted(
        given_rows, key=lambda row: row["code"]
    )


def _file(*lines: Any) -> bytes:
    text = "".join((one if isinstance(one, str) else json.dumps(one)) + "\n" for one in lines)
    return zstandard.compress(text.encode("utf-8", "surrogatepass"))


def _head(count: int = 1, **more: Any) -> dict[str, Any]:
    return {"fmt": "dataset/1", "kind": "zone", "count": count, **more}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no zstd",
        _file(_head(0))[:-3],
        zstandard.compress(b'{"fmt":"dataset/1","kind":"zone","count":0}'),
        _file({"fmt": "gpx", "kind": "zone", "count": 0}),
        _file({"fmt": "dataset/1", "kind": "grid", "count": 0}),
        _file(_head(0, more=1)),
        _file(_head(True)),
        _file(_head(-1)),
        _file(_head(10**9)),
        _file("[]"),
        _file(_head(2), {"code": "a"}),
        _file(_head(1), {"code": "a"}, {"code": "b"}),
        _file(_head(2), {"code": "b"}, {"code": "a"}),
        _file(_head(2), {"code": "a"}, {"code": "a"}),
        _file(_head(), {"code": ""}),
        _file(_head(), {"name": "x"}),
        _file(_head(), {"code": "a", "more": 1}),
        _file(_head(), {"code": 7}),
        _file(_head(), {"code": "a", "area_m2": 1.5}),
        _file(_head(), {"code": "a", "area_m2": True}),
        _file(_head(), {"code": "a", "area_m2": 2**60}),
        _file(_head(), {"code": "a", "attrs": []}),
        _file(_head(), {"code": "a", "attrs": {"b": None}}),
        _file(_head(), {"code": "a", "attrs": {"b": {}}}),
        _file(_head(), {"code": "a", "attrs": {"b" * 300: ""}}),
        _file(_head(), {"code": "a", "attrs": {"seasons": [1]}}),
        _file(_head(), {"code": "a", "shape": "x"}),
        _file(_head(), {"code": "a", "name": "x" * 5_000}),
        _file(_head(), '{"code":"a","code":"b"}'),
        _file(_head(), '{"code":NaN}'),
        _file(_head(), '{"code":"\\u0000"}'),
        _file(_head(), '{"code":"\\ud800"}'),
        _file(_head(), "[" * 100_000),
    ],
)
def test_what_does_not_keep_the_format_is_refused(data: bytes) -> None:
    with pytest.raises(UserError) as caught:
        list(decode(data, "zone"))
    assert caught.value.code == "dataset.content"


def test_a_text_too_long_for_a_cell() -> None:
    row = {"code": "a", "name": "x" * limits.BASE_CELL_CHARS}
    assert list(decode(_file(_head(), row), "zone")) == [row]
    with pytest.raises(UserError) as caught:
        list(decode(_file(_head(), {**row, "name": row["name"] + "x"}), "zone"))
    assert caught.value.params["reason"] == "line 2: name"


def test_a_newer_format_is_told() -> None:
    with pytest.raises(UserError) as caught:
        counted(_file({"fmt": "dataset/2", "kind": "zone", "count": 0}), "zone")
    assert caught.value.code == "dataset.newer"
    with pytest.raises(UserError):
        kind_of(_file({"kind": "dragon"}))


def test_a_bomb_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zstandard.compress(b" " * 50_000_000)
    monkeypatch.setattr(limits, "DATASET_LINE_BYTES", limits.MIB)
    with pytest.raises(UserError) as caught:
        list(decode(bomb, "zone"))
    assert caught.value.params["reason"] == "line length"
    lines = zstandard.compress(b"\n" * 5_000_000)
    monkeypatch.setattr(limits, "DATASET_EXPANDED_BYTES", limits.MIB)
    with pytest.raises(UserError):
        list(decode(lines, "zone"))
    monkeypatch.setattr(limits, "DATASET_BYTES", 10)
    with pytest.raises(UserError) as caught:
        counted(bomb, "zone")
    assert caught.value.params["reason"] == "size"
    with pytest.raises(UserError):
        encode("zone", [])


@pytest.mark.parametrize("rows", [[{"code": "a"}, {"code": "a"}], [{"code": "a", "x": 1}]])
def test_nothing_unreadable_is_written(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(UserError):
        encode("zone", rows)


def test_rows_of_tables_have_shapes_and_boxes() -> None:
    rows = list(table_rows("zone", encode("zone", ROWS["zone"])))
    assert rows[0]["box"] == (0, 0, 51, 51)
    assert isinstance(rows[0]["wkb"], bytes)
    bad = encode("zone", [{"code": "a", "shape": [[[1, 2]]]}])
    with pytest.raises(UserError) as caught:
        list(table_rows("zone", bad))
    assert caught.value.params["reason"] == "line 2: shape"
