"""The board: a column a state, a card a problem, the most urgent on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import Card, Chip, Elide, h, holder, label, restyle, scroll, v
from patrol_app.gui.problem.words import COLUMNS, SOON, column_of, limit_words, state_word
from patrol_app.i18n import _
from patrol_app.services.problems import Line

MOST = 40  # cards built in one column; the rest is told as a number
CARD = 106


class ProblemCard(QFrame):
    """One problem: number, what, where and which kind, limit and who.

    Args:
        line: the problem; who: unit or person in charge.

    Signals:
        opened: Enter or a click.
        moved: an arrow key asks for the card beside: columns, rows.
    """

    opened = Signal(str)
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
        head = h(Elide(problem.number, "caption", role="text3"), gap="half")
        if line.crime.reached:
            head.add(Chip("overdue", _("Pass on")))
        if line.now.supervision:
            head.add(label(_("Supervised"), "caption", "overdue"))
        foot = h(Chip(tone, words), gap="half")
        if line.now.state in ("VERIFIED", "SUSPENDED", "TRANSFERRED"):
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
        self.setMinimumHeight(CARD)
        self.setMaximumHeight(CARD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, arrows go to the card beside."""
        step = self._KEYS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.rec)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        if self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.rec)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The card with the focus is marked."""
        restyle(self, state="selected")
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No longer."""
        restyle(self, state="")
        super().focusOutEvent(event)


class Board(QWidget):
    """Five columns of cards.

    Signals:
        opened: id of the problem a person wants to see.

    Attributes:
        cards: the cards by column.
    """

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.cards: list[list[ProblemCard]] = [[] for _column in COLUMNS]
        self._sum = label("", "caption")
        self._columns = h(gap="card_gap")
        self.setLayout(v(h(None, self._sum), (holder(self._columns), 1), gap="card_gap"))

    def show_lines(self, lines: Sequence[Line], names: dict[str, str]) -> None:
        """Show these problems.

        Args:
            lines: all of them; done ones are counted in no column.
            names: unit and person names by id.
        """
        kept = self.focused()
        while (item := self._columns.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        places: list[list[Line]] = [[] for _column in COLUMNS]
        for line in lines:
            at = column_of(line)
            if at is not None:
                places[at].append(line)
        for at, (title, _states) in enumerate(COLUMNS):
            found = sorted(places[at], key=lambda one: (one.due_on or "9999", one.problem.number))
            self.cards[at] = [self._card(one, names) for one in found[:MOST]]
            column = v(*self.cards[at], gap="x1")
            if len(found) > MOST:
                more = _("{n} more").format(n=len(found) - MOST)
                column.add(label(more, "caption"))
            column.add(None)
            card = Card(_(title), str(len(found)), margins=("x1", "x1", "x1", "x1"))
            card.put((scroll(holder(column), whole=True), 1))
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
            self._columns.add((card, 1))
        self._sum.setText(_summary(lines))
        for column_cards in self.cards:
            for one in column_cards:
                if one.rec == kept:
                    one.setFocus()

    def focused(self) -> str:
        """Id of the problem whose card has the focus, or empty."""
        cards = [one for column in self.cards for one in column]
        return next((one.rec for one in cards if one.hasFocus()), "")

    def focus_first(self) -> None:
        """The first card, else the board."""
        first = next((column[0] for column in self.cards if column), None)
        (first or self).setFocus()

    def _card(self, line: Line, names: dict[str, str]) -> ProblemCard:
        who = names.get(line.now.person_id or "") or names.get(line.now.for_unit_id or "", "")
        card = ProblemCard(line, who)
        card.opened.connect(self.opened)
        card.moved.connect(lambda across, down: self._go(card, across, down))
        return card

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


def _summary(lines: Sequence[Line]) -> str:
    live = [line for line in lines if column_of(line) is not None]
    over = sum(1 for line in live if line.overdue)
    soon = sum(1 for line in live if line.due_on and -SOON <= line.days_over <= 0)
    watched = sum(1 for line in live if line.now.supervision)
    words = _("{n} in all · overdue {over} · due in {days} days {soon} · supervised {watched}")
    return words.format(n=len(live), over=over, days=SOON, soon=soon, watched=watched)
