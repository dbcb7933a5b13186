"""Training, physical test, equipment with its log, and the crews' papers in the real window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from patrol_app.domain.journal.op import new_item_key
from patrol_app.gui.context import CrewPaper, New, Open
from patrol_app.gui.drill.paper_view import CrewPaperView
from patrol_app.gui.forms.equipment import EquipmentEditor
from patrol_app.gui.forms.training import FitnessEditor, TrainingEditor
from patrol_app.gui.front import Front
from patrol_app.gui.kit import ListRow
from patrol_app.services.ports import Listing
from tests.support.crews import Crew, enter_crew
from tests.support.page_window import Answers
from tests.support.windows import Watch, press, retype, settle

STATES = ("draft", "submitted", "changed")


def off_thread(front: Front, run: Any) -> Any:
    """What ``run`` gives, asked beside the window's thread."""
    found: list[Any] = []
    front.work.command(run, found.append)
    settle(front)
    return found[0]


def newest(front: Front, code: str) -> Any:
    """The newest record of a type as stored."""
    queries = front.ctx.app.store.queries
    return off_thread(front, lambda: queries.page(Listing(code, (), STATES)).rows[0])


@pytest.fixture
def crew(front: Front) -> Crew:
    """A team of four with equipment."""
    found = off_thread(front, lambda: enter_crew(front.ctx.app))
    assert isinstance(found, Crew)
    return found


def form(front: Front, argument: object, cls: type[Any]) -> tuple[Any, dict[str, Any]]:
    """An open form and its controls by field."""
    front.navigate("crew", argument)
    settle(front)
    editor = front.window.page("crew").editor  # type: ignore[attr-defined]
    assert isinstance(editor, cls) and editor.sheet is not None
    return editor, {name: editor.sheet.form[name].control for name in editor.sheet.specs}


@pytest.mark.ci
def test_a_session_is_entered_and_counts(front: Front, crew: Crew, watch: Watch) -> None:
    editor, field = form(front, New("training"), TrainingEditor)
    assert field["team_id"].value() == crew.team
    retype(field["name"], "机具操作")
    field["topics"].set_value(("机具操作",))
    retype(field["start_at"], "2026-08-03 08:00")
    retype(field["end_at"], "2026-08-03 10:00")
    retype(field["break_min"], "15")
    assert editor.counted.text() == "105"
    retype(field["place"], "示例站")
    retype(field["guest"], "示例教员")
    roster = field["attendance"]
    roster.all_present()
    roster._show_more()
    rows = roster.value()
    retype(roster.more[rows[1].key, "minutes"], "40")
    retype(roster.more[rows[1].key, "points_e2"], "92.5")
    press(front.window, "Ctrl+Return")
    settle(front)
    stored = newest(front, "training")
    assert stored.state == "submitted"
    own = stored.own
    assert (own["minutes"], own["present"], own["person_min"]) == (105, 4, 3 * 105 + 40)
    assert stored.record.attendance[1].points_e2 == 9250
    assert watch.seen == []


@pytest.mark.ci
def test_a_physical_test_is_entered(front: Front, crew: Crew, watch: Watch) -> None:
    _editor, field = form(front, New("fitness"), FitnessEditor)
    retype(field["name"], "5000米")
    retype(field["tested_at"], "2026-08-03 08:00")
    retype(field["value_unit"], "秒")
    field["better"].set_value("low")
    retype(field["pass_e2"], "1620")
    retype(field["basis"], "本单位设定")
    for row, result in enumerate(("1500", "1620", "1621")):
        retype(field["results"].cell(row, "value_e2"), result)
    field["results"].cell(3, "reason").set_value("病假")
    press(front.window, "Ctrl+Return")
    settle(front)
    stored = newest(front, "fitness")
    assert (stored.state, stored.own["tested"], stored.own["passed"]) == ("submitted", 3, 2)
    assert watch.seen == []


@pytest.mark.ci
def test_a_hand_over_is_noted_beside_the_equipment(front: Front, crew: Crew, watch: Watch) -> None:
    editor, field = form(front, Open("equipment", crew.blower), EquipmentEditor)
    act = {name: editor.act.form[name].control for name in editor.act.specs}
    assert (act["count"].value(), act["sound"].value()) == (8, 7)
    act["act"].set_value("custody")
    press(front.window, "Ctrl+G")
    settle(front)
    assert field["keeper_id"].value() == crew.people[1], "without a taker nothing is noted"
    act["taker_id"].set_value(crew.people[2])
    retype(act["sound"], "6")
    press(front.window, "Ctrl+G")
    settle(front)
    settle(front)
    assert (field["keeper_id"].value(), field["sound"].value()) == (crew.people[2], 6)
    assert "交接" in editor.log.accessibleName()
    stored = newest(front, "equipment_act")
    assert stored.record.number.endswith("/1")
    assert (stored.record.giver_id, stored.record.taker_id) == crew.people[1:3]
    assert watch.seen == []


@pytest.mark.ci
def test_card_and_ledger_are_shown_and_saved(
    front: Front, crew: Crew, tmp_path: Path, watch: Watch
) -> None:
    page: Any = front.window.page("crew")
    front.window.show_page("crew")
    settle(front)
    for paper, kinds in (("readiness-card", ["pdf"]), ("equipment-ledger", ["pdf", "xlsx"])):
        front.navigate("crew", CrewPaper(paper))
        settle(front)
        view = page.editor
        assert isinstance(view, CrewPaperView)
        assert view.well.document.pageCount() == 1
        answers = Answers()
        answers.place = tmp_path
        view._choose = answers
        for kind in kinds:
            view.save(kind)
            settle(front)
            assert (tmp_path / f"{paper}.{kind}").stat().st_size > 1_000
    assert watch.seen == []


@pytest.mark.ci
def test_problems_of_a_drill_go_on_the_ledger_once(front: Front, crew: Crew) -> None:
    app, actor = front.ctx.app, front.ctx.actor()
    key = new_item_key(b"abcde")
    minute = (1_785_734_400_000, "minute")
    values = {
        "name": "示例", "drill_type": "夜间", "place": "示例沟", "start_at": minute,
        "end_at": (minute[0] + 3_600_000, "minute"), "commander_id": crew.people[0],
        "safety_officer_id": crew.people[1], "problems": [{"key": key, "text": "对讲机缺一台"}],
    }  # fmt: skip
    rec = off_thread(front, lambda: app.records.new("drill", values, actor, submit=True)).record.id
    editor: Any
    from patrol_app.gui.forms.drill import DrillEditor

    editor, _field = form(front, Open("drill", rec), DrillEditor)
    assert not editor._raise.isHidden() and editor.raised.isHidden()
    for _twice in range(2):
        editor.raise_problems()
        settle(front)
    queries = app.store.queries
    rows = off_thread(front, lambda: queries.children("problem", "drill_id", rec))
    assert [(row.record.description, row.record.source) for row in rows] == [
        ("对讲机缺一台", "扑火演练")
    ]
    assert editor._raise.isHidden(), "every row is a problem already"
    assert [line.problem.number for line in editor.raised.lines] == [rows[0].record.number]
    row = editor.raised.findChildren(ListRow)[0]
    row.activated.emit()
    settle(front)
    problem = front.window.page("problem").editor  # type: ignore[attr-defined]
    assert problem is not None and problem.stored.record.id == rows[0].record.id
    problem.origin_button.click()
    settle(front)
    back = front.window.page("crew").editor  # type: ignore[attr-defined]
    assert isinstance(back, DrillEditor) and back.stored is not None
    assert back.stored.record.id == rec
