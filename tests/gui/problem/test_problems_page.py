"""A problem by keyboard: entered, moved on by steps, seen on the board, closed, printed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from patrol_app.domain.instant import parse_iso
from patrol_app.gui import forms
from patrol_app.gui.context import Open
from patrol_app.gui.front import Front
from patrol_app.gui.kit import Chip, Note
from patrol_app.gui.pages.problems import ProblemsPage
from patrol_app.gui.problem.form import ProblemEditor, StepEditor
from patrol_app.gui.problem.raising import FireSpotEditor, RaisingEditor
from patrol_app.i18n import _
from tests.support.photos import jpeg
from tests.support.windows import Watch, press, retype, settle
from tests.unit.services.test_records import PLACE
from tests.unit.services.test_steps import FACTS


def off_thread(front: Front, run: Any) -> Any:
    """What ``run`` gives, asked beside the window's thread."""
    found: list[Any] = []
    front.work.command(run, found.append)
    settle(front)
    return found[0]


def page_of(front: Front) -> ProblemsPage:
    """The page, shown."""
    front.window.show_page("problem")
    settle(front)
    page = front.window.page("problem")
    assert isinstance(page, ProblemsPage)
    return page


def written(front: Front, **changes: Any) -> str:
    """A submitted problem; its id."""
    app = front.ctx.app
    actor = replace(app.session.actor, roles=("station_head", "county_office"))
    return str(off_thread(front, lambda: app.problems.write(actor, {**FACTS, **changes})).record.id)


def columns(page: ProblemsPage) -> list[int]:
    """Cards of each column."""
    return [len(one) for one in page.board.cards]


def test_a_problem_is_entered_and_taken_to_its_number(front: Front, watch: Watch) -> None:
    page = page_of(front)
    press(front.window, "Ctrl+N")
    settle(front)
    editor = page.editor
    assert isinstance(editor, ProblemEditor) and editor.sheet is not None
    form: Any = editor.sheet.form
    for name, value in (("source", "群众举报"), ("category", "P14"), ("grade", "一般")):
        form[name].control.set_value(value)
    form["found_at"].control.set_value(parse_iso("2026-08-03T09:00+08:00"))
    retype(form["place"].control, "示例沟口")
    form["description"].control.set_value("倾倒垃圾约 8 方")
    press(front.window, "Ctrl+Return")
    settle(front)
    assert columns(page) == [1, 0, 0, 0, 0]
    card = page.board.cards[0][0]
    card.setFocus()
    QTest.keyClick(card, Qt.Key.Key_Return)
    settle(front)
    editor = page.editor
    assert isinstance(editor, ProblemEditor) and editor.line is not None
    editor.take_step("VERIFIED")
    settle(front)
    step = page.editor
    assert isinstance(step, StepEditor) and step.sheet is not None
    assert set(step.sheet.specs) == {"at", "by_id", "text", "grade"}
    press(front.window, "Ctrl+Return")
    settle(front)
    assert columns(page) == [0, 1, 0, 0, 0]
    assert watch.seen == []


@pytest.mark.ci
def test_the_form_offers_what_may_follow_and_shows_the_log(front: Front) -> None:
    rec = written(front)
    page = page_of(front)
    page.accept(Open("problem", rec))
    settle(front)
    editor = page.editor
    assert isinstance(editor, ProblemEditor)
    buttons = [
        editor._buttons.itemAt(n).widget().objectName() for n in range(editor._buttons.count())
    ]
    assert "step-VERIFIED" in buttons and "step-CLOSED" not in buttons
    editor.take_step("ASSIGNED")
    settle(front)
    step = page.editor
    assert isinstance(step, StepEditor) and step.sheet is not None
    form: Any = step.sheet.form
    assert form["due_on"].control.value() == "2026-09-14"
    press(front.window, "Ctrl+Return")
    settle(front)
    assert isinstance(page.editor, StepEditor), "an assignment does not follow on a new problem"


@pytest.mark.ci
def test_arrows_go_from_card_to_card(front: Front) -> None:
    written(front)
    written(front, found_at=parse_iso("2026-08-02T09:00+08:00"))
    page = page_of(front)
    page.board.focus_first()
    first, second = page.board.cards[0]
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Right)
    assert second.hasFocus(), "no card stands in another column"


