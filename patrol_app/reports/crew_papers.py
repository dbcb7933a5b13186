"""The crews' papers of the report engine: 9.12, 9.13 and the readiness card."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.reports.making import PDF, TABLE, PaperMaker, need_ending
from patrol_app.services.report_types import Cell, Paper

if TYPE_CHECKING:
    from patrol_app.reports.table_model import Ledger


class CrewPapers(PaperMaker):
    """What ``ReportService`` makes of drills, equipment and training."""

    def drill_sheet(self, number: str, out: Path) -> Paper:
        """演练记录表 (9.12) of one drill as PDF.

        Raises:
            UserError: no such drill, or ``out`` does not end in .pdf.
        """
        self._need()
        need_ending(out, PDF)
        from patrol_app.reports import drill_model, drill_pdf

        sheet = drill_model.build(self._store.queries, self._clock, number)
        whole = io.BytesIO()
        pages = drill_pdf.render(sheet, self._photo, whole)
        self._keep(out, whole)
        facts = (*sheet.head, *sheet.spans, ("人员", sheet.attendance), ("总分", sheet.total))
        cells = tuple(Cell(number, name, words, (number,)) for name, words in facts)
        return Paper(out.resolve(), drill_model.TITLE, pages, cells, sheet.notes)

    def equipment_ledger(self, team: str, out: Path) -> Paper:
        """队伍装备台账 (9.13) as PDF or xlsx, by the ending of ``out``.

        Args:
            team: number or id; empty for the first fire crew.
            out: where to write it.

        Raises:
            UserError: ``crew.none``, or another ending.
        """
        self._need()
        need_ending(out, TABLE)
        from patrol_app.reports import crew_model

        ledger = crew_model.equipment_ledger(self._store.queries, self._clock, team)
        made = self._ledger(ledger, out)
        return replace(made, cells=(*made.cells, *_total(ledger)))

    def readiness_card(self, team: str, out: Path) -> Paper:
        """The readiness card of a crew as PDF, one page.

        Phone numbers stand in full only where the acting person may see personal data.

        Args:
            team: number or id; empty for the first fire crew.
            out: where to write it.

        Raises:
            UserError: ``crew.none``, or ``out`` does not end in .pdf.
        """
        self._need()
        need_ending(out, PDF)
        from patrol_app.reports import crew_model, crew_pdf

        plain = self._session.actor.may("private")
        card = crew_model.readiness_card(self._store.queries, self._clock, team, plain=plain)
        whole = io.BytesIO()
        pages = crew_pdf.render(card, whole)
        self._keep(out, whole)
        cells = [Cell(card.team, name, words, card.numbers) for name, words in card.summary]
        for row in card.hours:
            cells += [
                Cell(row[0], column, words)
                for column, words in zip(crew_model.HOUR_COLUMNS[1:], row[1:], strict=True)
            ]
        return Paper(out.resolve(), crew_pdf.TITLE, pages, tuple(cells), card.notes)


def _total(ledger: Ledger) -> tuple[Cell, ...]:
    """The cells of the last row with the record numbers of all rows."""
    numbers = tuple(number for row in ledger.rows for number in row.numbers)
    return tuple(
        Cell(ledger.total[0], head.title, words, numbers)
        for head, words in zip(ledger.heads, ledger.total, strict=False)
        if words
    )
