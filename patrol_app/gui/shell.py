"""The frame around every page: rail, status bar, and where toasts stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from patrol_app.gui.kit import Chip, Elide, IconLabel, label
from patrol_app.gui.kit.layout import h, holder, line, pin, v
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA, blit
from patrol_app.i18n import _

LARGE = 1.5  # from here on the status line shows less
GIVE_WAY = ("offline", "saved", "door", "backup")  # said elsewhere too; what is to export stays
PLACE = 96  # px at 100 % that the unit's name keeps before it is elided


@dataclass(frozen=True, slots=True)
class RailItem:
    """One entry of the rail.

    Attributes:
        key: page key.
        label: one word or two.
        icon: icon name.
        group: entries of one group stand together, a hairline between groups.
        shortcut: shown in the tool tip.
    """

    key: str
    label: str
    icon: str
    group: int = 0
    shortcut: str = ""


class _Mark(QWidget):
    """The sign of the program."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """A square."""
        edge = current().scaled(36)
        return QSize(edge, edge)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it."""
        theme = current()
        painter = QPainter(self)
        painter.setRenderHint(AA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(QRectF(self.rect()), 8, 8)
        edge = theme.scaled(24)
        start = (self.width() - edge) / 2
        blit(painter, "pine-tree", theme.hex("on_accent"), start, start, edge)


class RailButton(QToolButton):
    """One page: icon over a word."""

    def __init__(self, item: RailItem) -> None:
        super().__init__()
        self._icon = item.icon
        self.setProperty("kind", "rail")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setCheckable(True)
        self.setText(item.label)
        self.setAccessibleName(item.label)
        self.setToolTip(f"{item.label}  {item.shortcut}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.toggled.connect(lambda _on: self._refill())
        self._refill()
        pin(self, height="rail_item")

    def minimumSizeHint(self) -> QSize:
        """As wide as the rail lets it be."""
        return QSize(0, super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Recolour after a change of theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refill()

    def _refill(self) -> None:
        role = "accent_text" if self.isChecked() else "text2"
        self.setIcon(current().icon(self._icon, role, "icon_rail"))
        edge = current().px("icon_rail")
        self.setIconSize(QSize(edge, edge))


class Rail(QFrame):
    """Pages at the left; arrow keys move, Enter or Space opens.

    Args:
        items: in order; only pages that exist.

    Signals:
        chosen: page key.
    """

    chosen = Signal(str)

    def __init__(self, items: Sequence[RailItem]) -> None:
        super().__init__()
        self.setProperty("kind", "rail")
        self.setAccessibleName(_("Pages"))
        self.items = tuple(items)
        self._buttons: dict[str, RailButton] = {}
        group = QButtonGroup(self)
        column = v(gap=1, margins=0)
        column.setContentsMargins(0, 10, 0, 4)
        mark = h(None, _Mark(), None)
        column.add(mark, 4)
        last = items[0].group if items else 0
        for item in items:
            if item.group != last:
                rule = line()
                rule.setFixedWidth(40)
                column.add(1, h(None, rule, None), 1)
                last = item.group
            button = RailButton(item)
            button.clicked.connect(lambda _on=False, key=item.key: self.chosen.emit(key))
            group.addButton(button)
            self._buttons[item.key] = button
            column.add(button)
        column.add(None)
        self._area = area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder(column))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 1, 0)
        outer.addWidget(area)
        pin(self, width="rail_width")

    def mark(self, key: str) -> None:
        """Show ``key`` as the page in use."""
        button = self._buttons.get(key)
        if button is not None:
            button.setChecked(True)
            self._area.ensureWidgetVisible(button)

    def button(self, key: str) -> RailButton:
        """The button of a page."""
        return self._buttons[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move between pages."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        at = next((n for n, key in enumerate(keys) if self._buttons[key].hasFocus()), 0)
        self._buttons[keys[(at + step) % len(keys)]].setFocus()


class StatusBar(QFrame):
    """The 28 px line at the bottom: saved when, offline, to export, last backup; place at right."""

    ITEMS = (
        ("saved", "content-save-check-outline", "ok"),
        ("offline", "cloud-off-outline", "text3"),
        ("export", "usb-flash-drive-outline", "due"),
        ("backup", "backup-restore", "text3"),
        ("door", "lock-open-variant-outline", "due"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "status")
        self.setAccessibleName(_("Status"))
        row = h(gap="x2", margins=("page_margin", 0, "page_margin", 0))
        self._words = {}
        self._groups = {}
        for key, icon, role in self.ITEMS:
            words = label("", "caption")
            group = holder(h(IconLabel(icon, role, "icon_small"), words, gap="half"))
            group.hide()
            self._words[key], self._groups[key] = words, group
            row.add(group)
        self._right = {key: Elide("", "caption", role="text2") for key in ("crs", "place")}
        for shown in self._right.values():
            shown.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row.add(None, *self._right.values())
        self.sample = Chip("info", _("Sample data"), "flask-outline")
        self.sample.hide()
        row.add(self.sample)
        self.setLayout(row)
        pin(self, height="status_bar")
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Large text leaves no room for the coordinate system; the map says it too."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refit()

    def _refit(self) -> None:
        self._right["crs"].setVisible(current().scale < LARGE)
        self._give_way()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What matters least goes first where the line is short."""
        super().resizeEvent(event)
        self._give_way()

    def _give_way(self) -> None:
        theme = current()
        gap = theme.px("x2")
        shown = {key: self._groups[key] for key in self._words if self._words[key].text()}
        for group in shown.values():
            group.show()
        place = min(self._right["place"].sizeHint().width(), theme.scaled(PLACE))
        rest = [self.sample] if not self.sample.isHidden() else []
        room = self.width() - 2 * theme.px("page_margin") - place - 2 * gap
        room -= sum(part.sizeHint().width() + gap for part in (*shown.values(), *rest))
        for key in GIVE_WAY:
            if room < 0 < self.width() and key in shown:
                shown[key].hide()
                room += shown[key].sizeHint().width() + gap

    def show_words(self, key: str, words: str) -> None:
        """Set ``saved offline export backup crs place``; empty words hide the entry."""
        if key in self._right:
            self._right[key].set_text(words)
        else:
            self._words[key].setText(words)
            self._groups[key].setVisible(bool(words))
        self._give_way()

    def words(self, key: str) -> str:
        """What an entry says."""
        return (self._right.get(key) or self._words[key]).text()
