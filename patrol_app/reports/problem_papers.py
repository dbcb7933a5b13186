"""Papers of problems, written whole: the ledger 9.11 and the closing sheet."""

from __future__ import annotations

import io
from pathlib import Path

from patrol_app.reports.making import PDF, TABLE, PaperMaker, need_ending
from patrol_app.services.report_types import Cell, Paper


class ProblemPapers(PaperMaker):
    """The ledger of problems and the closing sheet of one."""

    def ledger(self, unit: str | None, month: str, out: Path) -> Paper:
        """问题台账 (9.11) as PDF or xlsx, by the ending of ``out``.

        Args:
            unit: unit code; None = the own unit and all below.
            month: ``YYYY-MM`` of the findings; empty = all of them.
            out: where to write it.

        Raises:
            UserError: no such unit or month, another ending, ``session.forbidden``.
        """
        self._need()
        need_ending(out, TABLE)
        from patrol_app.reports import problem_model

        made = problem_model.ledger(self._store.queries, self._clock, unit, month)
        return self._ledger(made, out)

    def closing(self, number: str, out: Path) -> Paper:
        """The closing sheet 销号单 of one problem as PDF, with photos before and after.

        Raises:
            UserError: ``record.unknown``, another ending, ``session.forbidden``.
        """
        self._need()
        need_ending(out, PDF)
        from patrol_app.reports import problem_model, problem_pdf

        sheet = problem_model.closing(self._store.queries, self._clock, number)
        whole = io.BytesIO()
        pages = problem_pdf.render(sheet, self._photo, whole)
        self._keep(out, whole)
        cells = tuple(Cell(number, label, value, (number,)) for label, value in sheet.facts)
        return Paper(out.resolve(), problem_model.CLOSING, pages, cells)
