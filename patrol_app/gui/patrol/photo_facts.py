"""Time and place of a photo typed by hand, where the photo itself does not say them."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.position import Place
from patrol_app.gui import kit
from patrol_app.gui.forms.controls import InstantEdit, PlaceEdit
from patrol_app.gui.patrol.floating import Floating
from patrol_app.gui.patrol.loading import PhotoShown
from patrol_app.i18n import _

BY_HAND = ("none", "hand")  # sources of a time that a person may type over


class _OfDay(InstantEdit):
    """A moment; a time of day alone is one of the patrol's day."""

    def __init__(self, day: date | None) -> None:
        super().__init__()
        if day is not None:
            self._today = lambda: day


class PhotoFacts(Floating):
    """A small form for one photo.

    Args:
        over: the view it lies over.
        ground: the map, whose corner it takes.
        shown: the photo.
        day: day of the patrol, meant by a time without a date; None where unknown.
        dms: positions in degrees, minutes, seconds.

    Attributes:
        taken, place: the inputs; keep, cancel: the ends.

    Signals:
        kept: (photo id, field values): write them.
        given_up: close without writing.
    """

    kept = Signal(str, object)
    given_up = Signal()

    def __init__(
        self, over: QWidget, ground: QWidget, shown: PhotoShown, day: date | None, *, dms: bool
    ) -> None:
        super().__init__(over, ground, _("Time and place by hand"))
        self._shown = shown
        photo = shown.photo
        self.taken = _OfDay(day)
        self.taken.set_value(photo.taken_at)
        self.place = PlaceEdit(dms=dms)
        self.place.set_value(photo.position)
        self._time = kit.FormField(_("Taken at"), self.taken, hint=_("printed as typed by hand"))
        self._time.setVisible(photo.taken_source in BY_HAND)
        self._place = kit.FormField(_("Position"), self.place, hint=_("printed as put by hand"))
        self._place.setVisible(shown.source != "photo")
        self.keep = kit.Button(_("Keep"), "primary", "check")
        self.keep.clicked.connect(self._keep)
        self.cancel = kit.Button(_("Cancel"))
        self.cancel.clicked.connect(self.given_up)
        self.put(
            kit.label(photo.name, "caption"), self._time, self._place,
            kit.h(None, self.cancel, self.keep),
        )  # fmt: skip
        kit.pin(self, width="side_xl")
        self.stand()
        first = self.taken if photo.taken_source in BY_HAND else self.place
        first.setFocus()

    def values(self) -> dict[str, Any]:
        """What was typed, as the record takes it; untouched fields are left out."""
        photo = self._shown.photo
        out: dict[str, Any] = {}
        if photo.taken_source in BY_HAND:
            taken = self.taken.value()
            if taken != photo.taken_at:
                out["taken_at"] = taken
                out["taken_source"] = "none" if taken is None else "hand"
        if self._shown.source != "photo":
            place = self.place.value()
            if place is not None and place.source != "hand":
                place = Place(**{**place.model_dump(), "source": "hand"})
            if place != photo.position:
                out["position"] = place
        return out

    def _keep(self) -> None:
        problems = (self.taken.problem(), self.place.problem())
        self._time.set_error(problems[0])
        self._place.set_error(problems[1])
        if any(problems):
            return
        self.kept.emit(self._shown.photo.id, self.values())
