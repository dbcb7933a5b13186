"""What every reader returns: typed data and findings. Only a refused file raises UserError."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from patrol_app.geo.readers.finding import Finding
from patrol_app.geo.track import Track
from patrol_app.geo.types import UNKNOWN, Position


@dataclass(frozen=True)
class Waypoint:
    """A marked place of a file.

    Attributes:
        position: where; source ``file``.
        name: its name, cut to ``limits.NAME_CHARS``.
        symbol: the receiver's symbol word.
        time: UTC ms or None.
        ele: cm or None.
    """

    position: Position
    name: str = ""
    symbol: str = ""
    time: int | None = None
    ele: int | None = None


@dataclass(frozen=True)
class TrackFile:
    """What a file of tracks held.

    Attributes:
        kind: of the format: ``gpx``, ``csv``, ``kml``, ``kmz``, ``nmea``, ``geojson``, ``fit`` or
            ``tcx``.
        tracks: walked tracks in file order, none of them empty.
        routes: planned routes: never taken for a walked track.
        waypoints: marked places.
        findings: what was odd, left out or guessed.
        encoding: the text encoding that was used.
        receiver: serial number that the format itself carries, or empty.
    """

    kind: str
    tracks: tuple[Track, ...]
    routes: tuple[Track, ...] = ()
    waypoints: tuple[Waypoint, ...] = ()
    findings: tuple[Finding, ...] = ()
    encoding: str = "utf-8"
    receiver: str = ""


@dataclass(frozen=True)
class PhotoFile:
    """What a photo says of itself. The original bytes are never changed.

    Attributes:
        width: pixels as stored, before the orientation is applied.
        height: pixels as stored.
        orientation: EXIF orientation 1..8, 1 when absent.
        time: UTC ms of the exposure by the camera's clock, or None.
        offset_known: whether the file names the offset; False means +08:00 was taken.
        gps_time: UTC ms of the satellite time, or None.
        position: where, source ``photo``, or None.
        ele: cm or None.
        heading: direction of view in hundredths of a degree from north, or None.
        heading_true: True for true north, False for magnetic.
        camera: maker and model, cut.
        findings: what was odd or missing.
        kind: ``jpeg`` or ``heic``.
    """

    width: int
    height: int
    orientation: int = 1
    time: int | None = None
    offset_known: bool = False
    gps_time: int | None = None
    position: Position | None = None
    ele: int | None = None
    heading: int | None = None
    heading_true: bool = True
    camera: str = ""
    findings: tuple[Finding, ...] = ()
    kind: str = "jpeg"

    def plain(self) -> dict[str, Any]:
        """As JSON carries it."""
        place = self.position
        return {
            "kind": self.kind,
            "width": self.width,
            "height": self.height,
            "orientation": self.orientation,
            "time": self.time,
            "offset_known": self.offset_known,
            "gps_time": self.gps_time,
            "lon": place.lon if place else None,
            "lat": place.lat if place else None,
            "datum": place.datum if place else UNKNOWN,
            "ele": self.ele,
            "heading": self.heading,
            "heading_true": self.heading_true,
            "camera": self.camera,
            "findings": [finding.plain() for finding in self.findings],
        }