@pytest.mark.ci
def test_ledger_and_closing_sheet_are_written(front: Front, tmp_path: Path) -> None:
    class Answers:
        """A chooser that answers by itself."""

        def save(self, _parent: object, _title: str, name: str, _kinds: object) -> Path:
            """The offered name in the test's folder."""
            return tmp_path / name

    rec = written(front)
    page = page_of(front)
    page.chooser = Answers()  # type: ignore[assignment]
    page.print_ledger()
    settle(front)
    assert (tmp_path / "问题台账.pdf").read_bytes().startswith(b"%PDF")
    page.show_type("problem")
    settle(front)
    model = page.view("problem").table.model
    cells = {one.key: one.cell(model.row_at(0)).text for one in model.columns}
    assert (cells["_stands"], cells["_limit"]) == ("待核实", "剩 3 天")
    page.accept(Open("problem", rec))
    settle(front)
    editor = page.editor
    assert isinstance(editor, ProblemEditor) and editor.line is not None
    editor.chooser = Answers()  # type: ignore[assignment]
    editor.print_sheet()
    settle(front)
    assert (tmp_path / f"{editor.line.problem.number}.pdf").is_file()


@pytest.mark.ci
def test_a_finding_is_made_a_problem(front: Front) -> None:
    app = front.ctx.app
    facts = {
        "category": "P14", "found_at": FACTS["found_at"], "position": PLACE, "place": "沟口",
        "description": "垃圾", "action": ("劝阻",),
    }  # fmt: skip
    finding = off_thread(front, lambda: app.records.new("finding", facts, app.session.actor))
    editor = forms.editor(front.ctx, forms.Target("finding", finding.record.id))
    assert isinstance(editor, RaisingEditor)
    settle(front)
    assert len(editor.head_actions()) == 3
    page = page_of(front)
    editor.make_problem()
    settle(front)
    settle(front)
    made = page.editor
    editor.deleteLater()
    assert isinstance(made, ProblemEditor) and made.sheet is not None
    form: Any = made.sheet.form
    assert form["description"].control.value() == "垃圾"
    press(front.window, "Ctrl+Return")
    settle(front)
    rows = off_thread(
        front, lambda: app.store.queries.children("problem", "finding_id", finding.record.id)
    )
    assert [row.state for row in rows] == ["submitted"]


@pytest.mark.ci
def test_a_fire_spot_is_made_a_problem_and_leads_back(front: Front, watch: Watch) -> None:
    app = front.ctx.app
    facts = {"spot_no": "H-7", "source": "卫星热点", "told_at": FACTS["found_at"],
             "position": PLACE, "place": "沟口", "result": "农事用火"}  # fmt: skip
    spot = off_thread(front, lambda: app.records.new("fire_spot", facts, app.session.actor))
    page = page_of(front)
    page.accept(Open("fire_spot", spot.record.id))
    settle(front)
    editor = page.editor
    assert isinstance(editor, FireSpotEditor)
    assert len(editor.head_actions()) == 3
    editor.make_problem()
    settle(front)
    settle(front)
    made = page.editor
    assert isinstance(made, ProblemEditor) and made.sheet is not None
    assert {"finding_id", "drill_id"}.isdisjoint(made.sheet.specs), "it was made of neither"
    press(front.window, "Ctrl+Return")
    settle(front)
    rows = off_thread(
        front, lambda: app.store.queries.children("problem", "fire_spot_id", spot.record.id)
    )
    assert [row.state for row in rows] == ["submitted"]
    page.accept(Open("problem", rows[0].record.id))
    settle(front)
    settle(front)
    again = page.editor
    assert isinstance(again, ProblemEditor) and not again.origin_button.isHidden()
    again.to_origin()
    settle(front)
    assert isinstance(page.editor, FireSpotEditor)
    assert watch.seen == []


