"""What is judged of pest records, through the real window: coverage, spread."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from patrol_app.gui.front import Front
from patrol_app.gui.pages.pests import PestsPage
from patrol_app.gui.pest.coverage import CoverageView
from patrol_app.gui.pest.judging import COVERAGE, SPREAD
from patrol_app.gui.pest.spread import SpreadView
from tests.support.pest_ground import epidemic
from tests.support.windows import press, settle


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
    assert rows[1].nearest == "示例乡 0012-00001"
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


def test_an_empty_folder_says_what_to_do(front: Front) -> None:
    page, view = page_of(front, SPREAD)
    assert view._leaves.currentIndex() == 1
    press(front.window, "Escape")
    settle(front)
    assert page.editor is None
    _page, view = page_of(front, COVERAGE)
    assert view._leaves.currentIndex() == 1
