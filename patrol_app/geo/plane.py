"""Flat metres around one place: what the map and the papers draw on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Metres = NDArray[np.float64]
UNIT = 10_000_000  # stored positions are 1e-7 degrees
_LATITUDE_M = (111_132.954, -559.822, 1.175)  # metres a degree of latitude, series in 2k * latitude
_LONGITUDE_M = (111_412.84, -93.5, 0.118)  # metres a degree of longitude, series in (2k+1)


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Flat metres around one place; within 50 km off by less than 1 in 1,000.

    Scale by the WGS84 series for the length of a degree (NGA TR8350.2). Distances that count are
    computed on the ellipsoid elsewhere; this is for drawing only.

    Attributes:
        lat: latitude of the origin, 1e-7 degrees.
        lon: longitude of the origin, 1e-7 degrees.
    """

    lat: int
    lon: int

    @classmethod
    def around(cls, lat: NDArray[np.int64], lon: NDArray[np.int64]) -> LocalPlane:
        """Plane at the middle of a cloud of positions (1e-7 degrees, at least one)."""
        return cls(
            (int(lat.min()) + int(lat.max())) // 2,
            (int(lon.min()) + int(lon.max())) // 2,
        )

    def scale(self) -> tuple[float, float]:
        """Metres a degree: (east, north)."""
        angle = np.deg2rad(self.lat / UNIT)
        north = sum(c * np.cos(2 * k * angle) for k, c in enumerate(_LATITUDE_M))
        east = sum(c * np.cos((2 * k + 1) * angle) for k, c in enumerate(_LONGITUDE_M))
        return float(east), float(north)

    def metres(self, lat: NDArray[np.int64], lon: NDArray[np.int64]) -> Metres:
        """Positions (1e-7 degrees, shape n) as metres east and north, shape (n, 2)."""
        east, north = self.scale()
        x = (np.asarray(lon, np.int64) - self.lon) * (east / UNIT)
        y = (np.asarray(lat, np.int64) - self.lat) * (north / UNIT)
        return np.column_stack((x, y)).astype(np.float64)

    def position(self, x: float, y: float) -> tuple[int, int]:
        """Latitude and longitude (1e-7 degrees) of a point in metres."""
        east, north = self.scale()
        return round(self.lat + y / north * UNIT), round(self.lon + x / east * UNIT)
