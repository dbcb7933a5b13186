"""CGCS2000 plane coordinates of a position, in zones of three degrees (``domain.md`` §8.2)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from patrol_app.geo.types import UNIT

if TYPE_CHECKING:
    from pyproj import Transformer

FIRST_ZONE, LAST_ZONE = 25, 45  # the zones of China: central meridians 75 to 135 degrees east


def zone_at(lon: int) -> int | None:
    """Zone of a longitude (1e-7 degrees): floor((lon + 1.5) / 3); None outside of China's."""
    zone = (lon + 3 * UNIT // 2) // (3 * UNIT)
    return zone if FIRST_ZONE <= zone <= LAST_ZONE else None


def plane_metres(lat: int, lon: int) -> tuple[int, int, int] | None:
    """Zone, X (north) and Y (east, zone number before it) in whole metres; None outside."""
    zone = zone_at(lon)
    if zone is None:
        return None
    east, north = _transformer(zone).transform(lon / UNIT, lat / UNIT)
    return zone, round(north), round(east)


@cache
def _transformer(zone: int) -> Transformer:
    from pyproj import Transformer

    from patrol_app.geo.crs import epsg_of

    # always_xy: longitude and easting first, whatever the order in the register
    return Transformer.from_crs(4490, epsg_of(zone), always_xy=True)
