"""What the map shows of the records and of the base data, as plain arrays.

Tens of thousands of places are read as columns, no record is made of them; tracks are read from
their files, the latest ones first, up to a number that the page names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from patrol_app.domain.instant import beijing
from patrol_app.domain.records import record_type
from patrol_app.domain.records.dataset import COMPARTMENT, GRID, ZONE
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.registry import RecordType, unguarded
from patrol_app.errors import PatrolError
from patrol_app.geo.area import Area
from patrol_app.geo.sets import AreaTable, area_table
from patrol_app.geo.track import Track
from patrol_app.geo.types import LAT_MAX, LON_MAX, TRUSTED_DATUMS, UNIT
from patrol_app.services.import_types import IsCancelled, OnProgress
from patrol_app.services.listing import pages
from patrol_app.services.patrols import track_of
from patrol_app.services.places import Places
from patrol_app.services.ports import Listing, Queries, Store

MOST_MARKS: Final = 50_000
MOST_TRACKS: Final = 400
MOST_AREAS: Final = 200_000
EVERYWHERE: Final = (-LON_MAX, -LAT_MAX, LON_MAX, LAT_MAX)
BAN: Final = "禁牧区"
# role of the map by kind of area
AREA_ROLES: Final[Mapping[str, str]] = {GRID: "grid", COMPARTMENT: "plot", ZONE: "zone"}


@dataclass(frozen=True, eq=False)
class Marks:
    """Places of records of one type.

    Attributes:
        type: record type code.
        recs / numbers: ids and numbers of the records.
        lon / lat: (n,) 1e-7 degrees.
        words: what is said of each (place, or the number).
        uncertain: (n,) shifted or unknown datum.
        total: records that fit the filter, those without a place too.
    """

    type: str
    recs: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    lon: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    lat: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    words: tuple[str, ...] = ()
    uncertain: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    total: int = 0


@dataclass(frozen=True, eq=False)
class Walk:
    """The track of one leg.

    Attributes:
        rec: id of the patrol; number: its number; day: ``YYYY-MM-DD`` or empty.
        track: as stored; certain: its datum allows zone tests.
    """

    rec: str
    number: str
    day: str
    track: Track
    certain: bool


@dataclass(frozen=True, eq=False)
class Walks:
    """Tracks of the patrols of a filter.

    Attributes:
        walks: newest first; total: patrols that fit; shown: of them looked at.
    """

    walks: tuple[Walk, ...] = ()
    total: int = 0
    shown: int = 0


def marks(queries: Queries, listing: Listing) -> Marks:
    """The places of the records of ``listing``, newest first.

    Args:
        queries: of the open store.
        listing: its type has the field ``position``.
    """
    kind = record_type(listing.type)
    rows: Sequence[Sequence[Any]]
    if kind.guarded is unguarded:
        wanted = replace(listing, limit=MOST_MARKS, after=None)
        rows = queries.values(wanted, ("id", "number", "position", _words_field(kind)))
    else:
        rows = _guarded_rows(queries, kind, listing)
    found = [(rec, number, spot, words) for rec, number, raw, words in rows
             if (spot := _spot(raw)) is not None]  # fmt: skip
    total = len(rows) if len(rows) < MOST_MARKS else queries.count(listing)
    return Marks(
        type=listing.type,
        recs=tuple(row[0] for row in found),
        numbers=tuple(row[1] or "" for row in found),
        lon=np.array([row[2][0] for row in found], np.int64),
        lat=np.array([row[2][1] for row in found], np.int64),
        words=tuple(row[3] or row[1] or "" for row in found),
        uncertain=np.array([row[2][2] for row in found], bool),
        total=total,
    )


def _words_field(kind: RecordType) -> str:
    """What is said of a place: the name of a drill, else the place, else the number."""
    names = (kind.title, "place", "sub_compartment")
    fields = [name for name in names if name != "number" and name in kind.cls.model_fields]
    return fields[0] if fields else "number"


def _guarded_rows(queries: Queries, kind: RecordType, listing: Listing) -> list[Sequence[Any]]:
    """As columns would be, of records as others learn them."""
    found: list[Sequence[Any]] = []
    for stored in pages(queries, replace(listing, after=None), MOST_MARKS):
        record = kind.guarded(stored.record)
        words = getattr(record, _words_field(kind))
        found.append((record.id, record.number, record.position, words))
    return found


def _spot(raw: Any) -> tuple[int, int, bool] | None:
    """Longitude, latitude and doubt of a stored position; None without one."""
    from patrol_app.domain.position import Place

    if not raw:
        return None
    place = raw if isinstance(raw, Place) else Place.model_validate_json(str(raw))
    return place.lon, place.lat, place.datum not in TRUSTED_DATUMS


def walks(store: Store, listing: Listing) -> Walks:
    """Tracks of the patrols of ``listing``, the latest ``MOST_TRACKS`` of them.

    A file that is absent or damaged is left out: the patrol's own page says which.
    """
    found: list[Walk] = []
    shown = 0
    for row in pages(store.queries, listing, MOST_TRACKS):
        shown += 1
        if isinstance(row.record, Patrol):
            found += _walks_of(store, row.record)
    total = shown if shown < MOST_TRACKS else store.queries.count(listing)
    return Walks(tuple(found), total, shown)


def _walks_of(store: Store, patrol: Patrol) -> list[Walk]:
    day = beijing(patrol.start_at.ms).strftime("%Y-%m-%d") if patrol.start_at else ""
    made = []
    for leg in patrol.legs:
        try:
            track = track_of(store, leg)
        except PatrolError:
            continue
        if track is not None and len(track) > 1:
            certain = leg.datum in TRUSTED_DATUMS
            made.append(Walk(patrol.id, patrol.number, day, track, certain))
    return made


def areas(places: Places, queries: Queries, kind: str) -> dict[str, AreaTable]:
    """The bureau's areas of one kind by role of the map; empty where there are none.

    Zones are told apart: a ban is drawn hatched, the others are not.
    """
    found = places.features(kind, EVERYWHERE, MOST_AREAS)
    if not found:
        return {}
    if kind != ZONE:
        return {AREA_ROLES[kind]: area_table(found)}
    rows = queries.feature_rows(ZONE, [area.code for area in found])
    banned = {row.code for row in rows if row.attrs.get("zone_kind") == BAN}
    parts: dict[str, list[Area]] = {}
    for area in found:
        parts.setdefault("ban" if area.code in banned else "zone", []).append(area)
    return {role: area_table(part) for role, part in parts.items()}


def _box(track: Track, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north of a track in degrees, with room for the radius."""
    room = radius_m / 50_000  # a degree of longitude is longer than 50 km below 63 degrees
    return (
        int(track.lon.min()) / UNIT - room,
        int(track.lat.min()) / UNIT - room,
        int(track.lon.max()) / UNIT + room,
        int(track.lat.max()) / UNIT + room,
    )


