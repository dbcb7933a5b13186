"""Plain data of the papers: what the report engine gives to window and command line.

``patrol_app.reports.service.ReportService`` fills them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


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


class ReportPort(Protocol):
    """The report engine, as window and command line use it."""

    def daily_log(self, number: str, out: Path) -> Paper:
        """The daily log of one patrol as PDF.

        Raises:
            UserError: ``record.unknown``: no such patrol.
        """

    def monthly(self, unit: str | None, month: str, out: Path) -> Paper:
        """The monthly table as PDF or xlsx, by the ending of ``out``.

        Args:
            unit: unit code; None = the own unit and all below.
            month: ``YYYY-MM``.
            out: where to write it.
        """
