"""Squares of a raster base map: numbers, corners, which of them a view needs.

Web Mercator squares as in the MBTiles 1.3 specification; its rows count from the south, ours from
the north (``flipped``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

UNIT = 10_000_000
MERCATOR_LAT = 85.051128779806604  # where the square world ends, degrees
EQUATOR_M = 2 * math.pi * 6_378_137
DEEPEST = 22


@dataclass(frozen=True, slots=True, order=True)
class TileId:
    """One square: zoom level, column from the west, row from the north."""

    z: int
    x: int
    y: int

    def parent(self) -> TileId:
        """The square one level up that holds this one."""
        return TileId(self.z - 1, self.x // 2, self.y // 2)

    def flipped(self) -> int:
        """The row counted from the south, as files keep it."""
        last: int = (1 << self.z) - 1
        return last - self.y

    def corners(self) -> tuple[int, int, int, int]:
        """West, south, east, north in 1e-7 degrees."""
        return (
            _longitude(self.z, self.x),
            _latitude(self.z, self.y + 1),
            _longitude(self.z, self.x + 1),
            _latitude(self.z, self.y),
        )


def _longitude(z: int, x: int) -> int:
    return round((x / (1 << z) * 360 - 180) * UNIT)


def _latitude(z: int, y: int) -> int:
    turned = math.pi * (1 - 2 * y / (1 << z))
    return round(math.degrees(math.atan(math.sinh(turned))) * UNIT)


def tile_at(z: int, lat: int, lon: int) -> TileId:
    """The square of level ``z`` that holds a position (1e-7 degrees), cut to the square world."""
    count = 1 << z
    east = (lon / UNIT + 180) / 360
    phi = math.radians(max(-MERCATOR_LAT, min(MERCATOR_LAT, lat / UNIT)))
    south = (1 - math.asinh(math.tan(phi)) / math.pi) / 2
    x, y = (min(count - 1, max(0, math.floor(share * count))) for share in (east, south))
    return TileId(z, x, y)


def level_for(resolution: float, lat: int, tile_px: int, least: int, most: int) -> int:
    """The level whose pixels are nearest to ``resolution`` metres, within ``least..most``."""
    wide = EQUATOR_M * math.cos(math.radians(lat / UNIT)) / tile_px
    level = round(math.log2(max(wide, 1e-6) / max(resolution, 1e-6)))
    return max(least, min(most, level))


def tiles_of(z: int, bounds: tuple[int, int, int, int], most: int) -> list[TileId]:
    """The squares of level ``z`` that meet ``bounds``, from the middle outwards.

    Args:
        z: level.
        bounds: west, south, east, north in 1e-7 degrees.
        most: none are given when there would be more than this.
    """
    west, south, east, north = bounds
    first, last = tile_at(z, north, west), tile_at(z, south, east)
    columns, rows = range(first.x, last.x + 1), range(first.y, last.y + 1)
    if len(columns) * len(rows) > most:
        return []
    x, y = (first.x + last.x) / 2, (first.y + last.y) / 2
    found = [TileId(z, column, row) for row in rows for column in columns]
    return sorted(found, key=lambda one: (one.x - x) ** 2 + (one.y - y) ** 2)
