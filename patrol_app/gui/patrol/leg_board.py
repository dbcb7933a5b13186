"""The legs of a patrol, edited: means of each, split, remove and bring back, a leg by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import MINUTE_MS, Instant, beijing, date_of, day_start
from patrol_app.domain.records.patrol import Leg
from patrol_app.gui import kit
from patrol_app.gui.forms.controls import RefList
from patrol_app.gui.forms.values import choices
from patrol_app.gui.patrol.legs import leg_caption, leg_title
from patrol_app.gui.patrol.loading import LegTrack, Loaded
from patrol_app.i18n import _
from patrol_app.services.value_words import listed

DAY_MINUTES = 1_440
KM_SCALE = 5


class LegBoard(QWidget):
    """One row a leg, and what can be done to it.

    Signals:
        changed: the legs as they stand now.
        split_asked: (leg, time) the leg is to be parted there.
        add_asked: (means, start, end, length in cm or None) of a leg without a track.
        draw_asked: a line is to be drawn on the map.
        times_asked: the patrol's times are to be those of its legs.
        unlock_asked: the patrol's times are typed, other than the track's.
    """

    changed = Signal(object)
    split_asked = Signal(object, object)
    add_asked = Signal(str, object, object, object)
    draw_asked = Signal()
    times_asked = Signal()
    unlock_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.legs: tuple[Leg, ...] = ()
        self._removed: dict[str, Leg] = {}
        self._held: Mapping[str, LegTrack] = {}
        self._day = ""
        self._people: Mapping[str, str] = {}
        self._choices: Sequence[tuple[str, str]] = ()
        self._rows = kit.v(gap="half")
        self._form = kit.v(gap="half")
        self._tools = self._make_tools()
        self.setLayout(kit.v(self._rows, self._form, self._tools, gap="x1"))

    def _make_tools(self) -> QWidget:
        add = kit.Button(_("Add a leg"), "quiet", "plus")
        add.clicked.connect(self.ask_leg)
        draw = kit.Button(_("Draw on the map"), "quiet", "vector-polyline")
        draw.clicked.connect(self.draw_asked)
        times = kit.Button(_("Times from the legs"), "quiet", "clock-check-outline")
        times.clicked.connect(self.times_asked)
        unlock = kit.Button(_("Other times"), "quiet", "clock-edit-outline")
        unlock.setToolTip(_("Type set out and returned; the track is cut to them when you agree"))
        unlock.clicked.connect(self.unlock_asked)
        self.buttons = {"add": add, "draw": draw, "times": times, "unlock": unlock}
        grid = kit.FormColumns(2).put(add, draw, times, unlock)
        return kit.holder(grid)

    def show_legs(self, loaded: Loaded) -> None:
        """Show the saved legs."""
        self._held = {one.leg.key: one for one in loaded.tracks}
        start = loaded.record.start_at
        self._day = date_of(start.ms) if start else ""
        self._removed = {}
        self._people = {**loaded.names, **dict(loaded.rangers)}
        self._choices = tuple(loaded.rangers)
        self.set_legs(loaded.record.legs)
        self.setEnabled(loaded.own_unit)

    def set_legs(self, legs: Sequence[Leg]) -> None:
        """Show legs as they stand on the form."""
        self.legs = tuple(legs)
        kit.clear_layout(self._form)
        self._show_rows()

    def _show_rows(self) -> None:
        kit.clear_layout(self._rows)
        for leg in self.legs:
            self._rows.add(self._row(leg))
        for leg in self._removed.values():
            self._rows.add(self._gone(leg))

    def part(self, key: str) -> None:
        """Ask for the time at which a leg is to be parted."""
        leg = next(one for one in self.legs if one.key == key)
        if leg.start_at is None or leg.end_at is None:
            return
        kit.clear_layout(self._form)
        clock = kit.ClockEdit()
        middle = beijing((leg.start_at.ms + leg.end_at.ms) // 2)
        clock.set_value(middle.hour * 60 + middle.minute)
        field = kit.FormField(_("Part at"), clock)
        go = kit.Button(_("Part here"), "", "call-split")
        go.clicked.connect(partial(self._part_now, leg, clock))
        clock.returnPressed.connect(go.click)
        self._form.add(kit.holder(kit.h((field, 1), go)))
        clock.setFocus()
        clock.selectAll()

    def ask_people(self, key: str) -> None:
        """Ask who walked a leg; nobody named means everybody of the patrol."""
        leg = next(one for one in self.legs if one.key == key)
        kit.clear_layout(self._form)
        known = dict(self._choices)
        gone = [(one, self._people.get(one, "?")) for one in leg.people if one not in known]
        people = RefList([*self._choices, *gone])
        people.set_value(leg.people)
        field = kit.FormField(_("People of {leg}").format(leg=leg_title(leg)), people)
        field.set_hint(_("Nobody named: everybody of the patrol"))
        people.edited.connect(lambda: self._set(key, people=people.value()))
        done = kit.Button(_("Done"), "", "check")
        done.clicked.connect(lambda: kit.clear_layout(self._form))
        self._form.add(kit.holder(kit.h((field, 1), done)))
        people.setFocus()

    def remove(self, key: str) -> None:
        """Take a leg out; it can be brought back until the patrol is saved."""
        leg = next(one for one in self.legs if one.key == key)
        self._removed[key] = leg
        self._tell([one for one in self.legs if one.key != key])

    def bring_back(self, key: str) -> None:
        """Put a leg back in."""
        leg = self._removed.pop(key)
        self._tell([*self.legs, leg])

    def ask_leg(self) -> None:
        """The short form of a leg without a track."""
        kit.clear_layout(self._form)
        means = kit.CodeCombo(choices("means"))
        start, end = kit.ClockEdit(), kit.ClockEdit()
        length = kit.ScaledEdit(KM_SCALE)
        day = kit.DateEdit()
        if self._day:
            day.set_value(beijing(day_start(self._day)).date())
        fields = (
            kit.FormField(_("Means"), means), kit.FormField(_("Date"), day),
            kit.FormField(_("Set out"), start), kit.FormField(_("Returned"), end),
            kit.FormField(_("Length"), length, unit="km"),
        )  # fmt: skip
        go = kit.Button(_("Add"), "", "plus")

        def add() -> None:
            """Hand the leg over once its times can be read."""
            date = day.value()
            first, last = start.value(), end.value()
            if date is None or first is None or last is None or not means.value():
                fields[1].set_error("" if date else _("Please fill in"))
                fields[2].set_error("" if first is not None else _("Please fill in"))
                fields[3].set_error("" if last is not None else _("Please fill in"))
                fields[0].set_error("" if means.value() else _("Please fill in"))
                return
            midnight = day_start(date.isoformat())
            last += DAY_MINUTES if last < first else 0
            self.add_asked.emit(
                means.value(), _at(midnight, first), _at(midnight, last), length.value()
            )

        go.clicked.connect(add)
        self._form.add(kit.holder(kit.FormColumns(3).put(*fields)), kit.holder(kit.h(None, go)))
        means.setFocus()

    def _row(self, leg: Leg) -> QWidget:
        row = kit.ListRow(leg_title(leg), self._caption(leg), icon="map-marker-path")
        means = kit.CodeCombo(choices("means"))
        means.set_value(leg.means or None)
        means.setAccessibleName(_("Means"))
        means.edited.connect(lambda: self._set(leg.key, means=means.value() or ""))
        people = kit.Button(_("People"), "quiet", "account-group-outline")
        people.setToolTip(_("Who walked this leg, where not everybody did"))
        people.clicked.connect(partial(self.ask_people, leg.key))
        split = kit.Button(_("Part"), "quiet", "call-split")
        split.setEnabled(leg.start_at is not None and leg.end_at is not None)
        split.clicked.connect(partial(self.part, leg.key))
        away = kit.Button(_("Remove"), "quiet", "delete-outline")
        away.clicked.connect(partial(self.remove, leg.key))
        for button in (people, split, away):
            button.setAccessibleName(f"{button.text()} {leg_title(leg)}")
        return kit.holder(kit.v(row, kit.h((means, 1), people, split, away), gap=0))

    def _caption(self, leg: Leg) -> str:
        """What the file says, and who is named for the leg."""
        names = listed(self._people.get(one, "?") for one in leg.people)
        parts = (names, leg_caption(leg, self._held.get(leg.key)))
        return " · ".join(part for part in parts if part)

    def _gone(self, leg: Leg) -> QWidget:
        words = kit.Elide(_("Removed: {leg}").format(leg=leg_title(leg)), "table", role="text3")
        back = kit.Button(_("Bring back"), "quiet", "restore")
        back.clicked.connect(partial(self.bring_back, leg.key))
        return kit.holder(kit.h((words, 1), back))

    def _set(self, key: str, **values: Any) -> None:
        """Other means or people of a leg; the form below stays open."""
        legs = [leg.model_copy(update=values) if leg.key == key else leg for leg in self.legs]
        self.legs = tuple(legs)
        if "people" in values:
            self._show_rows()
        self.changed.emit(self.legs)

    def _part_now(self, leg: Leg, clock: kit.ClockEdit) -> None:
        minute = clock.value()
        if minute is None or leg.start_at is None:
            return
        at = day_start(date_of(leg.start_at.ms)) + minute * MINUTE_MS
        if at < leg.start_at.ms:
            at += DAY_MINUTES * MINUTE_MS  # a night's leg goes on after midnight
        self.split_asked.emit(leg, Instant(at, "minute"))

    def _tell(self, legs: Sequence[Leg]) -> None:
        self.set_legs(legs)
        self.changed.emit(self.legs)


def _at(midnight: int, minute: int) -> Instant:
    return Instant(midnight + minute * MINUTE_MS, "minute")
