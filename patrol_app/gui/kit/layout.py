"""Layouts and fixed sizes that name tokens and follow the text size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QGridLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from patrol_app.gui.theme import current

FOLD = 1.5  # text size from which columns stand one under the other
SHARE = 1_000  # a stretch beside which the stretch of an empty end weighs nothing
LEAST = 96  # px at 100 %: a scroll area is not squeezed below two rows
W = TypeVar("W", bound=QWidget)
Item = QWidget | QLayout | int | str | None | tuple[QWidget | QLayout, int]
Margins = str | int | tuple[str | int, str | int, str | int, str | int]


def _px(token: str | int) -> int:
    return token if isinstance(token, int) else current().px(token)


class Box(QBoxLayout):
    """Row or column whose spacing and margins are tokens.

    Args:
        vertical: column when True.
        items: see ``add``.
        gap: space token between items.
        margins: one token for all sides, or left, top, right, bottom; 0 for none.
    """

    def __init__(
        self, vertical: bool, *items: Item, gap: str | int = "x1", margins: Margins = 0
    ) -> None:
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        super().__init__(down if vertical else right)
        self._gap = gap
        self._margins = margins if isinstance(margins, tuple) else (margins,) * 4
        self._refit()
        current().changed.connect(self._refit)
        self.add(*items)

    def add(self, *items: Item) -> Box:
        """Append widgets and layouts.

        Args:
            items: widget, layout, (widget or layout, stretch), a space token, or None for a
                stretching gap.
        """
        for item in items:
            thing, stretch = item if isinstance(item, tuple) else (item, 0)
            if thing is None:
                self.addStretch(1)
            elif isinstance(thing, (str, int)):
                self.addSpacing(_px(thing))
            elif isinstance(thing, QLayout):
                self.addLayout(thing, stretch)
            else:
                self.addWidget(thing, stretch)
        return self

    def _refit(self) -> None:
        self.setSpacing(_px(self._gap))
        left, top, right, bottom = self._margins
        self.setContentsMargins(_px(left), _px(top), _px(right), _px(bottom))


def h(*items: Item, gap: str | int = "x1", margins: Margins = 0) -> Box:
    """A row of items, see ``Box``."""
    return Box(False, *items, gap=gap, margins=margins)


def v(*items: Item, gap: str | int = "x1", margins: Margins = 0) -> Box:
    """A column of items, see ``Box``."""
    return Box(True, *items, gap=gap, margins=margins)


def holder(layout: QLayout, kind: str = "", tone: str = "") -> QFrame:
    """Put a layout into a frame of ``kind`` (``card``, ``row``, ``sunken`` ... or bare)."""
    frame = QFrame()
    if kind:
        frame.setProperty("kind", kind)
    if tone:
        frame.setProperty("tone", tone)
    frame.setLayout(layout)
    return frame


def topped(*cards: QWidget) -> QFrame:
    """Cards that hug their rows, one below another: what they leave free is canvas below them."""
    column = v(*((card, SHARE) for card in cards), gap="card_gap")
    column.addStretch(0)
    return holder(column)


class _Pin(QObject):
    """Keeps one widget at a size given by a function of the theme."""

    def __init__(self, widget: QWidget, fit: Callable[[], None]) -> None:
        super().__init__(widget)
        self._fit = fit
        widget.installEventFilter(self)
        fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Fit again after a change of theme or text size."""
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
        return super().eventFilter(watched, event)


def pin(
    widget: W,
    *,
    width: str = "",
    height: str = "",
    max_width: str = "",
    min_height: str = "",
    words: bool = False,
) -> W:
    """Fix sizes of ``widget`` by token names; they follow the text size. Returns the widget.

    Args:
        widget: what gets the sizes.
        width, height, max_width, min_height: tokens.
        words: wider than ``width`` where its words need it.
    """

    def fit() -> None:
        """Apply the tokens."""
        theme = current()
        if width:
            need = widget.sizeHint().width() if words else 0
            widget.setFixedWidth(max(theme.px(width), need))
        if height:
            widget.setFixedHeight(theme.px(height))
        if max_width:
            widget.setMaximumWidth(theme.px(max_width))
        if min_height:
            widget.setMinimumHeight(theme.px(min_height))

    _Pin(widget, fit)
    return widget


def line(*, vertical: bool = False) -> QFrame:
    """A hairline."""
    frame = QFrame()
    frame.setProperty("kind", "vline" if vertical else "line")
    return frame


