"""What an import would do, as rows for the preview; plain data, nothing of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patrol_app.domain.instant import beijing, date_of
from patrol_app.geo.clean import REASONS
from patrol_app.gui.forms.values import day_words
from patrol_app.i18n import _
from patrol_app.services.import_items import Note, PhotoPlan, TrackPlan
from patrol_app.services.import_types import AlreadyHere, ImportPlan, RefusedFile


@dataclass(frozen=True)
class FileRow:
    """One file of the preview.

    Attributes:
        name: file name.
        tone: state colour; fate: what becomes of it; icon: of the chip.
        said: facts of the file, or why it is not taken.
        notes: what was dropped or mended, with counts.
    """

    name: str
    tone: str
    fate: str
    icon: str
    said: str
    notes: str = ""


def rows_of(plan: ImportPlan) -> list[FileRow]:
    """Every file of the import: new ones first, refused ones last."""
    rows = [_track(track, plan) for track in plan.tracks]
    rows += [_photo(photo, plan) for photo in plan.photos]
    rows += [_known(file) for file in plan.known]
    rows += [_refused(file) for file in plan.refused]
    return rows


def dropped_of(plan: ImportPlan) -> list[str]:
    """Dropped points of all tracks by reason, each in a sentence with its count."""
    counts: dict[str, int] = {}
    for track in plan.tracks:
        for reason, count in track.dropped:
            counts[reason] = counts.get(reason, 0) + count
    return [dropped_words(reason, count) for reason, count in counts.items() if count]


def dropped_words(reason: str, count: int) -> str:
    """Dropped points of one reason in a sentence."""
    msgid = REASONS.get(reason)
    return _(msgid).format(count=count) if msgid else f"{reason}: {count}"


def _track(track: TrackPlan, plan: ImportPlan) -> FileRow:
    parts = []
    if track.start_at and track.end_at:
        day = day_words(date_of(track.start_at.ms))
        parts.append(f"{day} {beijing(track.start_at.ms):%H:%M}—{beijing(track.end_at.ms):%H:%M}")
    else:
        parts.append(_("without times"))
    parts.append(f"{track.length_cm / 100_000:.2f} km")
    parts.append(_("{n} points").format(n=track.points))
    told = [dropped_words(reason, count) for reason, count in track.dropped if count]
    told += [_note(note) for note in track.notes]
    icon = "map-marker-path"
    return FileRow(
        track.path.name, "ok", _fate(track, plan), icon, " · ".join(parts), "；".join(told)
    )


def _fate(track: TrackPlan, plan: ImportPlan) -> str:
    if plan.patrol:
        return _("Leg of {number}").format(number=plan.patrol[1])
    if track.parts > 1 and not plan.each_day:
        return _("New patrol, leg {n}").format(n=track.part + 1)
    return _("New patrol")


def _photo(photo: PhotoPlan, plan: ImportPlan) -> FileRow:
    if photo.taken_at is None:
        said = _("No EXIF: placed by hand later")
    else:
        said = f"{beijing(photo.taken_at.ms):%H:%M:%S}"
        if photo.position is not None:
            said += " · " + _("with a place")
    if photo.patrol is not None:
        said += " · " + _("belongs to {number}").format(number=photo.patrol[1])
    elif photo.track is not None:
        track = plan.tracks[photo.track].path.name
        how = _("matched by time to {name}") if photo.taken_at else _("goes with {name}")
        said += " · " + how.format(name=track)
    told = "；".join(_note(note) for note in photo.notes)
    tone = "ok" if photo.taken_at else "due"
    return FileRow(photo.path.name, tone, _("Photo"), "camera-outline", said, told)


def _known(file: AlreadyHere) -> FileRow:
    where = _("in {number}").format(number=file.number) if file.number else _("twice in this drop")
    return FileRow(file.path.name, "info", _("Already imported"), "content-duplicate", where)


def _refused(file: RefusedFile) -> FileRow:
    said = _filled(file.msgid, file.params)
    told = "；".join(_note(note) for note in file.notes)
    return FileRow(file.path.name, "overdue", _("Not taken"), "close-circle-outline", said, told)


def _note(note: Note) -> str:
    return _filled(note.msgid, {"count": note.count, **note.params})


def _filled(msgid: str, params: Mapping[str, Any]) -> str:
    try:
        return _(msgid).format(**params)
    except (KeyError, IndexError):
        return _(msgid)  # a reader that forgot a value must not hide its reason
