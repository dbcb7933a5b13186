"""The form of equipment: what it is, and the log of checks and hand-overs beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import Instant, minute_text
from patrol_app.domain.records.crew import EquipmentAct
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms import saving
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded, load
from patrol_app.gui.forms.sheet import Sheet
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button, Card, Moment, VTimeline, h, label
from patrol_app.i18n import _
from patrol_app.services.equipment import log_act
from patrol_app.services.ports import Stored

ICONS = {
    "check": "wrench-check-outline",
    "custody": "account-switch-outline",
    "added": "plus-circle-outline",
    "scrapped": "delete-outline",
}


class EquipmentEditor(GenericEditor):
    """Equipment with its log.

    Attributes:
        act: fields of the act to be added; None until the record was read.
        log: what was noted so far.
    """

    def __init__(self, ctx: Context, target: Target) -> None:
        self.act: Sheet | None = None
        self.log = VTimeline(())
        self._acts: tuple[EquipmentAct, ...] = ()
        self._side = Card(_("Equipment log"), hug=True)
        self._none = label(_("Save first, then note checks and hand-overs"), "caption", wrap=True)
        self.note_button = Button(_("Note it"), "primary", "check", "Ctrl+G")
        super().__init__(ctx, target)
        self.note_button.clicked.connect(self.note)

    def side_top(self) -> list[QWidget]:
        """The log and the lines for the next act."""
        assert self.act is not None
        self._side.put(self.log, self._none, self.act, h(None, self.note_button))
        return [self._side]

    def note(self) -> None:
        """Add the act that was typed; its outcome stands in the record at once."""
        if self.act is None or self.stored is None or self._writing:
            return
        problems = {**self.act.form.problems(), **self.act.unreadable()}
        if self.act.form.show_errors(problems):
            return
        self._writing = True
        app, actor, rec, values = self.ctx.app, self.ctx.actor(), self.stored.record.id, {}
        for name, value in self.act.values().items():
            if value not in (None, ""):
                values[name] = value
        self.ctx.work.command(
            lambda: log_act(
                app.store, app.clock, app.records, app.bus, rec, values, actor
            ),
            self._noted,
            self._not_noted,
            owner=self,
        )  # fmt: skip

    def _load(self, show: Callable[[Loaded], None]) -> None:
        app, target, user = self.ctx.app, self.target, self.ctx.actor().id
        if self.stored is not None:
            target = Target(target.type, self.stored.record.id)

        def read() -> tuple[Loaded, list[Stored]]:
            """The record with its acts."""
            rec = target.rec
            acts = app.store.queries.children("equipment_act", "parent_id", rec) if rec else []
            return load(app, target, user), acts

        self.ctx.work.query(read, partial(self._read, show), self._cannot_load, owner=self)

    def _read(self, show: Callable[[Loaded], None], found: tuple[Loaded, list[Stored]]) -> None:
        loaded, rows = found
        self._acts = tuple(row.record for row in rows if isinstance(row.record, EquipmentAct))
        self._names = dict(loaded.refs.get("person", ()))
        if self.act is None:
            self.act = Sheet(EquipmentAct, loaded.refs, leave_out=("parent_id",), bare=True)
        show(loaded)
        self._show_log()

    def _saved(self, submit: bool, done: saving.Saved) -> None:
        super()._saved(submit, done)
        self._show_log()

    def _show_log(self) -> None:
        """Newest first; the next act begins with what there is now."""
        there = self.stored is not None
        self._none.setVisible(not there)
        assert self.act is not None
        self.act.setVisible(there)
        self.note_button.setVisible(there)
        newest = sorted(self._acts, key=lambda act: act.at.ms if act.at else 0, reverse=True)
        self.log.show_moments([self._moment(act) for act in newest[:8]])
        self.log.setVisible(bool(newest))
        if self.stored is None:
            return
        record: Any = self.stored.record
        now = Instant(self.ctx.app.clock.now_ms() // 60_000 * 60_000, "minute")
        self.act.fill(
            {"at": now, "count": record.count, "sound": record.sound, "giver_id": record.keeper_id}
        )

    def _moment(self, act: EquipmentAct) -> Moment:
        hands = [self._names.get(one or "", "") for one in (act.giver_id, act.taker_id)]
        counts = _("{sound} sound of {count}").format(sound=act.sound, count=act.count)
        parts = [counts, " → ".join(one.split("  ")[0] for one in hands if one), act.note]
        when = minute_text(act.at.ms)[5:10] if act.at else ""
        title = vocabulary("equipment_act").label(act.act)
        icon = ICONS.get(act.act, "circle-small")
        return Moment(when, icon, "ok", title, " · ".join(part for part in parts if part))

    def _noted(self, stored: Stored) -> None:
        self._writing = False
        self.ctx.toast(_("Noted"), None)
        self._load(self._merge)

    def _not_noted(self, fault: PatrolError) -> None:
        self._writing = False
        if self.act is None:
            return
        errors = saving.errors_by_field(EquipmentAct, fault)
        if not self.act.form.show_errors(errors):
            self.ctx.toast(fault.message(), None)


@register("equipment")
def make(ctx: Context, target: Target) -> EquipmentEditor:
    """The form of equipment."""
    return EquipmentEditor(ctx, target)
