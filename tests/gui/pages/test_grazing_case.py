"""What holds a case together, each tried through the real form (issue: grazing)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from patrol_app.domain.records.case import CaseStep
from patrol_app.gui.context import New, Open
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.case import CaseStepEditor, TemplateEditor
from patrol_app.gui.forms.grazing import GrazingEditor
from patrol_app.gui.front import Front
from tests.gui.pages.test_grazing import number_of, opened_form, prepared, words
from tests.support.cases import CaseFolder
from tests.support.grazing_scenes import ground
from tests.support.photos import jpeg
from tests.support.windows import Watch, press, retype, settle

pytestmark = pytest.mark.ci
T = TypeVar("T")
SAID = {"facts": "放牧", "law": "示例条例第20条", "content": "罚款"}


def off_thread(front: Front, write: Callable[[], T]) -> T:
    """Write on the writer thread, as services do."""
    made: list[T] = []
    front.work.command(write, made.append)
    settle(front)
    return made[0]


def read(front: Front, ask: Callable[[], T]) -> T:
    """Read on the pool."""
    made: list[T] = []
    front.work.query(ask, made.append)
    settle(front)
    return made[0]


def begun(front: Front, case: CaseFolder, step: str, **given: Any) -> CaseStepEditor:
    """The form of a new step, filled."""
    values = {"parent_id": case.ids["grazing"], "step": step, **given}
    editor = opened_form(front, New("case_step", values))
    assert isinstance(editor, CaseStepEditor) and editor.sheet is not None
    return editor


def errors(editor: Any) -> dict[str, str]:
    """Sentence by field that the form shows."""
    return {name: field.error() for name, field in editor.sheet.form if field.error()}


def test_officers_are_two_and_certified_and_a_fine_has_its_rule(front: Front, watch: Watch) -> None:
    """行政处罚法42 at the form: one officer, a ranger beside him, then two."""
    case = prepared(front)
    editor = begun(front, case, "立案", officer_ids=(case.ids["甲"],))
    press(front.window, "Ctrl+Return")
    settle(front)
    assert "至少由2名持证" in errors(editor)["officer_ids"]
    editor.sheet.set_values({"officer_ids": (case.ids["甲"], case.ids["丙"])})
    press(front.window, "Ctrl+Return")
    settle(front)
    assert "示例丙" in errors(editor)["officer_ids"]
    editor.sheet.set_values({"officer_ids": (case.ids["甲"], case.ids["乙"])})
    press(front.window, "Ctrl+Return")
    settle(front)
    page: Any = front.window.page("grazing")
    assert isinstance(page.editor, GrazingEditor)  # the case goes on where it came from
    fined(front, case)
    assert watch.seen == []


def fined(front: Front, case: CaseFolder) -> None:
    """No amount before the legal office put the shipped rows in use, in the table of rules."""
    officers = (case.ids["甲"], case.ids["乙"])
    editor = begun(front, case, "处罚决定", officer_ids=officers, fine_fen=100_000, **SAID)
    press(front.window, "Ctrl+Return")
    settle(front)
    assert "法制机构" in errors(editor)["fine_fen"]
    front.navigate("base", "rules")
    settle(front)
    base: Any = front.window.page("base")
    rules = base.desk("rules")
    for end, amount in (("min", "10"), ("max", "20")):
        rules.choose(f"fine.grazing.unit.{end}")
        settle(front)
        assert not rules.enabled.value()
        retype(rules.value, amount)
        retype(rules.source, "示例条例第20条")
        rules.enabled.set_value(True)
        rules.save()
        settle(front)
    editor = begun(front, case, "处罚决定", officer_ids=officers, fine_fen=200_000, **SAID)
    press(front.window, "Ctrl+Return")
    settle(front)
    assert "866.00" in errors(editor)["fine_reason"] and "1732.00" in errors(editor)["fine_reason"]
    retype(editor.sheet.form["fine_reason"].control, "屡次违法")
    press(front.window, "Ctrl+Return")
    settle(front)
    found = read(front, lambda: case.app.store.queries.find("case_step", f"{number_of(case)}/4"))
    assert found is not None and found.state == "submitted"
    assert isinstance(found.record, CaseStep)
    assert (found.record.fine_fen, found.record.fine_reason) == (200_000, "屡次违法")


def test_places_for_photos_and_the_map(front: Front, watch: Watch, tmp_path: Path) -> None:
    """Each photo under what it shows; what it shows can be said later; the check follows."""
    case = prepared(front)
    editor = opened_form(front, Open("grazing", case.ids["grazing"]))
    assert isinstance(editor, GrazingEditor)
    assert "缺3" in words(editor.slots) and "全景 缺" in words(editor.slots)
    paths = []
    for number, colour in enumerate(("red", "blue")):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(jpeg(colour=colour))
        paths.append(str(path))
    editor.slots.wanted.emit("wide", paths[:1])
    settle(front)
    assert "缺2" in words(editor.slots) and "全景 缺" not in words(editor.slots)
    editor._attach(paths[1:])
    settle(front)
    assert "缺2" in words(editor.slots)
    held = read(front, lambda: editor_photos(case))
    assert [role for _rec, role in held] == ["wide", "photo"]
    editor.slots.moved.emit(held[1][0], "landmark")
    settle(front)
    assert "缺1" in words(editor.slots) and "标志物 缺" not in words(editor.slots)
    said = read(front, lambda: [one.code for one in case.app.records.remarks(
        "grazing", case.app.records.get("grazing", case.ids["grazing"]).record)])  # fmt: skip
    assert "grazing.photo.count" in said and "grazing.photo.wide" not in said
    mapped(front, case)
    assert watch.seen == []


def editor_photos(case: CaseFolder) -> list[tuple[str, str]]:
    """(id, role) of the photos of the violation, in the order they came."""
    rows = case.app.store.queries.children("attachment", "parent_id", case.ids["grazing"])
    return sorted((row.record.id, str(getattr(row.record, "role", ""))) for row in rows)


def mapped(front: Front, case: CaseFolder) -> None:
    """Zones, plantation and herd on it; a shifted position has no map and no test."""
    off_thread(front, lambda: ground(case.app))
    editor = opened_form(front, Open("grazing", case.ids["grazing"]))
    assert isinstance(editor, GrazingEditor) and editor.sheet is not None
    assert editor.map.isVisible()
    assert editor.map.accessibleDescription() == "禁牧休牧区 · 幼林地"
    keys = {getattr(one, "key", "") for one in editor.map.whole().shapes}
    assert {"zone:NW-JM-007", "stand", "grazing"} <= keys
    assert "距2024年幼林" in words(editor.zone) and "NW-JM-007" in words(editor.zone)
    place = editor.sheet.values()["position"]
    editor.sheet.set_values({"position": place.model_copy(update={"datum": "gcj02"})})
    editor.ask_side()
    settle(front)
    assert not editor.map.isVisible() and "不用于执法" in words(editor.zone)


def test_a_template_is_read_and_enabled_in_the_window(
    front: Front, watch: Watch, tmp_path: Path
) -> None:
    """Locked, the text read from a file, unknown places told, enabled by whom: then open."""
    case = prepared(front)
    session = case.app.session
    session._actor = replace(session.actor, roles=("county_office", "admin"))
    violation = opened_form(front, Open("grazing", case.ids["grazing"]))
    assert words(violation.papers).count("不可用") == 5  # two steps stand without a text
    editor = opened_form(front, New("case_template", {"code": "甲", "step": "结案"}))
    assert isinstance(editor, TemplateEditor) and editor.sheet is not None
    path = tmp_path / "text.txt"
    path.write_bytes("【事实】\r\n{违法事实} {谁}".encode("gb18030"))

    class Chosen(Chooser):
        """The file that was chosen."""

        def open(self, *_asked: Any) -> Path:
            """The text."""
            return path

    editor._choose = Chosen()
    editor.read.click()
    settle(front)
    assert editor.sheet.values()["body"].startswith("【事实】\n")
    editor.sheet.set_values({"title": "结案报告", "enabled": True})
    press(front.window, "Ctrl+Return")
    settle(front)
    assert "{谁}" in errors(editor)["body"] and "启用人" in errors(editor)["approved_by"]
    retype(editor.sheet.form["body"].control, "{违法事实}")
    retype(editor.sheet.form["approved_by"].control, "示例法制股")
    retype(editor.sheet.form["approved_on"].control, "2026-08-01")
    press(front.window, "Ctrl+Return")
    settle(front)
    again = opened_form(front, Open("grazing", case.ids["grazing"]))
    assert words(again.papers).count("不可用") == 4
    assert watch.seen == []


def corrected(front: Front, case: CaseFolder) -> None:
    """A correction is a step of its own; what was submitted stands."""
    step = read(front, lambda: case.app.store.queries.find("case_step", f"{number_of(case)}/2"))
    assert step is not None
    editor = opened_form(front, Open("case_step", step.record.id))
    assert isinstance(editor, CaseStepEditor) and editor.head_actions() == []
    editor.corrections.more.click()
    settle(front)
    page: Any = front.window.page("grazing")
    added = page.editor
    assert added.sheet.values()["corrects"] == step.record.number
    retype(added.sheet.form["content"].control, "登记照片改为4张")
    press(front.window, "Ctrl+Return")
    settle(front)
    again = opened_form(front, Open("case_step", step.record.id))
    assert "登记照片改为4张" in words(again.corrections)
    assert again.stored.record == step.record


def test_the_package_says_where_it_lies_and_how_it_is_checked(
    front: Front, watch: Watch, tmp_path: Path
) -> None:
    case = prepared(front)
    corrected(front, case)
    editor = opened_form(front, Open("grazing", case.ids["grazing"]))
    editor.papers.evidence.click()
    settle(front)
    dialog = editor.package
    dialog.place.line.setText(str(tmp_path / "none" / "x.zip"))
    dialog.make()
    assert "没有这个文件夹" in words(dialog)
    dialog.place.line.setText(str(tmp_path / "x.zip"))
    dialog.recipient.setText("age1nobody")
    assert dialog.place.line.text().endswith(".zip.age")
    dialog.make()
    settle(front)
    assert not (tmp_path / "x.zip.age").exists() and dialog.go.isEnabled()
    dialog.recipient.setText("")
    dialog.make()
    assert dialog._progress is not None  # shown at once, and it can be cancelled
    settle(front)
    said = words(dialog)
    assert str(tmp_path / "x.zip") in said and "openssl" in said and "打开文件夹" in said
    assert (tmp_path / "x.zip").stat().st_size > 10_000
    dialog.close()
    assert watch.seen == []
