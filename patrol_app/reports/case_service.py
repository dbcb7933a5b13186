"""Papers of grazing cases, written whole: steps, file index, ledger 9.10, book of numbers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports.table_model import Ledger
from patrol_app.services.ports import Clock, Files, Store
from patrol_app.services.report_types import Cell, Paper
from patrol_app.services.session import Session


class CasePapers:
    """Papers from an open store.

    Args:
        store: the data; clock: the device's; files: written durably; session: who acts.
    """

    def __init__(self, store: Store, clock: Clock, files: Files, session: Session) -> None:
        self._store, self._clock, self._files, self._session = store, clock, files, session

    def step(self, number: str, out: Path) -> Paper:
        """The paper of one step as PDF; needs the right to personal data.

        An ID number on it is written down in the list of who did what.

        Raises:
            UserError: as ``case_model.build``; ``report.ending``; ``session.forbidden``.
        """
        from patrol_app.reports import case_model, case_pdf

        self._session.actor.need("papers")
        self._session.actor.need("private")
        one = case_model.build(self._store.queries, number, self._clock.now_ms())
        whole = io.BytesIO()
        pages = case_pdf.render(one, whole)
        self._keep(out, whole, (".pdf",))
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

        self._session.actor.need("papers")
        return self._ledger(grazing_ledger.index(self._store.queries, self._clock, number), out)

    def ledger(self, unit: str | None, month: str, out: Path) -> Paper:
        """违规放牧台账 (9.10) of a month as PDF or xlsx; names in part without the right.

        Raises:
            UserError: no such unit or month, ``report.ending``.
        """
        from patrol_app.reports import grazing_ledger

        self._session.actor.need("papers")
        private = self._session.actor.may("private")
        made = grazing_ledger.ledger(self._store.queries, self._clock, unit, month, private=private)
        return self._ledger(made, out)

    def number_book(self, unit: str | None, year: int, out: Path) -> Paper:
        """文书号登记表 of a year as PDF or xlsx.

        Raises:
            UserError: no such unit, ``report.ending``.
        """
        from patrol_app.reports import grazing_ledger

        self._session.actor.need("papers")
        made = grazing_ledger.number_book(self._store.queries, self._clock, unit, year)
        return self._ledger(made, out)

    def _ledger(self, ledger: Ledger, out: Path) -> Paper:
        whole, pages = io.BytesIO(), 0
        if out.suffix.lower() == ".xlsx":
            from patrol_app.reports import table_xlsx

            table_xlsx.render(ledger, whole)
        else:
            from patrol_app.reports import table_pdf

            pages = table_pdf.render(ledger, whole)
        self._keep(out, whole, (".pdf", ".xlsx"))
        cells = tuple(
            Cell(row.cells[0], head.title, words, row.numbers)
            for row in ledger.rows
            for head, words in zip(ledger.heads, row.cells, strict=True)
        )
        return Paper(out.resolve(), ledger.title, pages, cells, ledger.notes)

    def _note(self, number: str) -> None:
        with self._store.begin(N_("writing down a view")) as work:
            work.audit("paper.private", {"actor": self._session.actor.id, "paper": number})
            work.commit()

    def _keep(self, out: Path, whole: io.BytesIO, allowed: tuple[str, ...]) -> None:
        if out.suffix.lower() not in allowed:
            raise UserError(
                "report.ending",
                N_("The file name must end in {endings}"),
                endings=" / ".join(allowed),
            )
        if not out.parent.is_dir():
            raise UserError("report.folder", N_("There is no folder {name}"), name=out.parent.name)

        def fill(stream: BinaryIO) -> None:
            """Copy the finished paper."""
            stream.write(whole.getbuffer())

        self._files.write(out, fill)
