"""Papers of problems, written whole: the ledger 9.11 and the closing sheet."""

from __future__ import annotations

import io
from pathlib import Path
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, Files, Store
from patrol_app.services.report_types import Cell, Paper
from patrol_app.services.session import Session


class ProblemPapers:
    """Papers from an open store.

    Args:
        store: the data.
        clock: the device's clocks.
        files: the way files are written durably.
        session: who acts.
    """

    def __init__(self, store: Store, clock: Clock, files: Files, session: Session) -> None:
        self._store, self._clock, self._files, self._session = store, clock, files, session

    def ledger(self, unit: str | None, month: str, out: Path) -> Paper:
        """问题台账 (9.11) as PDF or xlsx, by the ending of ``out``.

        Args:
            unit: unit code; None = the own unit and all below.
            month: ``YYYY-MM`` of the findings; empty = all of them.
            out: where to write it.

        Raises:
            UserError: no such unit or month, another ending, ``session.forbidden``.
        """
        self._session.actor.need("papers")
        ending = _ending(out, (".pdf", ".xlsx"))
        from patrol_app.reports import problem_model

        made = problem_model.ledger(self._store.queries, self._clock, unit, month)
        pages, whole = 0, io.BytesIO()
        if ending == ".pdf":
            from patrol_app.reports import table_pdf

            pages = table_pdf.render(made, whole)
        else:
            from patrol_app.reports import table_xlsx

            table_xlsx.render(made, whole)
        self._keep(out, whole)
        cells = tuple(
            Cell(row.cells[0], head.title, words, row.numbers)
            for row in made.rows
            for head, words in zip(made.heads, row.cells, strict=True)
        )
        return Paper(out.resolve(), made.title, pages, cells, made.notes)

    def closing(self, number: str, out: Path) -> Paper:
        """The closing sheet 销号单 of one problem as PDF, with photos before and after.

        Raises:
            UserError: ``record.unknown``, another ending, ``session.forbidden``.
        """
        self._session.actor.need("papers")
        _ending(out, (".pdf",))
        from patrol_app.reports import problem_model, problem_pdf

        sheet = problem_model.closing(self._store.queries, self._clock, number)
        whole = io.BytesIO()
        pages = problem_pdf.render(sheet, self._photo, whole)
        self._keep(out, whole)
        cells = tuple(Cell(number, label, value, (number,)) for label, value in sheet.facts)
        return Paper(out.resolve(), problem_model.CLOSING, pages, cells)

    def _photo(self, sha256: str) -> bytes | None:
        """The photo's bytes, or None while it has not arrived."""
        blobs = self._store.blobs
        return blobs.get(sha256) if sha256 and blobs.has(sha256) else None

    def _keep(self, out: Path, whole: io.BytesIO) -> None:
        """Write the finished paper durably; a half one never stands under its name."""
        if not out.parent.is_dir():
            raise UserError("report.folder", N_("There is no folder {name}"), name=out.parent.name)

        def fill(stream: BinaryIO) -> None:
            """Copy the finished paper."""
            stream.write(whole.getbuffer())

        self._files.write(out, fill)


def _ending(out: Path, allowed: tuple[str, ...]) -> str:
    ending = out.suffix.lower()
    if ending not in allowed:
        raise UserError(
            "report.ending",
            N_("The file name must end in {endings}"),
            endings=" / ".join(allowed),
        )
    return ending
