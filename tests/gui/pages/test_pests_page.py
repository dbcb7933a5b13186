"""Pests by keyboard in the real window: a sheet, a sample with its chain, a first case, papers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Open
from patrol_app.gui.front import Front
from patrol_app.gui.pages.pests import PAPERS, THREADS, PestsPage
from patrol_app.gui.pest.editor import PestEditor
from patrol_app.gui.pest.words import call_rows
from patrol_app.services.report_types import PEST_PAPERS
from tests.support import pests as make
from tests.support.records import PLACE, at
from tests.support.windows import press, retype, settle


def page_of(front: Front) -> PestsPage:
    """The page of pests, in front."""
    front.window.show_page("pest")
    settle(front)
    page = front.window.page("pest")
    assert isinstance(page, PestsPage)
    return page


def form_of(page: PestsPage, front: Front, code: str) -> Any:
    """A new form by Ctrl+N on the list of ``code``."""
    page.show_type(code)
    settle(front)
    press(front.window, "Ctrl+N")
    settle(front)
    assert page.editor is not None
    return page.editor


def enter(editor: Any, values: dict[str, Any]) -> None:
    """Type texts, choose the others."""
    for name, value in values.items():
        control = editor.sheet.form[name].control
        if isinstance(value, str) and hasattr(control, "setText"):
            retype(control, value)
        else:
            control.set_value(value)
            editor.sheet.form.edited.emit(name)


def write(front: Front, code: str, /, **changes: Any) -> Any:
    """A submitted record of the samples."""
    app, actor = front.ctx.app, front.ctx.actor()
    values = {**make.SAMPLES.get(code, {}), **changes}
    made: list[Any] = []
    front.work.command(
        lambda: app.records.new(code, values, actor, submit=code != "survey_round"), made.append
    )
    settle(front)
    return made[0].record


@pytest.mark.ci
def test_a_sheet_is_typed_submitted_and_listed(front: Front) -> None:
    round_ = write(front, "survey_round")
    page = page_of(front)
    editor = form_of(page, front, "survey")
    enter(
        editor,
        {
            "round_id": round_.id, "surveyed_on": "2026-8-3", "town": "示例乡",
            "lin_ban": "0012", "xiao_ban": "00007", "area_mu_e4": "100", "pine_area_mu_e4": "86.4",
            "survey_means": "地面踏查", "nothing_found": True,
            "surveyor_ids": (front.ctx.actor().id,),
        },
    )  # fmt: skip
    press(front.window, "Ctrl+Return")
    settle(front)
    assert page.editor is None
    line = page.view("survey").table.model.row_at(0)
    assert line is not None
    record, stored = line.stored.record, line.stored
    assert (stored.state, record.pine_area_mu_e4, record.nothing_found) == (
        "submitted",
        864_000,
        True,
    )
    assert line.cells["nothing_found"]


def test_a_chain_grows_beside_the_sample(front: Front) -> None:
    """The button brings a hand-over that names its sample; the time line shows it."""
    me = front.ctx.actor().id
    sample = write(front, "sample", sampler_ids=(me,))
    page = page_of(front)
    page.accept(Open("sample", sample.id))
    settle(front)
    editor = page.editor
    assert isinstance(editor, PestEditor)
    editor.steps.buttons["custody"].click()
    settle(front)
    form: Any = page.editor
    assert form.kind.code == "custody"
    assert form.sheet.values()["parent_id"] == sample.id
    enter(form, {"step": "送检", "at": at("16:30"), "from_person": "刘", "to_person": "曾"})
    press(front.window, "Ctrl+Return")
    settle(front)
    errors = {name for name, field in form.sheet.form if field.error()}
    assert errors == {"signed_both"}
    enter(form, {"signed_both": True})
    press(front.window, "Ctrl+Return")
    settle(front)
    editor = page.editor  # the way back leads to the sample
    assert isinstance(editor, PestEditor)
    assert "送检" in editor.steps._line.accessibleName()


@pytest.mark.ci
def test_a_first_case_runs_its_clock_and_closes(front: Front) -> None:
    """Submitted it offers no button but its steps; the clock names who was not told."""
    seen = write(
        front, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=PLACE, first_case=True,
        trees=({"key": "aaaaaaaa", "state": "枯死", "count": 1},),
    )  # fmt: skip
    write(front, "first_report", parent_id=seen.id, by_id=front.ctx.actor().id, at=at("09:00"))
    page = page_of(front)
    page.accept(Open("pest", seen.id))
    settle(front)
    editor = page.editor
    assert isinstance(editor, PestEditor)
    assert editor.head_actions() == []
    assert editor.calls.isVisible()
    rows = call_rows(editor._known, at("10:00").ms)
    assert [(tone, level) for tone, level, _words in rows] == [
        ("due", "林业站/乡镇"), ("ok", "县级"), ("due", "市级"), ("due", "省级"),
    ]  # fmt: skip
    assert rows[0][2] == "剩余 0:30"
    assert call_rows(editor._known, at("11:00").ms)[0][2] == "超时 0:30"
    assert editor.steps.buttons["first_report"].isEnabled()


@pytest.mark.ci
def test_threads_show_one_line_for_a_tree(front: Front) -> None:
    tree = write(
        front, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=PLACE,
        trees=({"key": "aaaaaaaa", "state": "枯死", "count": 1},), tree_no="YC-0312",
    )  # fmt: skip
    sample = write(front, "sample", sighting_id=tree.id, sampler_ids=(front.ctx.actor().id,))
    write(front, "lab_result", parent_id=sample.id)
    page = page_of(front)
    page.show_type(THREADS)
    settle(front)
    assert page.threads is not None
    one = page.threads.shown()
    assert one is not None
    assert (one.tree, one.state) == ("YC-0312", "positive")
    words = page.threads._line.accessibleName().split("\n")
    assert [row.split()[1] for row in words] == ["松材线虫病疑似", "取样", "阳性"]
    page.threads.opened.emit(tree.id)
    settle(front)
    assert isinstance(page.editor, PestEditor)


@pytest.mark.ci
def test_every_paper_is_in_the_menu_and_written(front: Front, tmp_path: Path) -> None:
    page = page_of(front)

    class Answer:
        """Names a file in the test's folder."""

        def save(self, _parent: QWidget, _title: str, name: str, _kinds: Sequence[str]) -> Path:
            """The proposed name."""
            return tmp_path / name

    page.choose = Answer()  # type: ignore[assignment]
    assert tuple(code for code, _words in PAPERS) == PEST_PAPERS
    actions = page.menu().actions()
    assert actions[0].text().startswith("9.4a")
    actions[-1].trigger()
    settle(front)
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["pest-rates-2026-08-03.pdf"]
