"""Many daily logs at once: which ones, as one file or one for each, how far it is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Signal

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser, open_folder
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.forms.controls import Tick
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    FormColumns,
    FormField,
    PaperWell,
    ProgressLine,
    Segmented,
    h,
    holder,
    label,
    spaced,
    v,
)
from patrol_app.gui.papers import printing
from patrol_app.gui.papers.asked import DAILY
from patrol_app.gui.papers.bar import month_words
from patrol_app.gui.papers.data import Choice, Options, logs_of_month
from patrol_app.gui.papers.noting import FILE, PRINTER, note_paper
from patrol_app.gui.work import Task
from patrol_app.i18n import _
from patrol_app.services.report_types import IsCancelled, OnProgress, Paper

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

T = TypeVar("T")
MONTH, LIST = "month", "list"
ONE, EACH = "one", "each"


class BatchCard(Card):
    """Stands in the place of the preview while many logs are chosen.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.

    Signals:
        closed: the person goes back to the single paper.
    """

    closed = Signal()

    def __init__(self, ctx: Context, choose: Chooser) -> None:
        back = Button(f"{_('To the single paper')}  Esc", "quiet", "arrow-left")
        super().__init__(_("Many daily logs"), actions=[back])
        back.clicked.connect(self.closed)
        self._ctx, self._choose = ctx, choose
        self._task: Task | None = None
        self._asked = 0
        self._shown: tuple[Choice, ...] = ()
        self._month: tuple[Choice, ...] = ()
        self.which = Segmented(
            [(MONTH, _("A month")), (LIST, _("The list beside"))], name=_("Which logs")
        )
        self.unit, self.month = CodeCombo([], _("Unit")), CodeCombo([], _("Month"))
        self.drafts = Tick(_("Drafts too, marked as such"))
        self.shape = Segmented(
            [(ONE, _("One PDF")), (EACH, _("A PDF for each"))], name=_("Written as")
        )
        self.count = label("", "strong", wrap=True)
        self.save_button = Button(_("Save PDF"), "primary", "file-pdf-box", "Ctrl+S")
        self.print_button = Button(_("Print"), "", "printer-outline", "Ctrl+P")
        self.note = NotePlace()
        self._line: ProgressLine | None = None
        self._lay_out()
        self.which.changed.connect(lambda _code: self.look())
        self.drafts.toggled.connect(lambda _on: self._tell())
        for box in (self.unit, self.month):
            box.edited.connect(self.look)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print_out)

    def _lay_out(self) -> None:
        columns = FormColumns(2)
        columns.put(
            FormField(_("Which logs"), self.which),
            FormField(_("Written as"), self.shape),
            FormField(_("Month"), self.month),
            FormField(_("Unit"), self.unit),
        )
        self._work = v(gap=0)
        column = v(
            holder(columns),
            self.drafts,
            self.count,
            h(self.save_button, self.print_button, None),
            self._work,
            self.note,
            None,
            gap="card_gap",
        )
        self.put((holder(column), 1))

    def begin(self, options: Options, month: str, unit: str) -> None:
        """Open with a month and a unit proposed.

        Args:
            options: what can be chosen.
            month: ``YYYY-MM``, or empty for the newest with records.
            unit: unit code, or empty for the own one.
        """
        self.unit.set_pairs(list(options.units))
        self.month.set_pairs([(one, month_words(one)) for one in options.months])
        self.month.set_value(month or options.month)
        self.unit.set_value(unit or options.units[0][0])
        self.note.clear()
        self.print_button.setVisible(printing.has_printer())
        self.look()

    def show_list(self, shown: Sequence[Choice]) -> None:
        """The list beside shows other patrols."""
        self._shown = tuple(shown)
        self._tell()

    def logs(self) -> list[Choice]:
        """What would be written, in the order of the paper."""
        found = self._month if self.which.value() == MONTH else self._shown
        return [one for one in found if self.drafts.isChecked() or not one.draft]

    def look(self) -> None:
        """Count what is chosen."""
        monthly = self.which.value() == MONTH
        self.unit.setEnabled(monthly)
        self.month.setEnabled(monthly)
        self._asked += 1
        asked, queries = self._asked, self._ctx.app.store.queries
        unit, month = self.unit.value() or "", self.month.value() or ""
        self._month = ()
        self._tell()
        if monthly and month:
            self._ctx.work.query(
                lambda: logs_of_month(queries, unit, month),
                lambda found: self._take(asked, found),
                self._fault,
                owner=self,
            )

    def save(self) -> None:
        """Write them where the person says."""
        numbers = [one.number for one in self.logs()]
        if not numbers or self._task is not None:
            return
        out = self._target(self._name())
        if out is None:
            return
        app, target = self._ctx.app, out.absolute()
        self._run(
            lambda progress, cancelled: app.reports.daily_logs(
                numbers, target, progress, cancelled
            ),
            self._saved,
        )

    def print_out(self) -> None:
        """Make one paper of them and hand it to a printer."""
        numbers = [one.number for one in self.logs()]
        if numbers and self._task is None:
            app = self._ctx.app
            self._run(partial(for_printer, app, numbers), self._print)

    def stop(self) -> bool:
        """Cancel what is under way; False when there is nothing."""
        if self._task is None:
            return False
        self._task.cancel()
        return True

    def _name(self) -> str:
        part = self.month.value() if self.which.value() == MONTH else str(len(self.logs()))
        return f"daily-logs-{part}"

    def _target(self, name: str) -> Path | None:
        kept = self._ctx.settings.text("paper_folder")
        if self.shape.value() == EACH:
            place = self._choose.folder(self, _("Folder for the logs"), kept)
            return fresh(place / name) if place is not None else None
        proposed = str(Path(kept) / f"{name}.pdf") if kept else f"{name}.pdf"
        out = self._choose.save(self, _("Save the logs"), proposed, ["pdf"])
        if out is not None and out.suffix.lower() != ".pdf":
            out = out.with_name(f"{out.name}.pdf")
        return out

    def _run(self, job: Callable[[OnProgress, IsCancelled], T], done: Callable[[T], None]) -> None:
        self.note.clear()
        self._line = ProgressLine(_("Writing logs"), _("Cancel leaves no file behind."))
        self._work.add(self._line)

        def ended(result: T) -> None:
            """Finished: the line goes, the outcome is told."""
            self._end()
            done(result)

        self._task = self._ctx.work.heavy(
            job, ended, self._failed, self._line.show_progress, owner=self
        )
        self._line.cancelled.connect(self._task.cancel)
        self._tell()

    def _end(self) -> None:
        self._task = None
        if self._line is not None:
            self._line.hide()
            self._line.deleteLater()
            self._line = None
        self._tell()

    def _failed(self, fault: PatrolError) -> None:
        self._end()
        if fault.code == "work.cancelled":
            self.note.say("info", _("Cancelled"), _("No file was written."))
        else:
            self.note.fault(_("The logs were not written"), fault)

    def _saved(self, paper: Paper) -> None:
        note_paper(self._ctx, DAILY, len(self.logs()), FILE)
        words = _("Saved, pages: {n}").format(n=spaced(paper.pages))
        note = self.note.say("ok", words, str(paper.path), _("Open folder"))
        note.acted.connect(partial(open_folder, paper.path))
        settings, folder = self._ctx.settings, str(paper.path.parent)
        self._ctx.work.command(lambda: settings.set("paper_folder", folder), owner=self)

    def _print(self, pdf: bytes) -> None:
        well = PaperWell()
        well.load(pdf)
        if printing.ask_and_print(well.document, self._name(), self):
            note_paper(self._ctx, DAILY, len(self.logs()), PRINTER)
            self._ctx.toast(_("Sent to the printer"), None)
        well.deleteLater()

    def _take(self, asked: int, found: tuple[Choice, ...]) -> None:
        if asked == self._asked:
            self._month = found
            self._tell()

    def _fault(self, fault: PatrolError) -> None:
        self.note.fault(_("The list could not be read"), fault)

    def _tell(self) -> None:
        """How many there are, of how many people; the buttons follow."""
        logs = self.logs()
        found = self._month if self.which.value() == MONTH else self._shown
        words = _("Logs: {n} · rangers: {m}").format(
            n=spaced(len(logs)), m=len({one.ranger for one in logs})
        )
        left = len(found) - len(logs)
        if left:
            words += " · " + _("drafts left out: {n}").format(n=left)
        self.count.setText(words if found else _("No patrol in this month"))
        for button in (self.save_button, self.print_button):
            button.setEnabled(bool(logs) and self._task is None)


def for_printer(
    app: App, numbers: Sequence[str], progress: OnProgress, cancelled: IsCancelled
) -> bytes:
    """The logs as one PDF in memory, made in a private folder that is gone afterwards."""
    app.paths.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=app.paths.spool) as folder:
        paper = app.reports.daily_logs(numbers, Path(folder) / "logs.pdf", progress, cancelled)
        return paper.path.read_bytes()


def fresh(folder: Path) -> Path:
    """``folder``, or its name with the first free number behind it."""
    number, found = 1, folder
    while found.exists():
        number += 1
        found = folder.with_name(f"{folder.name}-{number}")
    return found
