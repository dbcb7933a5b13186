"""A party is written down from the violation that names it, by keys, without leaving the form."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.rules.party import last_of
from patrol_app.gui.context import New, Open
from patrol_app.gui.forms.case import CaseStepEditor
from patrol_app.gui.forms.grazing import GrazingEditor
from patrol_app.gui.forms.loading import offered
from patrol_app.gui.front import Front
from tests.gui.pages.test_grazing import opened_form
from tests.support.cases import ID_NUMBER, CaseFolder
from tests.support.windows import Watch, settle
from tests.support.worked.filling import several
from tests.support.worked.hands import Hands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
RIGHT = ID_NUMBER[:-1] + last_of(ID_NUMBER[:-1])
WRONG = ID_NUMBER[:-1] + "X"  # the last character does not fit


def written(hands: Hands, editor: Any, field: str, *lines: str) -> Any:
    """Tab to the tool of a field, Enter, and the lines of the dialog one after another."""
    hands.go(editor.parties.tools[field])
    hands.press("Space")
    dialog = editor.parties.dialog
    form = dialog.sheet.form
    for (_name, one), line in zip(form, lines, strict=False):
        hands.go(one.control)
        hands.rewrite(line)
    hands.press("Ctrl+Return")
    assert hands.window()  # the keyboard goes back to the form where the dialog is gone
    return dialog


def called(control: Any) -> str:
    """The name of the party that a control names; its number stands behind."""
    return str(control.currentText()).split("  ")[0]


def parties(front: Front) -> list[str]:
    """Names of the parties of the folder."""
    found: list[Any] = []
    app = front.ctx.app
    front.work.query(lambda: offered(app, "party"), found.append)
    settle(front)
    return [words.split("  ")[0] for _rec, words in found[0]]


def test_owner_and_witness_are_written_down_in_the_violation(front: Front, watch: Watch) -> None:
    hands = Hands(front)
    editor = opened_form(front, New("grazing"))
    assert isinstance(editor, GrazingEditor) and editor.sheet is not None
    form: Any = editor.sheet.form
    dialog = written(hands, editor, "owner_id", "示例户", WRONG)
    assert dialog.isVisible() and "请核对" in dialog.sheet.form["id_number"].error()
    assert parties(front) == []  # nothing is written before the person saw the warning
    hands.go(dialog.sheet.form["id_number"].control)
    hands.rewrite(RIGHT)
    hands.press("Ctrl+Return")
    assert hands.window()
    assert editor.parties is not None and editor.parties.dialog is None
    owner = form["owner_id"].control
    assert called(owner) == "示例户" and owner.value()
    assert hands.stands_in(owner)  # the form goes on where it was
    written(hands, editor, "witness_ids", "示例邻居")
    assert len(form["witness_ids"].control.value()) == 1
    several(hands, form["witness_ids"].control, ["示例户"])  # each knows what the other wrote
    assert len(form["witness_ids"].control.value()) == 2
    form["herder_id"].control.set_value(owner.value())
    assert called(form["herder_id"].control) == "示例户"
    owner_id = owner.value()
    written(hands, editor, "herder_id", "示例户甲", RIGHT.lower())
    assert form["herder_id"].control.value() == owner_id  # one ID number is one party
    assert sorted(parties(front)) == ["示例户", "示例邻居"]
    assert watch.seen == []


def test_a_mistyped_number_may_be_kept_after_it_was_told(front: Front, watch: Watch) -> None:
    """Whoever has another paper is not refused: the same words a second time are meant."""
    hands = Hands(front)
    editor = opened_form(front, New("grazing"))
    dialog = written(hands, editor, "herder_id", "示例户", WRONG)
    assert dialog.isVisible()
    hands.press("Ctrl+Return")
    assert editor.parties.dialog is None
    assert editor.sheet.form["herder_id"].control.value()
    assert watch.seen == []


@pytest.mark.ci
def test_the_person_asked_is_written_down_in_the_step(front: Front, watch: Watch) -> None:
    """And no party is added to a step that stands."""
    made: list[Any] = []
    app = front.ctx.app

    def write() -> tuple[CaseFolder, str]:
        """A case with one submitted step."""
        app.clock.now += 2 * 86_400_000  # type: ignore[attr-defined]
        case = CaseFolder.new(app)
        return case, case.step("立案", "2026-08-04T09:00").record.id

    front.work.command(write, made.append)
    settle(front)
    case, step = made[0]
    editor = opened_form(front, New("case_step", {"parent_id": case.ids["grazing"]}))
    assert isinstance(editor, CaseStepEditor)
    written(Hands(front), editor, "party_id", "示例证人")
    assert editor.sheet is not None
    assert called(editor.sheet.form["party_id"].control) == "示例证人"
    editor = opened_form(front, Open("case_step", step))
    assert [one.isEnabled() for one in editor.parties.tools.values()] == [False, False]
    assert watch.seen == []
