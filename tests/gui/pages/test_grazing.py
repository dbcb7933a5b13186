"""The forms of a violation, of a step and of a party, with the cards beside them."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtPdf import QPdfDocument

from patrol_app.domain.grazing_ground import GrazingGround, Stand, ZoneFact
from patrol_app.gui.context import New, Open
from patrol_app.gui.forms.case import CaseStepEditor
from patrol_app.gui.forms.grazing import GrazingEditor, PartyEditor
from patrol_app.gui.front import Front
from patrol_app.gui.grazing.reading import CaseSide
from patrol_app.gui.kit import Chip, Tool
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.gui.papers import printing
from patrol_app.services import offenders
from tests.support.cases import CaseFolder, at
from tests.support.folders import NOW
from tests.support.windows import Watch, press, retype, settle

DAY = 86_400_000


def words(widget: Any) -> str:
    """Every label and button of a card."""
    from PySide6.QtWidgets import QLabel, QPushButton

    found = [one.text() for one in widget.findChildren(QLabel) if not one.isHidden()]
    found += [one.accessibleName() for one in widget.findChildren(Chip)]
    return " ".join([*found, *(one.text() for one in widget.findChildren(QPushButton))])


def prepared(front: Front) -> CaseFolder:
    """A case in the folder of the window, with the city's key; written off the GUI thread."""
    made: list[CaseFolder] = []
    app = front.ctx.app

    def write() -> CaseFolder:
        """Officers, party, violation, an order."""
        app.clock.now = NOW + 2 * DAY  # type: ignore[attr-defined]
        with app.store.begin("test") as work:
            work.put_secret(offenders.KEY, b"k" * 32)
            work.commit()
        case = CaseFolder.new(app)
        case.violation(found_at=at("2026-02-01T09:00"))
        case.step("立案", "2026-08-04T09:00")
        case.step("证据保存", "2026-08-04T10:00", facts="登记")
        return case

    front.work.command(write, made.append)
    settle(front)
    return made[0]


def opened_form(front: Front, what: Any) -> Any:
    """The form for ``what`` on the page Grazing."""
    front.window.show_page("grazing")
    settle(front)
    page = front.window.page("grazing")
    assert isinstance(page, RecordsPage)
    page.accept(what)
    settle(front)
    return page.editor


