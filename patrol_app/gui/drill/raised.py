"""The problems of a drill that stand on the ledger, beside its form."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from patrol_app.domain.records.problem import Problem
from patrol_app.gui.context import Context, Open
from patrol_app.gui.kit import Card, ListRow
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.problem.words import limit_words, state_chip
from patrol_app.i18n import _
from patrol_app.services.problems import Line


class RaisedCard(Card):
    """One row a problem made of this drill: number, state, limit; a click opens it.

    Args:
        ctx: see ``Context``.

    Attributes:
        lines: what is shown.

    Signals:
        shown: other lines are shown.
    """

    shown = Signal()

    def __init__(self, ctx: Context) -> None:
        super().__init__(_("On the ledger of problems"), flush=True, hug=True)
        self._ctx = ctx
        self.lines: tuple[Line, ...] = ()
        self.hide()

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the drill's rows that are problems already."""
        return frozenset(line.problem.drill_problem for line in self.lines)

    def ask(self, drill: str) -> None:
        """Read the problems of the drill with the id ``drill``."""
        app = self._ctx.app

        def read() -> tuple[Line, ...]:
            """Those that stand, by their number."""
            rows = app.store.queries.children("problem", "drill_id", drill)
            found = [row.record for row in rows if not row.deleted]
            problems = [one for one in found if isinstance(one, Problem)]
            return tuple(app.problems.line(one.id) for one in problems)

        self._ctx.work.query(read, self.show_lines, owner=self)

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these; nothing at all hides the card."""
        self.lines = tuple(sorted(lines, key=lambda line: line.problem.number))
        clear_layout(self.body)
        for place, line in enumerate(self.lines):
            words = " ".join(line.problem.description.split())
            _tone, limit = limit_words(line)
            caption = f"{line.problem.number} · {limit}"
            row = ListRow(words, caption, chip=state_chip(line), action=_("Open"))
            row.set_last(place + 1 == len(self.lines))
            go = Open("problem", line.problem.id)
            row.activated.connect(partial(self._ctx.navigate, "problem", go))
            self.body.addWidget(row)
        self.setVisible(bool(self.lines))
        self.shown.emit()
