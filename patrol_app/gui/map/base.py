"""The raster base map under the shapes: squares asked for in groups, kept, drawn scaled."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF, Signal
from PySide6.QtGui import QImage, QPainter

from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.tiles import TileId, level_for, tiles_of
from patrol_app.gui.map.view import View
from patrol_app.services.basemap import BaseMap, TilePicture

KEPT = 240  # squares in memory: about 60 MB
AT_ONCE = 16  # squares of one request
MOST = 160  # squares of one view; a coarser level is taken above it
UP = 5  # levels looked up for a coarser picture of the same ground

Answer = Callable[[Sequence[TilePicture]], None]
Fetch = Callable[[Sequence[TileId], Answer], None]


class TileLayer(QObject):
    """Squares of one base map.

    Signals:
        changed: more squares came; the map draws again.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base: BaseMap | None = None
        self._fetch: Fetch | None = None
        self._kept: OrderedDict[TileId, QImage | None] = OrderedDict()
        self._waiting = False
        self._round = 0

    def set_base(self, base: BaseMap | None, fetch: Fetch | None = None) -> None:
        """Show another base map, or none.

        Args:
            base: what the file says of itself.
            fetch: ``fetch(squares, answer)``: reads beside the GUI thread and answers in it.
        """
        self.base, self._fetch = base, fetch
        self._kept.clear()
        self._waiting = False
        self._round += 1
        self.changed.emit()

    def busy(self) -> bool:
        """Whether squares are on their way."""
        return self._waiting

    def needed(self, view: View, plane: LocalPlane) -> list[TileId]:
        """The squares that ``view`` shows, from the middle outwards."""
        base = self.base
        if base is None:
            return []
        west, south, east, north = view.bounds()
        low, high = plane.position(west, south), plane.position(east, north)
        bounds = (low[1], low[0], high[1], high[0])
        z = level_for(view.resolution, plane.lat, base.tile_px, base.least, base.most)
        while z >= base.least:
            if found := tiles_of(z, bounds, MOST):
                return found
            z -= 1
        return []

    def draw(self, painter: QPainter, view: View, plane: LocalPlane) -> None:
        """Draw what is here, coarser where the right level is not, and ask for the rest."""
        wanted = self.needed(view, plane)
        for tile in wanted:
            self._draw_tile(painter, view, plane, tile)
        self._ask([tile for tile in wanted if tile not in self._kept])

    def pictures(self, view: View, plane: LocalPlane) -> list[tuple[TileId, QImage]]:
        """The squares of ``view`` that are here (for the paper)."""
        found = [(tile, self._kept.get(tile)) for tile in self.needed(view, plane)]
        return [(tile, image) for tile, image in found if image is not None]

    def _draw_tile(self, painter: QPainter, view: View, plane: LocalPlane, tile: TileId) -> None:
        above, source = tile, QRectF(0, 0, 1, 1)
        for _level in range(UP):
            image = self._kept.get(above)
            if image is not None:
                self._kept.move_to_end(above)
                width, height = image.width(), image.height()
                part = QRectF(
                    source.x() * width,
                    source.y() * height,
                    source.width() * width,
                    source.height() * height,
                )
                painter.drawImage(tile_rect(view, plane, tile), image, part)
                return
            if above.z == 0:
                return
            right, down = above.x % 2 / 2, above.y % 2 / 2
            source = QRectF(
                right + source.x() / 2, down + source.y() / 2, source.width() / 2,
                source.height() / 2,
            )  # fmt: skip
            above = above.parent()

    def _ask(self, missing: list[TileId]) -> None:
        if self._waiting or not missing or self._fetch is None:
            return
        self._waiting = True
        now, asked = self._round, missing[:AT_ONCE]

        def answer(pictures: Sequence[TilePicture]) -> None:
            """Keep what came; a square that the file does not have is known to be empty."""
            if now != self._round:
                return  # of the base map before
            self._waiting = False
            for tile in asked:
                self._kept[tile] = None
            for picture in pictures:
                image = QImage(
                    picture.rgba, picture.width, picture.height, 4 * picture.width,
                    QImage.Format.Format_RGBA8888,
                )  # fmt: skip
                self._kept[picture.tile] = image.convertToFormat(
                    QImage.Format.Format_ARGB32_Premultiplied
                )
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            self.changed.emit()

        self._fetch(asked, answer)


def tile_rect(view: View, plane: LocalPlane, tile: TileId) -> QRectF:
    """Where a square lies in the window; whole pixels, so that squares meet."""
    west, south, east, north = tile.corners()
    corners = plane.metres(np.array([north, south]), np.array([west, east]))
    (left, top), (right, bottom) = np.round(view.to_pixels(corners)).tolist()
    return QRectF(QPointF(left, top), QPointF(right, bottom))
