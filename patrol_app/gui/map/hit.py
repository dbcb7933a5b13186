"""What lies under the pointer."""

from __future__ import annotations

import numpy as np

from patrol_app.geo.display import DisplayList, Metres, Point, Polygon, Polyline

REACH = 14  # px


def hit(shown: DisplayList, x: float, y: float, resolution: float) -> str:
    """Key of the uppermost shape at (x, y) metres; pins first, then lines, then areas.

    Args:
        shown: what the map shows.
        x: metres east.
        y: metres north.
        resolution: metres per px, for the reach of the pointer.
    """
    reach = REACH * resolution
    keyed = [shape for shape in reversed(shown.shapes) if getattr(shape, "key", "")]
    for shape in keyed:
        if isinstance(shape, Point) and np.hypot(shape.x - x, shape.y - y) <= reach:
            return shape.key
    for shape in keyed:
        if isinstance(shape, Polyline) and _distance(shape.points, x, y) <= reach:
            return shape.key
    for shape in keyed:
        if isinstance(shape, Polygon) and _inside(shape, x, y):
            return shape.key
    return ""


def _distance(points: Metres, x: float, y: float) -> float:
    """Metres from a point to a line."""
    if len(points) < 2:
        return float("inf")
    start, arm = points[:-1], np.diff(points, axis=0)
    length = np.maximum((arm**2).sum(axis=1), 1e-9)
    to = np.array([x, y]) - start
    share = np.clip((to * arm).sum(axis=1) / length, 0, 1)
    foot = start + arm * share[:, None]
    return float(np.hypot(foot[:, 0] - x, foot[:, 1] - y).min())


def _inside(area: Polygon, x: float, y: float) -> bool:
    """Even-odd rule over all rings."""
    crossings = 0
    for ring in area.rings:
        a, b = ring, np.roll(ring, -1, axis=0)
        spans = (a[:, 1] > y) != (b[:, 1] > y)
        rise = np.where(spans, b[:, 1] - a[:, 1], 1.0)
        at = a[:, 0] + (y - a[:, 1]) * (b[:, 0] - a[:, 0]) / rise
        crossings += int((spans & (at > x)).sum())
    return crossings % 2 == 1
