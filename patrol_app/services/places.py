"""Which area a place lies in: grids, zones, sub-compartments. At most 2 ms a point.

Boxes of all areas of a kind are held in memory (16 bytes and a code each), read at the first
question; shapes are read from the store when a box holds the point, a few hundred kept ready.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol

from patrol_app.domain.records.dataset import COMPARTMENT, GRID, ZONE
from patrol_app.domain.records.grid import Grid
from patrol_app.events import Changes
from patrol_app.geo.area import Area
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.services.base.seasons import in_season
from patrol_app.services.dataset_types import TOPIC, Feature
from patrol_app.services.ports import Queries

if TYPE_CHECKING:
    from patrol_app.geo.locate import Boxes

KEPT_SHAPES: Final = 512
MOST_ON_MAP: Final = 5_000


class Positioned(Protocol):
    """A position: ``geo.types.Position`` or ``domain.position.Place``."""

    @property
    def lon(self) -> int:
        """1e-7 degrees east."""

    @property
    def lat(self) -> int:
        """1e-7 degrees north."""

    @property
    def datum(self) -> str:
        """What it refers to."""


@dataclass(frozen=True)
class ZoneHit:
    """A zone that holds a place on a day.

    Attributes:
        code, name: of the zone.
        kind: word of vocabulary ``zone_kind``: 禁牧区, 休牧区, 轮牧区 ...
        in_season: the day lies in one of its season windows; always where it has none.
        seasons: ``MM-DD~MM-DD`` each.
        document: number of the notice that made it; may be empty.
    """

    code: str
    name: str
    kind: str
    in_season: bool
    seasons: tuple[str, ...]
    document: str


@dataclass(frozen=True)
class Compartment:
    """A sub-compartment 小班.

    Attributes:
        code: its key (domain.md §8.3).
        name: as people call it.
        area_m2: of the shape.
        attrs: what the source said: ``lin_ban``, ``xiao_ban``, ``you_shi_sz`` ...
    """

    code: str
    name: str
    area_m2: int
    attrs: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class _Kept:
    """What is ready of one kind; replaced whole when a new version is loaded."""

    boxes: Boxes
    shapes: OrderedDict[str, Area] = field(default_factory=OrderedDict)
    features: dict[str, Feature] = field(default_factory=dict)


class Places:
    """Questions about places, in any thread.

    Args:
        queries: of the open store.
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.RLock()

    def grid_area(self, grid_id: str) -> Area | None:
        """The area of a grid record by its grid number; None where no shape is known."""
        stored = self._queries.get("grid", grid_id)
        number = stored.record.grid_no if stored and isinstance(stored.record, Grid) else None
        if not number:
            return None
        return self.area(GRID, number)

    def area(self, kind: str, code: str) -> Area | None:
        """The area with this code, not retired; None where there is none or it has no shape."""
        with self._lock:
            kept = self._of(kind)
            held = kept.shapes.get(code)
            if held is not None:
                kept.shapes.move_to_end(code)
                return held
            for row in self._queries.feature_rows(kind, [code]):
                if not row.retired and row.wkb is not None:
                    return self._keep(kept, row)
        return None

    def zones_at(self, position: Positioned, date: str) -> list[ZoneHit]:
        """The zones in force on a day that hold a place, by code.

        Args:
            position: shifted and unknown datums hit nothing (domain.md §1.7).
            date: Beijing day, ``YYYY-MM-DD``.
        """
        hits = []
        for row in self._at(ZONE, position):
            start, end = str(row.attrs.get("valid_from", "")), str(row.attrs.get("valid_to", ""))
            if (start and date < start) or (end and date > end):
                continue
            seasons = tuple(map(str, row.attrs.get("seasons", ())))
            hits.append(
                ZoneHit(
                    row.code,
                    row.name,
                    str(row.attrs.get("zone_kind", "")),
                    in_season(seasons, date),
                    seasons,
                    str(row.attrs.get("document", "")),
                )
            )
        return hits

    def compartment_at(self, position: Positioned) -> Compartment | None:
        """The sub-compartment that holds a place; on a common border the lower key."""
        for row in self._at(COMPARTMENT, position):
            return Compartment(row.code, row.name, row.area_m2, row.attrs)
        return None

    def near(self, kind: str, position: Positioned, metres: float) -> list[tuple[Feature, float]]:
        """Areas of a kind at most so far from a place, the nearest first: (area, metres).

        Args:
            kind: of dataset; position: shifted and unknown datums are near nothing (§1.7).
            metres: 0 for those that hold it.
        """
        if position.datum not in TRUSTED_DATUMS:
            return []
        from patrol_app.geo.near import box_around, metres_to

        lon, lat = position.lon, position.lat
        with self._lock:
            codes = self._of(kind).boxes.touching(box_around(lon, lat, metres))
        rows = self._queries.feature_rows(kind, codes[:MOST_ON_MAP])
        found = []
        for row in rows:
            if row.wkb is None or row.retired:
                continue
            away = metres_to(Area(row.code, row.name, row.wkb).shape, lon, lat)
            if away <= metres:
                found.append((row, away))
        return sorted(found, key=lambda pair: (pair[1], pair[0].code))

    def grids_at(self, position: Positioned) -> list[str]:
        """Numbers of the grids that hold a place."""
        return [row.code for row in self._at(GRID, position)]

    def features(
        self, kind: str, bounds_1e7: Sequence[int], limit: int = MOST_ON_MAP
    ) -> list[Area]:
        """Areas whose box touches a frame, for the map.

        Args:
            kind: ``compartment``, ``grid`` or ``zone``.
            bounds_1e7: west, south, east, north, 1e-7 degrees.
            limit: areas at most; the map says so when it is reached.
        """
        west, south, east, north = bounds_1e7
        with self._lock:
            codes = self._of(kind).boxes.touching((west, south, east, north))
        rows = self._queries.feature_rows(kind, codes[:limit])
        return [Area(row.code, row.name, row.wkb) for row in rows if row.wkb is not None]

    def on_changes(self, changes: Changes) -> None:
        """A listener of the bus: forget what was ready when a dataset was loaded."""
        if TOPIC in changes.topics:
            with self._lock:
                self._kept.clear()

    def _at(self, kind: str, position: Positioned) -> list[Feature]:
        """Areas of a kind that hold a place, by code."""
        if position.datum not in TRUSTED_DATUMS:
            return []
        from patrol_app.geo.locate import holding

        with self._lock:
            kept = self._of(kind)
            near = kept.boxes.at(position.lon, position.lat)
            absent = [code for code in near if code not in kept.shapes]
            for row in self._queries.feature_rows(kind, absent) if absent else ():
                if row.wkb is not None:
                    self._keep(kept, row)

            def shape_of(code: str) -> Any:
                """The shape of an area, ready for tests."""
                return kept.shapes[code].shape

            codes = holding(kept.boxes, shape_of, position.lon, position.lat)
            found = [kept.features[code] for code in codes]
            self._trim(kept)
        return found

    def _of(self, kind: str) -> _Kept:
        from patrol_app.geo.locate import Boxes

        if kind not in self._kept:
            self._kept[kind] = _Kept(Boxes.of(self._queries.boxes(kind)))
        return self._kept[kind]

    def _keep(self, kept: _Kept, row: Feature) -> Area:
        assert row.wkb is not None
        area = kept.shapes[row.code] = Area(row.code, row.name, row.wkb)
        kept.features[row.code] = row
        return area

    def _trim(self, kept: _Kept) -> None:
        while len(kept.shapes) > KEPT_SHAPES:
            code, _area = kept.shapes.popitem(last=False)
            kept.features.pop(code, None)
