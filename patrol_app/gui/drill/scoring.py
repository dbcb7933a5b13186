"""The score of a drill while it is typed: the parts with their weights, the total, the grade."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QGridLayout

from patrol_app.domain.instant import date_of
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.crew import Equipment
from patrol_app.domain.records.drill import Drill, Kit, Score
from patrol_app.domain.rules.drill import PARTS, drill_score
from patrol_app.domain.setting import RuleBook
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import Card, h, label, unverified
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.i18n import _
from patrol_app.services.value_words import listed

GRADE_TONES = {"优秀": "ok", "良好": "ok", "合格": "due", "不合格": "overdue"}


def blank_scores(book: RuleBook, start_ms: int | None) -> tuple[Score, ...]:
    """One row for each part with the weight that the rules give it on that day."""
    date = date_of(start_ms) if start_ms is not None else ""
    rows = []
    for at, part in enumerate(PARTS):
        rule = book.find(f"score.drill.{part}", date)
        key = new_item_key(secrets.token_bytes(5))
        weight = rule.value if rule is not None else None
        rows.append(Score(key=key, order=at, part=part, subject=part, weight_e2=weight))
    return tuple(rows)


def blank_kit(things: Iterable[Equipment]) -> tuple[Kit, ...]:
    """A row for each kind of thing the team holds; what was taken out is typed."""
    names = dict.fromkeys(thing.name for thing in things if thing.count)
    return tuple(
        Kit(key=new_item_key(secrets.token_bytes(5)), order=at, name=name)
        for at, name in enumerate(names)
    )


class ScoreCard(Card):
    """Parts with mean and weight, the total, the grade; 0 after a safety fault of class A."""

    def __init__(self, book: RuleBook) -> None:
        super().__init__(_("Total score"), hug=True)
        self._book = book
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self.total = label("—", "figure")
        self.grade = label("", "strong")
        self._badge = unverified()
        self.body.addLayout(h(self.total, self.grade, None, self._badge))
        self.body.addLayout(self._grid)
        self._why = label("", "caption", wrap=True)
        self.body.addWidget(self._why)

    def show_scores(
        self, scores: Sequence[Score], fault: bool | None, start_ms: int | None
    ) -> None:
        """Reckon anew.

        Args:
            scores: rows of the form.
            fault: a safety fault of class A happened.
            start_ms: when the drill began: the weights of that day.
        """
        drill = Drill.model_construct(
            id="", unit="", scores=tuple(scores), safety_fault=fault, start_at=None
        )
        found = drill_score(drill, self._book)
        self.total.setText("—" if found.total_e2 is None else f"{found.total_e2 / 100:.2f}")
        tone = GRADE_TONES.get(found.grade, "")
        self.grade.setText(_word(found.grade))
        self.grade.setProperty("tone", tone)
        self._badge.setVisible(found.unverified)
        clear_layout(self._grid)
        for line, part in enumerate(PARTS):
            rows = [row for row in scores if row.part == part]
            points = [row.points_e2 for row in rows if row.points_e2 is not None]
            mean = f"{sum(points) / len(points) / 100:.2f}" if points else "—"
            weight = next((row.weight_e2 for row in rows if row.weight_e2 is not None), None)
            if weight is None:
                rule = self._book.find(f"score.drill.{part}", _day(start_ms))
                weight = rule.value if rule is not None else None
            share = "—" if weight is None else f"× {weight / 100:g} %"
            words = (vocabulary("drill_part").label(part), mean, share)
            for place, text in enumerate(words):
                self._grid.addWidget(label(text, "muted" if place else "body"), line, place)
        self._why.setText(self._reason(bool(fault), found.missing))

    def _reason(self, fault: bool, missing: Sequence[str]) -> str:
        if fault:
            return _("A safety fault of class A sets the total to 0")
        if missing:
            parts = listed(vocabulary("drill_part").label(part) for part in missing)
            return _("No total yet: {parts} without points").format(parts=parts)
        return _("Passed from 60, good from 80, excellent from 90")


def _day(start_ms: int | None) -> str:
    return date_of(start_ms) if start_ms is not None else ""


def _word(grade: str) -> str:
    from patrol_app.gui.forms.facts import GRADES

    return _(GRADES[grade]) if grade in GRADES else ""
