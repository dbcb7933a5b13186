"""The ledger of any type of record, of the report engine."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from patrol_app.reports.crew_papers import _ending
from patrol_app.services.ports import Clock, Store
from patrol_app.services.report_types import Cell, Paper


class TypePapers:
    """What ``ReportService`` makes of a type by its field metadata."""

    _store: Store
    _clock: Clock
    _need: Callable[[], None]
    _keep: Callable[[Path, io.BytesIO], None]

    def type_ledger(self, type: str, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """The ledger of a type, a unit and a span of days; see ``ReportPort``.

        Raises:
            UserError: ``report.ledger``, ``report.unit``, ``field.date``, ``report.ending``.
        """
        self._need()
        ending = _ending(out, (".pdf", ".xlsx"))
        from patrol_app.reports import type_ledger

        ledger = type_ledger.build(self._store.queries, self._clock, type, unit, first, last)
        pages, whole = 0, io.BytesIO()
        if ending == ".pdf":
            from patrol_app.reports import table_pdf

            pages = table_pdf.render(ledger, whole)
        else:
            from patrol_app.reports import table_xlsx

            table_xlsx.render(ledger, whole)
        self._keep(out, whole)
        cells = tuple(
            Cell(row.cells[0], head.title, words, row.numbers)
            for row in ledger.rows
            for head, words in zip(ledger.heads, row.cells, strict=True)
        )
        return Paper(out.resolve(), ledger.title, pages, cells, ledger.notes)
