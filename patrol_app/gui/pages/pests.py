"""Pests: threads of trees, and the lists of every pest record behind one switch."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QMenu, QWidget

from patrol_app.domain.instant import date_of
from patrol_app.domain.records import record_type
from patrol_app.gui.context import Context, New, Open
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import Button, CodeCombo, Segmented, h
from patrol_app.gui.kit.layout import FOLD
from patrol_app.gui.kit.switch import part_switch
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.gui.papers.noting import FILE, note_paper
from patrol_app.gui.pest.judging import VIEWS
from patrol_app.gui.pest.threads import ThreadsView
from patrol_app.gui.theme import current
from patrol_app.i18n import N_, _
from patrol_app.services.report_types import Paper

THREADS = "threads"
THREAD_PAPER = "pest-thread"
TYPES = (
    "pest",
    "survey",
    "sample",
    "disposal",
    "trap",
    "webworm",
    "control_work",
    "forecast",
    "reported_figure",
    "survey_round",
)
STEPS = ("custody", "lab_result", "acceptance", "trap_check", "first_report")
PAPERS = (
    ("pest-survey", N_("9.4a  Sub-compartment sheets")),
    ("pest-census", N_("9.4b  Census by township")),
    ("pest-samples", N_("9.5  Samples sent")),
    ("pest-lab", N_("9.6  Laboratory reports")),
    ("pest-disposal", N_("9.7  Disposal of infected wood")),
    ("pest-traps", N_("9.8  Traps")),
    ("pest-webworm", N_("9.9  Fall webworm")),
    ("pest-control", N_("9.14  Occurrence and control")),
    ("pest-forecast", N_("9.14  Forecasts")),
    ("pest-rates", N_("9.16  The four rates")),
)


TABS = (
    (THREADS, N_("Threads")),
    ("pest", N_("Sightings")),
    ("survey", N_("Sheets")),
    ("sample", N_("Samples")),
    ("disposal", N_("Disposal")),
    ("trap", N_("Traps")),
    ("webworm", N_("Webworm")),
    ("control_work", N_("Control")),
    ("forecast", N_("Forecasts")),
    ("reported_figure", N_("Figures")),
    ("survey_round", N_("Rounds")),
)
ROOM = 1180  # px beside the rail on the smallest screen
NAMES = (("recheck_of_id", "pest"), ("sighting_id", "pest"), ("survey_id", "survey"))


class PestsPage(RecordsPage):
    """The rail page of pests.

    Args:
        ctx: see ``Context``.
        choose: dialogs for files; tests hand in their own.
    """

    def __init__(self, ctx: Context, choose: Chooser | None = None) -> None:
        self.threads: ThreadsView | None = None
        self.choose = choose or Chooser()
        self._front = "pest"
        self._back: Open | None = None
        self._tabs: QWidget | None = None
        super().__init__(ctx, _("Pests"), (*TYPES, *STEPS))
        pairs = [(code, _(words)) for code, words in TABS]
        self._tabs = part_switch(pairs, "pest", _("Kind of record"), self.show_type, ROOM)
        self.body.insertLayout(0, h(self._tabs, None))

    def page_actions(self) -> list[QWidget]:
        """What can be judged of the records, the papers, a new record of the kind in front."""
        judge = Button(_("Assess"), "", "chart-timeline-variant")
        judge.clicked.connect(lambda: _below(judge, self.views_menu()))
        papers = Button(_("Papers"), "", "printer-outline")
        papers.clicked.connect(lambda: _below(papers, self.menu()))
        made: list[QWidget] = [judge, papers]
        kind = record_type(self.shown)
        if self.ctx.actor().may(f"write:{kind.group}") and self.shown not in STEPS:
            roomy = current().scale < FOLD
            words = _("New: {kind}").format(kind=_(kind.label)) if roomy else _("New")
            new = Button(words, "primary", "plus", "Ctrl+N")
            new.set_brief(_("New"))
            new.clicked.connect(lambda: self.accept(New(self.shown)))
            made.append(new)
        return made

    def accept(self, argument: object) -> None:
        """Open a record or start a new one; what was added to a record leads back to it."""
        super().accept(argument)
        self._back = _named(argument) if isinstance(argument, New) else None

    def close_editor(self, refocus: bool = True) -> None:
        """Back to the record that the closed one was added to, else to the list."""
        super().close_editor(refocus)
        back, self._back = self._back, None
        if refocus and back is not None:
            self.accept(back)

    def show_type(self, code: str) -> None:
        """Show the list of another type, or the threads."""
        self._front = code
        self._mark()
        if code != THREADS:
            super().show_type(code)
            return
        if self.threads is None:
            self.threads = ThreadsView(self.ctx)
            self.threads.opened.connect(lambda rec: self.accept(Open("pest", rec)))
            self.threads.printed.connect(self.print_line)
            self.threads.failed.connect(self.fail)
            self._stack.addWidget(self.threads)
        self.shown = "pest"
        self._stack.setCurrentWidget(self.threads)
        self.threads.refresh()
        self.show_head()

    def refresh(self) -> None:
        """Ask for the rows again, of the threads too."""
        super().refresh()
        if self.threads is not None:
            self.threads.refresh()

    def focus_first(self) -> None:
        """The form, the threads or the table."""
        if self.editor is None and self._front == THREADS and self.threads is not None:
            self.threads.focus()
        else:
            super().focus_first()

    def menu(self) -> QMenu:
        """The papers of this page."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, words in PAPERS:
            menu.addAction(_(words), partial(self.print_out, code, _(words)))
        return menu

    def views_menu(self) -> QMenu:
        """Coverage, spread, series, degree-days, rates."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for code, (words, _make) in VIEWS.items():
            menu.addAction(_(words), partial(self.judge, code))
        return menu

    def judge(self, code: str) -> None:
        """Show one of ``VIEWS`` in place of the list; Esc leads back."""
        _words, make = VIEWS[code]
        self.open_editor(make(self.ctx))

    def print_out(self, code: str, title: str) -> None:
        """Write a paper of the pest year until today to a file that the person chooses."""
        day = date_of(self.ctx.app.clock.now_ms())
        chosen = self.choose.save(self, title, f"{code}-{day}.pdf", ["pdf", "xlsx"])
        if chosen is None:
            return
        out, app = Path(chosen), self.ctx.app
        self.ctx.work.command(
            lambda: app.reports.pest_paper(code, None, "", day, out),
            partial(self._written, code),
            lambda fault: self.ctx.toast(fault.message(), None),
            owner=self,
        )

    def print_line(self, number: str) -> None:
        """Write the whole line of one tree or place to a file that the person chooses."""
        name = f"{THREAD_PAPER}-{number.replace('/', '-')}.pdf"
        chosen = self.choose.save(self, _("Print the whole line"), name, ["pdf"])
        if chosen is None:
            return
        out, app = Path(chosen), self.ctx.app
        self.ctx.work.command(
            lambda: app.reports.pest_thread(number, out),
            partial(self._written, THREAD_PAPER),
            lambda fault: self.ctx.toast(fault.message(), None),
            owner=self,
        )

    def _written(self, code: str, paper: Paper) -> None:
        self.ctx.toast(_("Written: {name}").format(name=paper.path.name), None)
        note_paper(self.ctx, code, 1, FILE)

    def _mark(self) -> None:
        """The tab of what is in front; a list of steps stands under that of their record."""
        code = record_type(self._front).parent if self._front in STEPS else self._front
        if isinstance(self._tabs, Segmented):
            self._tabs.choose(code)
        elif isinstance(self._tabs, CodeCombo):
            with QSignalBlocker(self._tabs):
                self._tabs.set_value(code)


def _below(button: Button, menu: QMenu) -> None:
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _named(new: New) -> Open | None:
    """The record that a new one is added to, by the field that names it."""
    parent = record_type(new.type).parent
    for field, code in (("parent_id", parent), *NAMES):
        rec = new.values.get(field)
        if code and isinstance(rec, str):
            return Open(code, rec)
    return None
