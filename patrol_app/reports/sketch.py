"""The paper back end of the display list: shapes in local metres onto a reportlab canvas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from patrol_app.geo.display import (
    DisplayList,
    Metres,
    Point,
    Polygon,
    Polyline,
    Text,
    scale_length,
    thinned,
)
from patrol_app.reports import paper

GROUND = colors.HexColor("#F4F6EF")
STROKES = {"track": ("#12508F", 1.6), "gap": ("#B97A1D", 1.0), "route": ("#B9A98C", 0.8)}
PINS = {"start": "#1E6B45", "end": "#1E6B45", "finding": "#B0251C", "photo": "#4E7FAE"}
PAD_MM = 10


@dataclass(frozen=True)
class Frame:
    """Where the sketch stands on the page, in points: left, bottom, width, height."""

    x: float
    y: float
    width: float
    height: float


class _View:
    """Metres of the list to points of the frame, undistorted, north up."""

    def __init__(self, shown: DisplayList, frame: Frame) -> None:
        west, south, east, north = shown.bounds() or (-50.0, -50.0, 50.0, 50.0)
        wide, high = max(east - west, 20.0), max(north - south, 20.0)
        self.scale = min(
            (frame.width - 2 * PAD_MM * mm) / wide, (frame.height - 2 * PAD_MM * mm) / high
        )
        self._centre = ((west + east) / 2, (south + north) / 2)
        self._middle = (frame.x + frame.width / 2, frame.y + frame.height / 2)

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
    canvas.saveState()
    outline = canvas.beginPath()
    outline.rect(frame.x, frame.y, frame.width, frame.height)
    canvas.clipPath(outline, stroke=0)
    canvas.setFillColor(GROUND)
    canvas.rect(frame.x, frame.y, frame.width, frame.height, stroke=0, fill=1)
    view = _View(shown, frame)
    for shape in shown.shapes:
        _draw_shape(canvas, shape, view)
    _draw_scale(canvas, frame, view, words)
    _draw_north(canvas, frame)
    canvas.restoreState()


def _draw_shape(canvas: Canvas, shape: object, view: _View) -> None:
    if isinstance(shape, Polyline):
        colour, width = STROKES.get(shape.role, STROKES["route"])
        canvas.setStrokeColor(colors.HexColor(colour))
        canvas.setLineWidth(width)
        canvas.setDash(*((3, 2) if shape.role == "gap" else ()))
        # Half a printed point is finer than any printer: fewer points, same picture.
        _path(canvas, view.points(thinned(shape.points, 0.5 / view.scale)), close=False)
        canvas.setDash()
    elif isinstance(shape, Polygon):
        canvas.setStrokeColor(colors.HexColor("#2F6B49"))
        canvas.setLineWidth(0.8)
        for ring in shape.rings:
            _path(canvas, view.points(thinned(ring, 0.5 / view.scale)), close=True)
    elif isinstance(shape, Point):
        x, y = view.point(shape.x, shape.y)
        canvas.setFillColor(colors.HexColor(PINS.get(shape.role, "#475360")))
        canvas.circle(x, y, 2.6, stroke=0, fill=1)
        _words(canvas, x + 4, y - 3, shape.name)
    elif isinstance(shape, Text):
        _words(canvas, *view.point(shape.x, shape.y), shape.words)


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
    for x, y in points[1:]:
        path.lineTo(float(x), float(y))
    if close:
        path.close()
    canvas.drawPath(path)


def _draw_scale(canvas: Canvas, frame: Frame, view: _View, words: str) -> None:
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
