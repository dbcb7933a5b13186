"""The small form of one finding: what, where, when, what was done about it, to whom reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import by_external, specs
from patrol_app.domain.instant import beijing
from patrol_app.domain.position import Place
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.rules.filled import is_empty
from patrol_app.gui import kit
from patrol_app.gui.forms.controls import make
from patrol_app.gui.forms.values import choices
from patrol_app.gui.patrol.loading import Loaded, PhotoShown
from patrol_app.i18n import _

SPECS = specs(Finding)
FIELDS = (
    "category", "found_at", "position", "place", "action", "description", "reported_to",
    "reported_at", "severity",
)  # fmt: skip
WIDE = ("category", "position", "place", "action", "description")


class FindingForm(QWidget):
    """One finding being written or changed.

    Attributes:
        rec: record id, empty for a new one; changed: something was typed.

    Signals:
        done: (record id or "", values, photo id or ""): keep it.
        given_up: close without keeping.
        pick_asked: the next click on the map is the place.
        edited: something was typed.
    """

    done = Signal(str, object, str)
    given_up = Signal()
    edited = Signal()
    pick_asked = Signal()

    def __init__(self, loaded: Loaded, finding: Finding | None = None) -> None:
        super().__init__()
        self._loaded = loaded
        self.rec = finding.id if finding else ""
        self.form = kit.Form(self)
        for name in FIELDS:
            spec = SPECS[name]
            control: Any = make(Finding, spec, {})
            if name == "action":
                control = kit.TickList(choices(spec.ui.vocabulary), 4)
            if spec.ui.kind == "longtext":
                kit.pin(control, height="field")
            if finding is not None:
                control.set_value(getattr(finding, name))
            words = _(spec.ui.label)
            self.form.add(name, kit.FormField(words, control, required=spec.ui.required))
        self.photo = kit.CodeCombo(_photo_pairs(loaded), _("Choose a photo"))
        self.photo.edited.connect(lambda: self.take_photo(self.photo.value() or ""))
        columns = kit.FormColumns(2)
        columns.put((self.form["category"], 2))
        columns.put(kit.FormField(_("Photo"), self.photo, hint=_("gives time and place")))
        columns.put(self.form["found_at"], (self.form["position"], 2))
        for name in FIELDS[3:]:
            columns.put((self.form[name], 2) if name in WIDE else self.form[name])
        self.form["position"].set_hint(_("choose a photo, click the map, or type it"))
        pick = kit.Button(_("Point on the map"), "quiet", "crosshairs-gps")
        pick.clicked.connect(self.pick_asked)
        keep = kit.Button(_("Keep finding"), "primary", "check")
        keep.clicked.connect(self.keep)
        drop = kit.Button(_("Cancel"))
        drop.clicked.connect(self.given_up)
        self.keep_button = keep
        self.setLayout(kit.v(columns, kit.h(pick, None, drop, keep), gap="x1"))
        self.changed = False
        self.edited.connect(self._mark)
        self.form.edited.connect(lambda _key: self.edited.emit())

    def _mark(self) -> None:
        self.changed = True

    def values(self) -> dict[str, Any]:
        """Field values as the record takes them."""
        return {name: self._control(name).value() for name in FIELDS}

    def restore(self, values: Mapping[str, Any]) -> None:
        """Show values that were typed before."""
        for name, value in values.items():
            if name in FIELDS:
                self._control(name).set_value(value)

    def is_blank(self) -> bool:
        """Whether nothing was entered."""
        return all(is_empty(value) for value in self.values().values())

    def take_photo(self, rec: str) -> None:
        """Time and place of a photo, where nothing was typed yet."""
        shown = next((one for one in self._loaded.photos if one.photo.id == rec), None)
        if shown is None:
            return
        self.photo.set_value(rec)
        if shown.photo.taken_at and self._control("found_at").value() is None:
            self._control("found_at").set_value(shown.photo.taken_at)
        if shown.lon is not None and shown.lat is not None:
            place = shown.photo.position
            datum = place.datum if place else track_datum(self._loaded)
            source: Any = "photo" if shown.source == "photo" else "track"
            self.take_place(Place(lon=shown.lon, lat=shown.lat, datum=datum, source=source))
        self.edited.emit()

    def take_place(self, place: Place) -> None:
        """A place that was clicked on the map."""
        self._control("position").set_value(place)
        self.form["position"].set_error("")
        self.edited.emit()

    def keep(self) -> None:
        """Hand the values over when all can be read and the required ones are there."""
        if self.form.show_errors(self.form.problems()):
            return
        self.done.emit(self.rec, self.values(), self.photo.value() or "")

    def show_faults(self, faults: Iterable[Mapping[str, Any]]) -> None:
        """Show details of a refusal beside their fields."""
        names = by_external(Finding)
        errors = {}
        for fault in faults:
            spec = names.get(str(fault["field"]))
            if spec is not None:
                errors[spec.name] = str(fault["message"])
        self.form.show_errors(errors)

    def focus_first(self) -> None:
        """Focus the category."""
        self._control("category").setFocus()

    def _control(self, name: str) -> Any:
        return self.form[name].control


def track_datum(loaded: Loaded) -> Any:
    """Datum of what the map shows: that of the first track, else not known."""
    for leg in loaded.tracks:
        if leg.track is not None and leg.leg.datum:
            return leg.leg.datum
    return "unknown"


def photo_words(shown: PhotoShown) -> str:
    """A photo in a list: time and file name."""
    taken = shown.photo.taken_at
    clock = f"{beijing(taken.ms):%H:%M}" if taken else _("No EXIF")
    return f"{clock} {shown.photo.name}"


def _photo_pairs(loaded: Loaded) -> list[tuple[str, str]]:
    return [(shown.photo.id, photo_words(shown)) for shown in loaded.photos]
