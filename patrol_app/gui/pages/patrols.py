"""Patrols: the list with filters and sums; the editor and the import stand in its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QMenu, QWidget

from patrol_app.domain.records.finding import Finding
from patrol_app.domain.rules.patrol import CHIEFS
from patrol_app.geo.readers.recognise import SUFFIXES
from patrol_app.gui import forms, kit
from patrol_app.gui.batch.editor import BatchEditor
from patrol_app.gui.context import Batch, Context, Files, Filtered, New, OnMap, Open, Queue
from patrol_app.gui.forms.deleting import delete_records
from patrol_app.gui.models.listing import Line, RecordSource
from patrol_app.gui.pages.base import AppPage, Editor
from patrol_app.gui.pages.list_tools import ListTools, Shown
from patrol_app.gui.pages.patrols_table import CM_PER_KM, PatrolFilters, Sums, columns, sums
from patrol_app.gui.papers.asked import CHIEFS as CHIEF_TOURS
from patrol_app.gui.papers.asked import PaperOf
from patrol_app.gui.patrol.editor import PatrolEditor
from patrol_app.gui.patrol.importer import ImportEditor
from patrol_app.gui.review.history import show_history
from patrol_app.gui.review.opening import ReviewButton, open_queue
from patrol_app.i18n import _
from patrol_app.services.import_types import Imported
from patrol_app.services.ports import Stored


class PatrolsPage(AppPage):
    """The page 巡护.

    Args:
        ctx: see ``Context``.

    Attributes:
        table: the list; filters: the bar over it.
    """

    types = frozenset({"patrol", "finding", "person", "grid"})

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Patrols"))
        self.source = RecordSource(ctx, "patrol", self)
        self.filters = PatrolFilters()
        self.table = kit.Table(columns(), self.source.ask, name=_("Patrols"), sums=True, hug=True)
        self.source.model = self.table.model
        self.source.failed.connect(self.fail)
        self.source.counted.connect(lambda _total: self._ask_sums())
        self.table.opened.connect(self._open_line)
        self.table.selection_changed.connect(self._select)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._menu)
        self.filters.changed.connect(self._filter)
        shown = Shown("patrol", _("Patrols"), self.source, self.table, self.filters)
        self.tools = ListTools(self, shown)
        self.tools.bind(self._list)  # an open editor has keys of its own
        self.review = ReviewButton(self, "patrol")
        self.filters.bar.add_last(self.review)
        self.filters.bar.add_last(self.tools.button)
        self._bar = self._selection_bar()
        card = kit.Card(flush=True).put((self.table, 1))
        self.put(self.filters, (card, 1), self.tools, self._bar)
        self.body.addStretch(0)
        self._set_empty()

    def refresh(self) -> None:
        """Ask for the rows again; the place in the list stays."""
        self.filters.refresh(self.ctx)
        self.tools.refresh()
        self.review.refresh()
        if self.table.model.rowCount() == 0:
            self.source.show(self.filters.listing())
        else:
            self.table.model.refresh()

    def accept(self, argument: object) -> None:
        """Open a patrol (or the patrol of a finding), start a new one, import files."""
        if isinstance(argument, Open) and argument.type == "finding":
            self._open_finding(argument.rec)
        elif isinstance(argument, Open):
            self._edit(forms.Target(argument.type, argument.rec))
        elif isinstance(argument, New):
            target = forms.Target(argument.type, "", argument.values, argument.draft)
            self._edit(target)
        elif isinstance(argument, Files):
            self._take_files([Path(path) for path in argument.paths])
        elif isinstance(argument, Queue):
            open_queue(self, argument)
        elif isinstance(argument, Filtered):
            if self.editor is not None:
                self.close_editor()
            self.filters.restore(argument.values)
        elif isinstance(argument, Batch):
            self.enter_batch([Path(path) for path in argument.paths])

    def page_actions(self) -> list[QWidget]:
        """Import and a new patrol."""
        if not self.ctx.actor().may("write:patrol"):
            return []
        many = kit.Button(_("Batch entry"), "", "table-edit", "Ctrl+B")
        many.clicked.connect(lambda: self.enter_batch([]))
        bring = kit.Button(f"{_('Import GPS / phone')}  F3", "", "cellphone-arrow-down")
        bring.setAccessibleName(_("Import GPS / phone"))
        bring.clicked.connect(lambda: self.import_files([]))
        new = kit.Button(_("New patrol"), "primary", "walk", "Ctrl+N")
        new.clicked.connect(lambda: self.accept(New("patrol")))
        return [many, bring, new]

    def take_drop(self, paths: list[str]) -> bool:
        """Tracks and photos dropped anywhere open the import; an open patrol takes them in."""
        editor = self.editor
        files = [Path(path) for path in paths]
        if isinstance(editor, PatrolEditor):
            editor.ground.import_files(files)
        elif isinstance(editor, ImportEditor | BatchEditor):
            return editor.take_drop(paths)
        else:
            self._take_files(files)
        return True

    def _take_files(self, paths: Sequence[Path]) -> None:
        """Folders inside a folder are those of several rangers; all else is a plain import."""

        def several() -> bool:
            """Whether one of them holds folders."""
            folders = [path for path in paths if path.is_dir()]
            return any(inner.is_dir() for path in folders for inner in path.iterdir())

        def go(batch: bool) -> None:
            """Open what fits."""
            (self.enter_batch if batch else self.import_files)(paths)

        if all(path.suffix.lower() in SUFFIXES for path in paths):
            self.import_files(paths)  # files, or none at all: nothing to look into
        else:
            self.ctx.work.query(several, go, owner=self)

    def enter_batch(self, paths: Sequence[Path]) -> BatchEditor:
        """Open batch entry on a folder of many rangers' files."""
        editor = BatchEditor(self.ctx, paths)
        editor.opened.connect(
            lambda rec: QTimer.singleShot(0, self, lambda: self._edit(forms.Target("patrol", rec)))
        )
        self.open_editor(editor)
        return editor

    def import_files(self, paths: Sequence[Path], rec: str = "", number: str = "") -> ImportEditor:
        """Open the import; files of a patrol become its legs and photos."""
        editor = ImportEditor(self.ctx, paths, (rec, number))
        editor.imported.connect(self._imported)
        self.open_editor(editor)
        if rec:
            editor.closed.disconnect(self.close_editor)
            editor.closed.connect(lambda: self._edit(forms.Target("patrol", rec)))
        return editor

    def focus_first(self) -> None:
        """The editor, else the list."""
        if self.editor is not None:
            self.editor.focus_first()
            return
        if self._face.isVisible():
            self._face.buttons[0].setFocus()
            return
        self.table.view.setFocus()
        if self.table.model.rowCount() and not self.table.view.currentIndex().isValid():
            self.table.select(0)

    def _edit(self, target: forms.Target) -> None:
        editor: Editor = forms.editor(self.ctx, target)
        self.open_editor(editor)
        if isinstance(editor, PatrolEditor):
            # the present editor goes away while it is still in its own call
            editor.import_asked.connect(
                lambda paths, rec, number: QTimer.singleShot(
                    0, self, lambda: self.import_files(paths, rec, number)
                )
            )

    def _open_finding(self, rec: str) -> None:
        app = self.ctx.app

        def opened(stored: Stored) -> None:
            """Its patrol, or its own form where it hangs on none."""
            finding = stored.record
            if isinstance(finding, Finding) and finding.patrol_id:
                self._edit(forms.Target("patrol", finding.patrol_id))
            else:
                self._edit(forms.Target("finding", rec))

        self.ctx.work.query(lambda: app.records.get("finding", rec), opened, owner=self)

    def _imported(self, done: Imported) -> None:
        """The first draft opens; the others are in the list."""
        patrols = list(dict.fromkeys(done.patrols))
        if len(patrols) > 1:
            words = _("{n} drafts were made; the first one is open").format(n=len(patrols))
            self.ctx.toast(words, None)
        self._stale = True
        if patrols:
            self._edit(forms.Target("patrol", patrols[0]))
            return
        editor = self.editor
        rec = editor.patrol[0] if isinstance(editor, ImportEditor) else ""
        if rec:
            self._edit(forms.Target("patrol", rec))
        else:
            self.ctx.toast(_("{n} photos were added").format(n=len(done.attachments)), None)
            self.close_editor()

    def _open_line(self, line: Line) -> None:
        self._edit(forms.Target("patrol", line.stored.record.id))

    def _filter(self) -> None:
        self._set_empty()
        self.source.show(self.filters.listing())

    def _ask_sums(self) -> None:
        queries, listing = self.ctx.app.store.queries, self.filters.listing()

        def show(found: Sums) -> None:
            """Only if the filter is still the same."""
            if listing == self.filters.listing():
                self._show_sums(found)

        self.ctx.work.query(lambda: sums(queries, listing), show, owner=self)

    def _show_sums(self, found: Sums) -> None:
        words = _("{n} patrols in the list").format(n=kit.spaced(found.total))
        if found.drafts:
            words += " · " + _("{n} drafts").format(n=kit.spaced(found.drafts))
        self.filters.bar.set_count(words)
        if not found.total:
            self.table.set_sums({})
            return
        values = {"_name": _("Total {n}").format(n=kit.spaced(found.total))}
        if found.length_cm is not None and found.minutes is not None:
            values["km"] = f"{found.length_cm / CM_PER_KM:.2f}"
            values["hours"] = f"{found.minutes / 60:.2f}"
        else:
            values["route"] = _("too many to add up: filter first")
        self.table.set_sums(values)

    def _selection_bar(self) -> QWidget:
        self._picked = kit.label("", "strong")
        copy = kit.Button(_("Copy as table"), "", "content-copy")
        copy.clicked.connect(self.copy)
        away = kit.Button(_("Delete"), "danger", "delete-outline")
        away.clicked.connect(self.delete)
        ground = kit.Button(_("See on the map"), "", "map-search-outline")
        ground.clicked.connect(self.on_map)
        row = kit.h(self._picked, None, ground, copy, away, margins=("card_pad", 0, "x1", 0))
        bar = kit.pin(kit.holder(row, "card"), height="list_row")
        bar.hide()
        return bar

    def _select(self, lines: list[Line]) -> None:
        self._bar.setVisible(len(lines) > 1)
        length = sum(line.stored.own.get("length_cm") or 0 for line in lines)
        words = _("{n} selected").format(n=len(lines))
        self._picked.setText(f"{words} · {length / CM_PER_KM:.2f} km")
        self.setProperty("lift", self._bar.sizeHint().height() if len(lines) > 1 else 0)

    def copy(self) -> None:
        """Selected rows to the clipboard as a table."""
        self.table.copy()
        count = len(self.table.selected())
        self.ctx.toast(_("{n} rows copied as a table").format(n=count), None)

    def on_map(self) -> None:
        """The map with the filters of the list, looking at the selected patrols."""
        boxes = [
            leg.bounds
            for line in self.table.selected()
            for leg in getattr(line.stored.record, "legs", ())
            if leg.bounds
        ]
        self.ctx.navigate("map", OnMap(self.filters.state(), around(boxes)))

    def delete(self) -> None:
        """Selected rows to the recycle bin; the toast takes it back."""
        lines = self.table.selected()
        if lines:
            delete_records(self.ctx, "patrol", [line.stored for line in lines])

    def _menu(self, at: QPoint) -> None:
        lines = self.table.selected()
        if not lines:
            return
        menu = QMenu(self)
        if len(lines) == 1:
            rec = lines[0].stored.record.id
            menu.addAction(_("Open"), lambda: self._open_line(lines[0]))
            menu.addAction(
                _("Preview log"), lambda: self.ctx.navigate("papers", Open("patrol", rec))
            )
            record = lines[0].stored.record
            if getattr(record, "patrol_type", "") == CHIEFS:
                tour = PaperOf(CHIEF_TOURS, number=record.number)
                menu.addAction(_("Preview 9.3"), lambda: self.ctx.navigate("papers", tour))
            menu.addAction(_("History"), lambda: show_history(self.ctx, lines[0].stored))
        menu.addAction(_("See on the map"), self.on_map)
        menu.addAction(_("Copy as table"), self.copy)
        self.tools.add_to(menu)
        menu.addAction(_("Delete"), self.delete)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, menu.deleteLater))
        menu.popup(self.table.view.viewport().mapToGlobal(at))

    def _set_empty(self) -> None:
        if self.filters.active():
            face = kit.EmptyState(
                "filter-off-outline",
                _("Nothing fits these filters"),
                _("Take a filter away to see more."),
                _("Show all"),
            )
            face.primary.connect(self.filters.clear)
        else:
            face = kit.EmptyState(
                "map-search-outline",
                _("No patrols yet"),
                _("Drop the file of the receiver and the photos here, or write one by hand."),
                f"{_('Import GPS / phone')}  F3",
                f"{_('New patrol')}  F2",
                "cellphone-arrow-down",
            )
            face.primary.connect(lambda: self.import_files([]))
            face.secondary.connect(lambda: self.accept(New("patrol")))
        self._face = face
        self.table.set_empty(face)


def around(boxes: Sequence[tuple[int, int, int, int]]) -> tuple[int, int, int, int] | None:
    """The smallest box (1e-7 degrees) around ``boxes``; None without any."""
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
