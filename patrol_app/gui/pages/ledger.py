"""What a list of a type with a tally has more: its figures in one line, its ledger as a paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from patrol_app.domain.instant import date_of
from patrol_app.domain.registry import RecordType
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import Button, label
from patrol_app.gui.papers.noting import FILE, note_paper
from patrol_app.i18n import _, translated
from patrol_app.services.ports import Listing
from patrol_app.services.report_types import Paper
from patrol_app.services.tallies import tally_line


class TallyLine(QWidget):
    """The figures of what a list shows; hidden where there are none.

    Args:
        ctx: see ``Context``.
        kind: record type.
    """

    def __init__(self, ctx: Context, kind: RecordType) -> None:
        super().__init__()
        self._ctx, self._kind = ctx, kind
        self.words = label("", "table", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words)
        self.hide()

    def show_of(self, listing: Listing) -> None:
        """Count what ``listing`` shows."""
        if self._kind.tally is None:
            return
        queries, kind = self._ctx.app.store.queries, self._kind
        self._ctx.work.query(
            lambda: tally_line(queries, kind, listing), self._take, lambda _fault: None, owner=self
        )

    def _take(self, words: str) -> None:
        self.words.setText(words)
        self.setVisible(bool(words))


class LedgerButton(Button):
    """Writes the ledger of this year as PDF or workbook.

    Args:
        ctx: see ``Context``.
        kind: record type with a tally.

    Attributes:
        choose: the dialog for the file; tests put in their own.
    """

    def __init__(self, ctx: Context, kind: RecordType) -> None:
        super().__init__(_("Ledger"), "", "printer-outline")
        self.setToolTip(_("Write the ledger of this year as PDF or workbook"))
        self._ctx, self._kind = ctx, kind
        self.choose = Chooser()
        self.clicked.connect(self.write)

    def write(self) -> None:
        """Ask for a file and write it."""
        app, code = self._ctx.app, self._kind.code
        name = f"{translated(self._kind.label, 'zh_CN')}台账.pdf"
        path = self.choose.save(self, _("Ledger of this year"), name, ("pdf", "xlsx"))
        if path is None:
            return

        def make() -> Paper:
            """The ledger from the first of January to today."""
            today = date_of(app.clock.now_ms())
            return app.reports.type_ledger(code, None, f"{today[:4]}-01-01", today, Path(path))

        def done(paper: Paper) -> None:
            """Say it and write it down."""
            count = len({number for cell in paper.cells for number in cell.numbers})
            note_paper(self._ctx, f"{code}-ledger", count, FILE)
            self._ctx.toast(_("Written {name}").format(name=paper.path.name), None)

        self._ctx.work.query(make, done, owner=self)
