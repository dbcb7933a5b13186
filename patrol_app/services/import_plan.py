"""From what the reader process answers to a preview: tracks, photos, refusals, matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from patrol_app import limits
from patrol_app.domain.instant import DAY_MS, MINUTE_MS, Instant
from patrol_app.domain.position import Place
from patrol_app.errors import UserError
from patrol_app.geo.types import DATUMS, UNKNOWN
from patrol_app.i18n import N_
from patrol_app.services.clock import BUILD_MS
from patrol_app.services.import_items import Note, PhotoPlan, TrackPlan
from patrol_app.services.import_types import (
    AlreadyHere,
    FileAnswer,
    FileItem,
    ImportPlan,
    RefusedFile,
)

EARLIEST_MS = 1_104_537_600_000  # 2005-01-01: an earlier time is a receiver's mistake
MATCH_MS = 10 * MINUTE_MS  # a camera's clock may be this much off a patrol's times
MIMES: Final = {"jpeg": "image/jpeg", "heic": "image/heic"}  # photos, by the reader's kind
_MARKS = N_("{count} marked places are in the file")
_NO_PATROL = N_("No patrol at the time of this photo; name the patrol it belongs to")


def expand(paths: Iterable[Path]) -> list[Path]:
    """The files meant by files and folders, folders in name order, hidden ones left out.

    Raises:
        UserError: ``file.absent``, ``import.too_many``.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UserError("file.absent", N_("There is no file {name}"), name=path.name)
        for one in _inside(path) if path.is_dir() else (path,):
            found.setdefault(one.absolute())
            if len(found) > limits.FOLDER_FILES:
                raise UserError(
                    "import.too_many",
                    N_("More than {most} files; take fewer at once"),
                    most=limits.FOLDER_FILES,
                )
    return list(found)


