"""What every list offers beside its rows: kept filters, export and print of what is shown."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit import Button, ProgressLine, Table, holder, spaced, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.models.listing import Line, RecordSource
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.papers.noting import FILE, PRINTER, note_paper
from patrol_app.i18n import _
from patrol_app.services.kept_filters import KeptFilter
from patrol_app.services.report_types import Paper, Sheet, SheetColumn

Lines = Callable[[Callable[[int, int], None], Callable[[], bool]], Iterator[Line]]


class Filters(Protocol):
    """The filter bar of a list, as this module uses it."""

    def state(self) -> dict[str, str]:
        """What is in force, as it can be kept."""

    def restore(self, values: Mapping[str, str]) -> None:
        """Put kept values in force."""

    def words(self) -> str:
        """What is in force in words, empty for nothing."""


@dataclass(frozen=True)
class Shown:
    """A list as these tools see it.

    Attributes:
        name: key under which filters are kept (record type code).
        title: of papers and files.
    """

    name: str
    title: str
    source: RecordSource
    table: Table
    filters: Filters


class ListTools(QWidget):
    """A button with a menu, its keys, and the progress of a long export below the list.

    Args:
        page: the page that shows the list.
        shown: the list.

    Attributes:
        button: goes at the right end of the filter bar.
        choose: dialogs for files; tests hand in their own.
    """

    def __init__(self, page: AppPage, shown: Shown) -> None:
        super().__init__()
        self._page, self._ctx, self._shown = page, page.ctx, shown
        self.choose = Chooser()
        self._kept: list[KeptFilter] = []
        self.button = Button(_("List"), "filter", "chevron-down", icon_role="text3")
        self.button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.button.setAccessibleName(_("List: kept filters, export, print"))
        self.button.clicked.connect(self.open_menu)
        self._room = QVBoxLayout(self)
        self._room.setContentsMargins(0, 0, 0, 0)
        self.progress: ProgressLine | None = None
        self.hide()

    def bind(self, parent: QWidget) -> None:
        """Ctrl+E exports and Ctrl+P prints while the focus is in ``parent``."""
        for key, act in (("Ctrl+E", partial(self.export, "xlsx")), ("Ctrl+P", self.print_out)):
            shortcut = QShortcut(QKeySequence(key), parent)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def refresh(self) -> None:
        """Read the kept filters of whoever acts."""
        app, actor, name = self._ctx.app, self._ctx.actor(), self._shown.name
        self._ctx.work.query(lambda: app.kept_filters.of(actor, name), self._take, owner=self)

    def open_menu(self) -> None:
        """Show the menu below the button."""
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height())))

    def menu(self) -> QMenu:
        """Kept filters first, then what can be done with the rows."""
        menu = QMenu(self.button)
        for kept in self._kept:
            menu.addAction(kept.name, partial(self._shown.filters.restore, kept.values))
        keep = menu.addAction(_("Keep this filter"), self.keep)
        keep.setEnabled(bool(self._shown.filters.state()))
        if self._kept:
            forget = menu.addMenu(_("Forget a filter"))
            for kept in self._kept:
                forget.addAction(kept.name, partial(self.forget, kept))
        menu.addSeparator()
        self.add_to(menu)
        return menu

    def add_to(self, menu: QMenu) -> None:
        """Add export and print to a menu; they take the selected rows where there are several."""
        picked = len(self._picked())
        what = _("{n} selected").format(n=picked) if picked else _("all shown")
        for kind, words in (("xlsx", _("Export to Excel")), ("csv", _("Export as CSV"))):
            key = "\tCtrl+E" if kind == "xlsx" else ""
            menu.addAction(f"{words}  ·  {what}{key}", partial(self.export, kind))
        menu.addAction(f"{_('Print')}  ·  {what}\tCtrl+P", self.print_out)

    def keep(self) -> None:
        """Keep the filters in force under their own words."""
        filters = self._shown.filters
        kept = KeptFilter(filters.words() or _("Filter"), filters.state())
        app, actor, name = self._ctx.app, self._ctx.actor(), self._shown.name

        def done(_none: None) -> None:
            """Say it and offer to take it back."""
            self.refresh()
            words = _("Filter kept: {name}").format(name=kept.name)
            self._ctx.toast(words, partial(self.forget, kept))

        work = self._ctx.work
        work.command(lambda: app.kept_filters.keep(actor, name, kept), done, owner=self)

    def forget(self, kept: KeptFilter) -> None:
        """Take a kept filter away."""
        app, actor, name = self._ctx.app, self._ctx.actor(), self._shown.name
        self._ctx.work.command(
            lambda: app.kept_filters.drop(actor, name, kept.name),
            lambda _none: self.refresh(),
            owner=self,
        )

    def export(self, kind: str) -> None:
        """Write what is shown to a file that the person names.

        Args:
            kind: ending without a dot.
        """
        name = f"{self._shown.title}.{kind}"
        folder = self._ctx.settings.text("paper_folder")
        proposed = str(Path(folder) / name) if folder else name
        out = self.choose.save(self, _("Export the list"), proposed, [kind])
        if out is not None:
            if out.suffix.lower() != f".{kind}":
                out = out.with_name(f"{out.name}.{kind}")
            self._write(out.absolute(), self._exported)

    def print_out(self) -> None:
        """Print what is shown; without a printer it is saved as PDF."""
        # lazily: the PDF and printing libraries are no part of the start
        from patrol_app.gui.papers import printing

        if not printing.has_printer():
            self._ctx.toast(_("No printer here: saved as PDF instead"), None)
            self.export("pdf")
            return
        spool = self._ctx.app.paths.spool
        spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=spool)
        self._write(Path(folder.name) / "list.pdf", lambda paper: self._printed(paper, folder))

    def _picked(self) -> list[Line]:
        """The selected rows where there are several."""
        lines = self._shown.table.selected()
        return lines if len(lines) > 1 else []

    def _write(self, out: Path, done: Callable[[Paper], None]) -> None:
        picked = self._picked()
        every: Lines = self._shown.source.whole()
        sheet, app = self._sheet(picked), self._ctx.app
        columns = self._shown.table.model.columns

        def job(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> Paper:
            """Row by row into the file."""
            lines = iter(picked) if picked else every(progress, cancelled)
            rows = ([column.cell(line).text for column in columns] for line in lines)
            return app.reports.sheet(replace(sheet, rows=rows), out)

        self._end()
        self.progress = ProgressLine(_("Writing the list"), _("Cancel leaves no file behind"))
        self._room.addWidget(holder(v(self.progress, margins="card_pad"), "card"))
        self.show()

        def finish(paper: Paper) -> None:
            """Take the progress away and go on."""
            self._end()
            done(paper)

        task = self._ctx.work.heavy(
            job, finish, self._failed, self.progress.show_progress, owner=self
        )
        self.progress.cancelled.connect(task.cancel)

    def _sheet(self, picked: Sequence[Line]) -> Sheet:
        """Everything of the paper but its rows."""
        actor = self._ctx.actor()
        shown = self._shown
        count = len(picked) or shown.table.model.rowCount()
        columns = [
            SheetColumn(column.title, column.width or 280, column.align == "right")
            for column in shown.table.model.columns
        ]
        filters = shown.filters.words()
        if picked:
            filters = " · ".join(filter(None, (filters, _("selected rows only"))))
        return Sheet(
            shown.title,
            tuple(columns),
            (),
            filters=filters,
            made=" · ".join(filter(None, (shown.source.stamp(), actor.name))),
            source=_("Patrol") + " · " + _("as shown in the list"),
            count_words=_("{n} records").format(n=spaced(count)),
        )

    def _exported(self, paper: Paper) -> None:
        note_paper(self._ctx, "list", int(paper.facts["rows"]), FILE)
        words = _("{n} rows written: {file}")
        self._ctx.toast(words.format(n=paper.facts["rows"], file=paper.path.name), None)
        settings, folder = self._ctx.settings, str(paper.path.parent)
        self._ctx.work.command(lambda: settings.set("paper_folder", folder), owner=self)

    def _printed(self, paper: Paper, folder: tempfile.TemporaryDirectory[str]) -> None:
        from PySide6.QtPdf import QPdfDocument

        from patrol_app.gui.papers import printing

        document = QPdfDocument(self)
        document.load(str(paper.path))
        if printing.ask_and_print(document, self._shown.title, self):
            note_paper(self._ctx, "list", int(paper.facts["rows"]), PRINTER)
            self._ctx.toast(_("Sent to the printer"), None)
        document.close()
        document.deleteLater()
        folder.cleanup()

    def _failed(self, fault: PatrolError) -> None:
        self._end()
        self._ctx.toast(fault.message(), None)

    def _end(self) -> None:
        """No long work is under way."""
        self.progress = None
        clear_layout(self._room)
        self.hide()

    def _take(self, kept: list[KeptFilter]) -> None:
        self._kept = kept
