"""Areas and pins by the ten thousand.

Qt holds Python's lock while it fills a path, so paths are kept short: the window paints between
two of them, and a picture that nobody waits for any more is given up there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from patrol_app.geo.sets import AreaSet, PointSet
from patrol_app.gui.map.looks import area_look, brush, pen, pin_look
from patrol_app.gui.map.paths import path, settled
from patrol_app.gui.map.sprites import draw_cluster, draw_pin, draw_words
from patrol_app.gui.map.view import View
from patrol_app.gui.theme import current
from patrol_app.gui.theme.paint import AA

Wanted = Callable[[], bool]
SPLAT_PX = 6.0  # smaller areas become a few pixels
PATH_POINTS = 20_000  # vertices of one path: about 10 ms
NAMED_PX, NAMED_MOST = 40, 400  # areas this wide, and no more of them, may bear their names
NAME_SHARE = 0.75  # of its width that a name may take
NAME_GAP_PX = 5  # between two names
SPLAT_ALPHA = 150
MANY = 120  # areas in view from which on borders are thin
MANY_ALPHA = 130  # of the borders where there are many
NAMELESS = ("unvisited",)  # roles whose areas have no name of their own
PINS_BETWEEN = 200  # pins drawn between two looks at whether they are wanted


def draw_areas(
    painter: QPainter, view: View, areas: AreaSet, wanted: Wanted, names: Sequence[Name] = ()
) -> None:
    """Draw what is in view: the tiny ones as pixels, the others filled and edged, then names."""
    chosen = areas.within(view.bounds())
    boxes = areas.boxes[chosen]
    wide = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) / view.resolution
    tiny = wide < SPLAT_PX
    if tiny.any():
        _splat(painter, view, boxes[tiny], wide[tiny], areas.role)
    look = area_look(areas.role)
    fill, edge = brush(look), pen(look.edge)
    many = int((~tiny).sum()) > MANY
    if many:  # a pen of one pixel is drawn many times faster than a wider one
        edge.setWidthF(1)
        edge.setCosmetic(True)
        colour = edge.color()
        colour.setAlpha(MANY_ALPHA)
        edge.setColor(colour)
    painter.setRenderHint(AA, not many)
    for part in _parts(areas, chosen[~tiny]):
        if not wanted():
            break
        points, begins = areas.outline(part)
        outline = path(*settled(view.to_pixels(points), begins))
        if fill is not None:
            painter.fillPath(outline, fill)
        painter.strokePath(outline, edge)
    painter.setRenderHint(AA)
    for name in names:
        draw_words(painter, name.x, name.y, name.words, "caption", role="text2")


def _parts(areas: AreaSet, chosen: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """``chosen`` in parts of about ``PATH_POINTS`` vertices."""
    if not len(chosen):
        return
    sizes = areas.rings[areas.areas[chosen + 1]] - areas.rings[areas.areas[chosen]]
    group = np.cumsum(sizes) // PATH_POINTS
    cuts = np.flatnonzero(np.diff(group)) + 1
    yield from np.split(chosen, cuts)


def _splat(
    painter: QPainter, view: View, boxes: NDArray[np.float64], wide: NDArray[np.float64], role: str
) -> None:
    """Each tiny area as a block of its own size in pixels."""
    look = area_look(role)
    colour = current().colour(look.fill or look.edge.colour, SPLAT_ALPHA)
    colour = colour.toRgb()
    word = _premultiplied(colour.red(), colour.green(), colour.blue(), colour.alpha())
    width, height = view.width, view.height
    picture = np.zeros((height, width), np.uint32)
    middle = view.to_pixels((boxes[:, :2] + boxes[:, 2:]) / 2)
    size = np.maximum(1, np.round(wide)).astype(np.int64)
    corner = np.floor(middle - size[:, None] / 2).astype(np.int64)
    for edge in np.unique(size):
        x, y = corner[size == edge].T
        for down in range(edge):
            for right in range(edge):
                column, row = x + right, y + down
                held = (column >= 0) & (column < width) & (row >= 0) & (row < height)
                picture[row[held], column[held]] = word
    image = QImage(
        picture.tobytes(), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied
    )
    painter.drawImage(QPointF(0, 0), image)


def _premultiplied(red: int, green: int, blue: int, alpha: int) -> int:
    parts = [part * alpha // 255 for part in (red, green, blue)]
    return alpha << 24 | parts[0] << 16 | parts[1] << 8 | parts[2]


@dataclass(frozen=True, slots=True)
class Name:
    """Words of an area and where they stand: middle of the base line, px."""

    x: float
    y: float
    words: str


def plan_names(view: View, sets: Sequence[AreaSet]) -> dict[int, list[Name]]:
    """Which areas bear their names: those wide enough for it, none over another one.

    Args:
        view: what is seen.
        sets: the uppermost first; its names come first.

    Returns:
        Names by ``id`` of the set.
    """
    metrics = QFontMetricsF(current().font("caption"))
    taken: list[QRectF] = []
    made: dict[int, list[Name]] = {}
    for areas in sets:
        if areas.role in NAMELESS or not (areas.names or areas.codes):
            continue
        chosen = areas.within(view.bounds())
        wide = (areas.boxes[chosen, 2] - areas.boxes[chosen, 0]) / view.resolution
        large = wide > NAMED_PX
        if int(large.sum()) > NAMED_MOST:
            continue
        for number, room in zip(chosen[large].tolist(), wide[large].tolist(), strict=True):
            words = (areas.names[number] if areas.names else "") or areas.codes[number]
            width = metrics.horizontalAdvance(words)
            box = areas.boxes[number]
            x, y = view.to_pixels(((box[:2] + box[2:]) / 2)[None, :])[0].tolist()
            place = QRectF(x - width / 2, y - metrics.ascent(), width, metrics.height())
            around = place.adjusted(-NAME_GAP_PX, 0, NAME_GAP_PX, 0)
            if width < room * NAME_SHARE and not any(around.intersects(one) for one in taken):
                taken.append(place)
                made.setdefault(id(areas), []).append(Name(x, y, words))
    return made


def draw_points(painter: QPainter, view: View, points: PointSet, wanted: Wanted) -> None:
    """Draw the pins in view, many of one place as a disc with their number."""
    reach = 2 * current().scaled(pin_look(points.role).radius) * view.resolution
    west, south, east, north = view.bounds()
    around = (west - reach, south - reach, east + reach, north + reach)
    seen = points.seen(around, view.resolution)
    places = view.to_pixels(seen.points).tolist()
    rows = zip(places, seen.counts.tolist(), seen.first.tolist(), strict=True)
    for number, ((x, y), count, first) in enumerate(rows):
        if number % PINS_BETWEEN == 0 and not wanted():
            return
        if count > 1:
            draw_cluster(painter, x, y, points.role, count)
        else:
            uncertain = bool(len(points.uncertain)) and bool(points.uncertain[first])
            draw_pin(painter, x, y, points.role, uncertain=uncertain)
