"""Ctrl+K: finds records by number or name, and pages and commands by words or first letters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from patrol_app.domain.records import record_type
from patrol_app.gui.context import Batch, Bin, Context, Files, New, Open, Queue, page_of
from patrol_app.gui.kit import label, pin, v
from patrol_app.gui.kit.initials import matches
from patrol_app.i18n import _
from patrol_app.services.search import Hit, search

TYPING_MS = 120


@dataclass(frozen=True)
class Entry:
    """One line of the palette."""

    icon: str
    words: str
    kind: str
    act: Callable[[], None]


class Palette(QDialog):
    """A line and a list; Enter takes the marked entry, Esc closes.

    Args:
        ctx: see ``Context``.
        parent: main window.
    """

    def __init__(self, ctx: Context, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setAccessibleName(_("Find"))
        self._ctx = ctx
        self._commands = commands(ctx)
        self._entries: list[Entry] = []
        self._asked = 0
        self.line = QLineEdit()
        self.line.setProperty("kind", "search")
        self.line.setPlaceholderText(_("Number, name, place, page or command"))
        self.line.setAccessibleName(_("Find"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._hint = label(_("Enter opens · arrows move · Esc closes"), "caption")
        self.setLayout(v(self.line, (self.list, 1), self._hint, margins="card_gap"))
        pin(self, width="width.dialog")
        self.setFixedHeight(ctx.theme.scaled(420))
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
        self._show([])
        self.line.setFocus()

    def take(self) -> None:
        """Do what the marked entry says."""
        row = self.list.currentRow()
        if 0 <= row < len(self._entries):
            act = self._entries[row].act
            self.close()
            act()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list while the line keeps the focus."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and self.list.count():
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            return
        super().keyPressEvent(event)

    def _typed(self, text: str) -> None:
        self._show([])
        if text.strip():
            self._pause.start()

    def _ask(self) -> None:
        self._asked += 1
        ticket, text = self._asked, self.line.text().strip()
        app, actor = self._ctx.app, self._ctx.actor()
        self._ctx.work.query(
            lambda: search(app.store.queries, text, actor),
            lambda hits: self._found(ticket, hits),
            owner=self,
        )

    def _found(self, ticket: int, hits: list[Hit]) -> None:
        if ticket == self._asked:
            self._show([self._record(hit) for hit in hits])

    def _record(self, hit: Hit) -> Entry:
        kind = record_type(hit.stored.type)
        title = hit.title if hit.title != hit.number else ""
        go = partial(
            self._ctx.navigate,
            page_of(kind.code),
            Open(kind.code, hit.stored.record.id),
        )
        words = "  ".join(part for part in (hit.number, title) if part)
        return Entry(kind.icon, words, _(kind.label), go)

    def _show(self, records: list[Entry]) -> None:
        text = self.line.text().strip()
        fitting = [entry for entry in self._commands if not text or matches(entry.words, text)]
        self._entries = [*records, *fitting]
        self.list.clear()
        for entry in self._entries:
            icon = self._ctx.theme.icon(entry.icon)
            icon.addPixmap(self._ctx.theme.pixmap(entry.icon, "on_accent"), QIcon.Mode.Selected)
            item = QListWidgetItem(icon, f"{entry.words}    {entry.kind}")
            self.list.addItem(item)
        if self._entries:
            self.list.setCurrentRow(0)


def commands(ctx: Context) -> list[Entry]:
    """Pages and start actions."""
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
        ("calendar-today", _("Today"), "Ctrl+1", "today", None),
        ("walk", _("Patrols"), "Ctrl+2", "patrol", None),
        ("bug-outline", _("Pests"), "Ctrl+3", "pest", None),
        ("sheep", _("Grazing"), "Ctrl+4", "grazing", None),
        ("fire-truck", _("Fire crews"), "Ctrl+5", "crew", None),
        ("file-document-outline", _("Papers"), "Ctrl+6", "papers", None),
        ("swap-horizontal", _("Exchange"), "Ctrl+7", "exchange", None),
        ("database-outline", _("Base data"), "Ctrl+8", "base", None),
        ("cog-outline", _("Settings"), "Ctrl+9", "settings", None),
    ]
    return [
        Entry(icon, words, key, partial(go, page, argument))
        for icon, words, key, page, argument in rows
    ]