@pytest.mark.ci
def test_an_older_answer_that_comes_last_is_left(
    front: Front, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = prepared(front)
    editor = opened_form(front, Open("grazing", case.ids["grazing"]))
    editor._soon.stop()
    settle(front)
    shown: list[str] = []
    newer_shown, answers = threading.Event(), iter(["older", "newer"])

    def answer(*_asked: Any, **_more: Any) -> str:
        said = next(answers)
        if said == "older":
            newer_shown.wait(60)
        return said

    def show(side: str) -> None:
        shown.append(side)
        newer_shown.set()

    monkeypatch.setattr("patrol_app.gui.forms.grazing.side_of", answer)
    monkeypatch.setattr(editor, "_show_side", show)
    editor.ask_side()
    editor.ask_side()
    settle(front)
    assert shown == ["newer"]
    assert watch.seen == []


@pytest.mark.ci
def test_a_violation_shows_zone_units_person_and_case(
    front: Front, watch: Watch, tmp_path: Path
) -> None:
    case = prepared(front)
    editor = opened_form(front, Open("grazing", case.ids["grazing"]))
    assert isinstance(editor, GrazingEditor)
    editor.ask_side()
    settle(front)
    assert "未测试" in words(editor.zone)  # no zones in this folder
    assert "86.60" in words(editor.herd) and "32 × 0.8" in words(editor.herd)
    assert "12个月内第2次" in words(editor.person)
    said = words(editor.case)
    assert "立案" in said and "2026-08-13" in said and "处理保存的证据" in said
    papers = words(editor.papers)
    assert "现场检查（勘验）笔录" in papers and "未写" in papers
    assert "行政处罚决定书" in papers and "不可用" in papers and "未启用" in papers
    assert "未录入罚则" in said
    editor._soon.stop()

    def zone(**known: Any) -> str:
        """What the card of the zone says."""
        editor.zone.show_side(CaseSide(**known))
        settle(front)
        return words(editor.zone)

    hit = ZoneFact("NW-JM-007", "马家沟", "禁牧区", document="示政告〔2025〕3号")
    young = ZoneFact("Y1", "", "幼林地")
    said = zone(ground=GrazingGround(True, (hit, young)))
    assert "NW-JM-007" in said and "毁林株数" in said
    assert "偏移" in zone(shifted=True)
    near = GrazingGround(True, (), Stand("S1", "", 2024, 38))
    assert "距2024年幼林 38 米" in zone(ground=near)
    number = editor.stored.record.number
    out = tmp_path / "index.pdf"
    editor.write_paper(number, str(out))
    settle(front)
    assert out.read_bytes().startswith(b"%PDF")
    assert watch.seen == []


def test_a_step_is_added_by_keyboard_with_the_next_number(front: Front, watch: Watch) -> None:
    """The number of the block is proposed; without officers the step is not submitted."""
    case = prepared(front)
    editor = opened_form(front, New("case_step", {"parent_id": case.ids["grazing"]}))
    assert isinstance(editor, CaseStepEditor) and editor.sheet is not None
    form: Any = editor.sheet.form
    editor.sheet.set_values({"step": "责令改正"})
    editor._edited("step")
    assert form["doc_no"].control.value() == "示林罚〔2026〕11号"
    press(front.window, "Ctrl+Return")
    settle(front)
    assert editor.stored is not None or form["officer_ids"].error()
    for name, text in (("facts", "禁牧区放牧"), ("law", "第10条"), ("content", "离开禁牧区")):
        retype(form[name].control, text)
    officers = (case.ids["甲"], case.ids["乙"])
    editor.sheet.set_values({"officer_ids": officers, "deadline": "2026-08-07"})
    press(front.window, "Ctrl+Return")
    settle(front)
    found: list[Any] = []
    app = front.ctx.app
    front.work.query(lambda: app.store.queries.find("case_step", f"{number_of(case)}/3"),
                     found.append)  # fmt: skip
    settle(front)
    assert found[0] is not None and found[0].state == "submitted"
    assert found[0].record.doc_no == "示林罚〔2026〕11号"
    assert watch.seen == []


def number_of(case: CaseFolder) -> str:
    """The number of the case."""
    return case.app.records.get("grazing", case.ids["grazing"]).record.number


@pytest.mark.ci
def test_papers_of_a_case_go_to_the_printer(
    front: Front, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paper of a step and index of the case; nothing stays in the spool, nobody is named."""
    case = prepared(front)
    sent: list[tuple[str, int]] = []

    def take(document: QPdfDocument, title: str, _over: object) -> bool:
        """Stands for the printer's dialog."""
        sent.append((title, document.pageCount()))
        return True

    monkeypatch.setattr(printing, "ask_and_print", take)
    monkeypatch.setattr(printing, "has_printer", lambda: True)
    made: list[Any] = []
    order = {"facts": "放牧", "law": "第1条", "content": "离开", "deadline": "2026-08-06",
             "doc_no": "示林罚〔2026〕12号"}  # fmt: skip
    front.work.command(lambda: case.step("责令改正", "2026-08-04T11:00", **order), made.append)
    settle(front)
    editor = opened_form(front, Open("grazing", case.ids["grazing"]))
    editor.ask_side()
    settle(front)
    number, step = editor.stored.record.number, made[0].record
    outs = [one for one in editor.papers.findChildren(Tool) if not one.isHidden()]
    assert [one.accessibleName() for one in outs] == ["打印案卷目录", f"打印 {step.number} 的文书"]
    for one in outs:
        one.click()
        settle(front)
    editor._soon.stop()
    editor = opened_form(front, Open("case_step", step.id))
    editor.corrections.out.click()
    settle(front)
    assert sent == [(number, 1), (step.number, 1), (step.number, 1)]
    assert list(front.ctx.app.paths.spool.iterdir()) == []
    monkeypatch.setattr(printing, "has_printer", lambda: False)
    editor = opened_form(front, Open("case_step", step.id))
    assert editor.corrections.out.isHidden() and not editor.corrections.paper.isHidden()
    assert watch.seen == []


@pytest.mark.ci
def test_a_party_shows_its_violations(front: Front, watch: Watch) -> None:
    case = prepared(front)
    editor = opened_form(front, Open("party", case.ids["party"]))
    assert isinstance(editor, PartyEditor)
    settle(front)
    said = words(editor.visits)
    assert "2026-08-03" in said and "2026-02-01" in said and "81头只" in said
    assert watch.seen == []


@pytest.mark.ci
def test_limits_stand_on_today(front: Front) -> None:
    case = prepared(front)
    app = front.ctx.app
    app.clock.now = NOW + 12 * DAY  # type: ignore[attr-defined]
    from patrol_app.gui.pages.today_data import read_today

    found: list[Any] = []
    front.work.query(lambda: read_today(app, app.session.actor.id), found.append)
    settle(front)
    tasks = [task for task in found[0].tasks if "处理保存的证据" in task.title]
    assert len(tasks) == 1 and tasks[0].tone == "overdue" and "行政处罚法第56条" in tasks[0].caption
    assert number_of(case) in tasks[0].title
