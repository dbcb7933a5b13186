"""What tracks have seen of areas, kept: a month's earlier tracks are asked for again and again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from patrol_app.geo.coverage import Plane
    from patrol_app.geo.track import Track

KEPT_FOOTPRINTS: Final = 256
KEPT_UNIONS: Final = 64  # a month entered day by day goes round all grids of a station; 300 kB each


@dataclass(frozen=True)
class Source:
    """A track that is read only when its footprint is not kept.

    Attributes:
        name: sha256 of its blob; datum: as its record says; load: the track, or None while it
            has not arrived.
    """

    name: str
    datum: str
    load: Callable[[], Track | None]


class Footprints:
    """The last few hundred footprints and the last unions of them, for any thread."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._unions: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def of(self, source: Source, plane: Plane, radius_m: int) -> BaseGeometry | None:
        """The footprint of a track; None for a datum that forbids it, or an absent one."""
        from patrol_app.geo.coverage import footprint

        key = _key(source, plane, radius_m)
        found, kept = self._get(self._kept, key)
        if kept:
            footprint_kept: BaseGeometry | None = found
            return footprint_kept
        track = source.load()
        made = None if track is None else footprint(track, plane, radius_m)
        if track is not None:
            self._put(self._kept, key, made, KEPT_FOOTPRINTS)
        return made

    def together(self, sources: Sequence[Source], plane: Plane, radius_m: int) -> BaseGeometry:
        """The union of footprints; one more than last time costs one union.

        Args:
            sources: in the order of their patrols: a month grows at its end.
            plane: of the area.
            radius_m: see ``geo.coverage``.
        """
        import shapely

        place = (plane.lon, plane.lat, radius_m)
        names = tuple((one.name, one.datum) for one in sources)
        union: Any = shapely.Point()
        done = 0
        for size in range(len(names), 0, -1):
            found, kept = self._get(self._unions, (place, names[:size]))
            if kept:
                union, done = found, size
                break
        more = [made for one in sources[done:] if (made := self.of(one, plane, radius_m))]
        if more:
            union = shapely.union_all([union, *more])
        # a track that arrives later must be able to join: such a union is not kept
        whole = all(self._get(self._kept, _key(one, plane, radius_m))[1] for one in sources[done:])
        if names and whole:
            self._put(self._unions, (place, names), union, KEPT_UNIONS)
        joined: BaseGeometry = union
        return joined

    def _get(self, table: OrderedDict[Hashable, Any], key: Hashable) -> tuple[Any, bool]:
        with self._lock:
            if key not in table:
                return None, False
            table.move_to_end(key)
            return table[key], True

    def _put(self, table: OrderedDict[Hashable, Any], key: Hashable, value: Any, most: int) -> None:
        with self._lock:
            table[key] = value
            while len(table) > most:
                table.popitem(last=False)


def _key(source: Source, plane: Plane, radius_m: int) -> Hashable:
    return (source.name, source.datum, plane.lon, plane.lat, radius_m)


FOOTPRINTS = Footprints()
