"""What the forms of drill, training and physical test share: the team fills the roster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from patrol_app.domain.fields import specs
from patrol_app.gui.context import Context
from patrol_app.gui.drill.reading import Crews, read_crews, roster_rows
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded, load
from patrol_app.gui.forms.target import Target


class CrewEditor(GenericEditor):
    """A form with a roster: choosing the team puts its people on it.

    Attributes:
        roster: name of the field with the people.
        crews: teams, their people and what they hold.
    """

    roster = "attendance"

    def __init__(self, ctx: Context, target: Target) -> None:
        self.crews = Crews()
        super().__init__(ctx, target)

    def first_values(self, loaded: Loaded) -> Mapping[str, Any]:
        """What a new record begins with beside the roster."""
        return {}

    def roster_of(self, team: str | None) -> tuple[Any, ...]:
        """Entries for the people of ``team``; of all who have a crew's role without one."""
        entry = specs(self.kind.cls)[self.roster].item
        assert entry is not None
        return roster_rows(entry, self.crews.rosters.get(team or "", ()))

    def team_chosen(self, team: str | None) -> Mapping[str, Any]:
        """What else follows from the team; the roster does already."""
        return {}

    def _load(self, show: Callable[[Loaded], None]) -> None:
        app, target, user = self.ctx.app, self.target, self.ctx.actor().id
        if self.stored is not None:
            target = Target(target.type, self.stored.record.id)

        def read() -> tuple[Loaded, Crews]:
            """What every form needs, and the crews."""
            return load(app, target, user), read_crews(app)

        self.ctx.work.query(read, partial(self._begin, show), self._cannot_load, owner=self)

    def _begin(self, show: Callable[[Loaded], None], found: tuple[Loaded, Crews]) -> None:
        loaded, self.crews = found
        if self.stored is None and not self.target.rec and not self.target.draft:
            given = dict(self.target.values)
            team = given.get("team_id") or self.crews.first or None
            made = {"team_id": team, self.roster: self.roster_of(team)}
            more = {**self.team_chosen(team), **self.first_values(loaded)}
            self.target = Target(self.target.type, "", {**made, **more, **given})
        show(loaded)

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if name == "team_id" and self.sheet is not None:
            values = self.sheet.values()
            touched = [row for row in values[self.roster] if self.is_touched(row)]
            if not touched:
                team = values["team_id"]
                self.sheet.set_values({self.roster: self.roster_of(team), **self.team_chosen(team)})
        self.follow(name)

    def is_touched(self, row: Any) -> bool:
        """Whether somebody was marked: then another team does not wipe the roster."""
        return row.present is not None

    def follow(self, name: str) -> None:
        """The person changed field ``name``; a form's own cards follow here."""
