"""Hanging photos and films on a record from its form: long work with progress and cancel."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from patrol_app.domain.records.attachment import Attachment
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.loading import photos_of
from patrol_app.gui.forms.saving import add_photos
from patrol_app.gui.forms.side import PhotosCard
from patrol_app.gui.forms.values import listed
from patrol_app.i18n import _
from patrol_app.services.attachments import Attached
from patrol_app.services.films import save_original

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
        self.chooser = Chooser()
        card.copy_asked.connect(self.save_copy)

    def attach(self, type: str, rec: str, paths: Sequence[str], role: str = "photo") -> None:
        """Read the files in the bounded process and hang them on the record as ``role``."""
        app, actor, files = self._ctx.app, self._ctx.actor(), [Path(path) for path in paths]
        task = self._ctx.work.heavy(
            lambda progress, cancelled: add_photos(
                app, type, rec, files, actor, progress, cancelled, role
            ),
            lambda done: self._attached(rec, done),
            self._failed,
            self._card.set_progress,
            owner=self,
            origin=self._origin,
        )
        self._card.cancelled.connect(task.cancel)

    def save_copy(self, film: Attachment) -> None:
        """Ask where to and write the film as it was taken in."""
        ending = Path(film.name).suffix.lstrip(".") or "mp4"
        path = self.chooser.save(self._card, _("Save a copy"), film.name, (ending,))
        if path is None:
            return
        app, sha256 = self._ctx.app, film.sha256 or ""
        words = _("Written {name}").format(name=path.name)
        self._ctx.work.query(
            lambda: save_original(app.store, sha256, path),
            lambda _none: self._ctx.toast(words, None),
            self._failed,
            owner=self,
        )

    def _attached(self, rec: str, done: Attached) -> None:
        self._card.end_progress()
        photos = len(done.attachments) - done.films
        parts = [_("{n} photos added").format(n=photos)] if photos or not done.films else []
        if done.films:
            parts.append(_("{n} films added").format(n=done.films))
        words = " · ".join(parts)
        if done.left_out:
            names = listed(done.left_out[:NAMED])
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
