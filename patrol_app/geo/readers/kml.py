"""KML and KMZ: gx:Track and gx:MultiTrack, lines with or without times, marked places.

Versions and namespaces are passed over (2.0 to 2.3, Google's gx). Rings and polygons are no
track; links to other files are never followed (OGC 07-147r2, Google's KML reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.archive import Archive
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.gathered import Gathered, walked
from patrol_app.geo.readers.result import TrackFile, Waypoint
from patrol_app.geo.readers.xml_pass import visit
from patrol_app.geo.too_much import need_marks, need_points
from patrol_app.geo.types import UNKNOWN
from patrol_app.i18n import N_

UTC_WORD: Final = (
    "gpx.no_offset",
    N_("{count} times name no offset; they were read as UTC, as the format says"),
)
_TUPLE = re.compile(r"[^\s,]+(?:\s*,\s*[^\s,]+)*")  # "1, 2, 3" with blanks occurs in the wild
_STEP: Final = 50_000  # places of a line turned into numbers at once
_LINKS: Final = ("NetworkLink",)


def read_kml(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """Everything a KML document holds.

    Args:
        data: the file's bytes, any encoding with a mark or a declaration.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, no KML, a document type, nothing but links, or nothing readable.
    """
    findings = Findings()
    wrong = UserError("kml.not_kml", N_("This is not a KML file"))
    found, encoding = visit(data, "kml", wrong, lambda: _Places(datum), findings)
    if found.links and not found.total() and not found.areas:
        raise UserError(
            "kml.links", N_("The KML file only points to other files; those are not fetched")
        )
    found.tell(findings)
    marks = walked(found.gathered, found.marks, findings)
    tracks = found.gathered.tracks(datum)
    if not tracks and not marks and not found.areas:
        findings.add("file.empty", N_("The file holds no points"))
    return TrackFile("kml", tracks, (), tuple(marks), findings.all(), encoding)


def read_kmz(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """The main document of a KMZ: ``doc.kml``, or the first KML file in it.

    Raises:
        UserError: the archive breaks a rule, holds no KML, or as ``read_kml``.
    """
    archive = Archive(data)
    names = [entry.name for entry in archive.entries if entry.name.lower().endswith(".kml")]
    if not names:
        raise UserError("kmz.no_kml", N_("There is no KML file in the archive"))
    main = next((name for name in names if name.lower() == "doc.kml"), names[0])
    found = read_kml(archive.read(main, limits.XML_BYTES), datum)
    more = Findings()
    more.add(
        "kmz.more",
        N_("{count} further KML files in the archive were not read"),
        len(names) - 1,
    )
    findings = (*found.findings, *more.all())
    return TrackFile("kmz", found.tracks, (), found.waypoints, findings, found.encoding)


class _Places:
    """What one pass over a KML document finds.

    Args:
        datum: of the marked places.

    Attributes:
        gathered: the tracks; marks: the marked places.
        areas: rings and polygons met; links: links to other files.
    """

    def __init__(self, datum: str) -> None:
        self._datum = datum
        self.gathered = Gathered(0, UTC_WORD)
        self.marks: list[Waypoint] = []
        self.areas = self.links = 0
        self._unpaired = self._spans = self._single = 0
        self._whens: list[str] = []
        self._coords: list[str] = []
        self._place()

    def _place(self) -> None:
        """Forget what belongs to one placemark only."""
        self._name = ""
        self._when = self._begin = self._end = ""
        self._points: list[str] = []
        self._lines: list[tuple[int, int]] = []
        self._multi = False

    def total(self) -> int:
        """Points of tracks and marked places so far."""
        return len(self.gathered) + len(self.marks) + len(self._points)

    def start(self, path: tuple[str, ...], attributes: Mapping[str, str]) -> None:
        """Containers begin, the rest is read when it ends."""
        word = path[-1]
        if word == "Placemark":
            self._place()
        elif word == "MultiTrack":
            self._multi = True
            self.gathered.begin(self._name)
        elif word == "Track":
            self._whens, self._coords = [], []
            if self._multi:
                self.gathered.segment()
            else:
                self.gathered.begin(self._name)
        elif word in _LINKS:
            self.links += 1
        elif word == "Polygon" or (word == "LinearRing" and "Polygon" not in path):
            self.areas += 1

    def end(self, path: tuple[str, ...], text: str) -> None:
        """Take what an element held."""
        word, parent = path[-1], path[-2] if len(path) > 1 else ""
        if parent == "Track":
            self._of_track(word, text)
        elif word == "coordinates":
            self._of_geometry(parent, text)
        elif word == "when" and parent == "TimeStamp":
            self._when = text
        elif word == "begin":
            self._begin = text
        elif word == "end":
            self._end = text
        elif word == "name" and parent == "Placemark":
            self._name = " ".join(text.split())[: limits.NAME_CHARS]
            if self._multi or self._lines:
                self.gathered.rename(self._name)
        elif word == "Track":
            self._close_track()
        elif word == "MultiTrack":
            self._multi = False
        elif word == "Placemark":
            self._close_place()

    def tell(self, findings: Findings) -> None:
        """Say what was left out."""
        self.gathered.tell(findings)
        findings.add(
            "kml.unpaired",
            N_("{count} times or places of tracks had no partner"),
            self._unpaired,
        )
        findings.add(
            "kml.span",
            N_("{count} lines have a time for their beginning and end only"),
            self._spans,
        )
        findings.add(
            "kml.one_time", N_("{count} lines have one time only: that of their beginning"),
            self._single,
        )  # fmt: skip
        findings.add(
            "file.areas", N_("{count} areas or rings are no track; they were left out"), self.areas
        )
        findings.add(
            "kml.links_left",
            N_("{count} links to other files were not followed: nothing is fetched"),
            self.links,
        )

    def _of_track(self, word: str, text: str) -> None:
        if word == "when":
            self._whens.append(text)
        elif word == "coord":
            self._coords.append(text)
        need_points(len(self._coords) + len(self._whens), 2 * limits.TRACK_POINTS)

    def _close_track(self) -> None:
        """Pair times and places by their order, as the format says; empty places have none."""
        gathered, first = self.gathered, len(self.gathered)
        paired = len(self._whens) == len(self._coords)
        if self._whens and not paired:
            self._unpaired += abs(len(self._whens) - len(self._coords))
        whens = self._whens if paired else [""] * len(self._coords)
        # a place without numbers is a moment at which the receiver had no fix
        rows = [
            (*parts, "", "", when.strip())
            for coord, when in zip(self._coords, whens, strict=True)
            if (parts := coord.replace(",", " ").split()[:3])
        ]
        lon, lat, ele = ([row[at] for row in rows] for at in range(3))
        gathered.extend(lon, lat, ele, [row[-1] for row in rows])
        if not self._whens:
            self._lines.append((first, len(gathered)))
        self._whens, self._coords = [], []

    def _of_geometry(self, parent: str, text: str) -> None:
        if parent == "LineString":
            first = len(self.gathered)
            self.gathered.begin(self._name)
            tuples = _numbers(text)
            while rows := [(*numbers[:3], "", "") for numbers in islice(tuples, _STEP)]:
                self.gathered.extend(*([row[at] for row in rows] for at in range(3)))
            self._lines.append((first, len(self.gathered)))
        elif parent == "Point":
            self._points.append(text)

    def _close_place(self) -> None:
        """Points and lines of one placemark, with its name and times."""
        when = self.gathered.moment(self._when or self._begin) if self._points else None
        for text in self._points:
            numbers = next(_numbers(text), [])
            lon, lat = [*numbers, "", ""][:2]
            ele = self.gathered.height(numbers[2]) if len(numbers) > 2 else None
            mark = self.gathered.mark(lon, lat, self._name, self._datum, when, ele or None)
            if mark is not None:
                self.marks.append(mark)
            need_marks(len(self.marks))
        lines = [line for line in self._lines if line[1] > line[0]]
        if lines:
            self._time_lines(lines)
        self._place()

    def _time_lines(self, lines: list[tuple[int, int]]) -> None:
        """The times of a placemark are those of its line's ends, nothing in between."""
        begin = self.gathered.moment(self._begin or self._when)
        end = self.gathered.moment(self._end)
        if begin is not None:
            self.gathered.set_time(lines[0][0], begin)
        if end is not None and lines[-1][1] - 1 > lines[0][0]:
            self.gathered.set_time(lines[-1][1] - 1, end)
            self._spans += begin is not None
        elif begin is not None:
            self._single += 1


def _numbers(text: str) -> Iterator[list[str]]:
    """The written numbers of each tuple of ``coordinates``, one tuple at a time."""
    for match in _TUPLE.finditer(text):
        yield [part.strip() for part in islice(match.group().split(","), 4)]
