"""What everything that makes papers has: data, clock, who acts, and how a paper becomes a file."""

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

PDF = (".pdf",)
TABLE = (".pdf", ".xlsx")


class PaperMaker:
    """Papers from an open store.

    Args:
        store: the data.
        clock: the device's clocks.
        files: the way files are written durably.
        session: who acts.
    """

    def __init__(self, store: Store, clock: Clock, files: Files, session: Session) -> None:
        self._store, self._clock, self._files, self._session = store, clock, files, session

    def _need(self) -> None:
        self._session.actor.need("papers")

    def _photo(self, sha256: str) -> bytes | None:
        """The photo's bytes, or None while it has not arrived."""
        blobs = self._store.blobs
        return blobs.get(sha256) if sha256 and blobs.has(sha256) else None

    def _keep(self, out: Path, whole: io.BytesIO) -> None:
        """Write the finished paper durably; a half one never stands under its name."""
        need_folder(out)

        def fill(stream: BinaryIO) -> None:
            """Copy the finished paper."""
            stream.write(whole.getbuffer())

        self._files.write(out, fill)

    def _ledger(self, ledger: Ledger, out: Path) -> Paper:
        """A ledger as PDF or xlsx by the ending of ``out``; each cell knows its row's records."""
        pages, whole = 0, io.BytesIO()
        if need_ending(out, TABLE) == ".pdf":
            from patrol_app.reports import table_pdf

            pages = table_pdf.render(ledger, whole)
        else:
            from patrol_app.reports import table_xlsx

            table_xlsx.render(ledger, whole)
        self._keep(out, whole)
        cells = tuple(
            Cell(row.cells[0], head.title.replace("\n", ""), words, row.numbers)
            for row in ledger.rows
            for head, words in zip(ledger.heads, row.cells, strict=True)
        )
        return Paper(out.resolve(), ledger.title, pages, cells, ledger.notes)


def need_folder(out: Path) -> None:
    """Nothing is written where no folder is.

    Raises:
        UserError: ``report.folder``.
    """
    if not out.parent.is_dir():
        raise UserError("report.folder", N_("There is no folder {name}"), name=out.parent.name)


def need_ending(out: Path, allowed: tuple[str, ...]) -> str:
    """The ending of ``out`` in small letters, with its dot.

    Raises:
        UserError: ``report.ending``: it is none of ``allowed``.
    """
    ending = out.suffix.lower()
    if ending not in allowed:
        raise UserError(
            "report.ending",
            N_("The file name must end in {endings}"),
            endings=" / ".join(allowed),
        )
    return ending
