"""One grazing case by keys alone: seen, checked, ordered, decided, served, paid, packed, closed."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton

from patrol_app.domain.setting import RuleValue
from patrol_app.services import cases
from patrol_app.services.rule_desk import RuleDesk
from tests.support.cases import CaseFolder
from tests.support.windows import settle
from tests.support.worked import case_examples
from tests.support.worked.office import Office, office

NUMBER = "示林罚〔2026〕{n}号"
LAW = {"facts": "禁牧区内放牧 81 头只", "law": "示例条例第10条"}


def prepare(desk: Office) -> None:
    """Officers, block of numbers, range of fines, texts of the legal office; no case yet."""
    case_examples.prepare(desk)
    desk.add("party", name="示例户", id_number="140925196803121017", village="示例村")
    app = desk.app
    unit = app.store.queries.identity().unit
    block = {"code": "示林罚-2026", "organ": "示例县林业局", "prefix": "示林罚", "year": 2026,
             "first": 11, "last": 30, "for_unit": unit}  # fmt: skip
    app.records.new("doc_block", block, app.session.actor, submit=True)
    rows = [
        RuleValue(f"fine.grazing.unit.{end}", value, "e2", source="示例条例第20条", confidence="V")
        for end, value in (("min", 1_000), ("max", 30_000))
    ]
    RuleDesk(app.store, app.clock, app.datasets).save(app.session.actor, rows)
    made = CaseFolder(app, {})
    for step in ("立案", "处罚决定", "结案"):
        made.template(step, "{案件编号}　{当事人}\n【事实】\n{违法事实}\n【罚款】\n{罚款}")


class Desk:
    """The clerk of one case."""

    def __init__(self, at: Office) -> None:
        self.office, self.hands = at, at.hands

    def press(self, name: str) -> None:
        """Tab to the button that is called ``name``, and Enter."""
        settle(self.office.front)
        found = [
            one
            for one in self.office.front.window.findChildren(QAbstractButton)
            if one.isVisible() and one.isEnabled() and one.accessibleName().startswith(name)
        ]
        assert found, f"no button is called {name}"
        self.hands.go(found[0])
        self.hands.press("Return")

    def step(self, begin: str, **said: Any) -> None:
        """Begin a step from the violation, type it, submit; the violation is in front again."""
        self.press(begin)
        self.office.type_in(self.office.form(), said)
        self.hands.press("Ctrl+Return")
        assert self.office.editor().stored.type == "grazing", self.office.complaints()


SIGHTING = replace(
    case_examples.VIOLATION,
    said={
        "found_at": "2026-08-03 08:40", "position": "111.97, 38.86 CGCS2000",
        "place": "示例沟阳坡", "zone_kind": "禁牧区", "herder_id": "示例户",
        "livestock": [{"animal": "绵羊", "age": "成年", "head": "81"}], "action": ["移交执法"],
    },
)  # fmt: skip


@pytest.mark.ci
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is missing")
def test_a_case_from_the_sighting_to_the_close(tmp_path: Path) -> None:
    """Every step through its real form; the package is checked by its own commands."""
    with office(tmp_path / "world", prepare) as at:
        desk = Desk(at)
        seen = at.enter(SIGHTING)
        at.find(seen.record.number)
        desk.step("填写：现场检查", at="2026-08-03 09:30", until="2026-08-03 10:20",
                  officer_ids=list(case_examples.OFFICERS), recorder_id="示例执法乙",
                  facts="羊群在禁牧区内采食", opinion="无异议")  # fmt: skip
        asked = [{"question": "羊是谁的？", "answer": "我家的"}]
        desk.step("填写：询问笔录", at="2026-08-03 10:30", until="2026-08-03 10:50",
                  rights_told="是", answers=asked)  # fmt: skip
        desk.step("填写：责令改正", at="2026-08-03 11:00", content="立即离开禁牧区",
                  deadline="2026-08-06", **LAW)  # fmt: skip
        desk.step("填写：送达回证", at="2026-08-03 11:10", serve_mode="直接送达",
                  served_no=NUMBER.format(n=11))  # fmt: skip
        desk.step("填写：立案", at="2026-08-03 14:00")
        desk.step(
            "填写：行政处罚决定书", at="2026-08-03 15:00", content="罚款", fine_fen="2000", **LAW
        )
        desk.step("加一步", step="送达", at="2026-08-03 15:10", serve_mode="直接送达",
                  served_no=NUMBER.format(n=12))  # fmt: skip
        desk.step("加一步", step="缴款", at="2026-08-03 15:20", fine_fen="2000")
        assert "pay" not in {due.code for due in found(at, seen.record.id).dues}
        desk.step("填写：结案", at="2026-08-03 15:30", facts="已缴清，羊群已离开")
        case = found(at, seen.record.id)
        kinds = [getattr(row.record, "step", "") for row in case.steps]
        assert kinds == [
            "现场检查",
            "询问",
            "责令改正",
            "送达",
            "立案",
            "处罚决定",
            "送达",
            "缴款",
            "结案",
        ]
        assert case.dues == () and {row.state for row in case.steps} == {"submitted"}
        decided = case.steps[5].record
        assert getattr(decided, "doc_no", "") == NUMBER.format(n=12)
        desk.press("证据包")
        out = tmp_path / "case.zip"
        at.hands.go(at.editor().package.place.line)
        at.hands.rewrite(str(out))
        at.hands.press("Ctrl+Return")
        assert out.exists()
        at.hands.press("Escape")
    checked(out, tmp_path / "case")


def found(at: Office, rec: str) -> cases.Case:
    """The case as it stands."""
    return cases.case_of(at.app.store.queries, rec)


def checked(out: Path, folder: Path) -> None:
    """Run every command that stands in CHECK.txt."""
    with zipfile.ZipFile(out) as made:
        made.extractall(folder)
    assert len(list((folder / "papers").iterdir())) == 9  # index, eight steps with a paper
    text = (folder / "CHECK.txt").read_text()
    commands = [line.partition(". ")[2] for line in text.splitlines() if line[:1].isdigit()]
    assert len(commands) >= 5
    for command in commands:
        subprocess.run(["bash", "-c", command], cwd=folder, check=True, capture_output=True)
    said = json.loads((folder / "proof/statement.txt").read_text().removeprefix("HL-evidence-1"))
    sums = subprocess.run(["sha256sum", "SHA256SUMS"], cwd=folder, check=True, capture_output=True)
    assert said["sums"] == sums.stdout.decode()[:64]
