"""Base data from files: questions asked, rows named, all or nothing, points found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from patrol_app.bootstrap import App
from patrol_app.domain.position import Place
from patrol_app.domain.records.grid import Grid
from patrol_app.errors import UserError
from patrol_app.services.base_reading import Answers
from patrol_app.services.base_types import BasePlan
from patrol_app.services.profiles import choose_profile
from patrol_app.services.sub_compartments import by_key
from tests.support.basefiles import compartments, degrees

pytestmark = pytest.mark.keeps_threads("worker-frames of the module's reader process")
ORIGIN = (38_430_000.0, 4_290_000.0)


def place(x: float, y: float, datum: str = "cgcs2000") -> Place:
    """A place by metres from the corner of the sample."""
    lon, lat = degrees(np.array([[ORIGIN[0] + x, ORIGIN[1] + y]]))[0]
    return Place(lon=round(lon * 1e7), lat=round(lat * 1e7), datum=datum, source="hand")


def plan(app: App, path: Path, kind: str, **answers: object) -> BasePlan:
    """The rehearsal of a file."""
    look = app.base_import.look(path)
    return app.base_import.plan(look, Answers(kind, **answers), app.session.actor)


def refusal(app: App, path: Path, kind: str, **answers: object) -> UserError:
    """The fault that a file has."""
    with pytest.raises(UserError) as caught:
        plan(app, path, kind, **answers)
    return caught.value


def write_csv(path: Path, text: str, encoding: str = "gbk") -> Path:
    """A CSV file."""
    path.write_text(text, encoding=encoding)
    return path


def test_a_gbk_shapefile_without_cpg_and_prj(app: App, folder: Path) -> None:
    path = compartments(folder / "a", 2_000)
    look = app.base_import.look(path)
    assert (look.encoding, look.encoding_by, look.count) == ("gb18030", "gb18030", 2_000)
    assert [one.epsg for one in look.proposals] == [4526]
    fault = refusal(app, path, "compartment")
    assert fault.code == "base.crs" and "zone 38: 113.19" in fault.details[0]["message"]
    made = plan(app, path, "compartment", epsg=4526)
    assert (made.count, made.fault_count, made.unit) == (2_000, 0, "ha")
    assert made.left_out == ("备注",)
    done = app.base_import.apply(made, app.session.actor)
    assert (done.count, done.dataset) == (2_000, f"compartment-{done.version}-DEMO01")
    found = app.places.compartment_at(place(90, 90))
    assert found is not None
    assert (found.code, found.name) == ("140981102203000100001", "示例沟1")
    assert found.attrs["you_shi_sz"] == "油松"
    assert abs(found.area_m2 * 15 / found.attrs["area_mu_e4"] - 1) < 0.01
    assert app.places.compartment_at(place(90, 90, "shifted")) is None
    assert app.places.compartment_at(place(90, 90, "unknown")) is None
    assert app.places.compartment_at(place(-500, 90)) is None
    assert len(app.places.features("compartment", (0, 0, 2 * 10**9, 10**9))) == 2_000
    assert len(app.places.features("compartment", (0, 0, 2 * 10**9, 10**9), limit=7)) == 7


def test_every_point_lies_where_the_shapes_say(app: App) -> None:
    """Against shapely on the stored shapes; borders take the lower key."""
    import shapely

    areas = app.places.features("compartment", (0, 0, 2 * 10**9, 10**9))
    tree = shapely.STRtree([area.shape for area in areas])
    rng = np.random.default_rng(3)
    for x, y in rng.uniform(-200, 8_300, (150, 2)):
        here = place(float(x), float(y))
        point = shapely.Point(here.lon / 1e7, here.lat / 1e7)
        codes = sorted(areas[at].code for at in tree.query(point, predicate="intersects"))
        found = app.places.compartment_at(here)
        assert (found.code if found else None) == (codes[0] if codes else None)


def test_the_mapping_of_a_file_is_remembered(app: App, folder: Path) -> None:
    path = compartments(folder / "b", 4)
    look = app.base_import.look(path)
    mapped = dict(app.base_import.mapping("compartment", look)) | {"dlmc": "备注"}
    made = plan(app, path, "compartment", epsg=4526, mapping=mapped, unit="ha")
    app.base_import.apply(made, app.session.actor)
    assert app.base_import.mapping("compartment", look)["dlmc"] == "备注"
    assert plan(app, path, "compartment", epsg=4526).unit == "ha"
    assert app.places.compartment_at(place(90, 90)).attrs["dlmc"] == "调查"
    assert app.places.compartment_at(place(7_000, 7_000)) is None, "retired, not found any more"
    rows = app.store.queries.feature_rows("compartment", ["140981102203000200001"])
    assert [row.retired for row in rows] == [True]


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"epsg": 4547}, "base.elsewhere"),
        ({"epsg": 4610}, "crs.old"),
        ({"epsg": 4526, "swapped": True}, "base.elsewhere"),
        ({"epsg": 4526, "mapping": {"name": "小地名"}}, "base.mapping"),
        ({"epsg": 4526, "encoding": "utf-8"}, "base.encoding"),
    ],
)
def test_wrong_answers_are_refused(
    app: App, folder: Path, answers: dict[str, object], code: str
) -> None:
    path = compartments(folder / "c", 4)
    assert refusal(app, path, "compartment", **answers).code == code


def test_a_refused_row_refuses_the_file(app: App, folder: Path) -> None:
    text = (
        "编号,名称,类型,休牧期\nZ1,一,休牧,4月1日至6月30日\nZ2,二,牧场,\nZ1,三,禁牧,\n,四,禁牧,\n"
    )
    made = plan(app, write_csv(folder / "z.csv", text), "zone")
    assert [(one.row, one.field, one.code) for one in made.faults] == [
        (3, "zone_kind", "base.word"), (4, "code", "base.twice"), (5, "code", "field.required"),
    ]  # fmt: skip
    assert "牧场" in made.faults[0].message()
    with pytest.raises(UserError) as caught:
        app.base_import.apply(made, app.session.actor)
    assert caught.value.code == "base.faults" and len(caught.value.details) == 3
    assert app.datasets.current("zone") is None


def test_zones_with_seasons(app: App, folder: Path) -> None:
    wkt = "POLYGON((113.0 38.0,113.1 38.0,113.1 38.1,113.0 38.1,113.0 38.0))"
    text = (
        "编号;名称;类型;时段;文号;终止日期;WKT\n"
        f"Z1;东山;休牧;4月1日至6月30日;示例1号;;{wkt}\nZ2;西山;禁牧区;;;2026-03-31;{wkt}\n"
    )
    made = plan(app, write_csv(folder / "zones.csv", text), "zone", epsg=4490)
    app.base_import.apply(made, app.session.actor)
    here = Place(lon=1_130_500_000, lat=380_500_000, datum="wgs84", source="hand")
    spring = app.places.zones_at(here, "2026-05-01")
    assert [(hit.code, hit.kind, hit.in_season) for hit in spring] == [("Z1", "休牧区", True)]
    assert spring[0].document == "示例1号" and spring[0].seasons == ("04-01~06-30",)
    winter = app.places.zones_at(here, "2026-01-05")
    assert [(hit.code, hit.in_season) for hit in winter] == [("Z1", False), ("Z2", True)]


def test_grids_become_records_and_areas(app: App, folder: Path) -> None:
    head = "网格编号,名称,护林员,管护面积（亩）,WKT\n"
    wkt = '"POLYGON((113 38,113.1 38,113.1 38.1,113 38.1,113 38))"'
    path = write_csv(
        folder / "g.csv", head + f"001,一号,管理员,1200.5,{wkt}\n002,二号,没人,3,{wkt}\n"
    )
    made = plan(app, path, "grid", epsg=4490)
    assert [(one.row, one.field, one.code) for one in made.faults] == [(3, "ranger", "ref.unknown")]
    write_csv(path, head + f"001,一号,管理员,1200.5,{wkt}\n")
    app.base_import.apply(plan(app, path, "grid", epsg=4490), app.session.actor)
    stored = app.records.named("grid", "001")
    assert isinstance(stored.record, Grid) and stored.record.area_mu_e4 == 12_005_000
    area = app.places.grid_area(stored.record.id)
    assert area is not None and area.code == "001"
    assert app.places.grids_at(
        Place(lon=1_130_500_000, lat=380_500_000, datum="wgs84", source="hand")
    ) == ["001"]
    assert app.places.grid_area("0" * 36) is None
    write_csv(path, head + f"001,改名,管理员,1200.5,{wkt}\n")
    made = plan(app, path, "grid", epsg=4490)
    assert (made.new, made.changed, made.same) == (0, 1, 0)
    app.base_import.apply(made, app.session.actor)
    assert getattr(app.records.named("grid", "001").record, "name", "") == "改名"
    assert plan(app, path, "grid", epsg=4490).same == 1


def test_people_from_a_sheet_with_merged_headings(app: App, folder: Path) -> None:
    path = folder / "people.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("花名册")
        sheet.merge_range("A1:D1", "示例站护林员花名册")
        sheet.merge_range("A2:A3", "姓名")
        sheet.merge_range("B2:C2", "联系")
        sheet.write_row("B3", ["手机", "地址"])
        sheet.merge_range("D2:D3", "角色")
        sheet.write_row("A4", ["张三", "13800000001", "示例村", "护林员"])
        sheet.write_row("A5", ["李四", "13800000002", "示例村", "护林员、站长"])
    look = app.base_import.look(path)
    assert look.columns == ("姓名", "联系/手机", "联系/地址", "角色")
    assert (look.first_row, look.rows[0][0]) == (4, "张三")
    made = plan(app, path, "person")
    assert (made.new, made.left_out) == (2, ("联系/地址",))
    app.base_import.apply(made, app.session.actor)
    person = app.records.named("person", "李四").record
    assert getattr(person, "roles", ()) == ("ranger", "station_head")
    assert plan(app, path, "person").same == 2


def test_divisions_and_the_calendar(app: App, folder: Path) -> None:
    path = write_csv(
        folder / "d.csv",
        "区划代码,名称,原代码\n140900,示例市,\n140981,示例县,142202\n140981102203,示例村,\n",
        "utf-8-sig",
    )
    app.base_import.apply(plan(app, path, "division"), app.session.actor)
    found = app.store.queries.division("142202")
    assert found is not None
    assert (found.code, found.level, found.parent_code) == ("140981", "county", "140900")
    assert [one.code for one in app.store.queries.divisions("140981102")] == ["140981102203"]
    days = write_csv(
        folder / "c.csv", "日期,类型,名称\n2026-10-01,休,国庆节\n2026-10-10,上班,补班\n"
    )
    app.base_import.apply(plan(app, days, "calendar"), app.session.actor)
    assert app.store.queries.calendar_days("2026-10-01", "2026-10-31") == [
        ("2026-10-01", False, "国庆节"), ("2026-10-10", True, "补班"),
    ]  # fmt: skip


def test_a_table_that_would_take_the_shapes_away_says_so(app: App, folder: Path) -> None:
    path = write_csv(folder / "nolist.csv", "小班编码,面积\n140981102203000100001,1\n")
    assert refusal(app, path, "compartment").code == "base.unit"
    made = plan(app, path, "compartment", unit="mu")
    assert [one.code for one in made.findings] == ["base.shapes_lost"]
    with pytest.raises(UserError) as caught:
        write_csv(folder / "e.csv", "小班编码\n")
        app.base_import.apply(plan(app, folder / "e.csv", "compartment"), app.session.actor)
    assert caught.value.code == "base.nothing"


@pytest.mark.ci
def test_100_000_sub_compartments(app: App, folder: Path) -> None:
    """Issue, shown by 3: names right, the question asked, points found, memory bounded."""
    path = compartments(folder / "large", 100_000)
    assert refusal(app, path, "compartment").code == "base.crs"
    made = plan(app, path, "compartment", epsg=4526)
    assert (made.count, made.fault_count) == (100_000, 0)
    app.base_import.apply(made, app.session.actor)
    for row, column in ((0, 0), (100, 200), (315, 3)):
        found = app.places.compartment_at(place(column * 180 + 90, row * 180 + 90))
        assert found is not None and found.name == f"示例沟{row * 317 + column + 1}"


@pytest.mark.ci
def test_former_division_codes_are_taken_by_the_present_ones(app: App, folder: Path) -> None:
    # domain reference §8.1: 360721 赣县 -> 360704, in the city's profile without any list
    text = "县,村,林班,小班\n360721,360721101001,1,2\n360722,360722101001,1,3\n"
    path = write_csv(folder / "old.csv", text)
    assert [code for code, _name in plan(app, path, "compartment").sample] == [
        "360721101001000100002", "360722101001000100003",
    ]  # fmt: skip
    choose_profile(app.store, app.session.actor, "ganzhou")
    made = plan(app, path, "compartment")
    assert [code for code, _name in made.sample] == [
        "360704101001000100002", "360722101001000100003",
    ]  # fmt: skip
    assert ("base.former", 1) in [(one.code, one.count) for one in made.findings]
    app.base_import.apply(made, app.session.actor)
    first = by_key(app.store.queries, "360704101001000100002")
    assert first is not None and first.county == "赣县区"
    listed = write_csv(folder / "list.csv", "代码,名称,原代码\n360704109,示例镇,360721101\n")
    app.base_import.apply(plan(app, listed, "division"), app.session.actor)
    assert plan(app, path, "compartment").sample[0][0] == "360704109001000100002"
    choose_profile(app.store, app.session.actor, "")
