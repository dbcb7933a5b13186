"""Lines of the palette: groups with a name, a record with the place that holds the word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from patrol_app.gui.theme import current, paint
from patrol_app.i18n import _
from patrol_app.services.search import Excerpt

ENTRY = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True)
class Entry:
    """One line that can be taken.

    Attributes:
        icon: name; words: what it is.
        kind: group, or the key of a command, at the right.
        act: what Enter does.
        excerpt: the place of a text that holds the word.
    """

    icon: str
    words: str
    kind: str
    act: Callable[[], None]
    excerpt: Excerpt | None = None


class PaletteList(QListWidget):
    """Groups of entries; only entries can be marked."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(_("Found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_groups(self, groups: list[tuple[str, list[Entry]]]) -> None:
        """Fill the list; groups without entries are left out."""
        self.clear()
        for title, entries in groups:
            if not entries:
                continue
            head = QListWidgetItem(title)
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(head)
            for entry in entries:
                item = QListWidgetItem(_spoken(entry))
                item.setData(ENTRY, entry)
                self.addItem(item)
        self.step(1, start=-1)

    def entries(self) -> list[Entry]:
        """Every entry in order."""
        found = [self.item(row).data(ENTRY) for row in range(self.count())]
        return [entry for entry in found if isinstance(entry, Entry)]

    def marked(self) -> Entry | None:
        """The entry that Enter takes."""
        item = self.currentItem()
        found = item.data(ENTRY) if item is not None else None
        return found if isinstance(found, Entry) else None

    def step(self, by: int, start: int | None = None) -> None:
        """Mark the next entry in a direction; the ends meet."""
        count = self.count()
        row = self.currentRow() if start is None else start
        for _tried in range(count):
            row = (row + by) % count
            if isinstance(self.item(row).data(ENTRY), Entry):
                self.setCurrentRow(row)
                return


def _spoken(entry: Entry) -> str:
    """The words of a line, also for a screen reader."""
    parts = [entry.words]
    if (found := entry.excerpt) is not None:
        parts.append(f"{_(found.label)}: {found.before}{found.word}{found.after}")
    return "    ".join(filter(None, [*parts, entry.kind]))


class _Delegate(QStyledItemDelegate):
    """Draws a group's name, and entries of one or two lines."""

    def sizeHint(self, option: Option, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines where there is an excerpt."""
        entry = index.data(ENTRY)
        high = 26 if entry is None else 46 if entry.excerpt is not None else 32
        return QSize(100, current().scaled(high))

    def paint(
        self, painter: QPainter, option: Option, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one line."""
        theme, room = current(), QRectF(option.rect)
        entry = index.data(ENTRY)
        painter.save()
        if not isinstance(entry, Entry):
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text2"))
            inner = room.adjusted(theme.scaled(8), 0, 0, -theme.scaled(2))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignBottom), str(index.data()))
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(room, theme.colour("selected"))
        self._entry(painter, room, entry)
        painter.restore()

    def _entry(self, painter: QPainter, room: QRectF, entry: Entry) -> None:
        theme = current()
        edge = theme.px("icon")
        left = room.left() + theme.scaled(10)
        first = QRectF(room.left(), room.top(), room.width(), theme.scaled(32))
        if entry.excerpt is not None:
            first.setHeight(theme.scaled(27))
        pixmap = theme.pixmap(entry.icon, "text2")
        painter.drawPixmap(round(left), round(first.center().y() - edge / 2), edge, edge, pixmap)
        words = first.adjusted(theme.scaled(38), 0, -theme.scaled(12), 0)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text2"))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(entry.kind)
        painter.drawText(words, paint.RIGHT, entry.kind)
        words.setRight(words.right() - wide - theme.scaled(12))
        painter.setFont(theme.font("table"))
        painter.setPen(theme.colour("text"))
        painter.drawText(words, paint.LEFT, paint.elided(painter, entry.words, words.width()))
        if entry.excerpt is not None:
            low = QRectF(words.left(), first.bottom() - 3, room.width(), theme.scaled(17))
            low.setRight(room.right() - theme.scaled(12))
            _draw_excerpt(painter, low, entry.excerpt)


def _draw_excerpt(painter: QPainter, room: QRectF, found: Excerpt) -> None:
    """Field, words before, the word itself bold and tinted, words after."""
    theme = current()
    painter.setClipRect(room)
    parts = [
        (f"{_(found.label)}  ", "caption", False, "text2"),
        (found.before, "caption", False, "text2"),
        (found.word, "caption", True, "accent_text"),
        (found.after, "caption", False, "text2"),
    ]
    at = room.left()
    for text, font, bold, role in parts:
        painter.setFont(theme.font(font, bold=bold))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(text)
        box = QRectF(at, room.top(), wide + 1, room.height())
        if bold:
            painter.fillRect(box, theme.colour("accent_soft"))
        painter.setPen(theme.colour(role))
        painter.drawText(box, paint.LEFT, text)
        at += wide
    painter.setClipping(False)
