"""Keeps what is being typed: table ``draft``, a moment after the last key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import uuid_utils
from PySide6.QtCore import QObject, QTimer

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context

PAUSE_MS = 700


class DraftKeeper(QObject):
    """Writes a form into its draft while it is typed.

    Args:
        ctx: see ``Context``.
        type: record type code.
        rec: record id, or the id of a draft to go on with; empty for a fresh one.
        body: gives what the draft shall hold, asked in the GUI thread.
        parent: the editor.

    Attributes:
        id: under which the draft is kept.
        dirty: typed and neither saved as a record nor given up.
    """

    def __init__(
        self,
        ctx: Context,
        type: str,
        rec: str,
        body: Callable[[], Mapping[str, Any]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._ctx, self._type, self._body = ctx, type, body
        self.id = rec or str(uuid_utils.uuid7())
        self.dirty = False
        self.failed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep)

    def touched(self) -> None:
        """The person typed."""
        self.dirty = True
        self._pause.start()

    def keep(self) -> None:
        """Write the draft now, if there is anything to keep."""
        self._pause.stop()
        if not self.dirty:
            return
        app, user, body = self._ctx.app, self._ctx.actor().id, dict(self._body())
        type, rec = self._type, self.id
        self._ctx.work.command(
            lambda: app.drafts.keep(user, type, rec, body), self._kept, self._not_kept, owner=self
        )

    def settled(self) -> None:
        """The record stands: nothing is left to keep."""
        self._pause.stop()
        self.dirty = False
        self.failed = False

    def drop(self) -> None:
        """The person gave the text up."""
        self.settled()
        app, user, type, rec = self._ctx.app, self._ctx.actor().id, self._type, self.id
        self._ctx.work.command(lambda: app.drafts.forget(user, type, rec))

    def at_risk(self) -> bool:
        """Whether leaving now would lose text: the last draft could not be written."""
        return self.dirty and self.failed

    def _kept(self, _draft: object) -> None:
        self.failed = False

    def _not_kept(self, _fault: PatrolError) -> None:
        self.failed = True
