"""The card that corrects a camera's clock: by how much, and where the photos then land."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.attachment import CLOCK_OFFSET_MAX_S, Attachment
from patrol_app.gui import kit
from patrol_app.gui.kit.inputs import ParsedEdit
from patrol_app.gui.patrol.floating import Floating
from patrol_app.i18n import N_, _
from patrol_app.services.offset_text import read_offset, show_offset
from patrol_app.services.photo_clock import CameraClock
from patrol_app.services.photo_clock_guess import BY_PLACE, Suggestion

STEPS = ((-3600, N_("−1 h")), (-60, N_("−1 min")), (60, N_("+1 min")), (3600, N_("+1 h")))


class OffsetEdit(ParsedEdit):
    """Hours, minutes, seconds with a sign; ``value()`` is seconds."""

    def __init__(self) -> None:
        super().__init__("+1:02:03")

    def parse(self, text: str) -> int:
        """See ``read_offset``."""
        return read_offset(text)

    def show_value(self, value: int) -> str:
        """As ``+1:02:03``."""
        return show_offset(value)


class ClockCard(Floating):
    """Camera, correction, what the track suggests, what would become of the photos.

    Args:
        over: the view it lies over.
        ground: the map, whose corner it takes.

    Attributes:
        camera, offset: the inputs; take: takes the suggestion; agree, cancel: the ends.

    Signals:
        changed: camera or correction are others.
        agreed: the correction is to be written.
        given_up: close without writing.
    """

    changed = Signal()
    agreed = Signal()
    given_up = Signal()

    def __init__(self, over: QWidget, ground: QWidget) -> None:
        super().__init__(over, ground, _("Camera clock"))
        self._clocks: Sequence[CameraClock] = ()
        self._suggested: Suggestion | None = None
        self.camera = kit.CodeCombo([], _("Camera"))
        self.camera.edited.connect(self._other_camera)
        self._which = kit.FormField(_("Camera"), self.camera)
        self.offset = OffsetEdit()
        self.offset.edited.connect(self.changed)
        self.offset.returnPressed.connect(self._enter)
        self._field = kit.FormField(_("Add to the camera's time"), self.offset)
        steps = kit.h(gap="half")
        for seconds, words in STEPS:
            button = kit.Button(_(words))
            button.clicked.connect(lambda _on=False, by=seconds: self._step(by))
            steps.add(button)
        self._why = kit.label("", "caption", wrap=True)
        self.take = kit.Button("", "quiet", "check")
        self.take.clicked.connect(self._take)
        self._first = kit.label("", "table", wrap=True)
        self._landed = kit.label("", "strong", wrap=True)
        self.agree = kit.Button("", "primary", "check")
        self.agree.clicked.connect(self.agreed)
        self.cancel = kit.Button(_("Cancel"))
        self.cancel.clicked.connect(self.given_up)
        self.put(
            self._which, self._field, steps, self._why,
            kit.h(self.take, None), self._first, self._landed,
            kit.h(None, self.cancel, self.agree),
        )  # fmt: skip
        kit.pin(self, width="side_l")

    def show_cameras(self, clocks: Sequence[CameraClock]) -> None:
        """Offer these cameras, the first one chosen with the correction it has."""
        self._clocks = clocks
        pairs = [
            (str(at), f"{clock.camera or _('unnamed camera')} · {len(clock.photos)}")
            for at, clock in enumerate(clocks)
        ]
        self.camera.set_pairs(pairs)
        self.camera.set_value("0")
        self._which.setVisible(len(clocks) > 1)
        self.set_caption(pairs[0][1] if len(pairs) == 1 else "")
        self.offset.set_value(clocks[0].offset_s)
        self.stand()
        self.offset.setFocus()
        self.offset.selectAll()
        self.changed.emit()

    def clock(self) -> CameraClock:
        """The chosen camera."""
        return self._clocks[int(self.camera.value() or 0)]

    def value(self) -> int | None:
        """The correction in seconds; None while it cannot be read or is too large."""
        found = self.offset.value()
        return found if found is not None and abs(found) <= CLOCK_OFFSET_MAX_S else None

    def show_suggestion(self, found: Suggestion | None) -> None:
        """Offer what the track says, or nothing."""
        self._suggested = found
        self.take.setVisible(found is not None)
        self._why.setVisible(found is not None)
        if found is not None:
            words = (
                _("{n} of {m} photos with a place of their own lie on the track at this distance")
                if found.by == BY_PLACE
                else _("only this number of whole hours brings the {n} photos into the track")
            )
            self._why.setText(words.format(n=found.agree, m=found.of))
            self.take.set_words(_("Take {offset}").format(offset=show_offset(found.offset_s)))

    def show_outcome(self, before: Attachment, after: Attachment, landed: int, wrong: int) -> None:
        """What the correction does.

        Args:
            before, after: the camera's first photo without and with it.
            landed: photos whose time then lies on the track.
            wrong: photos that it changes.
        """
        self._field.set_error(self.offset.problem())
        if before.taken_at and after.taken_at:
            times = [f"{beijing(one.taken_at.ms):%m-%d %H:%M:%S}" for one in (before, after)
                     if one.taken_at]  # fmt: skip
            self._first.setText(_("First photo {before} → {after}").format(
                before=times[0], after=times[1]))  # fmt: skip
        total = len(self.clock().photos)
        self._landed.setText(
            _("{n} of {m} photos lie on the track by their time").format(n=landed, m=total)
        )
        self.agree.set_words(_("Correct {n} photos").format(n=wrong))
        self.agree.setEnabled(wrong > 0)
        self.stand()

    def show_unreadable(self) -> None:
        """The typed correction cannot be used."""
        self._field.set_error(self.offset.problem() or _("Write the correction like +1:02:03"))
        self.agree.setEnabled(False)

    def _other_camera(self) -> None:
        self.offset.set_value(self.clock().offset_s)
        self.changed.emit()

    def _step(self, seconds: int) -> None:
        self.offset.set_value((self.offset.value() or 0) + seconds)
        self.changed.emit()

    def _take(self) -> None:
        if self._suggested is not None:
            self.offset.set_value(self._suggested.offset_s)
            self.changed.emit()

    def _enter(self) -> None:
        if self.agree.isEnabled():
            self.agreed.emit()
