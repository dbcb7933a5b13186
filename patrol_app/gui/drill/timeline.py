"""The time line of a drill as a form: nine rows, each with its time or the reason it has none."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.drill import Drill, Step
from patrol_app.domain.rules.drill_pace import STEPS, pace
from patrol_app.domain.setting import RuleBook
from patrol_app.gui.drill.words import clock_words, pace_words, step_words
from patrol_app.gui.forms.controls import InstantEdit, PlainText
from patrol_app.gui.kit import Elide, label, unverified
from patrol_app.gui.theme import current
from patrol_app.i18n import _

LIVE = ("live", "locked")


class _Row:
    """One mile-stone: its controls, and the entry as it was read."""

    def __init__(self, step: str) -> None:
        self.step = step
        self.was: Step | None = None
        self.name = label(step_words(step), "strong")
        self.at = InstantEdit()
        self.at.setAccessibleName(step_words(step))
        self.spent = Elide("", "caption", role="text2")
        self.rule = Elide("", "caption", role="text2")
        self.badge = unverified()
        self.reason = PlainText()
        self.reason.setAccessibleName(f"{step}  {_('Why it is missing')}")

    def value(self, order: int) -> Step | None:
        """The entry; None while neither time nor reason was given."""
        at, reason = self.at.value(), self.reason.value()
        if at is None and not reason:
            return None
        was = self.was
        source = was.source if was is not None else ""
        if at is not None and (was is None or was.at != at):
            source = "corrected" if source in (*LIVE, "corrected") else "typed"
        key = was.key if was is not None else new_item_key(secrets.token_bytes(5))
        return Step(
            key=key, order=order, step=self.step, at=at, missing_reason=reason,
            source="" if at is None else source,
        )  # fmt: skip


class TimelineEdit(QWidget):
    """T0 to T8, all rows always there.

    Args:
        book: the rule values in force.

    Signals:
        edited: the person typed a time or a reason.
    """

    edited = Signal()

    def __init__(self, book: RuleBook) -> None:
        super().__init__()
        self._book = book
        self._rows = [_Row(step) for step in STEPS]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(current().px("x1"))
        grid.setVerticalSpacing(current().px("half"))
        heads = (_("Milestone"), _("Time"), _("Needed"), _("Rule"), "", _("Why it is missing"))
        for place, words in enumerate(heads):
            grid.addWidget(label(words, "caption"), 0, place)
        for line, row in enumerate(self._rows, 1):
            parts = (row.name, row.at, row.spent, row.rule, row.badge, row.reason)
            for place, part in enumerate(parts):
                grid.addWidget(part, line, place)
            row.at.edited.connect(self._typed)
            row.reason.edited.connect(self._typed)
        for column, share in ((1, 4), (2, 3), (3, 2), (5, 3)):
            grid.setColumnStretch(column, share)
        self.setFocusProxy(self._rows[0].at)
        self._show_pace()

    def value(self) -> tuple[Step, ...]:
        """The mile-stones with a time or a reason, in order."""
        made = [row.value(order) for order, row in enumerate(self._rows)]
        return tuple(one for one in made if one is not None)

    def set_value(self, value: Sequence[Step] | None) -> None:
        """Show these mile-stones."""
        given: dict[str, Step] = {one.step: one for one in value or ()}
        for row in self._rows:
            row.was = given.get(row.step)
            row.at.set_value(row.was.at if row.was else None)
            row.reason.set_value(row.was.missing_reason if row.was else "")
        self._show_pace()

    def problem(self) -> str:
        """The first time that cannot be read."""
        for row in self._rows:
            if words := row.at.problem():
                return f"{row.step}: {words}"
        return ""

    def row(self, step: str) -> Any:
        """The controls of a mile-stone: ``at``, ``reason``, ``spent``."""
        return self._rows[STEPS.index(step)]

    def _typed(self) -> None:
        self._show_pace()
        self.edited.emit()

    def _show_pace(self) -> None:
        drill = Drill.model_construct(id="", unit="", steps=self.value(), start_at=self._start())
        for row in self._rows:
            found = pace(drill, row.step, self._book)
            tone, said, rule = pace_words(found)
            at = row.at.value()
            exact = clock_words(at.ms) if at is not None and at.precision == "second" else ""
            row.spent.set_text("  ".join(part for part in (exact, said) if part))
            row.spent.set_role(tone or "text2")
            row.rule.set_text(rule)
            row.badge.setVisible(found.unverified and bool(rule))
            row.reason.setEnabled(at is None)

    def _start(self) -> Instant | None:
        return next((at for row in self._rows if (at := row.at.value()) is not None), None)
