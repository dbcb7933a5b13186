"""Days to speak and to ask for a hearing, its notice, and a decision that comes too soon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.services import cases
from patrol_app.services.case_templates import enabled_steps, read_text
from patrol_app.services.ports import Stored
from tests.support.cases import CaseFolder
from tests.support.folders import NOW, station_copy
from tests.support.stores import FixedClock

SAID = {"facts": "羊群81头只", "law": "示例条例第1条", "content": "警告"}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[CaseFolder]:
    """A station when all steps below lie behind."""
    app = station_copy(tmp_path)
    assert isinstance(app.clock, FixedClock)
    app.clock.now = NOW + 120 * 86_400_000
    yield CaseFolder.new(app)
    app.close()


def dues(case: CaseFolder) -> dict[str, str]:
    """Code -> day of the limits that run, but the decision's."""
    found = cases.case_of(case.app.store.queries, case.ids["grazing"])
    return {due.code: due.day for due in found.dues if due.code != "decide"}


def said(case: CaseFolder, step: Stored) -> set[str]:
    """Codes of what is said of a step."""
    return {one.code for one in case.app.records.remarks("case_step", step.record)}


def told(case: CaseFolder) -> None:
    """A notice on a Tuesday, served on Thursday the 6th."""
    case.step("立案", "2026-08-04T08:00")
    case.step("事先告知", "2026-08-04T09:00", doc_no="示林罚〔2026〕11号", **SAID)
    assert dues(case) == {"statement": "2026-08-07", "hearing": "2026-08-11"}
    case.step("送达", "2026-08-06T09:00", serve_mode="直接送达", served_no="示林罚〔2026〕11号",
              party_id=case.ids["party"])  # fmt: skip


def test_the_days_run_from_the_service_in_working_days(case: CaseFolder) -> None:
    """行政处罚法64: asked for within 5 days of being told, which is when it was served."""
    told(case)
    assert dues(case) == {"statement": "2026-08-11", "hearing": "2026-08-13"}
    early = case.step("处罚决定", "2026-08-10T09:00", doc_no="示林罚〔2026〕12号", **SAID)
    assert said(case, early) == {"case.unheard"}
    assert dues(case) == {"serve": "2026-08-19"}


def test_a_statement_ends_its_days(case: CaseFolder) -> None:
    told(case)
    with pytest.raises(UserError) as fault:
        case.step("陈述申辩", "2026-08-07T09:00")
    assert {row["field"] for row in fault.value.details} == {"party", "opinion"}
    case.step("陈述申辩", "2026-08-07T09:00", party_id=case.ids["party"], opinion="头数不符")
    assert dues(case) == {"hearing": "2026-08-13"}
    decided = case.step("处罚决定", "2026-08-14T09:00", doc_no="示林罚〔2026〕12号", **SAID)
    assert said(case, decided) == set()


def test_a_hearing_is_announced_seven_working_days_before(case: CaseFolder) -> None:
    """行政处罚法64: notice 7 (working) days before; held before anything is decided."""
    told(case)
    case.step("听证申请", "2026-08-10T09:00", party_id=case.ids["party"])
    assert dues(case) == {"statement": "2026-08-11"}
    late = case.step("听证通知", "2026-08-11T09:00", deadline="2026-08-19", place="示例站")
    assert said(case, late) == {"case.hearing_notice"}
    assert dues(case)["hearing_on"] == "2026-08-19"
    assert dues(case)["hearing_day"] == "2026-08-20"
    soon = case.step("处罚决定", "2026-08-18T09:00", doc_no="示林罚〔2026〕12号", **SAID)
    assert said(case, soon) == {"case.no_hearing"}
    case.step("听证", "2026-08-20T09:00", place="示例站", facts="核对头数")
    after = case.step("不予处罚", "2026-08-21T09:00")
    assert said(case, after) == set() and "hearing_on" not in dues(case)


def test_texts_in_use_by_day(case: CaseFolder) -> None:
    queries = case.app.store.queries
    case.template("结案", "{案件编号}", valid_from="2026-08-10")
    case.template("立案", "{案件编号}", enabled=None, approved_by="", approved_on=None)
    assert enabled_steps(queries, "2026-08-09") == frozenset()
    assert enabled_steps(queries, "2026-08-10") == {"结案"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * 70_000, "template.size"),
        (b"PK\x03\x04\x00\x00", "template.text"),
        (b"\xff\xff\xff", "template.text"),
        ("字\x1b[31m".encode(), "template.text"),
    ],
)
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes(data)
    with pytest.raises(UserError) as fault:
        read_text(path)
    assert fault.value.code == code
    with pytest.raises(UserError, match=r"template\.file"):
        read_text(tmp_path / "none.txt")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_text_is_read_in_the_usual_codings(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "t.txt"
    path.write_bytes("　{当事人}：\r\n【事实】\r\n\t{违法事实}".encode(coding))
    assert read_text(path) == "　{当事人}：\n【事实】\n    {违法事实}"
