"""What is judged of pest records, in the real window: coverage, spread, series, degree-days."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.geo.display import Text
from patrol_app.gui.front import Front
from patrol_app.gui.pages.pests import PestsPage
from patrol_app.gui.pest.coverage import CoverageView
from patrol_app.gui.pest.degrees import DegreesView
from patrol_app.gui.pest.judging import COVERAGE, DEGREES, OUTLOOK, SPREAD
from patrol_app.gui.pest.outlook import OutlookView, condition_rows
from patrol_app.gui.pest.spread import SpreadView
from patrol_app.services.pest_outlook import year_rows
from tests.support.pest_ground import epidemic
from tests.support.windows import press, settle

pytestmark = pytest.mark.ci  # long walks through the window


def page_of(front: Front, view: str) -> tuple[PestsPage, Any]:
    """The page of pests with one of its views in front, by its menu."""
    front.window.show_page("pest")
    settle(front)
    page = front.window.page("pest")
    assert isinstance(page, PestsPage)
    words = {action.text(): action for action in page.views_menu().actions()}
    page.judge(view)
    settle(front)
    assert page.editor is not None and page.editor.title in words
    return page, page.editor


def filled(front: Front) -> dict[str, Any]:
    """Three years of sheets."""
    made: list[Any] = []
    front.work.command(lambda: epidemic(front.ctx.app), made.append)
    settle(front)
    rounds: dict[str, Any] = made[0]
    return rounds


def test_a_round_shows_what_nobody_looked_at_and_fills_its_sheet(front: Front) -> None:
    """Pine stands count, the sheet is found by key or by number, Ctrl+N fills the next one."""
    rounds = filled(front)
    page, view = page_of(front, COVERAGE)
    assert isinstance(view, CoverageView)
    assert view.round.value() == rounds["2026"].id
    assert len(view.found.lines) == 12  # no city profile: species are unknown, all count
    assert dict(view.found.counts) == {"missing": 8, "positive": 2, "clear": 2}
    assert view._sum.text().startswith("小班 12 · 已查 4（无异常 2 / 异常 0 / 检出 2）· 未查 8")
    assert [line.standing for line in view.shown()][:8] == ["missing"] * 8
    view.bar.buttons["standing"].choose("clear")
    view.bar.changed.emit("standing", "clear")
    assert [line.words for line in view.shown()] == ["0012-00004", "0012-00006"]
    view.bar.buttons["standing"].choose("")
    view.bar.changed.emit("standing", "")
    press(front.window, "Ctrl+N")
    settle(front)
    form: Any = page.editor
    values = form.sheet.values()
    assert (values["round_id"], values["lin_ban"], values["xiao_ban"]) == (
        rounds["2026"].id, "0012", "00000",
    )  # fmt: skip
    assert (values["species"], values["origin"], values["dbh_cm_e1"]) == ("油松", "人工", 183)
    assert (values["area_mu_e4"], values["pine_area_mu_e4"]) == (500_000, None)
    assert values["compartment_key"].endswith("001200000")


def test_species_of_the_round_narrow_what_is_to_be_looked_at(front: Front) -> None:
    rounds = filled(front)
    app, actor = front.ctx.app, front.ctx.actor()
    rec = rounds["2026"].id
    stored = app.records.get("survey_round", rec)
    front.work.command(
        lambda: app.records.save(
            "survey_round", rec, {"host_words": "油松、落叶松"}, stored.heads, actor
        )
    )
    settle(front)
    _page, view = page_of(front, COVERAGE)
    assert (len(view.found.lines), view.found.narrowed) == (9, "round")
    assert view.found.done == 4


def test_spread_by_year_with_the_way_to_the_nearest_older_place(front: Front) -> None:
    """A place found again stays one; the year chosen is new, earlier ones are older."""
    filled(front)
    page, view = page_of(front, SPREAD)
    assert isinstance(view, SpreadView)
    rows = view.shown()
    assert [(one.year, one.words) for one in rows] == [
        (2026, "0012-00010"), (2025, "0012-00005"), (2024, "0012-00001"), (2024, "0012-00000"),
    ]  # fmt: skip
    assert rows[0].code == "2026-DEMO01-001"
    assert rows[1].nearest == "0012-00001"
    assert rows[1].nearest_m is not None and 665 <= rows[1].nearest_m <= 667
    assert rows[0].nearest_m is not None and 845 <= rows[0].nearest_m <= 850
    assert rows[2].nearest_m is None
    roles = [role for role, _words in view.map.whole().legend]
    assert roles == ["epidemic", "epidemic_new"]
    view.bar.buttons["year"].choose("2025")
    view.bar.changed.emit("year", "2025")
    assert [one.words for one in view.shown()] == ["0012-00005"]
    assert "距最近的往年疫情小班 666 m 至 666 m" in view._words.text()
    assert view._badge.isVisible()
    view.focus_first()
    view.table.select(0)
    QTest.keyClick(view.table.view, Qt.Key.Key_Return)
    settle(front)
    assert page.editor is not view
    form: Any = page.editor
    assert form.stored.record.xiao_ban == "00005"


def test_where_to_look_first_leads_to_a_sheet(front: Front) -> None:
    """The likeliest neighbour, the way to it on the map, a sheet by Enter."""
    filled(front)
    page, view = page_of(front, SPREAD)
    view.switch.choose("first")
    view.switch.changed.emit("first")
    settle(front)
    near = view.near
    assert near.table.model.rowCount() == 8
    assert "辅助预测，非实测" in near.words.text() and "2.00 km" in near.words.text()
    assert near._badge.isVisible()
    near.table.select(0)
    settle(front)
    ways = [one for one in view.map._list.singles() if isinstance(one, Text)]
    assert ways[-1].words == "521 m"
    assert view.bar._count.text() == "8 个点"
    view.bar.search.setText("00004")
    assert [one.words for one in view.shown_near()] == ["0012-00004"]
    near.table.select(0)
    near.table.view.setFocus()
    QTest.keyClick(near.table.view, Qt.Key.Key_Return)
    settle(front)
    form: Any = page.editor
    values = form.sheet.values()
    assert (values["lin_ban"], values["xiao_ban"]) == ("0012", "00004")
    assert (values["species"], values["surveyed_on"]) == ("油松", "2026-08-03")


def test_an_empty_folder_says_what_to_do(front: Front) -> None:
    page, view = page_of(front, SPREAD)
    assert view._leaves.currentIndex() == 1
    press(front.window, "Escape")
    settle(front)
    assert page.editor is None
    _page, view = page_of(front, COVERAGE)
    assert view._leaves.currentIndex() == 1


def report(front: Front, year: int, area_mu_e4: int) -> None:
    """A reported area of occurrence."""
    app, actor = front.ctx.app, front.ctx.actor()
    values = {
        "code": f"{year}-OCC", "year": year, "figure": "OCCURRED", "pest_name": "美国白蛾",
        "area_mu_e4": area_mu_e4, "source": f"{year}年统计年报",
    }  # fmt: skip
    front.work.command(lambda: app.records.new("reported_figure", values, actor, submit=True))
    settle(front)


def test_a_series_shows_its_conditions_and_becomes_a_forecast(front: Front) -> None:
    """Refused with three years; with five the class ratios, C and P stand; kept with the rows."""
    for year, area in ((2021, 2_874), (2022, 3_278), (2023, 3_337)):
        report(front, year, area * 10_000)
    page, view = page_of(front, OUTLOOK)
    assert isinstance(view, OutlookView)
    view.pest.set_value("美国白蛾")
    view.take_records()
    settle(front)
    assert view.found.refusal == "few"
    rows = condition_rows(view.found)
    assert [tone for tone, _verdict, _words in rows] == ["overdue"]
    assert rows[0][2] == "不予计算：现有 3 年，模型至少需要 4 年"
    assert not view.head_actions()[1].isEnabled()
    for year, area in ((2024, 3_390), (2025, 3_679)):
        report(front, year, area * 10_000)
    view.take_records()
    settle(front)
    assert "2025 年：上报（2025年统计年报）" in view._sources.text()
    rows = condition_rows(view.found)
    assert [verdict for _tone, verdict, _words in rows] == ["符合", "符合", "好"]
    assert view.plot.chart().names[-1] == "2026"
    assert view.found.ahead_mu_e4 is not None and view.found.model is not None
    press(front.window, "Ctrl+S")
    settle(front)
    form: Any = page.editor
    values = form.sheet.values()
    assert (values["year"], values["bases"], values["pest_name"]) == (
        2026, ("GM(1,1)",), "美国白蛾",
    )  # fmt: skip
    assert [row.year for row in values["series"]] == [2021, 2022, 2023, 2024, 2025]
    assert values["area_mu_e4"] == view.found.ahead_mu_e4
    assert "级比检验通过" in values["model_note"] and "辅助预测，非实测" in values["model_note"]
    assert values["trend"] == ""  # the person judges
    for name, value in {"trend": "上升", "degree": "轻"}.items():
        form.sheet.form[name].control.set_value(value)
        form.sheet.form.edited.emit(name)
    press(front.window, "Ctrl+Return")
    settle(front)
    assert page.editor is None


def test_a_year_without_area_or_left_out_is_refused_in_words(front: Front) -> None:
    _page, view = page_of(front, OUTLOOK)
    rows = [(2021, 10_000), (2022, 0), (2023, 30_000), (2024, 40_000)]
    view.rows.set_value(year_rows(rows))
    view.compute()
    assert condition_rows(view.found)[0][2] == "不予计算：有面积为零的年份"
    view.rows.set_value(year_rows([(2020, 10_000), *rows[2:], (2025, 50_000)]))
    view.compute()
    assert condition_rows(view.found)[0][2] == "不予计算：首末年之间缺年份"
    view.rows.set_value(year_rows([(2023, 20_000), *rows[2:], (2025, 50_000)]))
    view.compute()
    assert condition_rows(view.found)[0][2] == "不予计算：同一年份出现两次"


def test_temperatures_are_read_and_the_day_has_its_error_bars(front: Front, tmp_path: Path) -> None:
    """A csv with a head in Chinese; what is wrong is said with its line."""
    page, view = page_of(front, DEGREES)
    assert isinstance(view, DegreesView)
    assert (view.total.value(), view.base.value()) == (678, 1125)
    first = date(2026, 4, 1)
    lines = [f"{first + timedelta(days=n)},晴,16.25,26.25" for n in range(90)]
    path = tmp_path / "weather.csv"
    path.write_bytes("\n".join(["日期,天气,最低气温,最高气温", *lines]).encode("gb18030"))
    view.read(path)
    settle(front)
    assert len(view.days) == 90
    made = view.made
    assert made is not None
    # ten degree-days a day (16.3 and 26.3: half a tenth rounds up): the 68th day passes 678
    assert made.found.reached == "2026-06-07"
    assert made.found.narrow == ("2026-06-02", "2026-06-12")
    assert view._said.text() == "预计 2026年6月7日"
    assert "±10 日 2026年5月28日 至 2026年6月17日" in view._bars.text()
    assert [band.alpha for band in view.plot.chart().bands] == [40, 80]
    press(front.window, "Ctrl+S")
    settle(front)
    form: Any = page.editor
    values = form.sheet.values()
    assert values["weather"].startswith("2026-04-01 16.3 26.3\n")
    assert "C=11.25℃ K=678日度 均值法" in values["model_note"]
    assert values["period"].startswith("2026-06-07前后")
    page.close_editor()
    _page, view = page_of(front, DEGREES)
    view.text.set_value("2026-05-01 8 20\n2026-05-03 9 21")
    view.compute()
    assert view._series.error() == "2026-05-03 之前缺天或重复"
    view.text.set_value("2026-05-01 28 20")
    view.compute()
    assert view._series.error() == "第 1 行不是“日期 最低 最高”"
    assert view.made is None and not view.head_actions()[1].isEnabled()
