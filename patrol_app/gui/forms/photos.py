"""Hanging photos on a record from its form: long work with progress and cancel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.loading import photos_of
from patrol_app.gui.forms.saving import add_photos
from patrol_app.gui.forms.side import PhotosCard
from patrol_app.gui.forms.values import listed
from patrol_app.i18n import _

NAMED = 3  # left-out files that the toast names


class PhotoWork(QObject):
    """Attaches photos and keeps the strip true.

    Args:
        ctx: see ``Context``.
        card: the strip.
        origin: of the editor.
        parent: the editor.
    """

    def __init__(self, ctx: Context, card: PhotosCard, origin: str, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._card, self._origin = ctx, card, origin

    def attach(self, type: str, rec: str, paths: Sequence[str], role: str = "photo") -> None:
        """Read the files in the bounded process and hang them on the record as ``role``."""
        app, actor, files = self._ctx.app, self._ctx.actor(), [Path(path) for path in paths]
        task = self._ctx.work.heavy(
            lambda progress, cancelled: add_photos(
                app, type, rec, files, actor, progress, cancelled, role
            ),
            lambda done: self._attached(rec, *done),
            self._failed,
            self._card.set_progress,
            owner=self,
            origin=self._origin,
        )
        self._card.cancelled.connect(task.cancel)

    def _attached(self, rec: str, count: int, left_out: tuple[str, ...]) -> None:
        self._card.end_progress()
        words = _("{n} photos added").format(n=count)
        if left_out:
            names = listed(left_out[:NAMED])
            words = words + " · " + _("left out: {names}").format(names=names)
        self._ctx.toast(words, None)
        self.show(rec)

    def show(self, rec: str) -> None:
        """Show the photos of the record as they are stored now."""
        app = self._ctx.app
        self._ctx.work.query(lambda: photos_of(app, rec), self._card.show_photos, owner=self)

    def _failed(self, fault: PatrolError) -> None:
        self._card.end_progress()
        self._ctx.toast(fault.message(), None)
