"""The board: a column a state, a card a problem, the most urgent on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QFrame, QSizePolicy, QWidget

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import Card, Chip, Elide, EmptyState, h, holder, label, restyle, scroll, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import FOLD
from patrol_app.gui.problem.board_filters import filter_bar, offer, passing
from patrol_app.gui.problem.many import MERGE, ManyBar, copied
from patrol_app.gui.problem.words import COLUMNS, SOON, column_of, limit_words, state_word
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.problems import Line

MOST = 40  # cards built in one column; the rest is told as a number
CARD = 106  # px at 100 %
BOX = 20  # px at 100 % of a card's tick


class ProblemCard(QFrame):
    """One problem: number, what, where and which kind, limit and who.

    Args:
        line: the problem; who: unit or person in charge.

    Signals:
        opened: Enter or a click.
        ticked: Space or the box: id, on or off.
        moved: an arrow key asks for the card beside: columns, rows.

    Attributes:
        box: the tick.
    """

    opened = Signal(str)
    ticked = Signal(str, bool)
    moved = Signal(int, int)
    _KEYS = {
        Qt.Key.Key_Left: (-1, 0),
        Qt.Key.Key_Right: (1, 0),
        Qt.Key.Key_Up: (0, -1),
        Qt.Key.Key_Down: (0, 1),
    }

    def __init__(self, line: Line, who: str) -> None:
        super().__init__()
        self.rec = line.problem.id
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        problem, (tone, words) = line.problem, limit_words(line)
        kind = vocabulary("category").label(problem.category)
        self.box = QCheckBox()
        self.box.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Space on the card does it
        self.box.setAccessibleName(_("Tick {number}").format(number=problem.number))
        self.box.toggled.connect(self._ticked)
        self.box.setMaximumWidth(current().scaled(BOX))
        # the own unit is no news: day and number are what tells cards apart
        short = problem.number.partition("-")[2] or problem.number
        head = h(self.box, Elide(short, "caption", role="text3"), gap="half")
        if line.now.supervision:
            head.add(label(_("Supervised"), "caption", "overdue"))
        foot = h(Chip(tone, words), gap="half")
        if line.crime.reached:  # below: the number is read whole
            foot.add(Chip("overdue", _("Pass on")), None)
        elif line.now.state in ("VERIFIED", "SUSPENDED", "TRANSFERRED"):
            foot.add(Chip("plain", state_word(line.now.state)), None)
        else:  # two chips leave no room for a name in every language
            foot.add(None, Elide(who, "caption", role="text2"))
        place = " · ".join(part for part in (problem.place, kind) if part)
        self.setLayout(
            v(
                holder(head),
                Elide(" ".join(problem.description.split()), bold=True),
                Elide(place, "caption", role="text3"),
                holder(foot),
                gap=0,
                margins=("card_gap", "half", "card_gap", "half"),
            )
        )
        self.setAccessibleName(f"{problem.number} {problem.description} {place} {words} {who}")
        high = current().scaled(CARD)
        self.setMinimumHeight(high)
        self.setMaximumHeight(high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks, arrows go to the card beside."""
        step = self._KEYS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.rec)
        elif event.key() == Qt.Key.Key_Space:
            self.tick(not self.box.isChecked())
        else:
            super().keyPressEvent(event)

    def _ticked(self, on: bool) -> None:
        self._mark()
        self.ticked.emit(self.rec, on)

    def tick(self, on: bool) -> None:
        """Tick or untick."""
        self.box.setChecked(on)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.rec)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The card with the focus is marked."""
        self._mark()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No longer, unless it is ticked."""
        self._mark()
        super().focusOutEvent(event)

    def _mark(self) -> None:
        marked = self.hasFocus() or self.box.isChecked()
        restyle(self, state="selected" if marked else "")