@pytest.mark.ci
def test_several_are_ticked_and_take_one_step(front: Front, watch: Watch) -> None:
    for day in ("01", "02", "03"):
        found = parse_iso(f"2026-08-{day}T09:00+08:00")
        written(
            front, found_at=found, place=f"示例沟{day}", category="P12" if day == "03" else "P14"
        )
    page = page_of(front)
    board = page.board
    board.focus_first()
    first, second, _third = board.cards[0]
    QTest.keyClick(first, Qt.Key.Key_Space)
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert not board.bar.isHidden() and board.bar.merge.isEnabled()
    assert not board.bar.later.isEnabled(), "nothing is assigned yet"
    board.filters.buttons["category"].choose("P12")
    board.filters.changed.emit("category", "P12")
    assert columns(page) == [1, 0, 0, 0, 0] and board.picked() == []
    page.kept.keep()
    settle(front)
    settle(front)
    board.filters.buttons["category"].choose("")
    board.filters.changed.emit("category", "")
    page.kept.menu_of().actions()[0].trigger()
    assert columns(page) == [1, 0, 0, 0, 0], "the kept filter is in force again"
    board.filters.take({})
    board.refill()
    for card in board.cards[0][:2]:
        card.tick(True)
    page.board.bar.state.click()
    box = page.asked
    assert box is not None
    box.send()
    assert box.fields["step"].error()
    box.step.set_value("VERIFIED")
    box.step.edited.emit()
    box.send()
    settle(front)
    assert columns(page) == [1, 2, 0, 0, 0] and board.picked() == []
    board.copy()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 4
    assert watch.seen == []


@pytest.mark.ci
def test_doubles_are_told_and_merged(front: Front) -> None:
    first = written(front, position=PLACE)
    near = PLACE.model_copy(update={"lat": PLACE.lat + 1_000})
    second = written(front, position=near)
    page = page_of(front)
    page.accept(Open("problem", second))
    settle(front)
    editor = page.editor
    assert isinstance(editor, ProblemEditor)
    merge = editor.findChild(QPushButton, "merge")
    assert merge is not None
    merge.click()
    settle(front)
    step = page.editor
    assert isinstance(step, StepEditor) and step.sheet is not None
    form: Any = step.sheet.form
    assert form["other_id"].control.value() == first
    press(front.window, "Ctrl+Return")
    settle(front)
    assert columns(page) == [1, 0, 0, 0, 0]
    third = written(front, position=near)
    page.close_editor()
    settle(front)
    page.board.cards[0][0].tick(True)
    page.board.cards[0][1].tick(True)
    page.board.bar.merge.click()
    assert page.asked is not None
    page.asked.into.set_value(first)
    page.asked.send()
    settle(front)
    line = off_thread(front, lambda: front.ctx.app.problems.line(third))
    assert (line.now.state, line.now.merged_into) == ("MERGED", first)


@pytest.mark.ci
def test_closing_asks_for_a_photo_and_a_threshold_shows_its_sum(
    front: Front, tmp_path: Path
) -> None:
    land = {"category": "P01", "public_mu_e4": 30_000, "commercial_mu_e4": 40_000}
    rec = written(front, grade="重大", **land)
    app = front.ctx.app
    actor = replace(app.session.actor, roles=("station_head", "county_office"))
    unit = off_thread(front, lambda: app.store.queries.find("unit", "DEMO01")).record.id
    needed = {
        "ASSIGNED": {"for_unit_id": unit, "due_on": "2026-08-20"},
        "HANDLING": {"text": "清运"},
        "SUBMITTED": {"text": "已清"},
        "SUSPENDED": {"text": "雨季", "due_on": "2026-09-20"},
        "SUPERVISED": {"level": "督办函"},
    }
    way = ("VERIFIED", "ASSIGNED", "SUSPENDED", "SUPERVISED", "HANDLING", "SUBMITTED", "RECTIFIED")
    for step in way:
        off_thread(front, partial(app.problems.step, actor, rec, step, needed.get(step)))
    page = page_of(front)
    (card,) = page.board.cards[4]
    assert _("Pass on") in [one.words() for one in card.findChildren(Chip)]
    page.accept(Open("problem", rec))
    settle(front)
    editor = page.editor
    assert isinstance(editor, ProblemEditor)
    said = " ".join(one.text() for one in editor.findChildren(QLabel))
    assert "公益林 3/5 亩 + 商品林 4/10 亩 = 1 ≥ 1" in said
    editor.take_step("CLOSED")
    settle(front)
    step_form = page.editor
    assert isinstance(step_form, StepEditor)
    press(front.window, "Ctrl+Return")
    settle(front)
    assert isinstance(page.editor, StepEditor), "no photo after mending yet"
    told = page.editor.findChild(Note)
    assert told is not None, "what no field can show stands above the form"
    assert "销号须有整改后照片" in told.accessibleDescription()
    after = tmp_path / "after.jpg"
    after.write_bytes(jpeg())
    assert page.editor.take_drop([str(after)])
    for _round in range(3):
        settle(front)
    press(front.window, "Ctrl+Return")
    settle(front)
    assert off_thread(front, lambda: app.problems.line(rec)).now.state == "CLOSED"
