"""NMEA 0183 logs: RMC, GGA, GNS and ZDA of any talker (GP, GN, GL, GA, GB, BD ...).

Sentences of one time of day make one fix. Only RMC and ZDA name a date; the others follow it over
midnight, and those before the first date are reckoned back from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.columns import whole
from patrol_app.geo.readers.finding import Findings
from patrol_app.geo.readers.gathered import HDOP_MAX, HEIGHT_MAX, Gathered
from patrol_app.geo.readers.kml import UTC_WORD
from patrol_app.geo.readers.result import TrackFile
from patrol_app.geo.readers.text import marked_encoding, recode
from patrol_app.geo.readers.times import DAY_MS, to_ms
from patrol_app.geo.too_much import need_bytes
from patrol_app.geo.types import LAT_MAX, LON_MAX, UNIT, UNKNOWN
from patrol_app.i18n import N_

_SENTENCE = re.compile(rb"\$[A-Z]{2}(?:RMC|GGA|GNS|ZDA),[^\r\n$]*")
_ANY = re.compile(rb"\$[A-Z]{4,5},[^\r\n]*")
_NO_FIX: Final = frozenset({0, 7, 8})  # GGA quality: none, typed in by hand, simulator
_FIELDS_LEAST: Final = 6  # of ZDA, the shortest of the four; what has less is cut off
_HALF_DAY_MS: Final = DAY_MS // 2


@dataclass
class _Fix:
    """What the sentences of one time of day say together."""

    clock: int
    lon: int | None = None
    lat: int | None = None
    ele: int | None = None
    hdop: int | None = None
    day: int | None = None
    void: bool = False


def read_nmea(data: bytes, datum: str = UNKNOWN) -> TrackFile:
    """The fixes of a log as one track; the receiver's other lines are passed over.

    Args:
        data: the file's bytes; UTF-16 is known by its mark or its zero bytes.
        datum: source datum that a person gave.

    Raises:
        UserError: too large, no such sentences, or no fix in any of them.
    """
    need_bytes(data, limits.NMEA_BYTES)
    encoding = "ascii"
    if marked_encoding(data) is not None:
        recoded = recode(data)
        data, encoding = recoded.data, recoded.encoding
    log = _Log()
    for line, sentence in _sentences(data):
        log.take(line, sentence)
    log.close()
    findings = Findings()
    log.tell(findings)
    if not log.sentences:
        if _ANY.search(data) is None:
            raise UserError("nmea.not_nmea", N_("There are no NMEA sentences in the file"))
        raise UserError(
            "nmea.no_position", N_("No sentence in the file tells a position (RMC, GGA, GNS)")
        )
    gathered = log.gathered()
    if not len(gathered):
        raise UserError(
            "nmea.no_fix",
            N_("The receiver had no fix anywhere in the file ({count} sentences)"),
            count=log.sentences,
        )
    gathered.tell(findings)
    return TrackFile("nmea", gathered.tracks(datum), (), (), findings.all(), encoding)


def _sentences(data: bytes) -> Iterator[tuple[int, str]]:
    """Line number and text of each sentence of interest; noise around them is passed over."""
    line = at = 0
    for match in _SENTENCE.finditer(data):
        line += data.count(b"\n", at, match.start())
        at = match.start()
        yield line + 1, match.group().decode("latin-1").rstrip()


class _Log:
    """Sentences in, fixes out."""

    def __init__(self) -> None:
        self.sentences = 0
        self._fixes: list[_Fix] = []
        self._open: _Fix | None = None
        self._bad = self._checksum = self._no_fix = 0
        self._first_bad = 0
        self._turns = 0  # midnights passed since the first sentence
        self._last: int | None = None
        self._base: int | None = None  # day number of the first sentence, once a date was seen

    def take(self, line: int, text: str) -> None:
        """Read one sentence; a broken one is counted with the line of the first."""
        import pynmea2

        self.sentences += 1
        try:
            if len(text) > limits.NMEA_LINE_BYTES or text.count(",") < _FIELDS_LEAST:
                raise ValueError("no such sentence")
            said = pynmea2.parse(text)
            clock = _clock(said.timestamp)
            if clock is not None:
                self._read(said, clock)
        except pynmea2.ChecksumError:
            self._checksum += 1
        except (pynmea2.ParseError, ValueError, TypeError, AttributeError, LookupError):
            self._bad += 1
            self._first_bad = self._first_bad or line

    def _read(self, said: Any, clock: int) -> None:
        kind = said.sentence_type
        day = _day(said, kind)
        fixed = kind != "ZDA" and _fixed(said, kind)
        place = _place(said) if fixed else None
        fix = self._open
        if fix is None or fix.clock != clock:
            self.close()
            fix = self._open = _Fix(clock)
        if day is not None:
            fix.day = day
        fix.void |= kind != "ZDA" and not fixed
        if place is not None and fix.lon is None:
            fix.lon, fix.lat = place
        if place is not None and kind in ("GGA", "GNS") and fix.ele is None:
            fix.ele = whole(said.altitude, 100, HEIGHT_MAX)
            fix.hdop = whole(str(said.horizontal_dil or ""), 100, HDOP_MAX)

    def close(self) -> None:
        """The sentences of one time are over: reckon the day."""
        fix, self._open = self._open, None
        if fix is None:
            return
        if self._last is not None and fix.clock < self._last - _HALF_DAY_MS:
            self._turns += 1
        self._last = fix.clock
        if fix.day is not None:
            if self._base is None:
                self._base = fix.day - self._turns
                for earlier in self._fixes:
                    assert earlier.day is not None
                    earlier.day += self._base
            # A date that jumps is a new one: the log goes on at another day.
            self._base = fix.day - self._turns
        else:
            fix.day = self._turns + (self._base or 0)
        if fix.lon is not None:
            self._fixes.append(fix)
        else:
            self._no_fix += fix.void

    def gathered(self) -> Gathered:
        """The fixes as points; without any date they have no time."""
        made = Gathered(0, UTC_WORD)
        made.begin()
        dated = self._base is not None
        for fix in self._fixes:
            time = (fix.day or 0) * DAY_MS + fix.clock if dated else None
            made.add(fix.lon, fix.lat, fix.ele, time, fix.hdop)
        if not dated:
            made.lose_time(len(self._fixes))
        return made

    def tell(self, findings: Findings) -> None:
        """Say what was left out."""
        findings.add(
            "nmea.unreadable",
            N_("{count} sentences could not be read, the first on line {line}"),
            self._bad,
            line=self._first_bad,
        )
        findings.add(
            "nmea.checksum",
            N_("{count} sentences with a wrong checksum were left out"),
            self._checksum,
        )
        findings.add("nmea.no_fix", N_("{count} times without a fix were left out"), self._no_fix)
        findings.add(
            "nmea.no_date",
            N_("No sentence names a date: the points have no time"),
            int(self._base is None and bool(self._fixes)),
        )


def _clock(value: object) -> int | None:
    """Milliseconds of the day; None for an empty field."""
    if value in (None, ""):
        return None
    if not isinstance(value, time):
        raise ValueError("no time of day")
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    return seconds * 1000 + value.microsecond // 1000


def _day(said: Any, kind: str) -> int | None:
    """Days since 1970 where the sentence names a date."""
    if kind == "RMC":
        named = said.datestamp
    elif kind == "ZDA" and said.day and said.month and said.year:
        named = date(int(said.year), int(said.month), int(said.day))
    else:
        return None
    if isinstance(named, datetime):
        named = named.date()
    if named in (None, ""):
        return None
    if not isinstance(named, date):
        raise ValueError("no date")
    return to_ms(named.year, named.month, named.day, 0) // DAY_MS


def _fixed(said: Any, kind: str) -> bool:
    """Whether the receiver vouches for the position."""
    if kind == "RMC":
        return bool(said.status == "A")
    if kind == "GGA":
        return int(said.gps_qual or 0) not in _NO_FIX
    # GNS: a letter a satellite system, N for none, M by hand, S simulated.
    return bool(set(str(said.mode_indicator or "N")) - set("NMS"))


def _place(said: Any) -> tuple[int, int] | None:
    """Longitude and latitude in 1e-7 degrees; None for empty fields."""
    if not said.lat or not said.lon:
        return None
    if said.lat_dir not in ("N", "S") or said.lon_dir not in ("E", "W"):
        raise ValueError("no hemisphere")
    lon, lat = whole(said.longitude, UNIT, LON_MAX), whole(said.latitude, UNIT, LAT_MAX)
    if lon is None or lat is None:
        raise ValueError("out of range")
    return lon, lat
