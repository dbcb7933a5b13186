"""P5: points against zones in bulk, and one point at a time among 100,000 sub-compartments.

The zones are those of the measurement behind the goal: 2,000 polygons of 200 corners, side by
side, 94 of 100 points in one of them.
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from patrol_app.bootstrap import App
from patrol_app.domain.position import Place
from tests.bench.folders import new_app
from tests.bench.harness import Bench, Way, seconds, spread
from tests.support.basefiles import cells, degrees

TITLE = "100,000 points against 2,000 zones; a point among 100,000 sub-compartments"
POINTS, ZONES, CORNERS = 100_000, 2_000, 200
HELD = 0.94  # share of the points that lie in a zone
COMPARTMENTS, ASKED = 100_000, 2_000
SIZE_M = 2_000.0
ORIGIN = (38_430_000.0, 4_290_000.0)
OURS, TREE, BULK, LIMIT = (
    "geo.locate.pairs",
    "STRtree asked point by point",
    "STRtree asked once with all points",
    "prepared contains_xy within known boxes",
)


def run(bench: Bench) -> None:
    """Compare in bulk, check that the pairs are identical, then ask single points."""
    import shapely

    zones = _zones(bench.size(ZONES))
    side = math.ceil(math.sqrt(len(zones))) * SIZE_M
    points = np.random.default_rng(5).uniform(0, side, (bench.size(POINTS), 2))
    points[:, 1] *= len(zones) / (side / SIZE_M) ** 2 / HELD
    from patrol_app.geo.locate import pairs

    def ours() -> Any:
        """Pairs of point and zone."""
        return pairs(points, zones)

    def tree() -> Any:
        """One query a point."""
        index = shapely.STRtree(zones)
        found = []
        for at, (x, y) in enumerate(points.tolist()):
            hits = index.query(shapely.Point(x, y), predicate="intersects")
            found += [(at, int(zone)) for zone in hits]
        return found

    def bulk() -> Any:
        """One query for all."""
        return shapely.STRtree(zones).query(shapely.points(points), predicate="intersects")

    same = set(map(tuple, ours().tolist())) == set(tree())
    bench.say(f"  pairs identical: {same}")
    measured = bench.compare(
        f"{len(points):,} points, {len(zones):,} zones of {CORNERS} corners",
        [
            Way(OURS, "ours", lambda: seconds(ours)),
            Way(TREE, "peer", lambda: seconds(tree)),
            Way(BULK, "peer", lambda: seconds(bulk)),
            Way(LIMIT, "limit", _limit(points, zones)),
        ],
    )
    faster = measured.ratio(TREE, OURS)
    bench.goal("per-point STRtree / ours", faster, least=30)
    bench.goal("pairs that differ", 0 if same else 1, most=0)
    _single(bench)


def _limit(points: np.ndarray, zones: list[Any]) -> Any:
    import shapely

    boxes = shapely.bounds(zones)
    inside = [
        np.flatnonzero(
            (points[:, 0] >= b[0]) & (points[:, 0] <= b[2])
            & (points[:, 1] >= b[1]) & (points[:, 1] <= b[3])
        )
        for b in boxes
    ]  # fmt: skip
    for zone in zones:
        shapely.prepare(zone)

    def once() -> None:
        """The tests alone; which points lie in which box is known."""
        for zone, at in zip(zones, inside, strict=True):
            shapely.contains_xy(zone, points[at, 0], points[at, 1])

    return lambda: seconds(once)


def _zones(count: int) -> list[Any]:
    """Crooked zones side by side, metres from a corner."""
    import shapely

    return list(shapely.polygons(cells(count, SIZE_M, CORNERS)))


def _single(bench: Bench) -> None:
    """Points asked one after the other through the service, on the encrypted store."""
    count = bench.size(COMPARTMENTS)
    app = new_app(bench.folder / "p05")
    try:
        _load(app, count)
        side = 180.0 * np.sqrt(count)
        rng = np.random.default_rng(3)
        metres = rng.uniform(0, side, (ASKED, 2)) + np.array(ORIGIN)
        places = [
            Place(lon=round(x * 1e7), lat=round(y * 1e7), datum="cgcs2000", source="hand")
            for x, y in degrees(metres)
        ]
        first = seconds(lambda: app.places.compartment_at(places[0]))
        costs = []
        found = 0
        for one in places:
            began = time.perf_counter()
            found += app.places.compartment_at(one) is not None
            costs.append((time.perf_counter() - began) * 1e3)
        bench.say(
            f"  {count:,} sub-compartments: first question {first * 1e3:.0f} ms, then p50 "
            f"{np.median(costs):.2f} ms, p99 {np.quantile(costs, 0.99):.2f} ms, "
            f"max {max(costs):.2f} ms; {found:,} of {ASKED:,} points lie in one"
        )
        bench.goal("one point (ms)", spread(costs), most=2)
    finally:
        app.close()


def _load(app: App, count: int) -> None:
    import shapely

    from patrol_app.geo.shapes import clean, steps
    from patrol_app.services.base.content import encode

    rings = cells(count) + np.array(ORIGIN)
    flat = degrees(rings.reshape(-1, 2)).reshape(rings.shape)
    shapes = clean(np.asarray(shapely.polygons(flat), dtype=object)).shapes
    rows = [
        {"code": f"{at:021d}", "name": f"小班{at}", "shape": shape}
        for at, shape in enumerate(steps(shapes))
    ]
    content = encode("compartment", rows)
    app.datasets.publish(app.session.actor, "compartment", "bench", content, "2026-01-01")
