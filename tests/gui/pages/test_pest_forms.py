"""Forms of pests that propose, the minutes and the line of a tree, first detection by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from patrol_app.gui.context import New, Open
from patrol_app.gui.front import Front
from patrol_app.gui.pages.pests import THREADS, PestsPage
from patrol_app.gui.pest.editor import PestEditor
from patrol_app.gui.pest.forecast_form import ForecastEditor
from patrol_app.gui.pest.proposing import CodeEditor, SurveyEditor
from patrol_app.services.pest_outlook import year_rows
from tests.gui.pages.test_pests_page import enter, form_of, page_of, write
from tests.support.pest_ground import compartments, middle
from tests.support.records import PLACE, at
from tests.support.windows import press, settle

pytestmark = pytest.mark.ci  # long walks through the window


class Answer:
    """Names a file in the test's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, _parent: QWidget, _title: str, name: str, _kinds: Sequence[str]) -> Path:
        """The proposed name."""
        return self.folder / name


def waited(form: Any, front: Front) -> None:
    """The pauses after typing are over."""
    for timer in (form._proposing._soon, getattr(form, "_placing", None)):
        if timer is not None and timer.isActive():
            timer.stop()
            timer.timeout.emit()
    settle(front)


def test_a_round_and_a_figure_get_codes_that_may_be_changed(front: Front) -> None:
    page = page_of(front)
    form = form_of(page, front, "survey_round")
    assert isinstance(form, CodeEditor)
    enter(form, {"survey_kind": "秋季普查", "first_day": "2026-08-01"})
    waited(form, front)
    values = form.sheet.values()
    assert (values["code"], values["name"]) == ("2026秋", "2026年秋季普查")
    enter(form, {"survey_kind": "春季普查"})
    waited(form, front)
    assert form.sheet.values()["code"] == "2026春"
    enter(form, {"code": "2026-专", "survey_kind": "秋季普查"})
    waited(form, front)
    values = form.sheet.values()
    assert (values["code"], values["name"]) == ("2026-专", "2026年秋季普查")
    page.close_editor()
    write(front, "control_work", code="2026-飞防-1")
    form = form_of(page, front, "control_work")
    enter(form, {"start_on": "2026-07-01", "control_means": "飞防"})
    waited(form, front)
    assert form.sheet.values()["code"] == "2026-飞防-2"


def test_a_sheet_is_filled_by_key_number_or_place_and_keeps_what_was_typed(front: Front) -> None:
    made: list[Any] = []
    front.work.command(lambda: compartments(front.ctx.app), made.append)
    settle(front)
    page = page_of(front)
    form = form_of(page, front, "survey")
    assert isinstance(form, SurveyEditor)
    enter(form, {"species": "白皮松", "lin_ban": "12", "xiao_ban": "5"})
    waited(form, front)
    values = form.sheet.values()
    assert (values["compartment_key"], values["species"]) == (made[0][5], "白皮松")
    assert (values["town"], values["area_mu_e4"], values["elevation_m"]) == (
        "示例乡", 500_005, 1450,
    )  # fmt: skip
    assert form.base.isVisible() and "已填的不改" in form._words.text()
    page.close_editor()
    form = form_of(page, front, "survey")
    enter(form, {"position": middle(6)})
    waited(form, front)
    assert form.sheet.values()["xiao_ban"] == "00006"
    enter(form, {"is_epidemic": True, "surveyed_on": "2026-8-3"})
    waited(form, front)
    assert form.sheet.values()["epidemic_code"] == "2026-DEMO01-001"


def test_a_forecast_shows_its_model_again_and_prints_the_minutes(
    front: Front, tmp_path: Path
) -> None:
    rows = year_rows([(2022, 28_740_000), (2023, 32_780_000), (2024, 33_370_000),
                      (2025, 33_900_000), (2026, 36_790_000)])  # fmt: skip
    said = write(front, "forecast", series=rows, met_on="2026-08-03", bases=("GM(1,1)",),
                 model_note="C=0.247 P=1.00", participants="示例县林业局")  # fmt: skip
    page = page_of(front)
    page.accept(Open("forecast", said.id))
    settle(front)
    form = page.editor
    assert isinstance(form, ForecastEditor)
    assert form.model.isVisible() and form._lines.count() == 4
    form._choose = Answer(tmp_path)  # type: ignore[assignment]
    form.minutes.click()
    settle(front)
    assert [path.name for path in tmp_path.glob("*.pdf")] == [f"pest-minutes-{said.number}.pdf"]


