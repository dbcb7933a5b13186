"""The drill's form: the roster is filled in, and the next mile-stone is one tap."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.drill import Attendance, Step
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.context import Context
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded, load
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button, Card, label
from patrol_app.i18n import _
from patrol_app.services.people import people

CREW = ("crew_leader", "ranger")


class DrillEditor(GenericEditor):
    """A drill logged as it happens: each tap is on disk before the next one is offered."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self._next = Button("", "touch", "timer-outline", "Ctrl+T")
        self._reached = label("", "caption", wrap=True)
        super().__init__(ctx, target)
        self._next.clicked.connect(self.tap)

    def side_top(self) -> list[QWidget]:
        """The one big button."""
        card = Card(_("Live"))
        card.put(self._next, self._reached)
        return [card]

    def tap(self) -> None:
        """Note that the next mile-stone is reached now."""
        step = self.next_step()
        if self.sheet is None or not step:
            return
        app = self.ctx.app
        now = Instant(app.clock.now_ms() // 1000 * 1000, "second")
        control = self.sheet.form["steps"].control
        rows: list[Any] = [row for row in control.value() if row.step != step]  # type: ignore[attr-defined]
        key = new_item_key(secrets.token_bytes(5))
        rows.append(Step.model_validate({"key": key, "step": step, "at": now}))
        rows.sort(key=lambda row: str(row.step))
        values: dict[str, Any] = {"steps": rows}
        if self.sheet.values().get("start_at") is None:
            values["start_at"] = now
        self.sheet.set_values(values)
        self._keeper.touched()
        self._keeper.keep()
        self._show_next()
        self.head_changed_soon()

    def next_step(self) -> str:
        """Code of the first mile-stone without a time; empty when all are reached."""
        if self.sheet is None:
            return ""
        done = {row.step for row in self.sheet.values()["steps"] if row.at is not None}
        codes = [term.code for term in vocabulary("drill_step").terms]
        return next((code for code in codes if code not in done), "")

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        self._show_next()

    def _edited(self, name: str) -> None:
        super()._edited(name)
        self._show_next()

    def _show_next(self) -> None:
        step = self.next_step()
        words = vocabulary("drill_step").label(step) if step else _("All mile-stones reached")
        self._next.set_words(f"{step} {words}" if step else words)
        self._next.setAccessibleName(words)
        self._next.setEnabled(bool(step))
        self._next.setVisible(bool(step))
        self._reached.setText(_("One tap notes the time to the second") if step else words)

    def _load(self, show: Callable[[Loaded], None]) -> None:
        """A new drill begins with the crew on its roster."""
        fresh = self.stored is None and not self.target.rec and not self.target.draft
        if not fresh:
            super()._load(show)
            return
        app, target, user = self.ctx.app, self.target, self.ctx.actor().id

        def read() -> tuple[Loaded, list[str]]:
            """What every form needs, and the crew."""
            crew = [p.id for p in people(app.store.queries) if set(p.roles) & set(CREW)]
            return load(app, target, user), crew

        self.ctx.work.query(read, partial(self._begin, show), self._cannot_load, owner=self)

    def _begin(self, show: Callable[[Loaded], None], found: tuple[Loaded, list[str]]) -> None:
        loaded, crew = found
        roster = tuple(
            Attendance.model_validate(
                {"key": new_item_key(secrets.token_bytes(5)), "order": place, "person_id": rec}
            )
            for place, rec in enumerate(crew)
        )
        self.target = Target("drill", "", {"attendance": roster, **self.target.values})
        show(loaded)


@register("drill")
def make(ctx: Context, target: Target) -> DrillEditor:
    """The form of a drill."""
    return DrillEditor(ctx, target)
