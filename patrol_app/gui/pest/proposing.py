"""Forms that propose: codes by what was typed, the facts of a sub-compartment by its key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from patrol_app.domain.rules.filled import is_empty
from patrol_app.gui.context import Context
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Card, label
from patrol_app.gui.pest.editor import PestEditor
from patrol_app.gui.pest.figures import mu
from patrol_app.i18n import _
from patrol_app.services.pest_codes import FOLLOWED, proposals
from patrol_app.services.sub_compartments import (
    SubCompartment,
    by_key,
    every,
    same_numbers,
    sheet_values,
)

WAIT_MS = 300  # after the last key
PLACED = frozenset({"compartment_key", "lin_ban", "xiao_ban", "xi_ban", "town", "position"})


class Proposing:
    """Keeps proposals in the fields that nobody filled otherwise (a part of a form).

    Args:
        form: the form; its new records get proposals, stored ones keep what they have.
        type: record type code.
        filled: called when proposals were put into fields.
    """

    def __init__(self, form: GenericEditor, type: str, filled: Callable[[], None]) -> None:
        self._form, self._type, self._filled = form, type, filled
        self._made: dict[str, str] = {}
        self._asked: Mapping[str, Any] = {}
        self._soon = QTimer(form)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self.ask)

    def edited(self, name: str) -> None:
        """A field was typed into."""
        if name in FOLLOWED[self._type]:
            self._soon.start()

    def ask(self) -> None:
        """Read what to propose for the values as they stand."""
        form = self._form
        if form.sheet is None:
            return
        app, values = form.ctx.app, form.sheet.values()
        self._asked = values

        def show(found: Mapping[str, str]) -> None:
            """Two reads go on at once: what was asked before the last is too late."""
            if values is self._asked:
                self._show(found)

        read = partial(proposals, app.store.queries, self._type, values)
        form.ctx.work.query(read, show, owner=form)

    def _show(self, made: Mapping[str, str]) -> None:
        sheet = self._form.sheet
        if sheet is None:
            return
        values = sheet.values()
        own = {name: words for name, words in made.items()
               if is_empty(values.get(name)) or values[name] == self._made.get(name)}  # fmt: skip
        if any(values.get(name) != words for name, words in own.items()):
            sheet.set_values(own)
            self._filled()
        self._made.update(own)


class CodeEditor(GenericEditor):
    """A form whose code and name are proposed while it is new."""

    def __init__(self, ctx: Context, target: Target) -> None:
        self._proposing: Proposing | None = None
        super().__init__(ctx, target)
        self._proposing = Proposing(self, target.type, self._keeper.touched)

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if self._proposing is not None and self.stored is None:
            self._proposing.edited(name)


class SurveyEditor(PestEditor):
    """A sheet that takes what the base data say of its sub-compartment.

    Attributes:
        base: the card that says which one it is and what was taken over.
    """

    def __init__(self, ctx: Context, target: Target) -> None:
        self.base = Card(_("Sub-compartment in the base data"))
        self._words = label("", "table", wrap=True)
        self.base.put(self._words)
        self.base.hide()
        super().__init__(ctx, target)
        self._proposing = Proposing(self, "survey", self._keeper.touched)
        self._placing = QTimer(self)
        self._placing.setSingleShot(True)
        self._placing.setInterval(WAIT_MS)
        self._placing.timeout.connect(self.look_up)

    def side_top(self) -> list[QWidget]:
        """Base data above the steps."""
        return [self.base, *super().side_top()]

    def look_up(self) -> None:
        """Find the sub-compartment by key, else by its numbers, else by the position."""
        if self.sheet is None or (self.stored is not None and self.stored.state != "draft"):
            return
        app, values = self.ctx.app, self.sheet.values()
        self.ctx.work.query(partial(_found, app, values), self._take, owner=self)

    def _edited(self, name: str) -> None:
        super()._edited(name)
        self._proposing.edited(name)
        if name in PLACED:
            self._placing.start()

    def _take(self, found: SubCompartment | None) -> None:
        """Fill what is empty; what was typed stays."""
        self.base.setVisible(found is not None)
        if found is None or self.sheet is None:
            return
        values = self.sheet.values()
        new = {
            name: value for name, value in sheet_values(found).items() if is_empty(values.get(name))
        }
        if new:
            self.sheet.set_values(new)
            self._keeper.touched()
            self.head_changed_soon()
        facts = " · ".join(
            part
            for part in (found.name, found.code, found.species, f"{mu(found.area_mu_e4)} {_('mu')}")
            if part
        )
        taken = _("{n} fields taken over; what was typed stays").format(n=len(new))
        self._words.setText(f"{facts}\n{taken}" if new else facts)


def _found(app: Any, values: Mapping[str, Any]) -> SubCompartment | None:
    """The one that key, numbers or position name without doubt."""
    queries = app.store.queries
    if values.get("compartment_key"):
        return by_key(queries, values["compartment_key"])
    lin_ban, xiao_ban = values.get("lin_ban") or "", values.get("xiao_ban") or ""
    if lin_ban and xiao_ban:
        xi_ban, town = values.get("xi_ban") or "", (values.get("town") or "").strip()
        same = [one for one in every(queries) if same_numbers(one, lin_ban, xiao_ban, xi_ban)]
        here = [one for one in same if one.town == town] if town else same
        kept = here or same
        return kept[0] if len(kept) == 1 else None
    place = values.get("position")
    held = app.places.compartment_at(place) if place is not None else None
    return by_key(queries, held.code) if held is not None else None


@register("survey")
def make_survey(ctx: Context, target: Target) -> SurveyEditor:
    """The form of a sheet."""
    return SurveyEditor(ctx, target)


def make_coded(ctx: Context, target: Target) -> CodeEditor:
    """The form of a round, of control work, of a reported figure."""
    return CodeEditor(ctx, target)


for _code in ("survey_round", "control_work", "reported_figure"):
    register(_code)(make_coded)
