"""What happens around the card of the camera's clock: preview on the map, writing, undoing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from patrol_app.errors import UserError
from patrol_app.gui.patrol.camera_clock import ClockCard
from patrol_app.gui.patrol.drawing import events, picture
from patrol_app.gui.patrol.loading import Loaded, placed, timeline
from patrol_app.gui.patrol.view import PatrolView
from patrol_app.i18n import _
from patrol_app.services.offset_text import show_offset
from patrol_app.services.photo_clock import CameraClock, cameras, corrected, edits
from patrol_app.services.photo_clock_guess import Suggestion, suggest

if TYPE_CHECKING:
    from patrol_app.gui.patrol.editor import PatrolEditor


class CameraClocks(QObject):
    """Corrects the clocks of the cameras of one patrol.

    Args:
        editor: it belongs to.

    Attributes:
        card: the open card, or None.
    """

    def __init__(self, editor: PatrolEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.card: ClockCard | None = None
        self._asked: CameraClock | None = None

    def wire(self, view: PatrolView) -> None:
        """Listen to the strip of a new view."""
        view.photos.clock_asked.connect(self.open)

    def open(self) -> None:
        """Show the card."""
        editor = self._editor
        view, loaded = editor.view, editor.loaded
        found = cameras(loaded.photo_records) if loaded else ()
        if view is None or not found:
            return
        self.close()
        view.viewer.hide()
        card = self.card = ClockCard(view, view.map)
        card.changed.connect(self._preview)
        card.agreed.connect(self._write)
        card.given_up.connect(self.close)
        card.show_cameras(found)

    def close(self) -> bool:
        """Put the card away and show the photos as they are; False when there is none."""
        card, self.card, self._asked = self.card, None, None
        if card is None:
            return False
        card.hide()
        card.deleteLater()
        if self._editor.loaded is not None:
            self._show(self._editor.loaded)
        return True

    def _preview(self) -> None:
        """Show where the photos would land; nothing is written."""
        card, loaded = self.card, self._editor.loaded
        if card is None or loaded is None:
            return
        clock, offset = card.clock(), card.value()
        if clock is not self._asked:
            self._ask(card, clock, loaded)
        if offset is None:
            card.show_unreadable()
            return
        try:
            after = {photo.id: corrected(photo, offset) for photo in clock.photos}
        except UserError:
            card.show_unreadable()
            return
        changed = [after.get(one.photo.id, one.photo) for one in loaded.photos]
        places = placed(changed, loaded.tracks)
        shown = tuple(
            replace(one, photo=photo, source=source, lon=lon, lat=lat)
            for one, photo, (source, lon, lat) in zip(loaded.photos, changed, places, strict=True)
        )
        bare = placed([photo.edited(position=None) for photo in after.values()], loaded.tracks)
        landed = sum(source == "track" for source, _lon, _lat in bare)
        first = clock.photos[0]
        uncorrected = corrected(first, 0)
        card.show_outcome(uncorrected, after[first.id], landed, len(edits(clock, offset)))
        self._show(replace(loaded, photos=shown))

    def _ask(self, card: ClockCard, clock: CameraClock, loaded: Loaded) -> None:
        """What the track suggests for this camera; it takes a while on long tracks."""
        self._asked = clock
        card.show_suggestion(None)
        held = [leg.track for leg in loaded.tracks if leg.track is not None]

        def found(suggestion: Suggestion | None) -> None:
            """Show it, unless another camera was chosen meanwhile."""
            if self.card is card and self._asked is clock:
                card.show_suggestion(suggestion)
                card.stand()

        self._editor.ctx.work.query(lambda: suggest(clock, held), found, owner=card)

    def _show(self, loaded: Loaded) -> None:
        view = self._editor.view
        if view is None:
            return
        view.map.show_list(picture(loaded), keep_view=True)
        times, heights, gaps = timeline(loaded.tracks)
        view.strip.show_track(times, heights, gaps, events(loaded))

    def _write(self) -> None:
        card, editor = self.card, self._editor
        offset = card.value() if card is not None else None
        if card is None or offset is None:
            return
        clock = card.clock()
        changes = edits(clock, offset)
        before = {photo.id: photo for photo in clock.photos}
        back = [
            (rec, {name: getattr(before[rec], name) for name in values}, None)
            for rec, values, _heads in changes
        ]
        app, actor = editor.ctx.app, editor.ctx.actor()
        self.close()

        def undo() -> None:
            """Give the photos the times back that they had."""
            editor.ctx.work.command(lambda: app.records.save_many("attachment", back, actor))

        def done(_rows: object) -> None:
            """Say what was written and show it."""
            words = _("{n} photos corrected by {offset}")
            told = words.format(n=len(changes), offset=show_offset(offset))
            editor.ctx.toast(told, undo)
            editor.reload()

        editor.ctx.work.command(
            lambda: app.records.save_many("attachment", changes, actor),
            done,
            owner=editor,
            origin=editor.origin,
        )
