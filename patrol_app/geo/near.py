"""How far a point lies from an area, in metres on a plane around the point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from patrol_app.geo.plane import UNIT, LocalPlane

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


def box_around(lon: int, lat: int, metres: float) -> tuple[int, int, int, int]:
    """West, south, east, north (1e-7 degrees) of a square that reaches ``metres`` each way.

    Args:
        lon: longitude, lat: latitude of its middle, 1e-7 degrees.
        metres: from the middle to each side.
    """
    east, north = LocalPlane(lat, lon).scale()
    x, y = round(metres / east * UNIT), round(metres / north * UNIT)
    return lon - x, lat - y, lon + x, lat + y


def metres_to(shape: BaseGeometry, lon: int, lat: int) -> float:
    """Metres from a point to the nearest place of ``shape``; 0 inside and on its border.

    Args:
        shape: in degrees; lon: longitude, lat: latitude, 1e-7 degrees.
    """
    import shapely

    return float(shapely.distance(_flat(shape, lon, lat), shapely.Point(0, 0)))


def nearest(shape: BaseGeometry, lon: int, lat: int) -> tuple[float, float]:
    """Metres east and north from a point to the nearest place of ``shape``.

    Args:
        shape: in degrees; lon: longitude, lat: latitude, 1e-7 degrees.
    """
    import shapely

    line = shapely.shortest_line(shapely.Point(0, 0), _flat(shape, lon, lat))
    x, y = line.coords[-1][:2]
    return float(x), float(y)


def _flat(shape: BaseGeometry, lon: int, lat: int) -> BaseGeometry:
    """Degrees as metres on a plane around the point."""
    import shapely

    scale: npt.NDArray[np.float64] = np.array(LocalPlane(lat, lon).scale())
    origin: npt.NDArray[np.float64] = np.array([lon / UNIT, lat / UNIT])

    def moved(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Metres from the point."""
        made: npt.NDArray[np.float64] = (degrees - origin) * scale
        return made

    return shapely.transform(shape, moved)