def test_the_whole_line_of_a_tree_is_printed(front: Front, tmp_path: Path) -> None:
    tree = write(
        front, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=PLACE,
        trees=({"key": "aaaaaaaa", "state": "枯死", "count": 1},), tree_no="YC-0312",
    )  # fmt: skip
    page = page_of(front)
    page.choose = Answer(tmp_path)  # type: ignore[assignment]
    page.show_type(THREADS)
    settle(front)
    assert page.threads is not None
    page.threads.print.click()
    settle(front)
    assert [path.name for path in tmp_path.glob("*.pdf")] == [f"pest-thread-{tree.number}.pdf"]


def test_first_detection_by_keyboard_in_the_window(front: Front) -> None:
    """Typed, submitted, fixed; the clock runs; a report and an addendum follow and are fixed."""
    front.navigate("pest", New("pest", {"position": PLACE}))
    settle(front)
    page = front.window.page("pest")
    assert isinstance(page, PestsPage)
    form: Any = page.editor
    enter(form, {"pest": "美国白蛾", "seen_at": at("09:05"), "nest_count": 3,
                 "first_case": True})  # fmt: skip
    press(front.window, "Ctrl+Return")
    settle(front)
    assert page.editor is None, {n: f.error() for n, f in form.sheet.form if f.error()}
    line = page.view("pest").table.model.row_at(0)
    assert line is not None
    sighting = line.stored.record
    page.accept(Open("pest", sighting.id))
    settle(front)
    form = page.editor
    assert isinstance(form, PestEditor)
    assert form.head_actions() == []
    assert all(not field.control.isEnabled() for _name, field in form.sheet.form)
    assert form._tick.isActive() and form.calls.isVisible()
    levels = [call.level for call in form._known if call.told_ms is None]
    assert levels == ["林业站/乡镇", "县级", "市级", "省级"]
    for act, level, values in (
        ("报告", "县级", {"told": "县林业局值班室", "told_means": "电话"}),
        ("补充说明", "", {"note": "网幕已取样封装"}),
    ):
        (form.calls.told[level] if level else form.calls.addendum).click()
        settle(front)
        step: Any = page.editor
        stamped = step.sheet.values()
        assert (stamped["parent_id"], stamped["act"]) == (sighting.id, act)
        assert (stamped["told_level"], stamped["by_id"]) == (level, front.ctx.actor().id)
        assert stamped["at"] is not None  # the time stands before anything is asked
        enter(step, values)
        press(front.window, "Ctrl+Return")
        settle(front)
        form = page.editor  # the way back leads to the sighting
        assert isinstance(form, PestEditor), {n: f.error() for n, f in step.sheet.form if f.error()}
    told = {call.level: call.told for call in form._known}
    assert told["县级"] == "县林业局值班室"
    rows = front.ctx.app.store.queries.children("first_report", "parent_id", sighting.id)
    assert [row.record.act for row in rows] == ["报告", "补充说明"]  # type: ignore[attr-defined]
    page.accept(Open("first_report", rows[0].record.id))
    settle(front)
    step = page.editor
    assert step.head_actions() == []
    assert all(not field.control.isEnabled() for _name, field in step.sheet.form)


def test_a_thread_shows_its_steps_its_result_and_the_next_deed(front: Front) -> None:
    """The strip marks what is done and what is next; the facts of the result stand beside."""
    tree = write(
        front, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=PLACE,
        trees=({"key": "aaaaaaaa", "state": "枯死", "count": 1},), tree_no="YC-0312",
    )  # fmt: skip
    me = front.ctx.actor().id
    sample = write(front, "sample", sighting_id=tree.id, sampler_ids=(me,))
    write(front, "lab_result", parent_id=sample.id)
    page = page_of(front)
    page.show_type(THREADS)
    settle(front)
    assert page.threads is not None
    strip = page.threads.strip
    states = [(step.name, step.state) for step in strip._steps]
    assert states == [
        ("发现异常", "done"), ("取样", "done"), ("送检", "now"), ("检测结果", "done"),
        ("除治", "todo"), ("验收", "todo"), ("复查", "todo"),
    ]  # fmt: skip
    words = {one.text() for one in page.threads.facts.findChildren(QLabel)}
    assert {"阳性", "XGFJ-2026-118", "示例县防检站"} <= words
    write(front, "lab_result", parent_id=sample.id, sample_result="阴性", positive_n=0)
    settle(front)
    assert [step.name for step in strip._steps][-1] == "检测结果"  # negative: nothing to clear
