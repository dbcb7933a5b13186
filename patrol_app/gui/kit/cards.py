"""Cards, figures and rows: the surfaces of a page."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from patrol_app.gui.kit.buttons import Button
from patrol_app.gui.kit.chips import Chip
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.elide import Elide
from patrol_app.gui.kit.labels import IconLabel, label, restyle
from patrol_app.gui.kit.layout import Box, Item, Margins, h, holder, line, pin, v
from patrol_app.gui.theme import current
from patrol_app.i18n import Counted, language


class Card(QFrame):
    """A surface with a title line.

    Args:
        title: words; empty leaves the head out.
        caption: small text beside the title.
        actions: widgets at the right of the head; at most one quiet button.
        flush: no padding (tables, lists).
        margins: padding of the body; default 16 (12 under a head).
        hug: never higher than what it holds; canvas below, no white field.

    Attributes:
        body: column that holds the content.
    """

    def __init__(
        self,
        title: str = "",
        caption: str = "",
        actions: Sequence[QWidget] = (),
        *,
        flush: bool = False,
        margins: Margins | None = None,
        hug: bool = False,
    ) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        if hug:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._caption = Elide(caption, "caption", role="text3")
        self._caption.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._title = label(title, "section")
        if title:
            quiet = bool(actions) and actions[-1].property("kind") == "quiet"
            right = "x1" if quiet else "card_pad"
            head = h(
                self._title,
                self._caption,
                None,
                *actions,
                margins=("card_pad", 0, right, 0),
            )
            outer.addWidget(pin(holder(head), height="card_head"))
            outer.addWidget(line())
        top = "card_gap" if title else "card_pad"
        default: Margins = 0 if flush else ("card_pad", top, "card_pad", "card_pad")
        self.body: Box = v(
            gap=0 if flush else "x1", margins=default if margins is None else margins
        )
        outer.addLayout(self.body, 1)

    def head_height(self) -> int:
        """Px above the body: title and hairline, 0 without a title."""
        return current().px("card_head") + 1 if self._title.text() else 0

    def put(self, *items: Item) -> Card:
        """Append items to the body (see ``Box.add``) and return the card."""
        self.body.add(*items)
        return self

    def set_title(self, text: str) -> None:
        """Change the title of a card that has one."""
        self._title.setText(text)
        self.setAccessibleName(text)

    def set_caption(self, text: str) -> None:
        """Change the small text beside the title."""
        self._caption.set_text(text)


class Figure(QFrame):
    """One number that matters: caption, figure, unit, and what it rests on.

    Args:
        name: what is counted.
        figure: number as text.
        unit: unit word.
        note: second caption line.
        chip: state beside the number.
        card: drawn as a card of its own; else bare for a facts line.
    """

    def __init__(
        self,
        name: str,
        figure: str,
        unit: str = "",
        note: str = "",
        chip: Chip | None = None,
        *,
        card: bool = True,
    ) -> None:
        super().__init__()
        self._name, self._card = name, card
        self._unit = Elide(unit, "caption", role="text3")
        self._unit.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._figure = label(figure, "figure" if card else "fact")
        self._note = label(note, "caption")
        if not note:
            self._note.hide()
        bottom = Qt.AlignmentFlag.AlignBottom
        row = h(gap="half")
        row.addWidget(self._figure, 0, bottom)
        row.addWidget(self._unit, 0, bottom)
        row.add("half", None, *((chip,) if chip else ()))
        self.setLayout(
            v(
                None,
                label(name, "caption"),
                row,
                self._note,
                None,
                gap=0,
                margins=("card_pad", "x1", "card_gap", "x1") if card else 0,
            )
        )
        if card:
            self.setProperty("kind", "card")
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_figure(figure, unit)

    def show_figure(self, figure: str, unit: str | None = None) -> None:
        """Show another number; None keeps the unit."""
        self._figure.setText(figure)
        if unit is not None:
            self._unit.set_text(unit)
        self.setAccessibleName(f"{self._name} {figure} {self._unit.text()}".strip())
        self._level()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._level()

    def _level(self) -> None:
        """Stand the unit on the base line of the figure."""
        theme = current()
        px = theme.px("figure") if self._card else theme.scaled(18)
        ratio = px / theme.px("caption")
        descent = QFontMetrics(theme.font("caption")).descent()
        self._unit.setContentsMargins(0, 0, 0, round(descent * (ratio - 1)))


class _Facts(QFrame):
    """Bare figures in one line with hairlines between; three a line for large text."""

    ABREAST = 3

    def __init__(self, figures: Sequence[Figure]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._figures = list(figures)
        self._lines = [line(vertical=True) for _figure in figures]
        self._grid = QGridLayout(self)
        self._refit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_grid"):
            self._refit()

    def _refit(self) -> None:
        theme = current()
        pad, gap = theme.px("card_pad"), theme.px("x1")
        self._grid.setContentsMargins(pad, gap, pad, gap)
        self._grid.setHorizontalSpacing(theme.px("card_gap"))
        count = len(self._figures)
        abreast = count if theme.scale < 1.75 else self.ABREAST
        for place, (figure, rule) in enumerate(zip(self._figures, self._lines, strict=True)):
            row, column = divmod(place, abreast)
            self._grid.addWidget(figure, row, 2 * column)
            self._grid.addWidget(rule, row, 2 * column + 1)
            rule.setVisible(place + 1 < count and column + 1 < abreast)
        for column in range(2 * count + 1):
            self._grid.setColumnStretch(column, int(column == 2 * abreast))


def facts(*figures: Figure) -> QFrame:
    """A card with bare figures in one line, hairlines between (64 px high)."""
    return _Facts(figures)


class CountTile(QFrame):
    """Rehearsal count: icon, number, word (for one, where it has such) and what is in it."""

    def __init__(self, tone: str, icon: str, count: str, word: str, note: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        if count == "1" and isinstance(word, Counted):
            word = word.one()
        self.setAccessibleName(f"{count} {word}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._count = label(count, "figure")
        self._note = label(note, "caption")
        role = tone or "text3"
        head = h(IconLabel(icon, role), "half", self._count, label(word, "strong", tone), None)
        margins: Margins = ("card_gap", "x1", "half", "x1")
        self.setLayout(v(None, head, self._note, None, gap=0, margins=margins))


class ListRow(QFrame):
    """Two lines with a chip before and a due word and a link button after.

    Args:
        title: first line, elided.
        caption: second line, elided.
        chip: state at the left.
        icon: icon at the left instead of a chip.
        due: words before the action; red or amber by ``due_tone``.
        action: verb of the quiet button; empty for none.

    Signals:
        activated: the action was asked for.
    """

    activated = Signal()

    def __init__(
        self,
        title: str,
        caption: str = "",
        *,
        chip: Chip | None = None,
        icon: str = "",
        due: str = "",
        due_tone: str = "",
        action: str = "",
    ) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setAccessibleName(" · ".join(part for part in (title, caption, due) if part))
        row = h(margins=("card_pad", 0, "x1", 0))
        if chip is not None:
            wide = "chip_column" if language() == "zh_CN" else "chip_column_en"
            row.add(pin(holder(h(chip, None)), width=wide))
        if icon:
            row.add(IconLabel(icon), "half")
        lines: list[Item] = [None, Elide(title)]
        if caption:
            lines.append(Elide(caption, "caption", role="text3"))
        row.add((v(*lines, None, gap=0), 1))
        if due:
            row.add(pin(label(due, "table", due_tone), width="due_column"))
        self.button: Button | None = None
        if action:
            self.button = Button(action, "quiet")
            self.button.setAccessibleName(f"{action} {title}")
            self.button.clicked.connect(self.activated)
            row.add(pin(self.button, width="action_column", words=True))
        self.setLayout(row)
        pin(self, height="list_row")

    def set_last(self, last: bool) -> None:
        """The last row has no hairline."""
        restyle(self, kind="rowlast" if last else "row")


class SumsRow(QFrame):
    """Totals in one line: (name, figure) pairs, 700 on sunken."""

    def __init__(self, title: str, sums: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self.setProperty("kind", "sums")
        self._row = h(gap="x2", margins=("card_pad", 0, "card_pad", 0))
        self.setLayout(self._row)
        pin(self, height="sums_row")
        self.show_sums(title, sums)

    def show_sums(self, title: str, sums: Sequence[tuple[str, str]]) -> None:
        """Show other totals."""
        clear_layout(self._row)
        self._row.add(label(title, "strong"), None)
        for name, figure in sums:
            self._row.add(label(name, "caption"), label(figure, "strong"))
        parts = [title, *(f"{name} {figure}" for name, figure in sums)]
        self.setAccessibleName(" · ".join(parts))


def bar(name: str, value: int, maximum: int, words: str) -> Box:
    """A line with name, bar and words, as in a month's progress."""
    gauge = QProgressBar()
    gauge.setRange(0, max(1, maximum))
    gauge.setValue(value)
    gauge.setTextVisible(False)
    gauge.setAccessibleName(f"{name} {words}")
    right: QLabel = label(words, "table")
    right.setAlignment(Qt.AlignmentFlag.AlignRight)
    first = pin(label(name, "table"), width="figure_label")
    last = pin(right, width="action_column")
    return h(first, (gauge, 1), last, gap="card_gap")
