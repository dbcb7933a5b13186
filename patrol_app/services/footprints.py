"""What tracks have seen of areas, kept: a month's earlier tracks are asked for again and again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from patrol_app.geo.coverage import Plane
    from patrol_app.geo.track import Track

KEPT_FOOTPRINTS: Final = 256


class Footprints:
    """The last few hundred footprints, for any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], BaseGeometry | None] = OrderedDict()
        self._lock = Lock()

    def of(self, track: Track, name: str, plane: Plane, radius_m: int) -> BaseGeometry | None:
        """The footprint of the track called ``name``; None for a datum that forbids it."""
        from patrol_app.geo.coverage import footprint

        key = (name, track.datum, plane.lon, plane.lat, radius_m)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = footprint(track, plane, radius_m)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > KEPT_FOOTPRINTS:
                self._kept.popitem(last=False)
        return made


FOOTPRINTS = Footprints()
