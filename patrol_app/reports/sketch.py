"""The paper back end of the display list: shapes in local metres onto a reportlab canvas."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from patrol_app.geo.display import (
    DisplayList,
    Metres,
    Point,
    Polygon,
    Polyline,
    Raster,
    Single,
    Text,
    scale_length,
    thinned,
)
from patrol_app.geo.sets import AreaSet, Bounds, PointSet
from patrol_app.reports import paper

GROUND = colors.HexColor("#F4F6EF")
WHITE = colors.HexColor("#FFFFFF")
# colour, width in points, dash
STROKES: dict[str, tuple[str, float, tuple[float, ...]]] = {
    "track": ("#12508F", 1.6, ()),
    "walk": ("#12508F", 0.9, ()),
    "gap": ("#B97A1D", 1.0, (3, 2)),
    "route": ("#12508F", 0.8, (4, 2)),
    "boundary": ("#666666", 0.5, (4, 2)),
}
PINS = {
    "start": "#1E6B45",
    "end": "#1E6B45",
    "finding": "#B0251C",
    "livestock": "#8A4B12",
    "pest": "#8A6D12",
    "drill": "#2C5C8A",
    "photo": "#4E7FAE",
}
# edge, width, dash, fill, share of the fill, hatched
AREAS: dict[str, tuple[str, float, tuple[float, ...], str, float, bool]] = {
    "grid": ("#2F6B49", 0.9, (5, 2), "", 0.0, False),
    "ban": ("#B5400C", 0.7, (), "#B5400C", 0.07, True),
    "zone": ("#2F6B49", 0.7, (), "#2F6B49", 0.08, False),
    "plot": ("#7A857D", 0.35, (), "#1E6B45", 0.05, False),
    "unvisited": ("#9A6210", 0.5, (), "#C98A1F", 0.10, True),
}
HATCH_PT = 5.0  # between two strokes of a hatched area
HATCHED_MOST = 400  # areas hatched one by one; above it the fill alone tells
NAMELESS = ("unvisited",)  # roles whose areas have no name of their own
TINY_PT = 1.5  # smaller areas are printed as blocks
PAD_MM = 10


@dataclass(frozen=True)
class Frame:
    """Where the sketch stands on the page, in points: left, bottom, width, height."""

    x: float
    y: float
    width: float
    height: float


class PaperView:
    """Metres of the list to points of the frame, undistorted, north up.

    Args:
        bounds: what must be seen, in metres.
        frame: where on the page.
        pad_mm: kept free around it.
    """

    def __init__(self, bounds: Bounds, frame: Frame, pad_mm: float = PAD_MM) -> None:
        west, south, east, north = bounds
        wide, high = max(east - west, 20.0), max(north - south, 20.0)
        pad = 2 * pad_mm * mm
        self.scale = min((frame.width - pad) / wide, (frame.height - pad) / high)
        self._centre = ((west + east) / 2, (south + north) / 2)
        self._middle = (frame.x + frame.width / 2, frame.y + frame.height / 2)
        half = (frame.width / 2 / self.scale, frame.height / 2 / self.scale)
        self.bounds: Bounds = (
            self._centre[0] - half[0],
            self._centre[1] - half[1],
            self._centre[0] + half[0],
            self._centre[1] + half[1],
        )

    def points(self, metres: Metres) -> Metres:
        """Array (n, 2) of page points."""
        moved: Metres = (metres - np.array(self._centre)) * self.scale + np.array(self._middle)
        return moved

    def point(self, x: float, y: float) -> tuple[float, float]:
        """One page point."""
        moved = self.points(np.array([[x, y]], float))[0]
        return float(moved[0]), float(moved[1])


def draw(canvas: Canvas, shown: DisplayList, frame: Frame, words: str) -> None:
    """Draw ``shown`` into ``frame`` with ground, scale bar, north arrow and ``words``.

    Args:
        canvas: the page.
        shown: shapes in drawing order; an empty list leaves the ground alone.
        frame: where, in points.
        words: what stands beside the scale bar (datum, kind of base map).
    """
    draw_view(canvas, shown, frame, PaperView(shown.bounds() or (-50, -50, 50, 50), frame), words)


def draw_view(
    canvas: Canvas, shown: DisplayList, frame: Frame, view: PaperView, words: str
) -> None:
    """As ``draw``, for a view that was made before."""
    canvas.saveState()
    outline = canvas.beginPath()
    outline.rect(frame.x, frame.y, frame.width, frame.height)
    canvas.clipPath(outline, stroke=0)
    canvas.setFillColor(GROUND)
    canvas.rect(frame.x, frame.y, frame.width, frame.height, stroke=0, fill=1)
    for group in shown.layers():
        for kinds in ((Raster, AreaSet, Polygon), (Polyline,), (Text, PointSet, Point)):
            for shape in group.shapes:
                if isinstance(shape, kinds):
                    _draw_shape(canvas, shape, view, group.opacity)
    _draw_scale(canvas, frame, view, words)
    _draw_north(canvas, frame)
    canvas.restoreState()


def _draw_shape(canvas: Canvas, shape: Single, view: PaperView, share: float) -> None:
    canvas.setStrokeAlpha(share)
    canvas.setFillAlpha(share)
    if isinstance(shape, Polyline):
        line(canvas, shape.role)
        # Half a printed point is finer than any printer: fewer points, same picture.
        _path(canvas, view.points(thinned(shape.points, 0.5 / view.scale)), close=False)
        canvas.setDash()
    elif isinstance(shape, Polygon):
        area(canvas, [view.points(thinned(ring, 0.5 / view.scale)) for ring in shape.rings],
             shape.role, share, hatched=True)  # fmt: skip
    elif isinstance(shape, AreaSet):
        _draw_areas(canvas, shape, view, share)
    elif isinstance(shape, Raster):
        _draw_raster(canvas, shape, view)
    elif isinstance(shape, PointSet):
        _draw_points(canvas, shape, view)
    elif isinstance(shape, Point):
        x, y = view.point(shape.x, shape.y)
        pin(canvas, x, y, shape.role)
        _words(canvas, x + 4, y - 3, shape.name)
    elif isinstance(shape, Text):
        _words(canvas, *view.point(shape.x, shape.y), shape.words)
    canvas.setStrokeAlpha(1)
    canvas.setFillAlpha(1)


def line(canvas: Canvas, role: str) -> None:
    """Set the pen of a line role."""
    colour, width, dash = STROKES.get(role, STROKES["boundary"])
    canvas.setStrokeColor(colors.HexColor(colour))
    canvas.setLineWidth(width)
    canvas.setDash(*((list(dash),) if dash else ()))


def pin(canvas: Canvas, x: float, y: float, role: str, *, uncertain: bool = False) -> None:
    """A dot; hollow where the datum is not certain."""
    colour = colors.HexColor(PINS.get(role, "#475360"))
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.8)
    canvas.setFillColor(WHITE if uncertain else colour)
    canvas.circle(x, y, 2.6, stroke=1, fill=1)


def area(
    canvas: Canvas, rings: list[Metres], role: str, share: float = 1.0, *, hatched: bool
) -> None:
    """One area of rings in page points."""
    edge, width, dash, fill, alpha, hatch = AREAS.get(role, AREAS["grid"])
    path = canvas.beginPath()
    for ring in rings:
        if len(ring) < 3:
            continue
        path.moveTo(*ring[0].tolist())
        for x, y in ring[1:].tolist():
            path.lineTo(x, y)
        path.close()
    canvas.setStrokeColor(colors.HexColor(edge))
    canvas.setLineWidth(width)
    if fill:
        canvas.setFillColor(colors.HexColor(fill))
        canvas.setFillAlpha(alpha * share)
    if hatch and hatched:
        _hatch(canvas, path, np.concatenate(rings))
    canvas.setDash(*((list(dash),) if dash else ()))
    canvas.drawPath(path, stroke=1, fill=1 if fill else 0, fillMode=0)
    canvas.setDash()
    canvas.setFillAlpha(share)


def _hatch(canvas: Canvas, path: object, points: Metres) -> None:
    """Diagonal strokes inside a path."""
    canvas.saveState()
    canvas.clipPath(path, stroke=0, fill=0, fillMode=0)
    canvas.setLineWidth(0.4)
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    high = north - south
    for left in np.arange(west - high, east, HATCH_PT).tolist():
        canvas.line(left, south, left + high, north)
    canvas.restoreState()


def _draw_areas(canvas: Canvas, areas: AreaSet, view: PaperView, share: float) -> None:
    chosen = areas.within(view.bounds)
    boxes = areas.boxes[chosen]
    wide = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) * view.scale
    edge, _width, _dash, fill, _alpha, _hatched = AREAS.get(areas.role, AREAS["grid"])
    blocks = view.points(boxes[wide < TINY_PT].reshape(-1, 2)).reshape(-1, 4)
    canvas.setFillColor(colors.HexColor(fill or edge))
    canvas.setFillAlpha(0.4 * share)
    for west, south, east, north in blocks.tolist():
        canvas.rect(west, south, east - west, north - south, stroke=0, fill=1)
    canvas.setFillAlpha(share)
    large = chosen[wide >= TINY_PT]
    for number in large.tolist():
        points, begins = areas.outline(np.array([number]))
        rings = np.split(view.points(points), np.flatnonzero(begins)[1:])
        area(canvas, [thinned(ring, 0.25) for ring in rings], areas.role, share,
             hatched=len(large) <= HATCHED_MOST)  # fmt: skip
        named = areas.role not in NAMELESS and len(large) <= HATCHED_MOST
        if named and wide[chosen == number][0] > 60:
            box = areas.boxes[number]
            name = (areas.names[number] if areas.names else "") or areas.codes[number]
            _words(canvas, *view.point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2), name)


def _draw_points(canvas: Canvas, pins: PointSet, view: PaperView) -> None:
    """Every pin for itself: paper cannot be zoomed, and dots may overlap."""
    west, south, east, north = view.bounds
    x, y = pins.points[:, 0], pins.points[:, 1]
    held = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    places = view.points(pins.points[held]).tolist()
    doubt = pins.uncertain[held] if len(pins.uncertain) else np.zeros(len(held), bool)
    for (left, base), uncertain in zip(places, doubt.tolist(), strict=True):
        pin(canvas, left, base, pins.role, uncertain=uncertain)


def _draw_raster(canvas: Canvas, tile: Raster, view: PaperView) -> None:
    from PIL import Image

    packed = io.BytesIO()
    Image.frombytes("RGB", (tile.width, tile.height), tile.rgb).save(packed, "JPEG", quality=85)
    packed.seek(0)
    west, south, east, north = tile.box
    left, base = view.point(west, south)
    right, top = view.point(east, north)
    # a hair wider, so that no white line shows between two squares
    canvas.drawImage(ImageReader(packed), left, base, right - left + 0.15, top - base + 0.15)


def _words(canvas: Canvas, x: float, y: float, words: str) -> None:
    if words:
        canvas.setFillColor(paper.INK)
        canvas.setFont(paper.REGULAR, 7.5)
        canvas.drawString(x, y, words)


def _path(canvas: Canvas, points: Metres, *, close: bool) -> None:
    if len(points) < 2:
        return
    path = canvas.beginPath()
    path.moveTo(float(points[0][0]), float(points[0][1]))
    for x, y in points[1:].tolist():
        path.lineTo(x, y)
    if close:
        path.close()
    canvas.drawPath(path)


def _draw_scale(canvas: Canvas, frame: Frame, view: PaperView, words: str) -> None:
    length = scale_length(1 / view.scale, 30 * mm)
    x, y = frame.x + 4 * mm, frame.y + 4 * mm
    end = x + length * view.scale
    canvas.setStrokeColor(paper.INK)
    canvas.setLineWidth(1)
    canvas.line(x, y, end, y)
    canvas.line(x, y, x, y + 2)
    canvas.line(end, y, end, y + 2)
    shown = f"{length} m" if length < 1000 else f"{length // 1000} km"
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.REGULAR, 7)
    canvas.drawString(end + 1.5 * mm, y - 1, f"{shown}   {words}")


def _draw_north(canvas: Canvas, frame: Frame) -> None:
    x, y = frame.x + frame.width - 6 * mm, frame.y + frame.height - 11 * mm
    path = canvas.beginPath()
    path.moveTo(x, y + 7 * mm)
    path.lineTo(x - 2 * mm, y)
    path.lineTo(x, y + 1.5 * mm)
    path.lineTo(x + 2 * mm, y)
    path.close()
    canvas.setFillColor(paper.INK)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.setFont(paper.BOLD, 7)
    canvas.drawCentredString(x, y - 3 * mm, "北")
