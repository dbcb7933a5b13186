"""Papers of grazing cases, written whole: steps, file index, ledger 9.10, book of numbers."""

from __future__ import annotations

import io
from pathlib import Path

from patrol_app.i18n import N_
from patrol_app.reports.making import PDF, PaperMaker, need_ending
from patrol_app.services.report_types import Cell, Paper


class CasePapers(PaperMaker):
    """What a grazing case is written down in; what stands in full depends on who acts."""

    def step(self, number: str, out: Path) -> Paper:
        """The paper of one step as PDF; needs the right to personal data.

        An ID number on it is written down in the list of who did what.

        Raises:
            UserError: as ``case_model.build``; ``report.ending``; ``session.forbidden``.
        """
        from patrol_app.reports import case_model, case_pdf

        self._need()
        self._session.actor.need("private")
        need_ending(out, PDF)
        one = case_model.build(self._store.queries, number, self._clock.now_ms())
        whole = io.BytesIO()
        pages = case_pdf.render(one, whole)
        self._keep(out, whole)
        if one.private:
            self._note(number)
        cells = tuple(
            Cell(number, label, words, one.numbers) for label, words in (*one.lines, *one.blocks)
        )
        return Paper(out.resolve(), one.title, pages, cells)

    def index(self, number: str, out: Path) -> Paper:
        """案卷目录 of the case ``number`` as PDF or xlsx.

        Raises:
            UserError: ``record.unknown``, ``report.ending``.
        """
        from patrol_app.reports import grazing_ledger

        self._need()
        return self._ledger(grazing_ledger.index(self._store.queries, self._clock, number), out)

    def ledger(self, unit: str | None, month: str, out: Path) -> Paper:
        """违规放牧台账 (9.10) of a month as PDF or xlsx; names in part without the right.

        Raises:
            UserError: no such unit or month, ``report.ending``.
        """
        from patrol_app.reports import grazing_ledger

        self._need()
        private = self._session.actor.may("private")
        made = grazing_ledger.ledger(self._store.queries, self._clock, unit, month, private=private)
        return self._ledger(made, out)

    def number_book(self, unit: str | None, year: int, out: Path) -> Paper:
        """文书号登记表 of a year as PDF or xlsx.

        Raises:
            UserError: no such unit, ``report.ending``.
        """
        from patrol_app.reports import grazing_ledger

        self._need()
        made = grazing_ledger.number_book(self._store.queries, self._clock, unit, year)
        return self._ledger(made, out)

    def _note(self, number: str) -> None:
        with self._store.begin(N_("writing down a view")) as work:
            work.audit("paper.private", {"actor": self._session.actor.id, "paper": number})
            work.commit()
