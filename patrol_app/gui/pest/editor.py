"""Forms of pest records that others hang on: their steps stand beside the fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import MINUTE_MS, Instant
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.records.pest_sample import Sample
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.rules.first_report import ADDENDUM, TOLD, Call
from patrol_app.events import Changes
from patrol_app.gui.context import Context, New
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.pest.beside import Beside
from patrol_app.gui.pest.cards import CallsCard, StepsCard
from patrol_app.gui.pest.reading import read_beside
from patrol_app.gui.pest.words import moments
from patrol_app.i18n import _

OFFERED: Mapping[str, tuple[tuple[str, str], ...]] = {
    # type -> (type of what is added, field of it that names this record)
    "pest": (
        ("first_report", "parent_id"),
        ("sample", "sighting_id"),
        ("disposal", "sighting_id"),
        ("pest", "recheck_of_id"),
    ),
    "survey": (("pest", "survey_id"), ("sample", "survey_id"), ("disposal", "survey_id")),
    "sample": (("custody", "parent_id"), ("lab_result", "parent_id")),
    "disposal": (("acceptance", "parent_id"),),
    "trap": (("trap_check", "parent_id"),),
}
TICK_MS = 30_000  # the clock of a first case moves by minutes


class PestEditor(GenericEditor):
    """A form with the steps of its record at the right."""

    def __init__(self, ctx: Context, target: Target) -> None:
        thread = target.type == "pest"
        title = _("Thread of this place") if thread else _("What hangs on it")
        self.steps = StepsCard(title, [code for code, _field in OFFERED[target.type]])
        self.steps.asked.connect(self.add)
        self.calls = CallsCard()
        self.calls.asked.connect(self.tell)
        self._known: tuple[Call, ...] = ()
        super().__init__(ctx, target)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._show_calls)

    def side_top(self) -> list[QWidget]:
        """Clock of a first case, steps."""
        return [self.calls, self.steps]

    def add(self, code: str) -> None:
        """A new record that names this one."""
        if self.stored is None:
            return
        field = dict(OFFERED[self.target.type])[code]
        values: dict[str, Any] = {field: self.stored.record.id, **self._shared(code)}
        self.keep()
        self.ctx.navigate("pest", New(code, values))

    def tell(self, level: str) -> None:
        """A new report of the first detection: the time is stamped now, the rest asked after."""
        if self.stored is None:
            return
        now = self.ctx.app.clock.now_ms() // MINUTE_MS * MINUTE_MS
        values: dict[str, Any] = {
            "parent_id": self.stored.record.id,
            "act": TOLD if level else ADDENDUM,
            "at": Instant(now),
            "by_id": self.ctx.actor().id,
        }
        self.ctx.navigate("pest", New("first_report", {**values, "told_level": level}))

    def changed(self, changes: Changes) -> None:
        """A step that was written shows at once."""
        super().changed(changes)
        codes = {code for code, _field in OFFERED[self.target.type]} | {"custody", "lab_result"}
        if any(type in codes for type, _rec in changes.records):
            self._read()

    def left(self) -> None:
        """No clock runs behind a closed form."""
        self._tick.stop()
        super().left()

    def _shared(self, code: str) -> dict[str, Any]:
        """What the new record has in common with this one."""
        record = self.stored.record if self.stored is not None else None
        if isinstance(record, PestSighting):
            values: dict[str, Any] = {"position": record.position}
            if code == "pest":
                values |= {"pest": record.pest, "tree_no": record.tree_no, "place": record.place}
            if code in ("sample", "disposal"):
                values |= {"sub_compartment": record.sub_compartment}
                values |= {"survey_id": record.survey_id}
            return values if code != "first_report" else {"by_id": self.ctx.actor().id}
        if isinstance(record, Survey):
            place = f"{record.lin_ban}-{record.xiao_ban}".strip("-")
            shared: dict[str, Any] = {"position": record.position, "sub_compartment": place}
            return {"pest": "松材线虫病疑似", **shared} if code == "pest" else (
                {"town": record.town, **shared}
            )  # fmt: skip
        if isinstance(record, Sample) and code == "custody":
            return {"seal_no": record.seal_no}
        return {}

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        self._read()

    def _follow_stored(self) -> None:
        super()._follow_stored()
        self._read()

    def _read(self) -> None:
        self.steps.allow(self.stored is not None)
        if self.stored is None:
            return
        app, stored = self.ctx.app, self.stored
        self.ctx.work.query(partial(read_beside, app, stored), self._show_beside, owner=self)

    def _show_beside(self, found: Beside) -> None:
        now = self.ctx.app.clock.now_ms()
        rows = moments(found.found, now) if found.found is not None else found.steps
        self.steps.show_moments(rows)
        self._known = found.calls
        self.calls.setVisible(bool(found.calls))
        self._show_calls()
        if found.calls and any(call.told_ms is None for call in found.calls):
            self._tick.start()

    def _show_calls(self) -> None:
        if self._known:
            self.calls.show_calls(self._known, self.ctx.app.clock.now_ms())
            self.calls.allow(self.stored is not None and self.stored.state != "draft")


def _make(ctx: Context, target: Target) -> PestEditor:
    return PestEditor(ctx, target)


for _code in OFFERED:
    if _code != "survey":  # has a form of its own in ``proposing``
        register(_code)(_make)
