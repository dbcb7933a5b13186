"""A map on paper: scale, vectors, legend, only what lies in the frame."""

from __future__ import annotations

import base64
import contextlib
import io
import re
import zlib

import numpy as np
import pytest
from reportlab.lib.units import mm

from patrol_app.geo.display import DisplayList, Group, LocalPlane, Point, Polyline, Raster
from patrol_app.geo.sets import AreaSet, PointSet
from patrol_app.reports import map_pdf, sketch
from patrol_app.services.report_types import MapSheet

PLANE = LocalPlane(388_600_000, 1_119_700_000)
BOUNDS = (-1_000.0, -600.0, 1_000.0, 600.0)


def rendered(*shapes: object) -> tuple[bytes, str]:
    """The file, and its page's drawing commands."""
    sheet = MapSheet(
        DisplayList(PLANE, tuple(shapes)),
        BOUNDS,
        "地图",
        ("2026年8月3日",),
        (("area", "ban", "禁牧区"), ("line", "walk", "轨迹"), ("pin", "pest", "有害生物")),
    )
    out = io.BytesIO()
    map_pdf.render(sheet, out)
    whole = out.getvalue()
    pages = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", whole, re.S):
        with contextlib.suppress(zlib.error, ValueError):
            pages.append(zlib.decompress(base64.a85decode(stream.strip().removesuffix(b"~>"))))
    return whole, b"\n".join(pages).decode("latin-1")


def test_the_scale_is_that_of_the_paper() -> None:
    # 1 mm for 10 m is 1 : 10,000
    assert map_pdf.denominator(mm / 10) == 10_000
    assert map_pdf.denominator(mm / 61.23) == 61_200


def test_equal_maps_give_equal_bytes() -> None:
    line = Polyline(np.array([[0, 0], [500, 300]], float), "walk")
    assert rendered(line)[0] == rendered(line)[0]
    assert rendered(line)[0].startswith(b"%PDF-")


def test_every_kind_of_shape_is_drawn() -> None:
    square = np.array([[0, 0], [400, 0], [400, 400], [0, 400], [0, 0]], float)
    ban = AreaSet(square, np.array([0, 5]), np.array([0, 1]), "ban", ("J01",), ("禁牧区",))
    doubt = np.array([True, False])
    pins = PointSet(np.array([[10, 10], [9_000, 0]], float), "pest", uncertain=doubt)
    tile = Raster((-1_000, -600, 0, 600), 2, 2, bytes(12))
    plain = len(rendered()[0])
    for shape in (ban, pins, tile, Point(5, 5, "finding", name="甲"), Group("g", (ban,), 0.5)):
        assert len(rendered(shape)[0]) > plain, shape


def test_what_lies_outside_of_the_frame_is_left_out() -> None:
    far = np.array([[50_000, 0], [50_400, 0], [50_400, 400], [50_000, 0]], float)
    areas = AreaSet(far, np.array([0, 4]), np.array([0, 1]), "plot", ("1",))
    pins = PointSet(far, "pest")
    drawn = re.compile(r" (?:re|l|m|c|Do)\b")
    assert drawn.findall(rendered(areas, pins)[1]) == drawn.findall(rendered()[1])


@pytest.mark.parametrize("wide", [2_000.0, 500.0])
def test_a_view_keeps_what_it_must_show(wide: float) -> None:
    frame = sketch.Frame(20, 30, 600, 400)
    view = sketch.PaperView((-wide, -100, wide, 100), frame, pad_mm=0)
    left, base = view.point(-wide, 0)
    right, _base = view.point(wide, 0)
    assert left == pytest.approx(20) and right == pytest.approx(620)
    assert base == pytest.approx(230)
    assert view.bounds[0] == pytest.approx(-wide) and view.bounds[3] > 100