class Board(QWidget):
    """Filters, five columns of cards, and what can be done with the ticked ones.

    Signals:
        opened: id of the problem a person wants to see.
        many_asked: (lines, step): a step for the ticked ones; ``MERGED`` merges them, empty
            offers every step that all of them may take.
        copied: number of lines that were copied.

    Attributes:
        cards: the cards by column.
        filters: the filter bar.
        ticked: ids of the ticked problems.
        steps_of: the steps that the person may take for a problem; set by the page.
    """

    opened = Signal(str)
    many_asked = Signal(list, str)
    copied = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[list[ProblemCard]] = [[] for _column in COLUMNS]
        self.ticked: set[str] = set()
        self.steps_of: Callable[[Line], Sequence[str]] = lambda _line: ()
        self._lines: list[Line] = []
        self._names: dict[str, str] = {}
        self.filters = filter_bar()
        self.filters.changed.connect(lambda *_what: self.refill())
        self.bar = ManyBar()
        self.bar.step_asked.connect(lambda step: self.many_asked.emit(self.picked(), step))
        self.bar.merge_asked.connect(lambda: self.many_asked.emit(self.picked(), MERGE))
        self.bar.copy_asked.connect(self.copy)
        self.bar.cleared.connect(self.untick)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self)
        copy.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.activated.connect(self.copy)
        self._columns = h(gap="card_gap")
        self._refit()
        self.setLayout(v(self.filters, (holder(self._columns), 1), self.bar, gap="card_gap"))

    def changeEvent(self, event: QEvent) -> None:
        """Large text puts the columns one under the other."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_columns"):
            self._refit()

    def _refit(self) -> None:
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._columns.setDirection(down if current().scale >= FOLD else right)

    def show_lines(self, lines: Sequence[Line], names: dict[str, str]) -> None:
        """Show these problems.

        Args:
            lines: all of them; done ones are counted in no column.
            names: unit and person names by id.
        """
        self._lines, self._names = list(lines), names
        offer(self.filters, self._lines, names)
        self.refill()

    def picked(self) -> list[Line]:
        """The ticked problems that are shown."""
        shown = passing(self._lines, self.filters.values())
        return [line for line in shown if line.problem.id in self.ticked]

    def untick(self) -> None:
        """Untick everything."""
        for card in (card for column in self.cards for card in column):
            card.tick(False)
        self.ticked.clear()
        self._tell()

    def copy(self) -> None:
        """The ticked ones to the clipboard, all shown ones where none is ticked."""
        lines = self.picked() or passing(self._lines, self.filters.values())
        copied(lines, self._names)
        self.copied.emit(len(lines))

    def focused(self) -> str:
        """Id of the problem whose card has the focus, or empty."""
        cards = [one for column in self.cards for one in column]
        return next((one.rec for one in cards if one.hasFocus()), "")

    def focus_first(self) -> None:
        """The first card, else the board."""
        first = next((column[0] for column in self.cards if column), None)
        (first or self).setFocus()

    def refill(self) -> None:
        """Show what the filters in force leave."""
        kept = self.focused()
        clear_layout(self._columns)
        if not self._lines:
            advice = _("Write one down with Ctrl+N, or make one of a finding or a drill.")
            none = EmptyState("clipboard-check-outline", _("No problem is written down"), advice)
            self._columns.add((none, 1))
        lines = passing(self._lines, self.filters.values())
        self.ticked &= {line.problem.id for line in lines if column_of(line) is not None}
        places: list[list[Line]] = [[] for _column in COLUMNS]
        for line in lines:
            at = column_of(line)
            if at is not None:
                places[at].append(line)
        for at, (title, _states) in enumerate(COLUMNS):
            found = sorted(places[at], key=lambda one: (one.due_on or "9999", one.problem.number))
            self.cards[at] = [self._card(one) for one in found[:MOST]]
            if self._lines:
                self._columns.add((self._column(_(title), self.cards[at], len(found)), 1))
        self.filters.set_count(_summary(lines))
        self._tell()
        for one in (one for column in self.cards for one in column):
            if one.rec == kept:
                one.setFocus()

    def _column(self, title: str, cards: Sequence[ProblemCard], count: int) -> Card:
        column = v(*cards, gap="x1")
        if count > MOST:
            column.add(label(_("{n} more cards").format(n=count - MOST), "caption"))
        column.add(None)
        card = Card(title, str(count), margins=("x1", "x1", "x1", "x1"))
        card.put((scroll(holder(column), whole=True), 1))
        card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        return card

    def _card(self, line: Line) -> ProblemCard:
        names = self._names
        who = names.get(line.now.person_id or "") or names.get(line.now.for_unit_id or "", "")
        card = ProblemCard(line, who)
        card.tick(line.problem.id in self.ticked)
        card.opened.connect(self.opened)
        card.ticked.connect(self._tick)
        card.moved.connect(lambda across, down: self._go(card, across, down))
        return card

    def _tick(self, rec: str, on: bool) -> None:
        (self.ticked.add if on else self.ticked.discard)(rec)
        self._tell()

    def _tell(self) -> None:
        """Count, sums and possible steps of the ticked ones."""
        lines = self.picked()
        self.bar.show_lines(lines, common_steps(lines, self.steps_of))

    def _go(self, card: ProblemCard, across: int, down: int) -> None:
        at = next(n for n, column in enumerate(self.cards) if card in column)
        row = self.cards[at].index(card) + down
        while across and 0 <= at + across < len(self.cards):
            at += across
            if self.cards[at]:
                break
        column = self.cards[at]
        if column:
            column[max(0, min(row, len(column) - 1))].setFocus()


def common_steps(
    lines: Sequence[Line], steps_of: Callable[[Line], Sequence[str]]
) -> tuple[str, ...]:
    """The steps that may follow on every one of ``lines``, in their order."""
    if not lines:
        return ()
    every = [set(steps_of(line)) for line in lines]
    return tuple(step for step in steps_of(lines[0]) if all(step in one for one in every))


def _summary(lines: Sequence[Line]) -> str:
    live = [line for line in lines if column_of(line) is not None]
    over = sum(1 for line in live if line.overdue)
    soon = sum(1 for line in live if line.due_on and -SOON <= line.days_over <= 0)
    watched = sum(1 for line in live if line.now.supervision)
    words = _("{n} in all · overdue {over} · due in {days} days {soon} · supervised {watched}")
    return words.format(n=len(live), over=over, days=SOON, soon=soon, watched=watched)
