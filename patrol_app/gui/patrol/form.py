"""The fields of the daily log: which stand where, what was typed, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, Signal

from patrol_app.domain.fields import by_external, specs
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.records.patrol import Leg, Patrol, length_cm
from patrol_app.domain.rules.filled import is_empty
from patrol_app.domain.rules.patrol import CHIEFS, NOT_FOR_CHIEFS
from patrol_app.gui import kit
from patrol_app.gui.forms.controls import NumberEdit, PlainText, Tick, make
from patrol_app.gui.forms.values import choices, day_words, from_json, to_json
from patrol_app.gui.patrol.loading import Loaded
from patrol_app.gui.patrol.moments import Moments
from patrol_app.i18n import _
from patrol_app.services.patrols import PREFILLED

SPECS = specs(Patrol)
HEAD = ("weather", "temp_c_e1", "wind_force", "wind_dir", "danger_level")
WHO = ("ranger_id", "grid_id", "patrol_type", "means")
CREW = ("companions", "substitute_id", "substitute_reason", "rest_min")
CHIEF = (
    "linzhang_level", "linzhang_mode", "duty_area", "accompanied_by", "inspected", "instructions",
    "duty_unit", "instructed_due",
)  # fmt: skip
WIDE = ("accompanied_by",)  # names of several people
CHIEF_ASKS = ("linzhang_level", "linzhang_mode", "duty_area")  # as the rules ask (9.3)
MORE = (
    "people_met", "vehicles_met", "people_purpose", "publicity_households", "publicity_people",
    "publicity_leaflets", "tools", "day_kind", "log_no", "remark",
)  # fmt: skip
BY_HAND = (*WHO, *HEAD, "start_at", "end_at", "route", "nothing_found")
CALM = "无风"
ROUTE_CHARS = 2_000
KM_SCALE = 5  # cm in a kilometre, as a power of ten
CENTIMETRES_SHOWN = 1_000  # lengths are shown to 10 m


class LogForm(QObject):
    """Every input of the log, in the order of the paper.

    Args:
        loaded: for the people and grids to choose from.

    Attributes:
        form: fields by record key (``date`` beside them), in tab order.
        touched: keys the person has changed since the record was shown.

    Signals:
        edited: the person typed or chose something.
        ranger_chosen: record id of the ranger.
    """

    edited = Signal()
    ranger_chosen = Signal(str)

    def __init__(self, loaded: Loaded, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._refs = {"person": loaded.rangers, "grid": loaded.grids, "task": loaded.tasks}
        self.form = kit.Form(self)
        self.moments = Moments(self)
        self.touched: set[str] = set()
        self._base: Patrol | None = None
        self._by_hand: tuple[str, ...] = BY_HAND
        self._has_findings = False
        self._legs: tuple[Leg, ...] | None = None
        self._make()
        self.form.edited.connect(self._on_edit)
        self.moments.edited.connect(lambda: self._on_edit("start_at"))

    def _make(self) -> None:
        self.form.add("date", self.moments.day)
        for name in HEAD:
            self._add(name)
        for name in WHO:
            self._add(name)
        self.form.add("start_at", self.moments.start)
        self.form.add("end_at", self.moments.end)
        self._put("route", PlainText(_("e.g. station, north slope, station"), ROUTE_CHARS))
        self._put("distance_cm", NumberEdit(KM_SCALE), _("Length"))
        tick = Tick(_("Nothing found"))
        self.form.add("nothing_found", kit.FormField(_("Findings of the day"), tick, required=True))
        for name in ("task_id", *CHIEF, *CREW, *MORE):
            self._add(name)

    def _add(self, name: str) -> None:
        spec = SPECS[name]
        control: Any = make(Patrol, spec, self._refs)
        if name == "danger_level":
            control.set_pairs([("", "—"), *choices("danger")])
        if name == "wind_force":
            control.setPlaceholderText("0—12")
        if spec.ui.kind == "longtext":
            kit.pin(control, height="field")
        self._put(name, control)

    def _put(self, name: str, control: Any, words: str = "") -> None:
        ui = SPECS[name].ui
        unit = _(ui.unit) if ui.unit else ""
        self.form.add(
            name,
            kit.FormField(
                words or _(ui.label), control, required=ui.required or name in CHIEF_ASKS, unit=unit
            ),
        )

    def basics(self) -> kit.FormColumns:
        """The required fields in the order of the paper, three columns."""
        f = self.form
        return kit.FormColumns(3).put(
            f["date"], f["weather"], f["temp_c_e1"],
            f["wind_force"], f["wind_dir"], f["danger_level"],
            f["ranger_id"], f["grid_id"], f["patrol_type"],
            f["means"], f["start_at"], f["end_at"],
            (f["route"], 2), f["distance_cm"], (f["task_id"], 3),
        )  # fmt: skip

    def columns(self, names: Iterable[str], count: int = 3) -> kit.FormColumns:
        """Some fields in columns; prose spans them all."""
        made = kit.FormColumns(count)
        for name in names:
            wide = SPECS[name].ui.kind in ("longtext", "refs", "vocabs") or name in WIDE
            made.put((self.form[name], count) if wide else self.form[name])
        return made

    def show_record(self, loaded: Loaded) -> None:
        """Fill from a saved or blank record; nothing counts as typed afterwards."""
        record = loaded.record
        self._base = record
        self._legs = None
        self._has_findings = bool(loaded.findings)
        self._fill(record)
        self.touched.clear()
        # what was known before anything was typed is not counted as typed by hand
        known = [name for name in PREFILLED if not is_empty(getattr(record, name))]
        if loaded.tracked:
            known += [name for name in ("start_at", "end_at") if getattr(record, name)]
        if self._has_findings:
            known.append("nothing_found")
        self._by_hand = tuple(name for name in BY_HAND if name not in known)

    def _fill(self, record: Patrol) -> None:
        tracked = any(leg.track_sha256 for leg in record.legs)
        self.moments.set_value(record.start_at, record.end_at, measured=tracked)
        self._say_end_day(record.start_at, record.end_at)
        for name, _field in self.form:
            if name in SPECS and name not in ("start_at", "end_at", "distance_cm"):
                self._control(name).set_value(getattr(record, name))
        self._fill_distance(record, tracked)
        self._follow(None)

    def _fill_distance(self, record: Patrol, tracked: bool) -> None:
        """Measured with a track, typed without one."""
        field, length = self.form["distance_cm"], length_cm(record)
        control = self._control("distance_cm")
        shown = length
        if length is not None and tracked:
            shown = round(length / CENTIMETRES_SHOWN) * CENTIMETRES_SHOWN
        control.set_value(shown)
        control.setReadOnly(tracked)
        kit.restyle(control, state="computed" if tracked else "")
        field.set_hint("" if tracked else _("printed as typed by hand"))

    def offer(self, values: Mapping[str, Any]) -> None:
        """Fill what is still empty, as of the ranger's last patrol; never over what is there."""
        for name, value in values.items():
            if name in dict(self.form) and is_empty(self._control(name).value()):
                self._control(name).set_value(value)
                self.form[name].set_error("")
                self.touched.add(name)
                self._by_hand = tuple(one for one in self._by_hand if one != name)
        self.edited.emit()

    def restore(self, body: Mapping[str, Any]) -> None:
        """Show what was typed and not saved; it counts as typed."""
        assert self._base is not None
        raw = dict(body.get("raw") or {})
        known = from_json(Patrol, dict(body.get("values") or {}))
        try:
            record = self._base.edited(**known)
        except ValidationError:
            record = self._base  # written by another version: the texts alone come back
        self._fill(record)
        self._legs = record.legs if "legs" in known else None
        self.touched = set(known)
        self.moments.touched = "start_at" in self.touched
        for name, text in raw.items():
            if name in dict(self.form):
                self._control(name).setText(str(text))
                self.touched.add("start_at" if name == "date" else name)

    def changes(self) -> dict[str, Any]:
        """What the person changed, as the record takes it."""
        out: dict[str, Any] = {}
        for name in self.touched:
            if name == "legs":
                out["legs"] = self.legs()
            elif name in ("start_at", "end_at", "date"):
                out["start_at"], out["end_at"] = self.moments.value()
            else:
                out[name] = self._control(name).value()
        if self._base is None:
            return out
        return {key: value for key, value in out.items() if getattr(self._base, key) != value}

    def legs(self) -> tuple[Leg, ...]:
        """The legs as they stand on the form."""
        if self._legs is not None:
            return self._legs
        return self._base.legs if self._base is not None else ()

    def set_legs(self, legs: tuple[Leg, ...]) -> None:
        """Take other legs; the length follows."""
        self._legs = legs
        self.touched.add("legs")
        record = self.record()
        if record is not None:
            self._fill_distance(record, any(leg.track_sha256 for leg in legs))
        self.edited.emit()

    def set_times(self, start: Instant, end: Instant) -> None:
        """Take both times as they are, also of several days."""
        self.moments.set_value(start, end, measured=False)
        self.touched.add("start_at")
        self._say_end_day(start, end)
        self.edited.emit()

    def unlock_times(self) -> None:
        """Let times be typed that a track has given."""
        self.moments.set_value(*self.moments.value(), measured=False)
        self.form["start_at"].control.setFocus()

    def _say_end_day(self, start: Instant | None, end: Instant | None) -> None:
        """The day of the return stands below it where it is another one."""
        other = start and end and date_of(start.ms) != date_of(end.ms)
        self.form["end_at"].set_hint(day_words(date_of(end.ms)) if other and end else "")

    def draft_body(self) -> dict[str, Any]:
        """What has to survive a crash: the changes as JSON values, and texts not readable yet."""
        values = {name: to_json(value) for name, value in self.changes().items()}
        raw = {name: self._control(name).text() for name in self.unreadable()}
        body = {"values": values, "raw": raw}
        return {key: part for key, part in body.items() if part}

    def record(self) -> Patrol | None:
        """The record as it stands on the form; None before one was shown."""
        if self._base is None:
            return None
        try:
            return self._base.edited(**self.changes())
        except ValidationError:
            return self._base

    def unreadable(self) -> dict[str, str]:
        """Sentence by key for typed text that stands for no value."""
        found = {}
        for name, field in self.form:
            control: Any = field.control
            words = control.problem()
            if words:
                found[name] = words
        return found

    def show_faults(self, faults: Iterable[Mapping[str, Any]]) -> list[str]:
        """Show details of a refusal beside their fields, focus the first.

        Args:
            faults: ``{field, code, message}`` with the names used in files.

        Returns:
            The sentences that belong to no field shown here.
        """
        names = by_external(Patrol)
        errors: dict[str, str] = {}
        left = []
        for fault in faults:
            spec = names.get(str(fault["field"]))
            key = spec.name if spec else str(fault["field"])
            if key in dict(self.form):
                errors.setdefault(key, str(fault["message"]))
            else:
                left.append(str(fault["message"]))
        if "start_at" in errors and self.moments.day.is_empty():
            errors["date"] = errors["start_at"]
        self.form.show_errors(errors)
        return left

    def hand_count(self) -> tuple[int, int]:
        """How many required fields have to be typed by hand, and how many of them are filled."""
        record = self.record()
        wanted = self._wanted()
        filled = sum(record is not None and not is_empty(getattr(record, name)) for name in wanted)
        return len(wanted), filled

    @property
    def of_chief(self) -> bool:
        """Whether it is a tour of a forest chief, whose paper (9.3) asks for other things."""
        return bool(self._control("patrol_type").value() == CHIEFS)

    def _wanted(self) -> tuple[str, ...]:
        """Required fields that have to be typed by hand, in the order of the paper."""
        if not self.of_chief:
            return self._by_hand
        return (*(one for one in self._by_hand if one not in NOT_FOR_CHIEFS), *CHIEF_ASKS)

    def set_locked(self, locked: bool) -> None:
        """Take every input out of use, or back into it."""
        for _name, field in self.form:
            field.control.setEnabled(not locked)

    def focus_first_empty(self) -> bool:
        """Focus the first empty required field in the order of the paper."""
        record = self.record()
        for name, field in self.form:
            if name in self._wanted() and record and is_empty(getattr(record, name)):
                field.control.setFocus()
                return True
        return False

    def _control(self, name: str) -> Any:
        return self.form[name].control

    def _on_edit(self, name: str) -> None:
        self.touched.add("start_at" if name in ("date", "end_at") else name)
        self._follow(name)
        self.edited.emit()

    def _follow(self, name: str | None) -> None:
        """What one field says about another one."""
        if name == "wind_force" and self._control("wind_force").value() == 0:
            # no wind has no direction: one entry less to type
            self._control("wind_dir").set_value(CALM)
            self.touched.add("wind_dir")
        if name == "ranger_id" and self._control("ranger_id").value():
            self.ranger_chosen.emit(self._control("ranger_id").value())
        substitute = self._control("substitute_id").value() is not None
        self.form["substitute_reason"].setVisible(substitute)
        task = self._control("task_id")
        self.form["task_id"].setVisible(task.count() > 1 or task.value() is not None)
        for asked in NOT_FOR_CHIEFS:
            self.form[asked].set_required(SPECS[asked].ui.required and not self.of_chief)