def _inside(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _inside(entry)
        elif entry.is_file():
            yield entry


def planned(path: Path, answer: FileAnswer, now_ms: int) -> TrackPlan | PhotoPlan | RefusedFile:
    """What one file becomes.

    Args:
        path: the file.
        answer: of the reader.
        now_ms: latest believable time, UTC ms.
    """
    result = answer.result
    fault = result.get("fault")
    if fault:
        return RefusedFile(path, fault["code"], fault["msgid"], dict(fault.get("params") or {}))
    if result["kind"] in MIMES:
        return _photo(path, result, answer.parts, now_ms)
    return _track(path, result, answer.parts, now_ms)


def parted(made: Iterable[FileItem]) -> ImportPlan:
    """The plan with each file in its list; one that is twice among them is known."""
    tracks: list[TrackPlan] = []
    photos: list[PhotoPlan] = []
    refused: list[RefusedFile] = []
    known: list[AlreadyHere] = []
    seen: set[str] = set()
    for one in made:
        if isinstance(one, RefusedFile):
            refused.append(one)
        elif isinstance(one, AlreadyHere):
            known.append(one)
        elif one.sha256 in seen:
            known.append(AlreadyHere(one.path, "", "", ""))
        else:
            seen.add(one.sha256)
            if isinstance(one, TrackPlan):
                tracks.append(one)
            else:
                photos.append(one)
    return ImportPlan(tuple(tracks), tuple(photos), known=tuple(known), refused=tuple(refused))


def _track(
    path: Path, result: Mapping[str, Any], parts: Sequence[bytes], now_ms: int
) -> TrackPlan | RefusedFile:
    track = result.get("track")
    if not track or not track["measures"]["points"]:
        told = _notes(result.get("findings", []))
        if result.get("waypoints"):
            told += (Note("file.marks", _MARKS, len(result["waypoints"])),)
        msgid = N_("There is no walked track in the file")
        return RefusedFile(path, "import.no_track", msgid, notes=told)
    measures = track["measures"]
    start, end = measures["start"], measures["end"]
    believable = start is not None and _believable(start, now_ms) and _believable(end, now_ms)
    datum = track.get("datum")
    return TrackPlan(
        path=path,
        name=str(result["name"]),
        sha256=str(result["sha256"]),
        size=int(result["bytes"]),
        kind=str(result["kind"]),
        blob=parts[track["part"]],
        start_at=Instant(start, "second") if believable else None,
        end_at=Instant(end, "second") if believable else None,
        length_cm=int(measures["length_cm"]),
        points=int(measures["points"]),
        raw_points=int(track["raw_points"]),
        stops=len(measures["stops"]),
        bounds=tuple(measures["bounds"]) if measures["bounds"] else None,
        datum=datum if datum in DATUMS else UNKNOWN,
        dropped=tuple((row["reason"], int(row["count"])) for row in track["dropped"]),
        notes=_notes([*result.get("findings", []), *_suspects(track.get("suspects", []))]),
        gnss_ms=end,
        receiver=str(result.get("receiver") or ""),
    )


def _photo(path: Path, result: Mapping[str, Any], parts: Sequence[bytes], now_ms: int) -> PhotoPlan:
    taken, source = None, "none"
    if result["time"] is not None and result["offset_known"]:
        taken, source = result["time"], "exif"
    elif result["gps_time"] is not None and _believable(result["gps_time"], now_ms):
        taken, source = result["gps_time"], "gnss"
    elif result["time"] is not None:
        taken, source = result["time"], "exif_no_offset"
    if taken is None or not _believable(taken, now_ms):
        taken, source = None, "none"
    place = None
    if result["lon"] is not None:
        place = Place(lon=result["lon"], lat=result["lat"], datum=result["datum"], source="photo")
    return PhotoPlan(
        path=path,
        name=str(result["name"]),
        sha256=str(result["sha256"]),
        size=int(result["bytes"]),
        width=int(result["width"]),
        height=int(result["height"]),
        taken_at=Instant(taken, "second") if taken is not None else None,
        taken_source=source,
        position=place,
        heading_cd=result["heading"],
        camera=str(result["camera"])[: limits.EXIF_TEXT_CHARS],
        notes=_notes(result.get("findings", [])),
        travel=parts[result["travel"]] if "travel" in result else b"",
        gnss_ms=result["gps_time"],
        mime=MIMES[str(result["kind"])],
    )


def with_datum(plan: ImportPlan, datum: str) -> ImportPlan:
    """The plan after the question was answered; what a file says of itself stays.

    Raises:
        ValueError: ``datum`` is none of the known words.
    """
    if datum not in DATUMS:
        raise ValueError("unknown datum")
    tracks = tuple(
        replace(track, datum=datum) if track.datum == UNKNOWN else track for track in plan.tracks
    )
    photos = tuple(_photo_with(photo, datum) for photo in plan.photos)
    return replace(plan, tracks=tracks, photos=photos, answered=True)


def _photo_with(photo: PhotoPlan, datum: str) -> PhotoPlan:
    place = photo.position
    if place is None or place.datum != UNKNOWN:
        return photo
    return replace(photo, position=Place(**{**place.model_dump(), "datum": datum}))


def match_photos(
    photos: Sequence[PhotoPlan],
    tracks: Sequence[TrackPlan],
    stored: Sequence[tuple[str, str, int, int]],
) -> tuple[list[PhotoPlan], list[RefusedFile]]:
    """Hang each photo on the one track or patrol of its time.

    A photo without a time goes with the only track of the same import; otherwise a person has
    to name the patrol.

    Args:
        photos: without a named patrol.
        tracks: of the same import.
        stored: (record id, number, start, end) of stored patrols that may be meant.

    Returns:
        The matched photos and those that nothing fits.
    """
    matched, left = [], []
    for photo in photos:
        track = _track_of(photo, tracks)
        patrol = None if track is not None else _patrol_of(photo, stored)
        if track is None and patrol is None:
            left.append(RefusedFile(photo.path, "photo.no_patrol", _NO_PATROL))
        else:
            matched.append(replace(photo, track=track, patrol=patrol))
    return matched, left


def _track_of(photo: PhotoPlan, tracks: Sequence[TrackPlan]) -> int | None:
    if photo.taken_at is None:
        return 0 if len(tracks) == 1 else None
    best: tuple[int, int] | None = None
    for index, track in enumerate(tracks):
        if track.start_at is not None and track.end_at is not None:
            off = _outside(photo.taken_at.ms, track.start_at.ms, track.end_at.ms)
            if off <= MATCH_MS and (best is None or off < best[0]):
                best = (off, index)
    return best[1] if best else None


def _patrol_of(
    photo: PhotoPlan, stored: Sequence[tuple[str, str, int, int]]
) -> tuple[str, str] | None:
    if photo.taken_at is None:
        return None
    fits = [
        (_outside(photo.taken_at.ms, start, end), rec, number) for rec, number, start, end in stored
    ]
    near = sorted(fit for fit in fits if fit[0] <= MATCH_MS)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None  # two patrols at that time: a person has to say which
    return near[0][1], near[0][2]


def _outside(moment: int, start: int, end: int) -> int:
    return max(start - moment, moment - end, 0)


def _believable(moment: int, now_ms: int) -> bool:
    return EARLIEST_MS <= moment <= max(now_ms, BUILD_MS) + DAY_MS


def _suspects(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    from patrol_app.geo.clean import SUSPECTS

    return [
        {"code": row["code"], "msgid": SUSPECTS[row["code"]], "count": row["count"], "params": {}}
        for row in rows
        if row["code"] in SUSPECTS
    ]


def _notes(rows: Iterable[Mapping[str, Any]]) -> tuple[Note, ...]:
    return tuple(
        Note(row["code"], row["msgid"], int(row["count"]), dict(row["params"])) for row in rows
    )
