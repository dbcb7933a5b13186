"""From read files to proposed patrols; pure, nothing is written and nothing is asked."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from patrol_app.domain.instant import MINUTE_MS, Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.remark import Remark
from patrol_app.geo.clean import FOOT, VEHICLE
from patrol_app.geo.matching import match
from patrol_app.geo.track_codec import decode
from patrol_app.i18n import N_
from patrol_app.services.batch.owners import Owners, below
from patrol_app.services.batch.photos import Sorted, sort_photos, words_in
from patrol_app.services.batch.types import BatchRow, Proposed
from patrol_app.services.import_items import PhotoPlan, TrackPlan
from patrol_app.services.import_types import RefusedFile

# What rangers write into the name of a photo, and the category it stands for (domain.md §1.9).
HINTS: Mapping[str, str] = {
    "放牧": "P07", "羊": "P07", "牛": "P07", "枯死": "P08", "枯黄": "P08", "虫": "P08",
    "网幕": "P08", "用火": "P06", "烟": "P06", "焚烧": "P06", "火": "P06", "垃圾": "P14",
    "猎": "P09", "盗伐": "P03", "滥伐": "P04", "砍": "P03", "开垦": "P02", "采石": "P02",
    "占地": "P01", "标志": "P12", "围栏": "P12", "滑坡": "P15", "倒木": "P15", "古树": "P13",
}  # fmt: skip
LEAST_PHOTOS = 2  # a day without a track needs two times: set out and returned
NO_PATROL = N_("No patrol at the time of this photo; name the patrol it belongs to")
SPEED = "speed"


@dataclass
class Group:
    """Files that were handed in together.

    Attributes:
        name: path of the folder below the chosen one.
        ranger: person id or empty; by: how it was found.
    """

    name: str
    ranger: str = ""
    by: str = ""
    tracks: list[TrackPlan] = field(default_factory=list)
    photos: list[PhotoPlan] = field(default_factory=list)


def grouped(
    tracks: Sequence[TrackPlan], photos: Sequence[PhotoPlan], owners: Owners, roots: Sequence[Path]
) -> list[Group]:
    """The files by ranger, and by folder where nobody is named.

    A file's own name goes before the folder's, the folder before the receiver; photos of a
    folder go with the only receiver that wrote tracks in it.
    """
    serial_of: dict[Path, set[str]] = defaultdict(set)
    for track in tracks:
        serial_of[track.path.parent].add(owners.by_serial(track.receiver))
    groups: dict[str, Group] = {}
    files: list[TrackPlan | PhotoPlan] = [*tracks, *photos]
    for one in files:
        parts = below(one.path, roots)
        ranger, by = _owner(one, parts, owners, serial_of[one.path.parent])
        key = ranger or "/".join(parts[:-1])
        group = groups.setdefault(key, Group("/".join(parts[:-1]), ranger, by))
        if isinstance(one, TrackPlan):
            group.tracks.append(one)
        else:
            group.photos.append(one)
    return [groups[key] for key in sorted(groups, key=lambda key: groups[key].name)]


def _owner(
    one: TrackPlan | PhotoPlan, parts: Sequence[str], owners: Owners, serials: set[str]
) -> tuple[str, str]:
    if found := owners.by_words(parts[-1]):
        return found, "file"
    if found := owners.by_folders(parts[:-1]):
        return found, "folder"
    if isinstance(one, TrackPlan):
        found = owners.by_serial(one.receiver)
    else:
        found = next(iter(serials)) if len(serials) == 1 else ""
    return (found, "serial") if found else ("", "")


class Proposer:
    """Makes the rows of one batch.

    Args:
        owners: rangers with their grids.
        usual: values of each ranger's last patrol, by person id.
        days: values by date from the sheet of days.
        modes: how each track was cleaned, by its digest.
        roots: the chosen files and folders.
    """

    def __init__(
        self,
        owners: Owners,
        usual: Mapping[str, Mapping[str, Any]],
        days: Mapping[str, Mapping[str, Any]],
        modes: Mapping[str, str],
        roots: Sequence[Path],
    ) -> None:
        self._owners, self._usual, self._days = owners, usual, days
        self._modes, self._roots = modes, roots
        self._keys = itertools.count(1)

    def rows(self, group: Group) -> tuple[list[BatchRow], list[RefusedFile]]:
        """The proposed patrols of a group, and photos that belong to none."""
        sorted_photos = sort_photos(group.photos, group.tracks)
        rows = [
            self._tracked(group, track, sorted_photos.of_track.get(place, []))
            for place, track in enumerate(group.tracks)
        ]
        more, left = self._untracked(group, sorted_photos, rows)
        refused = [RefusedFile(one.path, "photo.no_patrol", NO_PATROL) for one in left]
        return [*rows, *more], refused

    def _tracked(
        self, group: Group, track: TrackPlan, photos: Sequence[tuple[PhotoPlan, int]]
    ) -> BatchRow:
        vehicle = self._modes.get(track.sha256) == VEHICLE
        values = self._values(group, track.start_at, track.end_at, "摩托" if vehicle else "徒步")
        notes = list(_track_notes(track, vehicle))
        off = next((off for _photo, off in photos if off), 0)
        if off:
            notes.append(
                Remark(
                    "batch.clock",
                    "warning",
                    "photos",
                    N_("The camera's clock was off by {minutes} min: matched by place"),
                    {"minutes": round(off / MINUTE_MS)},
                )
            )
        return BatchRow(
            key=next(self._keys),
            take=True,
            values=values,
            track=track,
            whole=track,
            photos=tuple(photo for photo, _off in photos),
            findings=tuple(self._findings(photos, track)),
            notes=tuple(notes),
            source="/".join(below(track.path, self._roots)[1:]),
            by=group.by,
            group=group.ranger or group.name,
            mode=VEHICLE if vehicle else FOOT,
        )

    def _untracked(
        self, group: Group, photos: Sorted, rows: Sequence[BatchRow]
    ) -> tuple[list[BatchRow], list[PhotoPlan]]:
        """Days that only photos tell of."""
        made, left = [], list(photos.left)
        dates = {row.date for row in rows}
        for date, shots in sorted(photos.by_date.items()):
            times = sorted(shot.taken_at.ms for shot in shots if shot.taken_at)
            if date in dates or len(shots) < LEAST_PHOTOS or times[0] == times[-1]:
                left += shots
                continue
            start, end = Instant(times[0], "second"), Instant(times[-1], "second")
            note = Remark(
                "batch.no_track",
                "warning",
                "start_at",
                N_("No track: the times are those of the photos"),
            )
            made.append(
                BatchRow(
                    key=next(self._keys),
                    take=True,
                    values=self._values(group, start, end, ""),
                    photos=tuple(shots),
                    findings=tuple(self._findings([(shot, 0) for shot in shots], None)),
                    notes=(note,),
                    source="/".join(below(shots[0].path.parent, self._roots)[1:]),
                    by=group.by,
                    group=group.ranger or group.name,
                )
            )
        return made, left

    def _values(
        self, group: Group, start: Instant | None, end: Instant | None, means: str
    ) -> dict[str, Any]:
        ranger = group.ranger
        usual = self._usual.get(ranger, {})
        day = self._days.get(date_of(start.ms), {}) if start else {}
        values: dict[str, Any] = {
            "ranger_id": ranger or None,
            "grid_id": self._owners.grids.get(ranger),
            "patrol_type": "ROUTINE",
            "means": "徒步",
            **usual,
            **day,
            "start_at": start,
            "end_at": end,
        }
        if means == "摩托" or (means and not usual.get("means")):
            values["means"] = means
        return {name: value for name, value in values.items() if value is not None}

    def _findings(
        self, photos: Sequence[tuple[PhotoPlan, int]], track: TrackPlan | None
    ) -> Iterator[Proposed]:
        """One for each photo with a time; taken where the photo's name says what it shows."""
        for photo, off in photos:
            if photo.taken_at is None:
                continue
            moment = photo.taken_at.ms + off
            category = words_in(photo.name, HINTS)
            values: dict[str, Any] = {
                "found_at": Instant(moment // MINUTE_MS * MINUTE_MS, "minute"),
                "position": photo.position or _on_track(track, moment),
                "category": category,
            }
            kept = {name: value for name, value in values.items() if value}
            yield Proposed(next(self._keys), bool(category), photo.sha256, photo.name, kept)


def _on_track(track: TrackPlan | None, moment: int) -> Place | None:
    """Where the walk was at a time."""
    hit = match(decode(track.blob), [moment])[0] if track is not None else None
    if track is None or hit is None:
        return None
    where = hit.position
    return Place.model_validate(
        {"lon": where.lon, "lat": where.lat, "datum": track.datum, "source": "track"}
    )


def _track_notes(track: TrackPlan, vehicle: bool) -> Iterator[Remark]:
    dropped = dict(track.dropped)
    if vehicle:
        words = N_("Faster than walking: read as a ride")
        yield Remark("batch.vehicle", "note", "means", words)
    elif dropped.get(SPEED, 0) * 20 >= track.raw_points:
        words = N_("{count} points at driving speed were left out")
        yield Remark("batch.drive", "warning", "end_at", words, {"count": dropped[SPEED]})
    if track.start_at is None:
        words = N_("The track has no believable time")
        yield Remark("batch.no_time", "warning", "start_at", words)
    for note in track.notes:
        yield Remark(note.code, "note", "", note.msgid, {"count": note.count, **note.params})


@dataclass
class Stored:
    """What the book holds of the days around a batch.

    Attributes:
        shapes: numbers of patrols by the shape of their tracks (see ``shape``).
        spans: (start, end, number) of patrols by the ranger, UTC ms.
    """

    shapes: dict[tuple[int, int, Any], str] = field(default_factory=dict)
    spans: dict[str, list[tuple[int, int, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, patrol: Patrol) -> None:
        """Take in a stored patrol."""
        if patrol.start_at and patrol.end_at and patrol.ranger_id:
            span = (patrol.start_at.ms, patrol.end_at.ms, patrol.number)
            self.spans[patrol.ranger_id].append(span)
        for leg in patrol.legs:
            if leg.points and leg.length_cm is not None:
                mark = shape(leg.points, leg.length_cm, leg.bounds)
                self.shapes.setdefault(mark, patrol.number)

    def at(self, row: BatchRow) -> str:
        """The number of a patrol that shares time with a row of its ranger, or empty."""
        if not (row.start_at and row.end_at):
            return ""
        own = self.spans.get(str(row.values.get("ranger_id")), [])
        start, end = row.start_at.ms, row.end_at.ms
        return next((number for low, high, number in own if low < end and start < high), "")


def without_doubles(rows: Sequence[BatchRow], stored: Stored) -> list[BatchRow]:
    """Rows whose track is another day's or shares its time with a better one, not taken.

    Args:
        rows: of the whole batch.
        stored: what is in the book already.
    """
    out = {row.key: row for row in rows}
    first: dict[tuple[int, int, Any], BatchRow] = {}
    for row in sorted(rows, key=lambda row: row.start_at.ms if row.start_at else 0):
        if row.track is None or row.track.points < 2:
            continue
        mark = shape(row.track.points, row.track.length_cm, row.track.bounds)
        other = first.setdefault(mark, row)
        if mark in stored.shapes:
            out[row.key] = _doubtful(row, "batch.copied", COPIED, stored.shapes[mark])
        elif other is not row:
            out[row.key] = _doubtful(row, "batch.copied", COPIED, other.source)
    for row in list(out.values()):
        if row.take and (number := stored.at(row)):
            out[row.key] = _doubtful(row, "batch.overlap", OVERLAP, number)
    for kept, lesser in _overlaps([row for row in out.values() if row.take]):
        out[lesser.key] = _doubtful(lesser, "batch.overlap", OVERLAP, kept.source)
    return [out[row.key] for row in rows]


COPIED = N_("The same track as {other}: copied?")
OVERLAP = N_("Same time as {other}")


def shape(points: int, length_cm: int, bounds: Any) -> tuple[int, int, Any]:
    """What two recordings never share by chance: points, length and bounds to 1e-7 degrees."""
    return points, length_cm, tuple(bounds) if bounds else None


def _doubtful(row: BatchRow, code: str, msgid: str, other: str) -> BatchRow:
    remark = Remark(code, "warning", "source", msgid, {"other": other})
    return replace(row, take=False, notes=(*row.notes, remark))


def _overlaps(rows: Sequence[BatchRow]) -> Iterator[tuple[BatchRow, BatchRow]]:
    """(kept, lesser) pairs of one ranger that share time: the one with more points is kept."""
    held: dict[str, list[BatchRow]] = defaultdict(list)
    for row in rows:
        if row.start_at and row.end_at:
            held[str(row.values.get("ranger_id") or row.group)].append(row)
    for own in held.values():
        kept: list[BatchRow] = []
        for row in sorted(own, key=_weight, reverse=True):
            clash = next((one for one in kept if share_time(one, row)), None)
            if clash is None:
                kept.append(row)
            else:
                yield clash, row


def _weight(row: BatchRow) -> tuple[int, int]:
    return (row.track.points if row.track else 0, -row.key)


def share_time(one: BatchRow, other: BatchRow) -> bool:
    """Whether two rows share time."""
    if not (one.start_at and one.end_at and other.start_at and other.end_at):
        return False
    return one.start_at.ms < other.end_at.ms and other.start_at.ms < one.end_at.ms
