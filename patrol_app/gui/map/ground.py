"""What every map of this machine stands on: base map, notation, the bureau's own areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from patrol_app.domain.records.dataset import GRID, ZONE
from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.geo.display import Group
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import AreaTable
from patrol_app.geo.tiles import TileId
from patrol_app.gui.context import Context
from patrol_app.gui.map.base import Answer
from patrol_app.gui.map.panel import MapPanel
from patrol_app.i18n import _
from patrol_app.services.basemap import BaseMap, TilePicture
from patrol_app.services.dataset_types import TOPIC
from patrol_app.services.mapping import areas

BASE_MAP, NOTATION = "base_map", "coordinates"


class MapGround(QObject):
    """Brings the ground onto a map panel and keeps it true.

    Args:
        ctx: see ``Context``.
        panel: the map; the ground lives as long as it.
        layers: whether the bureau's zones and grids lie under the panel's shapes (a page that
            shows them as layers of its own says no).

    Signals:
        failed: the chosen base map cannot be used (``PatrolError``); the map works without.
        based: another base map, or none (``BaseMap`` or None).
    """

    failed = Signal(object)
    based = Signal(object)

    def __init__(self, ctx: Context, panel: MapPanel, *, layers: bool = True) -> None:
        super().__init__(panel)
        self._ctx, self._panel, self._layers = ctx, panel, layers
        self._tables: Mapping[str, AreaTable] = {}
        self._path = ""
        panel.set_notation(ctx.settings.text(NOTATION))
        self.renew_base()
        if layers:
            self._ask_areas()
            ctx.bridge.changed.connect(self._hear)

    def renew(self) -> None:
        """Follow the settings: notation, and another base map."""
        self._panel.set_notation(self._ctx.settings.text(NOTATION))
        if self._path != self._ctx.settings.text(BASE_MAP):
            self.renew_base()

    def renew_base(self) -> None:
        """Open the base map that the settings name."""
        app, path = self._ctx.app, self._ctx.settings.text(BASE_MAP)
        self._path = path
        if not path:
            self._based("", None)
            return
        self._ctx.work.query(
            lambda: app.basemap.open(Path(path)),
            partial(self._based, path),
            self._refused,
            owner=self,
        )

    def _based(self, path: str, base: BaseMap | None) -> None:
        if path != self._path:
            return  # another one was chosen meanwhile
        self._panel.tiles.set_base(base, partial(self._fetch, path) if base else None)
        self.based.emit(base)

    def _refused(self, fault: PatrolError) -> None:
        self._panel.tiles.set_base(None)
        self.based.emit(None)
        self.failed.emit(fault)

    def _fetch(self, path: str, tiles: Sequence[TileId], answer: Answer) -> None:
        """Read squares beside the window; where it fails they stay empty."""
        app = self._ctx.app

        def lost(fault: PatrolError) -> None:
            """The file went away or is damaged: no more squares of it."""
            if path == self._path:
                self._refused(fault)

        def read() -> list[TilePicture]:
            """The squares, in a process of their own."""
            return app.basemap.read(Path(path), tiles)

        self._ctx.work.query(read, answer, lost, owner=self)

    def _ask_areas(self) -> None:
        app = self._ctx.app

        def read() -> dict[str, AreaTable]:
            """Zones and grids by role."""
            found: dict[str, AreaTable] = {}
            for kind in (ZONE, GRID):
                found |= areas(app.places, app.store.queries, kind)
            return found

        self._ctx.work.query(read, self._take, owner=self)

    def _take(self, tables: Mapping[str, AreaTable]) -> None:
        self._tables = tables
        words = {
            "ban": _("No grazing"),
            "zone": _("Other grazing zone"),
            "grid": _("Grid border"),
        }
        legend = [(role, words[role]) for role in words if role in tables]
        self._panel.set_backdrop(self._groups if tables else None, legend)

    def _groups(self, plane: LocalPlane) -> Sequence[Group]:
        """The areas on the plane of what the panel shows; scenery, not to be clicked."""
        made = tuple(table.on(plane, role) for role, table in self._tables.items())
        return (Group("ground", made),)

    def _hear(self, changes: Changes) -> None:
        if TOPIC in changes.topics:
            self._ask_areas()
