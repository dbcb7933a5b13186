"""A crew's paper in the window: preview, save, print."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, CrewPaper
from patrol_app.gui.exchange.choosing import Chooser, open_folder
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.kit import Button, CodeCombo, PaperWell, h, label, v
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.papers import printing
from patrol_app.gui.papers.noting import FILE, PRINTER, note_paper
from patrol_app.i18n import N_, _
from patrol_app.services.readiness import crews
from patrol_app.services.report_types import Paper

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

DRILL, LEDGER, CARD = "drill-record", "equipment-ledger", "readiness-card"
TITLES = {
    DRILL: N_("9.12  Drill record"),
    LEDGER: N_("9.13  Equipment ledger"),
    CARD: N_("Readiness card"),
}


@dataclass(frozen=True)
class _Made:
    """A preview: the PDF, what the paper says of itself, the teams to choose from."""

    pdf: bytes
    paper: Paper
    teams: tuple[tuple[str, str], ...]
    team: str


def write(app: App, asked: CrewPaper, out: Path) -> Paper:
    """Write the paper to ``out``, PDF or xlsx by its ending.

    Raises:
        UserError: no such drill or team, wrong ending, no right to it.
    """
    app.session.actor.need("papers")
    if asked.paper == DRILL:
        return app.reports.drill_sheet(asked.of, out)
    make = app.reports.equipment_ledger if asked.paper == LEDGER else app.reports.readiness_card
    return make(asked.of, out)


class CrewPaperView(Editor):
    """Shows one paper.

    Args:
        ctx: see ``Context``.
        asked: which paper of what.
        choose: file dialogs.

    Attributes:
        well: the preview.
        team: which team (ledger and card).
    """

    def __init__(self, ctx: Context, asked: CrewPaper, choose: Chooser | None = None) -> None:
        super().__init__(ctx, _(TITLES[asked.paper]))
        self.asked = asked
        self._choose = choose or Chooser()
        self._made: _Made | None = None
        self.well, self.note = PaperWell(), NotePlace()
        self.team = CodeCombo([])
        self.team.setAccessibleName(_("Team"))
        self.team.edited.connect(self._other_team)
        self._bar = QWidget()
        self._bar.setLayout(h(label(_("Team"), "label"), self.team, None))
        self._bar.hide()
        self.setLayout(v(self._bar, self.note, (self.well, 1), gap="card_gap"))
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.closed)
        self.preview()

    def context(self) -> str:
        """Number of the drill, or how many pages there are."""
        if self._made is None:
            return _("Preparing the preview")
        pages = _("{n} pages").format(n=self._made.paper.pages)
        return f"{self.asked.of} · {pages}" if self.asked.paper == DRILL else pages

    def head_actions(self) -> list[QWidget]:
        """Save and, where there is a printer, print."""
        if self._made is None:
            return []
        made: list[QWidget] = []
        if self.asked.paper == LEDGER:
            xlsx = Button(_("Save xlsx"), icon="file-excel-outline")
            xlsx.clicked.connect(lambda: self.save("xlsx"))
            made.append(xlsx)
        printer = printing.has_printer()
        pdf = Button(_("Save PDF"), "" if printer else "primary", "file-pdf-box", "Ctrl+S")
        pdf.clicked.connect(lambda: self.save("pdf"))
        made.append(pdf)
        if printer:
            out = Button(_("Print"), "primary", "printer-outline", "Ctrl+P")
            out.clicked.connect(self.print_out)
            made.append(out)
        return made

    def preview(self) -> None:
        """Make the paper anew in the background."""
        app, asked = self.ctx.app, self.asked

        def make() -> _Made:
            """In a private folder that is gone when this returns."""
            app.paths.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=app.paths.spool) as folder:
                paper = write(app, asked, Path(folder) / "preview.pdf")
                pdf = paper.path.read_bytes()
            teams = crews(app.store.queries, "") if asked.paper != DRILL else []
            offered = tuple((team.number, team.name) for team in teams)
            return _Made(pdf, paper, offered, asked.of or (offered[0][0] if offered else ""))

        self.ctx.work.heavy(
            lambda _progress, _cancelled: make(), self._show, self._failed, owner=self
        )

    def save(self, kind: str) -> None:
        """Save where the person says; ``kind`` is the ending without a dot."""
        folder = self.ctx.settings.text("paper_folder")
        name = "-".join(part for part in (self.asked.paper, self.asked.of) if part) + f".{kind}"
        proposed = str(Path(folder) / name) if folder else name
        out = self._choose.save(self, _("Save the paper"), proposed, [kind])
        if out is None:
            return
        app, asked, target = self.ctx.app, self.asked, out.with_suffix(f".{kind}").absolute()
        self.ctx.work.heavy(
            lambda _progress, _cancelled: write(app, asked, target),
            self._saved,
            self._failed,
            owner=self,
        )

    def print_out(self) -> None:
        """Print the preview."""
        if printing.ask_and_print(self.well.document, self.asked.paper, self):
            note_paper(self.ctx, self.asked.paper, 1, PRINTER)
            self.ctx.toast(_("Sent to the printer"), None)

    def _show(self, made: _Made) -> None:
        self._made = made
        self.note.clear()
        self.well.load(made.pdf)
        self._bar.setVisible(len(made.teams) > 1)
        if made.teams:
            self.team.set_pairs(list(made.teams))
            self.team.set_value(made.team)
        self.head_changed.emit()

    def _other_team(self) -> None:
        team = self.team.value()
        if team and team != self.asked.of:
            self.asked = CrewPaper(self.asked.paper, str(team))
            self.preview()

    def _failed(self, fault: PatrolError) -> None:
        if fault.code != "work.cancelled":
            self.note.fault(_("The paper could not be made"), fault)

    def _saved(self, paper: Paper) -> None:
        note_paper(self.ctx, self.asked.paper, 1, FILE)
        note = self.note.say("ok", _("Saved"), str(paper.path), _("Open folder"))
        note.acted.connect(partial(open_folder, paper.path))
        settings, folder = self.ctx.settings, str(paper.path.parent)
        self.ctx.work.command(lambda: settings.set("paper_folder", folder), owner=self)
