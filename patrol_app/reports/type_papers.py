"""The ledger of any type of record, of the report engine."""

from __future__ import annotations

from pathlib import Path

from patrol_app.reports.making import TABLE, PaperMaker, need_ending
from patrol_app.services.report_types import Paper


class TypePapers(PaperMaker):
    """What ``ReportService`` makes of a type by its field metadata."""

    def type_ledger(self, type: str, unit: str | None, first: str, last: str, out: Path) -> Paper:
        """The ledger of a type, a unit and a span of days; see ``ReportPort``.

        Raises:
            UserError: ``report.ledger``, ``report.unit``, ``field.date``, ``report.ending``.
        """
        self._need()
        need_ending(out, TABLE)
        from patrol_app.reports import type_ledger

        ledger = type_ledger.build(self._store.queries, self._clock, type, unit, first, last)
        return self._ledger(ledger, out)
