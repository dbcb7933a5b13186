"""Ctrl+K: any record by number, name, first letters or a word of its text; pages, commands."""

from __future__ import annotations

import threading
from functools import partial
from itertools import groupby

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from patrol_app.domain.records import record_type
from patrol_app.gui.context import Batch, Bin, Context, Files, New, Open, Queue, page_of
from patrol_app.gui.dialogs.palette_list import Entry, PaletteList
from patrol_app.gui.kit import label, pin, v
from patrol_app.gui.kit.initials import matches
from patrol_app.gui.rail import rail_items
from patrol_app.i18n import _
from patrol_app.services.search import Hit, recent, search

TYPING_MS = 120
__all__ = ["Entry", "Palette", "commands"]


class Palette(QDialog):
    """A line and a list; Enter takes the marked entry, Esc closes.

    Empty it offers what was open last, and the commands.

    Args:
        ctx: see ``Context``.
        parent: main window.
    """

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName(_("Find"))
        self.setProperty("kind", "palette")  # it has no frame of the window manager
        self._ctx = ctx
        self._commands, self._pages = commands(ctx), pages(ctx)
        self._stop = threading.Event()
        self.line = QLineEdit()
        self.line.setProperty("kind", "search")
        self.line.setPlaceholderText(_("Number, name, word of a text, page or command"))
        self.line.setAccessibleName(_("Find"))
        self.list = PaletteList()
        self.said = label("", "caption", wrap=True)
        self._hint = label(_("Enter opens · arrows move · Esc closes"), "caption")
        self.setLayout(v(self.line, self.said, (self.list, 1), self._hint, margins="card_gap"))
        pin(self, width="width.dialog")
        below = parent.height() - ctx.theme.px("header") - ctx.theme.px("x1")
        self.setFixedHeight(min(ctx.theme.scaled(480), below))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self._ask)
        self.line.textChanged.connect(self._typed)
        self.list.itemActivated.connect(lambda _item: self.take())
        self.list.itemClicked.connect(lambda _item: self.take())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        corner = parent.mapToGlobal(QPoint(0, 0))
        left = corner.x() + (parent.width() - self.width()) // 2
        self.move(left, corner.y() + ctx.theme.px("header"))
        self._show([], "")
        self._ask()
        self.line.setFocus()

    def take(self) -> None:
        """Do what the marked entry says."""
        entry = self.list.marked()
        if entry is not None:
            self.close()
            entry.act()

    def done(self, result: int) -> None:
        """Give up what is still looked for."""
        self._stop.set()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list while the line keeps the focus."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.list.count():
            self.list.step(step)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            return
        super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._stop.set()
        self._show([], _("Looking") if text.strip() else "")
        self._pause.start()

    def _ask(self) -> None:
        """Look for the words in the background; an older search is given up."""
        self._stop.set()
        self._stop = stop = threading.Event()
        text = self.line.text().strip()
        app, actor, opened = self._ctx.app, self._ctx.actor(), self._ctx.recent.refs()

        def read() -> list[Hit]:
            """The hits, or what was open last."""
            if not text:
                return recent(app.store.queries, opened, actor)
            return search(app.store.queries, text, actor, stopped=stop.is_set)

        def found(hits: list[Hit]) -> None:
            """Only of the newest words."""
            if not stop.is_set():
                nothing = _("Nothing holds “{text}”. Try a shorter word, or part of a number.")
                self._show(hits, nothing.format(text=text) if text and not hits else "")

        self._ctx.work.query(read, found, owner=self)

    def _record(self, hit: Hit, kind: str) -> Entry:
        type = record_type(hit.stored.type)
        title = hit.title if hit.title != hit.number else ""
        go = partial(self._ctx.navigate, page_of(type.code), Open(type.code, hit.stored.record.id))
        words = "  ".join(part for part in (hit.number, title) if part)
        excerpt = hit.excerpt
        if excerpt is not None and excerpt.before + excerpt.word + excerpt.after == hit.title:
            excerpt = None  # the name says it already
        return Entry(type.icon, words, kind, go, excerpt)

    def _show(self, hits: list[Hit], said: str) -> None:
        text = self.line.text().strip()
        groups: list[tuple[str, list[Entry]]] = []
        if text:
            for code, some in groupby(hits, lambda hit: hit.stored.type):
                title = _(record_type(code).label)
                groups.append((title, [self._record(hit, "") for hit in some]))
        else:
            last = [self._record(hit, _(record_type(hit.stored.type).label)) for hit in hits]
            groups.append((_("Opened last"), last))
        for title, entries in ((_("Commands"), self._commands), (_("Pages"), self._pages)):
            fitting = [one for one in entries if not text or matches(one.words, text)]
            groups.append((title, fitting))
        self.list.show_groups(groups)
        self.said.setText(said)
        self.said.setVisible(bool(said))


def pages(ctx: Context) -> list[Entry]:
    """Every page of the rail with its key."""
    return [
        Entry(item.icon, item.label, f"Ctrl+{place}" if place < 10 else "",
              partial(ctx.navigate, item.key, None))
        for place, item in enumerate(rail_items(), 1)
    ]  # fmt: skip


def commands(ctx: Context) -> list[Entry]:
    """Start actions."""
    go = ctx.navigate
    rows: list[tuple[str, str, str, str, object]] = [
        ("walk", _("Record a patrol"), "F2", "patrol", New("patrol")),
        ("cellphone-arrow-down", _("Import GPS / phone"), "F3", "patrol", Files()),
        ("table-edit", _("Batch entry"), "", "patrol", Batch()),
        ("bug-outline", _("Report a pest"), "F4", "pest", New("pest")),
        ("sheep", _("Report grazing"), "F5", "grazing", New("grazing")),
        ("timer-outline", _("Start a drill"), "F6", "crew", New("drill")),
        ("account-plus-outline", _("New person"), "", "base", New("person")),
        ("vector-polygon", _("New grid"), "", "base", New("grid")),
        ("clipboard-check-outline", _("Review patrols"), "", "patrol", Queue("patrol")),
        ("delete-outline", _("Recycle bin"), "", "base", Bin()),
    ]
    return [
        Entry(icon, words, key, partial(go, page, argument))
        for icon, words, key, page, argument in rows
    ]
