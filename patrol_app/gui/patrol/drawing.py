"""The patrol as shapes on the map and as flags on the time line, both from one ``Loaded``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from patrol_app.domain.instant import MINUTE_MS
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.geo.display import DisplayList, LocalPlane, Metres, Point, Polyline, Shape
from patrol_app.geo.measure import Stop
from patrol_app.geo.track import Track
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.gui.kit import Event
from patrol_app.gui.patrol.loading import LegTrack, Loaded, PhotoShown
from patrol_app.i18n import _

GRAZING = "P07"
CLUSTER_MS = 6 * MINUTE_MS  # photos closer than this share one flag on the time line


def finding_icon(category: str) -> str:
    """Icon of a finding's category."""
    return "sheep" if category == GRAZING else "alert-outline"


def picture(loaded: Loaded, chosen: str = "") -> DisplayList:
    """The display list: tracks with dashed gaps, start and end, stops, photos, findings.

    Args:
        loaded: the patrol.
        chosen: key of the pin that is picked out by name.
    """
    held = [leg for leg in loaded.tracks if leg.track is not None]
    plane = _plane(loaded, held)
    if plane is None:
        return DisplayList(LocalPlane(0, 0))
    shapes: list[Shape] = []
    for leg in held:
        shapes += _track(plane, leg)
    for leg in held:
        shapes += _stops(plane, leg)
    if held:
        shapes += _ends(plane, held)
    for shown in loaded.photos:
        if shown.lon is not None and shown.lat is not None:
            shapes.append(_photo_pin(plane, shown, chosen))
    for finding in loaded.finding_records:
        shapes += _finding_pin(plane, finding)
    return DisplayList(plane, tuple(shapes), _legend(loaded, held))


def _plane(loaded: Loaded, held: Sequence[LegTrack]) -> LocalPlane | None:
    lons = [np.asarray(leg.track.lon, np.int64) for leg in held if leg.track is not None]
    lats = [np.asarray(leg.track.lat, np.int64) for leg in held if leg.track is not None]
    spots = [(shown.lon, shown.lat) for shown in loaded.photos]
    spots += [
        (finding.position.lon, finding.position.lat)
        for finding in loaded.finding_records
        if finding.position
    ]
    for lon, lat in spots:
        if lon is not None and lat is not None:
            lons.append(np.array([lon], np.int64))
            lats.append(np.array([lat], np.int64))
    if not lons:
        return None
    return LocalPlane.around(np.concatenate(lats), np.concatenate(lons))


def _metres(plane: LocalPlane, track: Track) -> Metres:
    return plane.metres(np.asarray(track.lat, np.int64), np.asarray(track.lon, np.int64))


def _track(plane: LocalPlane, leg: LegTrack) -> list[Shape]:
    """Segments solid, what lies between them dotted; a shifted or unknown datum is dashed."""
    track = leg.track
    assert track is not None
    role = "track" if leg.leg.datum in TRUSTED_DATUMS else "route"
    points = _metres(plane, track)
    starts = [int(start) for start in track.starts]
    shapes: list[Shape] = []
    for first, last in zip(starts, [*starts[1:], len(points)], strict=True):
        if first:
            shapes.append(Polyline(points[first - 1 : first + 1], "gap"))
        shapes.append(Polyline(points[first:last], role))
    return shapes


def _ends(plane: LocalPlane, held: Sequence[LegTrack]) -> list[Shape]:
    first, last = held[0].track, held[-1].track
    assert first is not None and last is not None
    start, end = _metres(plane, first)[0], _metres(plane, last)[-1]
    return [
        Point(float(end[0]), float(end[1]), "end", "end", _("Returned here")),
        Point(float(start[0]), float(start[1]), "start", "start", _("Set out here")),
    ]


def _stops(plane: LocalPlane, leg: LegTrack) -> list[Shape]:
    shapes: list[Shape] = []
    for at, stop in enumerate(leg.measures.stops if leg.measures else ()):
        x, y = plane.metres(np.array([stop.lat]), np.array([stop.lon]))[0]
        shapes.append(Point(float(x), float(y), "stop", f"stop:{leg.leg.key}:{at}"))
    return shapes