class Scroll(QScrollArea):
    """Vertical scroll without frame or horizontal bar, for the inside of a card or column."""

    def __init__(
        self, content: QWidget | QLayout, *, hug: bool = False, whole: bool = False
    ) -> None:
        super().__init__()
        self._hug, self._whole = hug, whole
        inner = content if isinstance(content, QWidget) else holder(content)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        if hug:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        else:
            self.setMinimumHeight(current().scaled(LEAST))

    def sizeHint(self) -> QSize:
        """A hugging one is as high as what it holds."""
        inner = self.widget()
        return inner.sizeHint() if self._hug and inner is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """A few rows, or fewer where there are not more."""
        hint, inner = super().minimumSizeHint(), self.widget()
        if self._hug:
            hint.setHeight(min(current().scaled(LEAST), self.sizeHint().height()))
        elif self._whole and inner is not None and current().scale >= FOLD:
            hint.setHeight(_least(inner))
        return hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A hugging one asks for other room when what it holds does; Qt's own does not."""
        if self._hug and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Never narrower than what it holds."""
        super().resizeEvent(event)
        inner = self.widget()
        if inner is not None:
            self.setMinimumWidth(max(inner.minimumSizeHint().width(), 0))
            if self._whole:
                large = current().scale >= FOLD
                high = _least(inner) if large else current().scaled(LEAST)
                self.setMinimumHeight(high)


def _least(inner: QWidget) -> int:
    return max(inner.minimumSizeHint().height(), inner.minimumHeight())


def scroll(content: QWidget | QLayout, *, hug: bool = False, whole: bool = False) -> Scroll:
    """``content`` in a vertical scroll area.

    Args:
        content: what it holds.
        hug: never higher than the content.
        whole: from 150 % text size on as high as the content; the page scrolls, not the card.
    """
    return Scroll(content, hug=hug, whole=whole)


class SplitColumns(QWidget):
    """Two columns (60 / 40 or a fixed side) that become one from 150 % text size.

    Args:
        main: list or map.
        side: form or detail.
        side_width: width token of the side; empty shares 60 / 40.
        before: the side stands at the left, or above.

    Signals:
        folded: True when the columns stand one under the other.
    """

    folded = Signal(bool)

    def __init__(
        self, main: QWidget, side: QWidget, side_width: str = "", *, before: bool = False
    ) -> None:
        super().__init__()
        self._main, self._side, self._width = main, side, side_width
        share = 2 * SHARE if not side_width else 0
        pair: list[tuple[QWidget, int]] = [(main, 3 * SHARE), (side, share)]
        self._box = h(*(reversed(pair) if before else pair), gap="card_gap")
        self._box.addStretch(1)  # capped columns leave the rest free at the right, not between
        self.setLayout(self._box)
        policy = QSizePolicy.Policy.Ignored if not side_width else QSizePolicy.Policy.Preferred
        for widget in (main, side):
            widget.setSizePolicy(policy, widget.sizePolicy().verticalPolicy())
        self._refit()

    @property
    def is_folded(self) -> bool:
        """Whether the columns stand one under the other."""
        return self._box.direction() == QBoxLayout.Direction.TopToBottom

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._refit()

    def _refit(self) -> None:
        fold = current().scale >= FOLD
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        if self._width:
            self._side.setMaximumWidth(16777215 if fold else current().px(self._width))
            self._side.setMinimumWidth(0 if fold else current().px(self._width))
        if fold != self.is_folded:
            self._box.setDirection(down if fold else right)
            self.folded.emit(fold)


class Lean(QWidget):
    """A widget that asks for no more height than its parts need.

    A scroll area around it would give it the height it likes best: with one sentence that wraps
    the page would scroll beside a list that scrolls by itself. From 150 % text size on the page
    may scroll: there it is the height it likes.
    """

    def heightForWidth(self, width: int) -> int:
        """What scrolls inside is as low as may be."""
        column = self.layout()
        if column is None or not column.hasHeightForWidth():
            return -1
        if current().scale >= FOLD:
            return column.totalHeightForWidth(width)
        return column.totalMinimumHeightForWidth(width)


class Leaves(QStackedWidget):
    """Widgets one behind the other; only the one in front asks for room."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def sizeHint(self) -> QSize:
        """Of the one in front."""
        front = self.currentWidget()
        return super().sizeHint() if front is None else front.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Of the one in front: a long form behind must not make an empty page scroll."""
        front = self.currentWidget()
        if front is None:
            return super().minimumSizeHint()
        return front.minimumSizeHint().expandedTo(front.minimumSize())

    def hasHeightForWidth(self) -> bool:
        """As the one in front."""
        front = self.currentWidget()
        return front is not None and front.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """As the one in front."""
        front = self.currentWidget()
        return -1 if front is None else front.heightForWidth(width)


class Tiles(QGridLayout):
    """Widgets of equal width in one line; three a line from 150 %, two from 175 %.

    Args:
        widgets: in reading order.
    """

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._widgets = widgets
        self._refit()
        current().changed.connect(self._refit)

    def _refit(self) -> None:
        theme = current()
        count = len(self._widgets)
        abreast = count if theme.scale < FOLD else 3 if theme.scale < 1.75 else 2
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(theme.px("card_gap"))
        for column in range(count):
            self.setColumnStretch(column, int(column < abreast))
        for place, widget in enumerate(self._widgets):
            self.addWidget(widget, place // abreast, place % abreast)


class FormColumns(QGridLayout):
    """Form fields in 2 or 3 columns of equal width, top-aligned, one column from 150 %.

    Args:
        columns: how many stand side by side at 100 %.
    """

    def __init__(self, columns: int = 2) -> None:
        super().__init__()
        self._columns = columns
        self._cells: list[tuple[QWidget, int]] = []
        self._refit()
        current().changed.connect(self._refit)

    def put(self, *fields: QWidget | tuple[QWidget, int]) -> FormColumns:
        """Append fields in reading order; (field, n) spans n columns."""
        for item in fields:
            self._cells.append(item if isinstance(item, tuple) else (item, 1))
        self._refit()
        return self

    def fields(self) -> Sequence[QWidget]:
        """The fields in reading order."""
        return [widget for widget, _span in self._cells]

    def _refit(self) -> None:
        theme = current()
        columns = 1 if theme.scale >= FOLD else self._columns
        self.setContentsMargins(0, 0, 0, 0)
        self.setHorizontalSpacing(theme.px("card_gap"))
        self.setVerticalSpacing(theme.px("field_gap"))
        for index in range(self._columns):
            self.setColumnStretch(index, 1 if index < columns else 0)
        row = column = 0
        for widget, wanted in self._cells:
            span = min(wanted, columns)
            if column + span > columns:
                row, column = row + 1, 0
            self.addWidget(widget, row, column, 1, span, Qt.AlignmentFlag.AlignTop)
            column += span