@dataclass(frozen=True, eq=False)
class Gap:
    """What nobody has seen of one grid.

    Attributes:
        code / name: of the grid.
        percent_e2: seen, in hundredths of a percent.
        unvisited_m2: ground not seen.
        parts: the parts, largest first.
    """

    code: str
    name: str
    percent_e2: int
    unvisited_m2: int
    parts: tuple[Area, ...] = ()


def gaps(
    grids: Sequence[Area],
    tracks: Sequence[Track],
    radius_m: float,
    *,
    on_progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> list[Gap]:
    """Coverage of each grid by the tracks, the least seen first; long work.

    Args:
        grids: areas of the grids in question.
        tracks: those of the period.
        radius_m: seen to each side (rule ``track.buffer_m``).
        on_progress: called with (grids done, all).
        cancelled: asked before each grid; then nothing is given.
    """
    from patrol_app.geo.coverage import coverage

    boxes = [_box(track, radius_m) for track in tracks]
    made = []
    for number, grid in enumerate(grids):
        if on_progress is not None:
            on_progress(number, len(grids))
        if cancelled is not None and cancelled():
            return []
        west, south, east, north = grid.shape.bounds
        near = [
            track
            for track, box in zip(tracks, boxes, strict=True)
            if box[0] <= east and box[2] >= west and box[1] <= north and box[3] >= south
        ]
        found = coverage(near, grid.shape, radius_m)
        if found is None:
            continue
        parts = tuple(
            Area(f"{grid.code}/{number}", "", part.wkb)
            for number, part in enumerate(found.unvisited, start=1)
        )
        left = sum(part.area_m2 for part in found.unvisited)
        made.append(Gap(grid.code, grid.name, found.percent_e2, left, parts))
    return sorted(made, key=lambda gap: (gap.percent_e2, -gap.unvisited_m2, gap.code))