def _photo_pin(plane: LocalPlane, shown: PhotoShown, chosen: str) -> Shape:
    x, y = plane.metres(np.array([shown.lat]), np.array([shown.lon]))[0]
    key = f"photo:{shown.photo.id}"
    return Point(float(x), float(y), "photo", key, shown.photo.name if key == chosen else "")


def _finding_pin(plane: LocalPlane, finding: Finding) -> list[Shape]:
    if finding.position is None:
        return []
    x, y = plane.metres(np.array([finding.position.lat]), np.array([finding.position.lon]))[0]
    role = "livestock" if finding.category == GRAZING else "finding"
    return [Point(float(x), float(y), role, f"finding:{finding.id}", finding.place)]


def _legend(loaded: Loaded, held: Sequence[LegTrack]) -> tuple[tuple[str, str], ...]:
    rows: list[tuple[str, str]] = []
    datums = {leg.leg.datum in TRUSTED_DATUMS for leg in held}
    if True in datums:
        rows.append(("track", _("Track (imported)")))
    if False in datums:
        rows.append(("route", _("Track, coordinates not certain")))
    missing = sum(gap.end - gap.start for leg in held if leg.measures for gap in leg.measures.gaps)
    if missing:
        rows.append(("gap", _("Missing {n} min").format(n=missing // MINUTE_MS)))
    stops = sum(len(leg.measures.stops) for leg in held if leg.measures)
    if stops:
        rows.append(("stop", _("Stops {n}").format(n=stops)))
    placed = sum(shown.lon is not None for shown in loaded.photos)
    if placed:
        rows.append(("photo", _("Photos {n}").format(n=placed)))
    found = sum(finding.position is not None for finding in loaded.finding_records)
    if found:
        rows.append(("finding", _("Findings {n}").format(n=found)))
    return tuple(rows)


def events(loaded: Loaded) -> list[Event]:
    """Flags of the time line, in order of time."""
    out: list[Event] = []
    record = loaded.record
    if record.start_at:
        out.append(Event(record.start_at.ms, "flag-outline", "accent_text", _("Departure")))
    if record.end_at:
        out.append(Event(record.end_at.ms, "flag-checkered", "accent_text", _("Return")))
    photos = _clusters(loaded.photos)
    for leg in loaded.tracks:
        for stop in leg.measures.stops if leg.measures else ():
            out.append(_stop_event(stop, photos))
    for finding in loaded.finding_records:
        if finding.found_at:
            words = vocabulary("category").label(finding.category)
            icon = finding_icon(finding.category)
            out.append(Event(finding.found_at.ms, icon, "overdue", words))
            photos = [one for one in photos if abs(one[0] - finding.found_at.ms) > CLUSTER_MS]
    for moment, count in photos:
        out.append(Event(moment, "camera-outline", "text2", _("Photos {n}").format(n=count)))
    return _readable(sorted(out, key=lambda event: event.at_ms))


def _readable(marks: list[Event]) -> list[Event]:
    """The words of a finding come before those of a stop beside it."""
    if not marks:
        return marks
    near = (marks[-1].at_ms - marks[0].at_ms) // 10
    found = [mark.at_ms for mark in marks if mark.role == "overdue"]
    return [
        replace(mark, words="")
        if mark.role in ("info", "text2") and any(abs(mark.at_ms - at) < near for at in found)
        else mark
        for mark in marks
    ]


def _stop_event(stop: Stop, photos: list[tuple[int, int]]) -> Event:
    """A stop; the photos taken during it share its flag and leave the list."""
    words = _("Stop {n} min").format(n=round((stop.end - stop.start) / MINUTE_MS))
    here = [one for one in photos if stop.start - MINUTE_MS <= one[0] <= stop.end + MINUTE_MS]
    if here:
        words += "·" + _("Photos {n}").format(n=sum(count for _moment, count in here))
        photos[:] = [one for one in photos if one not in here]
    return Event((stop.start + stop.end) // 2, "map-marker-outline", "info", words)


def _clusters(photos: Sequence[PhotoShown]) -> list[tuple[int, int]]:
    """(UTC ms of the first, how many) of photos taken close together."""
    moments = sorted(shown.photo.taken_at.ms for shown in photos if shown.photo.taken_at)
    out: list[tuple[int, int]] = []
    for moment in moments:
        if out and moment - out[-1][0] < CLUSTER_MS:
            out[-1] = (out[-1][0], out[-1][1] + 1)
        else:
            out.append((moment, 1))
    return out
