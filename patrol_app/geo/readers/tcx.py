"""TCX (Training Center Database v1, v2): walked tracks of activities, planned ones of courses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.gathered import Gathered
from patrol_app.geo.readers.kml import UTC_WORD
from patrol_app.geo.readers.result import TrackFile, Waypoint
from patrol_app.geo.readers.xml_pass import visit
from patrol_app.geo.too_much import need_marks
from patrol_app.geo.types import UNKNOWN
from patrol_app.i18n import N_

_OF_POINT: Final = frozenset({"Time", "LatitudeDegrees", "LongitudeDegrees", "AltitudeMeters"})


def read_tcx(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """Everything a TCX document holds; a damaged tail is left out and said so.

    Args:
        data: the file's bytes.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, no TCX, a document type, or nothing readable in it.
    """
    findings = Findings()
    wrong = UserError("tcx.not_tcx", N_("This is not a TCX file"))
    found, encoding = visit(
        data, "TrainingCenterDatabase", wrong, lambda: _Points(datum), findings
    )  # fmt: skip
    found.walked.tell(findings)
    found.planned.tell(findings)
    tracks, routes = found.walked.tracks(datum), found.planned.tracks(datum)
    findings.add(
        "point.unlocated",
        N_("{count} entries without a place were left out: the receiver had no fix"),
        found.unlocated,
    )
    findings.add(
        "gpx.routes",
        N_("{count} planned routes are in the file; they are not a walked track"),
        len(routes),
    )
    if not tracks and not routes:
        findings.add("file.empty", N_("The file holds no points"))
    marks = tuple(found.marks)
    return TrackFile("tcx", tracks, routes, marks, findings.all(), encoding, found.receiver)


class _Points:
    """What one pass finds: a ``Trackpoint`` without a ``Position`` is a mere heart beat."""

    def __init__(self, datum: str) -> None:
        self._datum = datum
        self.walked = Gathered(0, UTC_WORD)
        self.planned = Gathered(0, UTC_WORD)
        self.marks: list[Waypoint] = []
        self.unlocated = 0
        self.receiver = ""
        self._now = self.walked
        self._point: dict[str, str] = {}
        self._name = ""

    def total(self) -> int:
        """Points so far."""
        return len(self.walked) + len(self.planned) + len(self.marks)

    def start(self, path: tuple[str, ...], attributes: Mapping[str, str]) -> None:
        """Activities and courses are tracks, each ``Track`` in them is a segment."""
        word = path[-1]
        if word == "Trackpoint" or word == "CoursePoint":
            self._point, self._name = {}, ""
        elif word in ("Activity", "Course"):
            self._now = self.walked if word == "Activity" else self.planned
            self._now.begin()
        elif word == "Track":
            self._now.segment()

    def end(self, path: tuple[str, ...], text: str) -> None:
        """Take the point when it is whole."""
        word, parent = path[-1], path[-2] if len(path) > 1 else ""
        if word in _OF_POINT:
            self._point[word] = text.strip()
        elif word == "Name" and parent == "Course":
            self._now.rename(text)
        elif word == "Name" and parent == "CoursePoint":
            self._name = text
        elif word == "UnitId" and parent == "Creator":
            serial = text.strip()
            self.receiver = serial[: limits.XML_TEXT_CHARS] if serial.strip("0") else ""
        elif word == "Trackpoint":
            self._close()
        elif word == "CoursePoint":
            self._mark()

    def _close(self) -> None:
        point, now = self._point, self._now
        if "LatitudeDegrees" not in point and "LongitudeDegrees" not in point:
            self.unlocated += 1
            return
        lon, lat = now.place(point.get("LongitudeDegrees"), point.get("LatitudeDegrees"))
        ele, time = now.height(point.get("AltitudeMeters")), now.moment(point.get("Time"))
        now.add(lon, lat, ele, time)

    def _mark(self) -> None:
        point, now = self._point, self._now
        ele, time = now.height(point.get("AltitudeMeters")), now.moment(point.get("Time"))
        lon, lat = point.get("LongitudeDegrees"), point.get("LatitudeDegrees")
        mark = now.mark(lon, lat, self._name, self._datum, time, ele)
        if mark is not None:
            self.marks.append(mark)
        need_marks(len(self.marks))
