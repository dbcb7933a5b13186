"""A paper that is made and goes to the printer at once, without a file that stays."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.papers import printing
from patrol_app.gui.papers.noting import PRINTER, note_paper
from patrol_app.i18n import _


def print_made(
    ctx: Context, owner: QWidget, make: Callable[[Path], object], title: str, code: str
) -> None:
    """Make a paper in the background, ask for the printer, print it, write that down.

    Args:
        ctx: see ``Context``.
        owner: the form that asks; gone, nothing is printed.
        make: writes the PDF to the path it is given; off the GUI thread.
        title: name in the printer's queue, without a person's name.
        code: of the paper, for the row of use.
    """
    spool = ctx.app.paths.spool

    def job() -> bytes:
        """In a private folder that is gone when this returns."""
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=spool) as folder:
            path = Path(folder) / "paper.pdf"
            make(path)
            return path.read_bytes()

    ctx.work.heavy(
        lambda _progress, _cancelled: job(),
        partial(_print, ctx, owner, title, code),
        lambda fault: ctx.toast(fault.message(), None),
        owner=owner,
    )


def _print(ctx: Context, owner: QWidget, title: str, code: str, pdf: bytes) -> None:
    buffer, document = QBuffer(), QPdfDocument(owner)
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if printing.ask_and_print(document, title, owner):
        note_paper(ctx, code, 1, PRINTER)
        ctx.toast(_("Sent to the printer"), None)
    document.close()
    document.deleteLater()
