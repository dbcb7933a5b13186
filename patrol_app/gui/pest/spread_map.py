"""Epidemic sub-compartments as shapes: new ones of a year, older ones, the way between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.geo.area import Area
from patrol_app.geo.display import DisplayList, Point, Polyline, Single, Text
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import PointSet, area_table
from patrol_app.gui.pest.figures import way
from patrol_app.i18n import _
from patrol_app.services.pest_exposed import Exposed
from patrol_app.services.pest_spread import Finding

NEW, OLD = "epidemic_new", "epidemic"
KEY = "survey:"


def picture(found: Sequence[Finding], year: int, chosen: Exposed | None = None) -> DisplayList:
    """What the map shows as of a year.

    Args:
        found: every finding; later ones than ``year`` are left out.
        year: its findings are the new ones.
        chosen: a place without an epidemic that is looked at, with the way to the nearest one.
    """
    placed = [one for one in found if one.lon is not None and one.year <= year]
    if not placed:
        return DisplayList(LocalPlane(0, 0))
    lat, lon = (np.array([getattr(one, name) for one in placed], np.int64) for name in
                ("lat", "lon"))  # fmt: skip
    plane = LocalPlane.around(lat, lon)
    spots = plane.metres(lat, lon)
    shapes: list[Single] = []
    for role, wanted in ((OLD, False), (NEW, True)):
        # without names: the pin stands where they would
        areas = [
            Area(one.area.code, "", one.area.wkb)
            for one in placed
            if one.area and (one.year == year) is wanted
        ]
        if areas:
            shapes.append(area_table(areas).on(plane, role))
    at = {one.key: number for number, one in enumerate(placed)}
    for number, one in enumerate(placed):
        older = at.get(one.nearest_key)
        if one.year == year and older is not None:
            line = np.array([spots[number], spots[older]])
            middle = line.mean(axis=0)
            words = way(one.nearest_m)
            shapes.append(Polyline(line, "measure", f"{KEY}{one.rec}", words))
            shapes.append(Text(float(middle[0]), float(middle[1]), words, "zone"))
    legend: list[tuple[str, str]] = []
    for role, wanted, said in (
        (OLD, False, _("Found in earlier years")), (NEW, True, _("First found in {year}")),
    ):  # fmt: skip
        rows = [number for number, one in enumerate(placed) if (one.year == year) is wanted]
        if rows:
            shapes.append(_pins(spots, placed, rows, role))
            legend.append((role, said.format(year=year)))
    if chosen is not None:
        shapes += _chosen(plane, chosen)
    return DisplayList(plane, tuple(shapes), tuple(legend))


def _chosen(plane: LocalPlane, one: Exposed) -> list[Single]:
    lat, lon = (np.array(pair, np.int64) for pair in
                ((one.lat, one.nearest_lat), (one.lon, one.nearest_lon)))  # fmt: skip
    line = plane.metres(lat, lon)
    x, y = (float(value) for value in line[0])
    middle = line.mean(axis=0)
    words = Text(float(middle[0]), float(middle[1]), way(one.nearest_m), "zone")
    return [Polyline(line, "measure"), words, Point(x, y, "place", "", one.words)]


def _pins(spots: np.ndarray, placed: Sequence[Finding], rows: Sequence[int], role: str) -> PointSet:
    return PointSet(
        spots[list(rows)],
        role,
        tuple(f"{KEY}{placed[number].rec}" for number in rows),
        tuple(f"{placed[number].words} {placed[number].year}" for number in rows),
    )
