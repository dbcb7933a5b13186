"""Beside the map: the layers with their legend, what was clicked, which grids lack visits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QMenu, QWidget

from patrol_app.gui import kit
from patrol_app.gui.map.layers import OPAQUE, LayerChoice, LayerState, kind_of
from patrol_app.gui.map.looks import draw_sample
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA
from patrol_app.i18n import _
from patrol_app.services.basemap import BaseMap
from patrol_app.services.mapping import Gap

MOST_GAPS = 4  # grids listed; the map shows all
MU_M2 = 2000 / 3


class Swatch(QWidget):
    """Legend sample of a role; decoration, the words stand beside it."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        edge = current().px("icon")
        self.setFixedSize(QSize(edge + 6, edge))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(AA)
        box = QRectF(self.rect())
        draw_sample(
            painter, box.adjusted(2, box.height() * 0.2, -2, -box.height() * 0.2), self._role
        )


class LayerRow(QWidget):
    """One layer: sample, tick box, count, menu.

    Signals:
        shown: (key, visible); faded: (key, percent); moved: (key, 1 up or -1 down);
        sought: key whose extent is wanted.
    """

    shown = Signal(str, bool)
    faded = Signal(str, int)
    moved = Signal(str, int)
    sought = Signal(str)

    def __init__(self, state: LayerState) -> None:
        super().__init__()
        self.key, self._percent = state.key, state.percent
        words = _(kind_of(state.key).label)
        self.tick = QCheckBox(words)
        self.tick.setChecked(state.visible)
        self.tick.toggled.connect(lambda on: self.shown.emit(self.key, on))
        self._count = kit.label("", "caption")
        self.more = kit.Tool("dots-vertical", _("Layer: {name}").format(name=words))
        self.more.clicked.connect(self.open_menu)
        row = kit.h(Swatch(kind_of(state.key).role), (self.tick, 1), self._count, self.more)
        row.setContentsMargins(current().px("card_pad"), 0, current().px("x1"), 0)
        self.setLayout(row)

    def set_count(self, count: int | None) -> None:
        """How many things the layer holds; a layer without any is dimmed."""
        words = "" if count is None else kit.spaced(count)
        if self._percent < 100:
            words = f"{words} · {self._percent} %" if words else f"{self._percent} %"
        self._count.setText(words)

    def open_menu(self) -> None:
        """Order, strength, extent."""
        menu = QMenu(self)
        menu.addAction(_("Move up"), lambda: self.moved.emit(self.key, 1))
        menu.addAction(_("Move down"), lambda: self.moved.emit(self.key, -1))
        menu.addSeparator()
        for percent in OPAQUE:
            action = menu.addAction(_("Opacity {n} %").format(n=percent))
            action.setCheckable(True)
            action.setChecked(percent == self._percent)
            action.triggered.connect(
                partial(lambda value, _on: self.faded.emit(self.key, value), percent)
            )
        menu.addSeparator()
        menu.addAction(_("Show this layer whole"), lambda: self.sought.emit(self.key))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))


class LayersCard(kit.Card):
    """All layers, the uppermost first, and the base map below them.

    Args:
        choice: order and visibility; changed in place.

    Signals:
        changed: another choice; base_asked: a base map is wanted; base_dropped: none any more;
        sought: key of the layer whose extent is wanted.
    """

    changed = Signal()
    base_asked = Signal()
    base_dropped = Signal()
    sought = Signal(str)

    def __init__(self, choice: LayerChoice) -> None:
        super().__init__(_("Layers"), flush=True, hug=True)
        self._choice = choice
        self._counts: Mapping[str, int] = {}
        self.rows: dict[str, LayerRow] = {}
        self._list = kit.v(gap=0)
        self._base = kit.Elide("", "table")
        self._drop = kit.Tool("close", _("Without a base map"))
        self._drop.clicked.connect(self.base_dropped)
        ask = kit.Button(_("Choose file"), "quiet", "folder-open-outline")
        ask.setAccessibleName(_("Choose a base map"))
        ask.clicked.connect(self.base_asked)
        self.choose = ask
        below = kit.h(
            (self._base, 1), self._drop, ask, gap="half", margins=("card_pad", 0, "x1", 0)
        )
        self.put(
            kit.holder(self._list),
            kit.line(),
            kit.pin(kit.holder(below), height="control_big"),
        )
        self.show_base(None)
        self._fill()

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """How much each layer holds."""
        self._counts = counts
        for key, row in self.rows.items():
            row.set_count(counts.get(key))

    def show_base(self, base: BaseMap | None) -> None:
        """Name the base map."""
        words = _("Base map: {name}").format(name=base.name) if base else _("No base map")
        self._base.set_text(words)
        self._base.setToolTip(base.note if base else "")
        self._drop.setVisible(base is not None)

    def _fill(self) -> None:
        for row in self.rows.values():
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = {}
        for state in reversed(self._choice.states()):
            row = LayerRow(state)
            row.shown.connect(self._show)
            row.faded.connect(self._fade)
            row.moved.connect(self._move)
            row.sought.connect(self.sought)
            self.rows[state.key] = row
            self._list.addWidget(row)
        self.show_counts(self._counts)

    def _show(self, key: str, visible: bool) -> None:
        self._choice.show(key, visible)
        self.changed.emit()

    def _fade(self, key: str, percent: int) -> None:
        self._choice.fade(key, percent)
        self._fill()
        self.changed.emit()

    def _move(self, key: str, up: int) -> None:
        self._choice.move(key, up)
        self._fill()
        self.rows[key].more.setFocus()
        self.changed.emit()


class GapsCard(kit.Card):
    """Grids by how little of them was seen.

    Signals:
        sought: code of the grid to show.
    """

    sought = Signal(str)

    def __init__(self) -> None:
        super().__init__(_("Least visited first"), flush=True, hug=True)
        self._rows = kit.v(gap=0)
        self.put(kit.holder(self._rows))
        self.hide()

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """List them; hidden without any."""
        kit.clear_layout(self._rows)
        for gap in gaps[:MOST_GAPS]:
            seen = _("Seen {n} %").format(n=f"{gap.percent_e2 / 100:.1f}")
            left = _("{mu} mu left").format(mu=kit.spaced(round(gap.unvisited_m2 / MU_M2)))
            title = " ".join(part for part in (gap.code, gap.name) if part)
            row = kit.ListRow(title, f"{seen} · {left}", action=_("Show"))
            row.activated.connect(partial(self.sought.emit, gap.code))
            self._rows.addWidget(row)
        self.set_caption(_("{n} grids").format(n=len(gaps)) if len(gaps) > MOST_GAPS else "")
        self.setVisible(bool(gaps))


class PickedCard(kit.Card):
    """What was clicked on the map.

    Signals:
        opened: its record is to be opened.
    """

    opened = Signal()

    def __init__(self) -> None:
        super().__init__(_("Chosen on the map"), hug=True)
        self._title = kit.label("", "strong", wrap=True)
        self._lines = kit.label("", "table", wrap=True)
        self.button = kit.Button(_("Open"), "", "arrow-right")
        self.button.clicked.connect(self.opened)
        self.put(self._title, self._lines, kit.h(self.button, None))
        self.hide()

    def show_thing(self, title: str, lines: Sequence[str], *, opens: bool) -> None:
        """Show it; ``opens`` when there is a record to go to."""
        self._title.setText(title)
        self._lines.setText("\n".join(line for line in lines if line))
        self._lines.setVisible(any(lines))
        self.button.setVisible(opens)
        self.show()
