"""Every paper there is: what it asks for, how it is written; one way for window and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.report_types import PEST_PAPERS, Paper, ReportPort

RECORD, MONTH, ANY_MONTH, SPAN, YEAR = "record", "month", "any-month", "span", "year"
DAILY, MONTHLY, CHIEFS = "daily-log", "patrol-monthly", "chief-tours"
GRAZING, CASE_INDEX, CASE_PAPER = "grazing-ledger", "case-index", "case-paper"
NUMBERS, PROBLEMS, CLOSING = "doc-numbers", "problem-ledger", "closing-sheet"
DRILL, EQUIPMENT, CARD = "drill-record", "equipment-ledger", "readiness-card"
MINUTES, THREAD = "pest-minutes", "pest-thread"
LEDGERS: Final = {f"{kind.code}-ledger": kind.code for kind in RECORD_TYPES if kind.tally}


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    Attributes:
        code: as commands name it.
        asks: ``RECORD`` (of one), ``MONTH``, ``ANY_MONTH`` (or all of them), ``SPAN`` of days,
            ``YEAR``; all but the first also a unit.
        of: type of the record it is of, or of those that it lists.
        book: also written as a workbook.
    """

    code: str
    asks: str
    of: str
    book: bool = True


_PESTS: Final = (
    "survey", "survey", "sample", "lab_result", "disposal", "trap_check", "webworm",
    "control_work", "forecast", "reported_figure",
)  # fmt: skip
KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.code: kind
        for kind in (
            Kind(DAILY, RECORD, "patrol", book=False),
            Kind(MONTHLY, MONTH, "patrol"),
            Kind(CHIEFS, MONTH, "patrol"),
            *(Kind(code, SPAN, of) for code, of in zip(PEST_PAPERS, _PESTS, strict=True)),
            Kind(MINUTES, RECORD, "forecast", book=False),
            Kind(THREAD, RECORD, "pest", book=False),
            Kind(GRAZING, MONTH, "grazing"),
            Kind(CASE_INDEX, RECORD, "grazing"),
            Kind(CASE_PAPER, RECORD, "case_step", book=False),
            Kind(NUMBERS, YEAR, "doc_block"),
            Kind(PROBLEMS, ANY_MONTH, "problem"),
            Kind(CLOSING, RECORD, "problem", book=False),
            Kind(DRILL, RECORD, "drill", book=False),
            Kind(EQUIPMENT, RECORD, "team"),
            Kind(CARD, RECORD, "team", book=False),
            *(Kind(code, SPAN, of) for code, of in LEDGERS.items()),
        )
    }
)


@dataclass(frozen=True)
class PaperOf:
    """One paper.

    Attributes:
        paper: its code.
        number: of the record it is of; of one tour instead of a month's.
        unit: unit code (tables); empty for the own one and all below.
        month: ``YYYY-MM``; empty where all months are meant or another time is asked for.
        first, last: days ``YYYY-MM-DD``, both included; no first day is the pest year's.
        year: of the paper numbers.
    """

    paper: str
    number: str = ""
    unit: str = ""
    month: str = ""
    first: str = ""
    last: str = ""
    year: int = 0

    def file_name(self) -> str:
        """A name that sorts and says what it is, without an ending."""
        if self.number:
            return f"{self.paper}-{self.number.replace('/', '-')}"
        when = (self.unit, self.month, self.first, self.last, str(self.year or ""))
        return "-".join(part for part in (self.paper, *when) if part)

    @property
    def is_ready(self) -> bool:
        """Whether everything needed is chosen."""
        asks = KINDS[self.paper].asks
        needed = {MONTH: self.month, SPAN: self.last, YEAR: self.year, ANY_MONTH: True}
        return bool(self.number or needed.get(asks))


class CasePort(Protocol):
    """The papers of cases."""

    def step(self, number: str, out: Path) -> Paper:
        """The paper of one step."""

    def index(self, number: str, out: Path) -> Paper:
        """案卷目录 of a case."""

    def ledger(self, unit: str | None, month: str, out: Path) -> Paper:
        """违规放牧台账 (9.10) of a month."""

    def number_book(self, unit: str | None, year: int, out: Path) -> Paper:
        """文书号登记表 of a year."""


class ProblemPort(Protocol):
    """The papers of problems."""

    def ledger(self, unit: str | None, month: str, out: Path) -> Paper:
        """问题台账 (9.11) of a month, or of all."""

    def closing(self, number: str, out: Path) -> Paper:
        """The closing sheet 销号单."""


class PaperDesk(Protocol):
    """Who writes papers; an open ``App`` is one."""

    @property
    def reports(self) -> ReportPort:
        """Patrols, pests, crews, lists."""

    @property
    def case_papers(self) -> CasePort:
        """Grazing cases."""

    @property
    def problem_papers(self) -> ProblemPort:
        """Problems."""


def write_paper(desk: PaperDesk, asked: PaperOf, out: Path) -> Paper:
    """Write the paper to ``out``, PDF or xlsx by its ending.

    Raises:
        UserError: no such record, unit or time, wrong ending, no right to it.
        EnvironmentFault: the file cannot be written.
    """
    code, unit = asked.paper, asked.unit or None
    if code in PEST_PAPERS:
        return desk.reports.pest_paper(code, unit, asked.first, asked.last, out)
    if code == CHIEFS:
        return desk.reports.chief_tours(unit, asked.month, out, asked.number)
    if code == NUMBERS:
        return desk.case_papers.number_book(unit, asked.year, out)
    if code in LEDGERS:
        first = asked.first or f"{asked.last[:4]}-01-01"
        return desk.reports.type_ledger(LEDGERS[code], unit, first, asked.last, out)
    of_month: Mapping[str, Callable[[str | None, str, Path], Paper]] = {
        MONTHLY: desk.reports.monthly,
        GRAZING: desk.case_papers.ledger,
        PROBLEMS: desk.problem_papers.ledger,
    }
    if code in of_month:
        return of_month[code](unit, asked.month, out)
    of_one: Mapping[str, Callable[[str, Path], Paper]] = {
        DAILY: desk.reports.daily_log,
        MINUTES: desk.reports.pest_minutes,
        THREAD: desk.reports.pest_thread,
        CASE_INDEX: desk.case_papers.index,
        CASE_PAPER: desk.case_papers.step,
        CLOSING: desk.problem_papers.closing,
        DRILL: desk.reports.drill_sheet,
        EQUIPMENT: desk.reports.equipment_ledger,
        CARD: desk.reports.readiness_card,
    }
    return of_one[code](asked.number, out)
