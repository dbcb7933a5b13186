"""报表 Papers: choose, preview, check, save, print (look/10)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import record_type
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, Open, page_of
from patrol_app.gui.exchange.choosing import Chooser, open_folder
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.kit import Button, EmptyState, Leaves, PaperWell, SplitColumns, holder, v
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.papers import data, printing
from patrol_app.gui.papers.asked import CHIEFS, DAILY, WORDS, PaperOf
from patrol_app.gui.papers.bar import PaperBar, month_words
from patrol_app.gui.papers.batch import BatchCard
from patrol_app.gui.papers.noting import FILE, PRINTER, note_paper
from patrol_app.gui.papers.picks import KindCard, RecordCard
from patrol_app.gui.papers.side import ChecksCard, SourcesCard, side
from patrol_app.gui.work import Task
from patrol_app.i18n import _
from patrol_app.services.paper_desk import ANY_MONTH, KINDS, MONTH, RECORD
from patrol_app.services.report_types import Paper


class PapersPage(AppPage):
    """The page.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.

    Attributes:
        in_batch: many logs are being chosen.
    """

    types = frozenset({kind.of for kind in KINDS.values()}) | {
        "finding", "attachment", "person", "grid", "unit", "party", "custody", "acceptance",
        "trap", "equipment", "equipment_act", "training", "problem_step",
    }  # fmt: skip
    topics = frozenset({"exchange"})

    def __init__(self, ctx: Context, choose: Chooser | None = None) -> None:
        self._choose = choose or Chooser()
        self._kind = DAILY
        self.in_batch = False
        self._picked: dict[str, data.Choice] = {}  # by kind of paper
        self._lists: dict[str, tuple[data.Choice, ...]] = {}
        self._wanted: PaperOf | None = None
        self._options: data.Options | None = None
        self._shown: data.Rendered | None = None
        self._task: Task | None = None
        self._printer: bool | None = None
        super().__init__(ctx, _("Papers"))
        self.kinds, self.patrols = KindCard(), RecordCard()
        self.kinds.choose(DAILY)
        self.kinds.chosen.connect(self._kind_clicked)
        self.patrols.chosen.connect(self.choose_patrol)
        self.patrols.searched.connect(self._look_up)
        self.well = PaperWell()
        self.bar = PaperBar(self.well)
        self.bar.changed.connect(self._whole_month)
        self.checks, self.sources = ChecksCard(), SourcesCard()
        self.sources.opened.connect(self._open_number)
        self.note = NotePlace()
        self._empty = EmptyState(
            "file-document-outline",
            _("There is no patrol to print yet"),
            _("Record one, or receive a station's package."),
            _("Record a patrol"),
            first_icon="walk",
        )
        self._empty.primary.connect(lambda: self.ctx.navigate("patrol", None))
        self._none = EmptyState(
            "file-document-outline",
            _("There is no record of this kind yet"),
            _("The paper can be printed once one was entered or received."),
        )
        self._middle = Leaves()
        for leaf in (self.well, self._empty, self._none):
            self._middle.addWidget(leaf)
        self.batch = BatchCard(ctx, self._choose)
        self.batch.closed.connect(self.end_batch)
        self._middle.addWidget(self.batch)
        self.kinds.batch_asked.connect(self.begin_batch)
        self.patrols.listed.connect(lambda: self.batch.show_list(self.patrols.shown()))
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.batch)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.batch.closed)
        column = v((self.kinds, 1), (self.patrols, 1), gap="card_gap")
        paper = SplitColumns(self._middle, holder(column), "side_xs", before=True)
        self._side = side(self.checks, self.sources)
        columns = SplitColumns(paper, self._side, "side_s")
        self.put(self.bar, self.note, (columns, 1))

    def accept(self, argument: object) -> None:
        """``PaperOf``, or ``Open("patrol", rec)`` for that patrol's log."""
        if isinstance(argument, PaperOf):
            self._wanted = argument
        elif isinstance(argument, Open) and argument.type == "patrol":
            self._kind = DAILY
            self._find(lambda: data.find_rec(self.ctx.app.store.queries, argument.rec))
            return
        else:
            return
        if self._options is not None:
            self._take_wanted()

    def refresh(self) -> None:
        """Read what can be chosen, then preview again."""
        app = self.ctx.app
        self.ctx.work.query(
            lambda: data.read_options(app.store.queries, app.clock),
            self._show_options,
            self.fail,
            owner=self,
        )

    def page_context(self) -> str:
        """Which paper."""
        if self.in_batch:
            return _("Many daily logs")
        asked = self.asked()
        of = asked.number or (month_words(asked.month) if asked.month else "")
        return " · ".join(part for part in (_(WORDS[asked.paper]), of) if part)

    def page_actions(self) -> list[QWidget]:
        """Save and, where there is a printer, print."""
        if self.in_batch:
            return []
        ready = self._shown is not None and self._task is None
        if self._printer is None and ready:
            self._printer = printing.has_printer()
        pdf = Button(
            _("Save PDF"),
            "" if self._printer else "primary",
            "file-pdf-box",
            "" if self._printer else "Ctrl+S",
        )
        pdf.clicked.connect(lambda: self.save("pdf"))
        shown: list[QWidget] = [pdf]
        if KINDS[self._kind].book:
            xlsx = Button(_("Save xlsx"), icon="file-excel-outline")
            xlsx.clicked.connect(lambda: self.save("xlsx"))
            shown.insert(0, xlsx)
        if self._printer:
            printer = Button(_("Print"), "primary", "printer-outline", "Ctrl+P")
            printer.clicked.connect(self.print_out)
            shown.append(printer)
        for button in shown:
            button.setEnabled(ready)
        return shown

    def focus_first(self) -> None:
        """The list of records, or the time of the table."""
        if KINDS[self._kind].asks == RECORD:
            self.patrols.search.setFocus()
        else:
            self.bar.focus_time()

    def asked(self) -> PaperOf:
        """The paper chosen now."""
        one = self._picked.get(self._kind)
        if one is not None or KINDS[self._kind].asks == RECORD:
            return PaperOf(self._kind, number=one.number if one else "")
        return self.bar.asked(self._kind)

    def begin_batch(self) -> None:
        """Many daily logs: the month of the paper that was shown is proposed."""
        if self._options is None:
            return
        one = self._picked.get(DAILY)
        daily = self._kind == DAILY and one is not None
        month = one.day[:7] if one and daily else self.bar.month.value() or ""
        self._kind = DAILY
        self.in_batch = True
        self.kinds.choose(DAILY)
        self._drop_preview()
        self._show_list()
        self.bar.hide()
        self._side.hide()
        self._middle.setCurrentWidget(self.batch)
        self.batch.show_list(self.patrols.shown())
        self.batch.begin(self._options, month, self.bar.unit.value() or "")
        self.show_head()
        self.batch.month.setFocus()

    def end_batch(self) -> None:
        """Back to the single paper; what is under way is cancelled first."""
        if not self.batch.stop():
            self.preview()

    def choose_kind(self, kind: str) -> None:
        """Another paper; its records are read when it is chosen first."""
        self._kind = kind
        self.kinds.choose(kind)
        self.bar.show_for(KINDS[kind].asks)
        if kind in self._lists or KINDS[kind].asks != RECORD:
            self._listed(kind, self._lists.get(kind, ()))
            return
        self._drop_preview()
        queries = self.ctx.app.store.queries
        self.ctx.work.query(
            lambda: data.choices(queries, kind), partial(self._listed, kind), self.fail, owner=self
        )

    def choose_patrol(self, choice: data.Choice) -> None:
        """The paper of another record."""
        self._picked[self._kind] = choice
        self.preview()

    def _listed(self, kind: str, choices: tuple[data.Choice, ...]) -> None:
        """Show the records of ``kind``: the newest one that is no draft is proposed."""
        if KINDS[kind].asks == RECORD:
            self._lists[kind] = choices
            ready = [one for one in choices if not one.draft] or choices
            if ready:
                self._picked.setdefault(kind, ready[0])
        if kind == self._kind:
            self._show_list()
            self.preview()

    def _kind_clicked(self, kind: str) -> None:
        """A paper was chosen by hand: 9.3 begins with the whole month."""
        self._picked.pop(CHIEFS, None)
        self.choose_kind(kind)

    def _whole_month(self) -> None:
        """Unit or time was chosen: the table of a month, no single tour."""
        self._picked.pop(CHIEFS, None)
        self.patrols.mark("")
        self.preview()

    def preview(self) -> None:
        """Render what is chosen in the background; an older preview under way is dropped."""
        self.batch.stop()
        self.in_batch = False
        self._drop_preview()
        asked = self.asked()
        empty = self._empty if asked.paper == DAILY else self._none
        self._middle.setCurrentWidget(self.well if asked.is_ready else empty)
        self.bar.show_tools(asked.is_ready)
        self.bar.show()
        self._side.setVisible(asked.is_ready)
        if asked.is_ready:
            self.bar.say(_("Preparing the preview"))
            app = self.ctx.app
            self._task = self.ctx.work.heavy(
                lambda _progress, _cancelled: data.render(app, asked),
                partial(self._show_paper, asked),
                self._failed,
                owner=self,
            )
        self.show_head()

    def _drop_preview(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self.note.clear()
        self._shown = None

    def save(self, kind: str) -> None:
        """Save as PDF or xlsx where the person says.

        Args:
            kind: ending without a dot.
        """
        if self._shown is None:
            return
        asked = self._shown.asked
        folder = self.ctx.settings.text("paper_folder")
        name = f"{asked.file_name()}.{kind}"
        proposed = str(Path(folder) / name) if folder else name
        out = self._choose.save(self, _("Save the paper"), proposed, [kind])
        if out is None:
            return
        if out.suffix.lower() != f".{kind}":
            out = out.with_name(f"{out.name}.{kind}")
        app, target = self.ctx.app, out.absolute()
        self.ctx.work.heavy(
            lambda _progress, _cancelled: data.write(app, asked, target),
            self._saved,
            lambda fault: self._say_fault(_("The paper was not saved"), fault),
            owner=self,
        )

    def print_out(self) -> None:
        """Print the preview."""
        if self._shown is None:
            return
        if printing.ask_and_print(self.well.document, self._shown.asked.file_name(), self):
            note_paper(self.ctx, self._shown.asked.paper, 1, PRINTER)
            self.ctx.toast(_("Sent to the printer"), None)

    def _show_options(self, options: data.Options) -> None:
        self._options = options
        self._lists = {DAILY: options.patrols, CHIEFS: options.tours}
        self.bar.fill(options)
        ready = [one for one in options.patrols if not one.draft] or list(options.patrols)
        if ready:  # also while another paper is shown: the batch begins with it
            self._picked.setdefault(DAILY, ready[0])
        self._show_list()
        self.set_ready()
        if not self._take_wanted() and not self.in_batch:
            self.choose_kind(self._kind)

    def _show_list(self) -> None:
        """The records of the paper, or the tours of 9.3; hidden while there are none."""
        choices = self._lists.get(self._kind, ())
        chosen = self._picked.get(self._kind)
        self.patrols.set_title(_(record_type(KINDS[self._kind].of).label))
        self.patrols.show_choices(choices, chosen.number if chosen else "")
        self.patrols.setVisible(bool(choices))

    def _take_wanted(self) -> bool:
        """Show what ``navigate`` asked for; False when there was nothing."""
        wanted, self._wanted = self._wanted, None
        if wanted is None:
            return False
        if wanted.number:
            self._kind = wanted.paper
            self._look_up(wanted.number)
            return True
        self.bar.show_for(KINDS[wanted.paper].asks)
        if wanted.unit:
            self.bar.unit.set_value(wanted.unit)
        if wanted.month and KINDS[wanted.paper].asks in (MONTH, ANY_MONTH):
            self.bar.month.set_value(wanted.month)
        self.choose_kind(wanted.paper)
        return True

    def _look_up(self, number: str) -> None:
        if number:
            queries, kind = self.ctx.app.store.queries, self._kind
            self._find(lambda: data.find_one(queries, kind, number))

    def _find(self, find: Callable[[], data.Choice | None]) -> None:
        self.ctx.work.query(find, self._found, self.fail, owner=self)

    def _found(self, choice: data.Choice | None) -> None:
        if choice is None:
            self.ctx.toast(_("There is no record with this number"), None)
            return
        if self._kind == CHIEFS and not choice.chief:
            self._kind = DAILY
        self._picked[self._kind] = choice
        self.choose_kind(self._kind)

    def _show_paper(self, asked: PaperOf, shown: data.Rendered) -> None:
        if asked != self.asked():
            return
        self._task, self._shown = None, shown
        self.well.load(shown.pdf)
        self.bar.say("")
        self.checks.show_checks(shown.checks)
        self.sources.show_paper(shown.paper)
        self.show_head()

    def _failed(self, fault: PatrolError) -> None:
        if fault.code == "work.cancelled":
            return
        self._task = None
        self.bar.say("")
        self._say_fault(_("The paper could not be made"), fault)
        self.show_head()

    def _say_fault(self, title: str, fault: PatrolError) -> None:
        if fault.code != "work.cancelled":
            self.note.fault(title, fault)

    def _saved(self, paper: Paper) -> None:
        note_paper(self.ctx, self.asked().paper, 1, FILE)
        note = self.note.say("ok", _("Saved"), str(paper.path), _("Open folder"))
        note.acted.connect(partial(open_folder, paper.path))
        settings, folder = self.ctx.settings, str(paper.path.parent)
        self.ctx.work.command(lambda: settings.set("paper_folder", folder), owner=self)

    def _open_number(self, number: str) -> None:
        app = self.ctx.app
        self.ctx.work.query(
            lambda: data.record_of(app.store.queries, number), self._go, self.fail, owner=self
        )

    def _go(self, found: tuple[str, str] | None) -> None:
        if found is None:
            self.ctx.toast(_("This record is not here"), None)
            return
        kind, rec = found
        self.ctx.navigate(page_of(kind), Open(kind, rec))
