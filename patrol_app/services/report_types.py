"""Plain data of the papers: what the report engine gives to window and command line.

``patrol_app.reports.service.ReportService`` fills them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from patrol_app.geo.display import DisplayList

PEST_PAPERS = (
    "pest-survey",
    "pest-census",
    "pest-samples",
    "pest-lab",
    "pest-disposal",
    "pest-traps",
    "pest-webworm",
    "pest-control",
    "pest-forecast",
    "pest-rates",
)
OnProgress = Callable[[int, int], None]
IsCancelled = Callable[[], bool]


@dataclass(frozen=True)
class Cell:
    """One figure of a paper and the records behind it.

    Attributes:
        row: what the row is about (a grid, a ranger, a unit), as printed.
        column: column heading as printed.
        text: the figure as printed.
        numbers: numbers of the records it was counted from.
        rule_version: version of the rule behind a judged figure, or empty.
    """

    row: str
    column: str
    text: str
    numbers: tuple[str, ...] = ()
    rule_version: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper that was written.

    Attributes:
        path: absolute path of the PDF or xlsx file.
        title: as printed.
        pages: page count, 0 for a workbook.
        cells: every figure with the records behind it.
        notes: what a person should know (an empty period, rules not set).
    """

    path: Path
    title: str = ""
    pages: int = 0
    cells: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetColumn:
    """One column of a list on paper or in a workbook.

    Attributes:
        title: head, with the unit.
        width: px on the screen at 100 %, the wish for a workbook.
        figure: right-aligned, and a number where its words are one.
    """

    title: str
    width: int = 96
    figure: bool = False


@dataclass(frozen=True)
class Sheet:
    """A list as it is shown.

    Attributes:
        title: of the list.
        columns: in order; rows: words of each cell, taken one by one.
        filters: the filters in force in words, or empty.
        made: who and when, in words.
        source: left end of the footer; count_words: right end.
    """

    title: str
    columns: tuple[SheetColumn, ...]
    rows: Iterable[Sequence[str]]
    filters: str = ""
    made: str = ""
    source: str = ""
    count_words: str = ""


@dataclass(frozen=True, eq=False)
class MapSheet:
    """One map to be printed.

    Attributes:
        shown: shapes in drawing order, the base map's squares among them.
        bounds: west, south, east, north in metres of its plane: what must be on the paper.
        title: as printed.
        lines: what the map was filtered by, the number of records ...
        legend: (kind of look, role, words); kinds are ``area``, ``line``, ``pin``.
        datum: what the coordinates refer to, as words.
    """

    shown: DisplayList
    bounds: tuple[float, float, float, float]
    title: str
    lines: tuple[str, ...] = ()
    legend: tuple[tuple[str, str, str], ...] = ()
    datum: str = ""


class ReportPort(Protocol):
    """The report engine, as window and command line use it."""

    def daily_log(self, number: str, out: Path) -> Paper:
        """The daily log of one patrol as PDF.

        Raises:
            UserError: ``record.unknown``: no such patrol.
        """

    def daily_logs(
        self,
        numbers: Sequence[str],
        out: Path,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Paper:
        """The logs of several patrols, all of them or nothing.

        Args:
            numbers: of the patrols, in the order of the paper.
            out: a file ending in .pdf takes them all; any other name is a new folder with one
                PDF for each.
            on_progress: called with (logs finished, logs in all).
            cancelled: asked before each log.

        Raises:
            UserError: ``record.unknown``, ``report.no_logs``, ``report.many``, ``file.exists``,
                ``work.cancelled``.
        """

    def map_sheet(self, sheet: MapSheet, out: Path) -> Paper:
        """A map as PDF: vectors, scale, north arrow, legend, 内部工作用图.

        Raises:
            UserError: ``report.ending``, ``report.folder``.
        """

    def monthly(self, unit: str | None, month: str, out: Path) -> Paper:
        """The monthly table as PDF or xlsx, by the ending of ``out``.

        Args:
            unit: unit code; None = the own unit and all below.
            month: ``YYYY-MM``.
            out: where to write it.
        """

    def sheet(self, sheet: Sheet, out: Path) -> Paper:
        """A list as it is shown, as CSV, xlsx or PDF by the ending of ``out``.

        Raises:
            UserError: ``report.ending``, ``report.folder``, ``list.long``.
        """

    def conflicts(self, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """The list of conflicts, open now and settled in a span, as PDF, xlsx or CSV.

        Args:
            unit: unit code; None = the own unit and all below.
            first: first day ``YYYY-MM-DD``.
            last: last day, included.
            out: where to write it.
        """

    def type_ledger(self, type: str, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """The ledger of a type by its field metadata, as PDF or xlsx by the ending of ``out``.

        Args:
            type: record type code; one whose ``RecordType.tally`` is set.
            unit: code; None = the own unit and all below.
            first: Beijing day; last: likewise, included.
            out: where to write it.

        Raises:
            UserError: ``report.ledger``, ``report.unit``, ``field.date``, ``report.ending``.
        """

    def pest_paper(self, paper: str, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """A pest paper (9.4 to 9.9, 9.14, 9.16) as PDF or xlsx, by the ending of ``out``.

        Args:
            paper: its code, one of ``PEST_PAPERS``.
            unit: unit code; None = the own unit and all below.
            first: first day ``YYYY-MM-DD``; empty = the first of the pest year.
            last: last day, included.
            out: where to write it.
        """

    def pest_minutes(self, number: str, out: Path) -> Paper:
        """会商纪要 (T5) of the meeting that the forecast ``number`` belongs to, as PDF."""

    def pest_thread(self, number: str, out: Path) -> Paper:
        """The line of the tree or place of the sighting ``number``, as PDF."""

    def chief_tours(self, unit: str | None, month: str, out: Path, number: str = "") -> Paper:
        """The tours of forest chiefs (9.3) as PDF or xlsx, by the ending of ``out``.

        Args:
            unit: unit code; None = the own unit and all below.
            month: ``YYYY-MM``.
            out: where to write it.
            number: one tour instead of a month.
        """

    def drill_sheet(self, number: str, out: Path) -> Paper:
        """演练记录表 (9.12) of one drill as PDF."""

    def equipment_ledger(self, team: str, out: Path) -> Paper:
        """队伍装备台账 (9.13) of a team (number or id, empty = the first fire crew)."""

    def readiness_card(self, team: str, out: Path) -> Paper:
        """The readiness card of a team (as above) as PDF, one page."""
