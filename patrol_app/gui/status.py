"""Feeds the status line: saved when, offline, to export, coordinates, place."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject

from patrol_app.domain.instant import BEIJING
from patrol_app.domain.records.unit import unit_id
from patrol_app.events import Changes
from patrol_app.gui.context import Context
from patrol_app.gui.kit import spaced
from patrol_app.gui.shell import StatusBar
from patrol_app.i18n import _
from patrol_app.services.exchange_state import exchange_state

DATUMS = "CGCS2000/WGS84"  # what positions are kept in; the two agree within a metre


class StatusFeed(QObject):
    """Keeps the status line true.

    Args:
        ctx: see ``Context``.
        bar: the line.
    """

    def __init__(self, ctx: Context, bar: StatusBar) -> None:
        super().__init__(bar)
        self._ctx, self._bar = ctx, bar
        ctx.bridge.changed.connect(self._hear)
        self.show_coordinates()
        bar.show_words("offline", _("Works offline"))
        self.refresh()

    def show_coordinates(self) -> None:
        """Say how coordinates are shown."""
        words = {
            "dms": _("Degrees, minutes, seconds"),
            "cgcs2000": _("CGCS2000 zone"),
        }
        chosen = self._ctx.settings.text("coordinates")
        notation = words.get(chosen, _("Decimal degrees"))
        self._bar.show_words("crs", f"{DATUMS} · {notation}")

    def refresh(self) -> None:
        """Ask for the counts."""
        app = self._ctx.app
        queries = app.store.queries

        def read() -> tuple[int, str, bool]:
            """Entries that have not left, the unit's name, whether no password is asked."""
            identity = queries.identity()
            unit = queries.get("unit", unit_id(identity.unit))
            name = str(getattr(unit.record, "name", "")) if unit else identity.unit
            return exchange_state(queries).local_only, name, app.users.doors().device

        self._ctx.work.query(read, self._show, owner=self)

    def _show(self, found: tuple[int, str, bool]) -> None:
        waiting, place, door = found
        self._bar.show_words("door", _("No password") if door else "")
        words = _("{n} entries to export").format(n=spaced(waiting)) if waiting else ""
        self._bar.show_words("export", words)
        self._bar.show_words("place", place)

    def _hear(self, changes: Changes) -> None:
        if changes.records:
            now = datetime.now(BEIJING)
            self._bar.show_words("saved", _("Saved {time}").format(time=f"{now:%H:%M:%S}"))
        self.refresh()
