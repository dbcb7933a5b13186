"""Papers 9.1, 9.2 and 9.3 with judged patrols and chiefs' tours: figures, words, pages."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import shapely

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, Instant, day_start
from patrol_app.errors import UserError
from patrol_app.geo.area import Area
from patrol_app.geo.measure import bounds, length_cm
from patrol_app.geo.track_codec import encode
from patrol_app.geo.types import UNIT
from patrol_app.services.report_types import Paper
from tests.support.folders import station_copy
from tests.support.tracks import LAT, LON, walk

LON_D, LAT_D = LON / UNIT, LAT / UNIT
GRID = Area("01", "", shapely.to_wkb(
    shapely.box(LON_D - 0.05, LAT_D - 0.05, LON_D + 0.05, LAT_D + 0.05)
))  # fmt: skip
needs_tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")


@dataclass
class Month:
    """A station's July and what is true of it."""

    app: App
    ranger: str
    grid: str
    valid: str
    repeated: str
    tour: str
    valid_cm: int


def patrol(app: App, ids: dict[str, str], seed: int, day: str, **more: Any) -> str:
    """Number of a submitted patrol with a walked track."""
    track = walk(seed, 1_200, start_ms=day_start(day) + 8 * 3_600_000)
    blob = encode(track)
    start, end = track.first_time() or 0, track.last_time() or 0
    leg = {
        "key": "aaaaaaaa", "track_source": "file", "track_sha256": app.store.blobs.put(blob),
        "track_bytes": len(blob), "datum": "wgs84", "points": len(track),
        "length_cm": length_cm(track), "bounds": bounds(track),
        "start_at": Instant(start, "second"), "end_at": Instant(end, "second"),
    }  # fmt: skip
    values = {
        **ids, "patrol_type": "ROUTINE", "means": "徒步", "start_at": Instant(start, "second"),
        "end_at": Instant(end, "second"), "weather": "晴", "temp_c_e1": 215, "wind_force": 2,
        "wind_dir": "北", "danger_level": 2, "route": "示例站—北坡—松林口", "nothing_found": True,
        "legs": (leg,), **more,
    }  # fmt: skip
    return app.records.new("patrol", values, app.session.actor, submit=True).record.number


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """Two walks of one route, a third in text alone, a chief's tour with a finding."""
    i18n.use("zh_CN")
    app = station_copy(Path(tmp_path_factory.mktemp("papers")))
    app.records.grid_area = lambda grid: GRID
    actor = app.session.actor
    ranger = app.records.new("person", {"name": "示例甲", "roles": ("ranger",)}, actor).record.id
    chief = app.records.new(
        "person", {"name": "示例林长", "chief_level": "county"}, actor
    ).record.id
    grid = app.records.new(
        "grid",
        {"grid_no": "01", "name": "北坡", "ranger_id": ranger, "area_mu_e4": 40_000_000},
        actor,
    ).record.id  # fmt: skip
    ids = {"ranger_id": ranger, "grid_id": grid}
    task = {
        "name": "七月重点巡护", "grid_id": grid, "assignee_id": ranger, "first_day": "2026-07-01",
        "due_on": "2026-07-31", "times": 2,
        "excuses": ({"key": "aaaaaaaa", "first_day": "2026-07-30", "last_day": "2026-07-31",
                     "reason": "雨雪"},),
    }  # fmt: skip
    task_id = app.records.new("task", task, actor).record.id
    valid = patrol(app, ids, 1, "2026-07-10", task_id=task_id, rest_min=10)
    repeated = patrol(app, ids, 1, "2026-07-20")
    text = {"legs": (), "distance_cm": 400_000, "entered_on": "2026-07-23"}
    patrol(app, ids, 2, "2026-07-22", **text)
    tour = {
        "patrol_type": "LINZHANG", "ranger_id": chief, "nothing_found": None, "legs": (),
        "linzhang_level": "county", "linzhang_mode": "日常巡林", "duty_area": "示例沟责任区",
        "accompanied_by": "示例乙、示例丙", "inspected": ("防火与扑火队伍",),
        "instructions": "一周内清理林缘可燃物，补设警示牌。", "duty_unit": "示例站",
        "instructed_due": "2026-07-31", "distance_cm": 800_000,
    }  # fmt: skip
    start = day_start("2026-07-15") + 9 * 3_600_000
    values = {
        **tour, "means": "车辆", "start_at": Instant(start), "end_at": Instant(start + DAY_MS // 8),
        "route": "示例站—水库东—二道梁",
    }  # fmt: skip
    draft = app.records.new("patrol", values, actor).record
    found = {
        "patrol_id": draft.id, "category": "P06", "found_at": Instant(start + 3_600_000),
        "description": "林缘堆放枯草", "action": ("劝阻",), "place": "水库东",
        "position": {"lon": LON, "lat": LAT, "datum": "wgs84", "source": "hand"},
    }  # fmt: skip
    app.records.new("finding", found, actor, submit=True)
    app.records.submit("patrol", draft.id, actor)
    own: Any = app.records.named("patrol", valid).judged
    yield Month(app, ranger, grid, valid, repeated, draft.number, own["inside_cm"]["value"])
    app.close()


def words(path: Path) -> str:
    """The text of a PDF without blanks."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=240
    )
    return "".join(done.stdout.decode("utf-8").split())


def figures(paper: Paper) -> dict[str, str]:
    """column -> figure of the sum."""
    return {cell.column: cell.text for cell in paper.cells if cell.row == "合  计"}


def test_monthly_figures_are_those_that_were_judged(month: Month, tmp_path: Path) -> None:
    paper = month.app.reports.monthly(None, "2026-07", tmp_path / "a.xlsx")
    found = figures(paper)
    printed = month.app.reports.monthly(None, "2026-07", tmp_path / "a.pdf")
    assert figures(printed) == found and printed.pages == 1
    assert found["护林员人数"] == "1"
    # §1.3: 10 days in June to September, two excused by rain
    assert (found["巡护天数/应巡"], found["巡护天数/实巡"]) == ("8", "3")
    assert found["巡护天数/有效"] == "1"  # the second walk repeats the route of the month
    assert found["出勤率"] == "37.50"
    assert found["巡护里程/有效里程"] == f"{month.valid_cm / 100_000:.2f}"
    assert 0 < float(found["覆盖率"]) < 100
    assert (found["轨迹佐证（天）/B 导入"], found["轨迹佐证（天）/D 文字"]) == ("2", "1")
    valid = next(cell for cell in paper.cells if cell.column == "巡护天数/有效")
    assert valid.numbers == (month.valid,) and valid.rule_version == "builtin-1"
    notes = "".join(paper.notes)
    for part in (
        "每人 10 天", "本单位设定，未核实", "≥3000 m", "已判定 2 天，未判定 1 天",
        "上线率", "补录 2 次",
    ):  # fmt: skip
        assert part in notes, part
    assert "出巡达标率 0.00%" in notes and "有效天未达标护林员 1 人：" in notes


@needs_tools
def test_the_log_shows_what_was_judged(month: Month, tmp_path: Path) -> None:
    paper = month.app.reports.daily_log(month.valid, tmp_path / "a.pdf")
    text = words(paper.path)
    for part in (
        "有效巡护是", "未核实", "执行任务：七月重点巡护", "任务记录", "builtin-1",
        f"其中责任区内{month.valid_cm / 100_000:.2f}km", "已从用时中扣除", "补录（迟",
    ):  # fmt: skip
        assert part in text, part
    again = month.app.reports.daily_log(month.repeated, tmp_path / "b.pdf")
    assert {cell.column: cell.text for cell in again.cells}["有效巡护"] == "否（当月路线重复）"


@needs_tools
def test_chiefs_tours(month: Month, tmp_path: Path) -> None:
    paper = month.app.reports.chief_tours(None, "2026-07", tmp_path / "a.pdf")
    assert paper.pages == 1
    text = words(paper.path)
    for part in (
        "林长巡林记录表", "示例林长", "县级", "日常巡林", "示例沟责任区", "示例乙",
        "未核实",
        "林缘堆放枯草", "一周内清理林缘可燃物", "2026年7月31日", "陪同：", "100.00%",
    ):  # fmt: skip
        assert part in text, part
    one = month.app.reports.chief_tours(None, "", tmp_path / "b.pdf", month.tour)
    assert {cell.row for cell in one.cells} == {month.tour}
    assert one.cells[0].numbers[0] == month.tour and len(one.cells[0].numbers) == 2
    sheet = openpyxl.load_workbook(
        month.app.reports.chief_tours(None, "2026-07", tmp_path / "a.xlsx").path
    ).active
    assert sheet is not None
    row = [cell.value for cell in sheet[4]]
    assert row[1:3] == ["示例林长", "县级"] and row[-1] == month.tour


@needs_tools
def test_many_long_tours_run_over_pages(month: Month, tmp_path: Path) -> None:
    from patrol_app.reports import linzhang_model, linzhang_pdf

    made = linzhang_model.build(month.app.store.queries, month.app.clock, None, "2026-07")
    row = made.rows[0]
    long = tuple("清理可燃物" * 120 if at == 7 else words for at, words in enumerate(row.cells))
    many = linzhang_model.Tours(
        **{**vars(made), "rows": (*made.rows * 30, type(row)(row.number, long, row.numbers))}
    )
    with (tmp_path / "many.pdf").open("wb") as out:
        pages = linzhang_pdf.render(many, out)
    text = words(tmp_path / "many.pdf")
    assert pages >= 4 and f"第{pages}页/共{pages}页" in text
    assert text.count("燃") >= 150  # each row of the table is printed whole


def test_an_empty_month_and_wrong_wishes(month: Month, tmp_path: Path) -> None:
    empty = month.app.reports.chief_tours(None, "2001-01", tmp_path / "a.pdf")
    assert empty.notes[0] == "本期无记录。"
    for number, when, unit, code in (
        (month.valid, "", None, "report.no_tour"),
        ("", "2026-13", None, "report.month"),
        ("", "2026-07", "NOWHERE", "report.unit"),
    ):
        with pytest.raises(UserError) as fault:
            month.app.reports.chief_tours(unit, when, tmp_path / "a.pdf", number)
        assert fault.value.code == code
