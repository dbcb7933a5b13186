"""Way and area between places a person clicks, on the ellipsoid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from patrol_app.geo.measure import AXIS_M, FLATTENING, distances
from patrol_app.geo.types import UNIT

Spot = tuple[int, int]  # latitude, longitude in 1e-7 degrees
MU_M2 = 2000 / 3  # one 亩 in square metres


def way_m(spots: Sequence[Spot]) -> float:
    """Metres along the places; 0 for fewer than two."""
    if len(spots) < 2:
        return 0.0
    lat, lon = np.array(spots, np.int64).T
    return float(distances(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def area_m2(spots: Sequence[Spot]) -> float:
    """Square metres inside the places (Karney's geodesic polygon); 0 for fewer than three."""
    if len(spots) < 3:
        return 0.0
    from pyproj import Geod

    lat, lon = np.array(spots, np.float64).T / UNIT
    area, _way = Geod(a=AXIS_M, rf=1 / FLATTENING).polygon_area_perimeter(lon, lat)
    return abs(float(area))
