"""A map on A4 across: title, frame with the shapes as vectors, legend, scale, what it is for."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from patrol_app.reports import paper, sketch
from patrol_app.services.report_types import MapSheet

MARGIN_MM = 12
HEAD_MM = 16
LEGEND_MM = 46
ROW_MM = 6
INTERNAL = "内部工作用图"


def render(sheet: MapSheet, out: BinaryIO) -> None:
    """Write the sheet as a PDF of one page."""
    size = landscape(A4)
    canvas = paper.new_canvas(out, size, sheet.title)
    left, top = MARGIN_MM * mm, size[1] - MARGIN_MM * mm
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.BOLD, 15)
    canvas.drawString(left, top - 5 * mm, sheet.title)
    canvas.setFont(paper.BOLD, 10)
    canvas.setFillColor(paper.WARN)
    canvas.drawRightString(size[0] - left, top - 5 * mm, INTERNAL)
    canvas.setFillColor(paper.MUTED)
    canvas.setFont(paper.REGULAR, 8.5)
    canvas.drawString(left, top - 11 * mm, " · ".join(sheet.lines))
    room = (size[0] - 2 * left - LEGEND_MM * mm, top - HEAD_MM * mm - MARGIN_MM * mm)
    west, south, east, north = sheet.bounds
    share = min(room[0] / max(east - west, 1.0), room[1] / max(north - south, 1.0))
    wide, high = (east - west) * share, (north - south) * share
    # of the shape of the window: what was seen is printed, and the base map fills it
    frame = sketch.Frame(left, top - HEAD_MM * mm - high, wide, high)
    view = sketch.PaperView(sheet.bounds, frame, pad_mm=0)
    sketch.draw_view(canvas, sheet.shown, frame, view, INTERNAL)
    canvas.setStrokeColor(paper.LINE)
    canvas.setLineWidth(1)
    canvas.rect(frame.x, frame.y, frame.width, frame.height, stroke=1, fill=0)
    _legend(canvas, sheet, view, frame)
    canvas.showPage()
    canvas.save()


def denominator(points_per_metre: float) -> int:
    """The scale as 1 : n, n rounded to three digits; a point is 1/72 inch."""
    exact = 1 / (points_per_metre * 0.0254 / 72)
    step = 10 ** max(0, int(np.floor(np.log10(exact))) - 2)
    return int(round(exact / step) * step)


def _legend(canvas: Canvas, sheet: MapSheet, view: sketch.PaperView, frame: sketch.Frame) -> None:
    """Right of the frame: samples of the looks, the scale, the datum."""
    x, y = frame.x + frame.width + 4 * mm, frame.y + frame.height - 4 * mm
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.BOLD, 9)
    canvas.drawString(x, y, "图例")
    for kind, role, words in sheet.legend:
        y -= ROW_MM * mm
        _sample(canvas, x, y, kind, role)
        canvas.setFillColor(paper.INK)
        canvas.setFont(paper.REGULAR, 8)
        canvas.drawString(x + 11 * mm, y, words)
    y = frame.y + 12 * mm
    canvas.setFont(paper.REGULAR, 8)
    canvas.setFillColor(paper.INK)
    canvas.drawString(x, y, f"比例尺约 1 : {denominator(view.scale):,}".replace(",", " "))
    canvas.setFillColor(paper.MUTED)
    canvas.drawString(x, y - 5 * mm, sheet.datum)
    canvas.drawString(x, y - 10 * mm, "空心点：坐标未确认")


def _sample(canvas: Canvas, x: float, y: float, kind: str, role: str) -> None:
    middle = y + 1 * mm
    if kind == "area":
        box = np.array([[x, y - 1], [x + 8 * mm, y - 1], [x + 8 * mm, y + 8], [x, y + 8]], float)
        sketch.area(canvas, [box], role, hatched=True)
        canvas.setFillAlpha(1)
    elif kind == "pin":
        sketch.pin(canvas, x + 4 * mm, middle, role)
    else:
        sketch.line(canvas, role)
        canvas.line(x, middle, x + 8 * mm, middle)
        canvas.setDash()
