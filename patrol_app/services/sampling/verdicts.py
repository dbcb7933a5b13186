"""Which days of a sample month are effective, reckoned beside the program's own judging.

A plane of metres around the grid's middle, buffers and unions: the test of ``domain.md`` §1.3 at
its default figures, by another way than the program's, so that the two can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from patrol_app.geo.track import Track
from patrol_app.services.sampling.station import SampleRanger
from patrol_app.services.sampling.tracks import METRES

BUFFER_M = 50
REPEAT_PCT, COVERED_PCT = 80, 90


def route_counts(ranger: SampleRanger, walks: Sequence[Track]) -> list[bool]:
    """Whether each walk of a month, in order, was a new route or the grid was covered by then.

    Args:
        ranger: with the grid.
        walks: every walk entered for the grid in the month, in order of time.
    """
    import shapely

    grid = shapely.Polygon(_flat(ranger, *np.array(ranger.ring).T))
    seen = shapely.Polygon()
    out = []
    for walk in walks:
        line = shapely.LineString(_flat(ranger, walk.lon, walk.lat))
        share = line.intersection(seen).length / line.length if not seen.is_empty else 0.0
        seen = seen.union(shapely.buffer(line.simplify(1.0), BUFFER_M))
        covered = seen.intersection(grid).area / grid.area
        out.append(int(share * 100 + 0.5) < REPEAT_PCT or int(covered * 100) >= COVERED_PCT)
    return out


def _flat(ranger: SampleRanger, lon: Any, lat: Any) -> Any:
    narrow = METRES * math.cos(math.radians(ranger.middle[1] / 1e7))
    east = (np.asarray(lon, dtype=np.float64) - ranger.middle[0]) / 1e7 * narrow
    north = (np.asarray(lat, dtype=np.float64) - ranger.middle[1]) / 1e7 * METRES
    return np.column_stack((east, north))
