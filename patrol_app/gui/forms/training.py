"""Forms of training sessions and physical tests: the team's people stand on them already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.records.crew import Trainee, Training, session_minutes
from patrol_app.gui.context import Context
from patrol_app.gui.drill.roster import RosterEdit
from patrol_app.gui.forms.crew import CrewEditor
from patrol_app.gui.forms.loading import Loaded
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Card, label
from patrol_app.i18n import _


class TrainingEditor(CrewEditor):
    """A session: roll call by taps, own minutes and points where somebody has them."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self.counted = label("—", "figure")
        super().__init__(ctx, target)

    def own_controls(self, loaded: Loaded) -> Mapping[str, QWidget]:
        """The roll call."""
        more = [specs(Trainee)[name] for name in ("minutes", "points_e2")]
        people = loaded.refs.get("person", ())
        return {"attendance": RosterEdit(Trainee, people, extras=more)}

    def side_top(self) -> list[QWidget]:
        """Minutes that count for whoever was there all the time."""
        card = Card(_("Minutes that count"), hug=True)
        says = _("From start to end without breaks; counted for the hours of the year on submit")
        card.put(self.counted, label(says, "caption", wrap=True))
        return [card]

    def follow(self, name: str) -> None:
        """The minutes follow start, end and breaks."""
        self._count()

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        self._count()

    def _count(self) -> None:
        if self.sheet is None:
            return
        values = self.sheet.values()
        given = {name: values[name] for name in ("start_at", "end_at", "break_min")}
        minutes = session_minutes(Training.model_construct(id="", unit="", **given))
        self.counted.setText("—" if minutes is None else str(minutes))


class FitnessEditor(CrewEditor):
    """A test: a row a person, a result or a reason."""

    roster = "results"

    def is_touched(self, row: Any) -> bool:
        """A result or a reason was entered."""
        return row.value_e2 is not None or bool(row.reason)


@register("training")
def make_training(ctx: Context, target: Target) -> TrainingEditor:
    """The form of a training session."""
    return TrainingEditor(ctx, target)


@register("fitness")
def make_fitness(ctx: Context, target: Target) -> FitnessEditor:
    """The form of a physical test."""
    return FitnessEditor(ctx, target)
