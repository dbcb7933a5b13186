"""Times of files as UTC milliseconds: one at a time with every variant, or many at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

MINUTE_MS: Final = 60_000
DAY_MS: Final = 86_400_000
BEIJING_MINUTES: Final = 480
_EPOCH: Final = date(1970, 1, 1).toordinal()

_ISO = re.compile(
    r"(\d{4})[-/.:年](\d{1,2})[-/.:月](\d{1,2})日?"
    r"(?:[T\s]\s*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:[.,](\d+))?秒?)?)"
    r"\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(\d{4})(\d{2})(\d{2})T?(\d{2})(\d{2})(\d{2})()(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


def to_ms(year: int, month: int, day: int, seconds: int, millis: int = 0) -> int:
    """UTC ms of a civil date (proleptic Gregorian) and the seconds of its day.

    Raises:
        ValueError: no such date.
    """
    return (date(year, month, day).toordinal() - _EPOCH) * DAY_MS + seconds * 1000 + millis


def parse_time(text: str, offset_minutes: int) -> tuple[int, bool] | None:
    """UTC ms of one written time.

    Args:
        text: ISO 8601 with ``T`` or a blank, slashes, points or Chinese signs between the parts,
            fractions cut to ms.
        offset_minutes: offset from UTC taken when the text names none.

    Returns:
        The time and whether the text named its offset; None when it cannot be read.
    """
    match = _ISO.fullmatch(text.strip()) or _COMPACT.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return None
    seconds = int(hour) * 3600 + int(minute) * 60 + int(second or 0)
    try:
        stamp = to_ms(
            int(year), int(month), int(day), seconds, int((fraction or "")[:3].ljust(3, "0"))
        )
    except ValueError:
        return None
    minutes = offset_minutes if zone is None else parse_offset(zone)
    if minutes is None:
        return None
    return stamp - minutes * MINUTE_MS, zone is not None


def parse_offset(zone: str) -> int | None:
    """Minutes east of UTC of ``Z``, ``+08:00``, ``+0800`` or ``+08``; None when impossible."""
    if zone.upper() in ("Z", "UTC", "GMT"):
        return 0
    if len(zone) < 3 or zone[0] not in "+-" or not zone[1:].replace(":", "").isdecimal():
        return None
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:4])
    if minutes > 14 * 60 or int(digits[2:4]) > 59:
        return None
    return -minutes if zone[0] == "-" else minutes


def parse_column(
    texts: Sequence[str], offset_minutes: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], int]:
    """Many times at once; equal to ``parse_time`` on each (a test holds it).

    Args:
        texts: written times, empty where absent.
        offset_minutes: offset taken where a text names none.

    Returns:
        UTC ms (n,), whether each could be read (n,), how many named no offset.
    """
    size = len(texts)
    if size:
        length = len(texts[0])
        whole = "".join(texts)
        if length in _TEMPLATES and len(whole) == size * length and whole.isascii():
            raw = np.frombuffer(whole.encode(), dtype=np.uint8)
            done = parse_rows(raw.reshape(size, length))
            if done is not None:
                return done, np.ones(size, dtype=np.bool_), 0
    return _one_by_one(texts, offset_minutes)


def _one_by_one(
    texts: Sequence[str], offset_minutes: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], int]:
    stamps = np.zeros(len(texts), dtype=np.int64)
    known = np.zeros(len(texts), dtype=np.bool_)
    without = 0
    for index, text in enumerate(texts):
        read = parse_time(text, offset_minutes) if text else None
        if read is not None:
            stamps[index], known[index] = read[0], True
            without += not read[1]
    return stamps, known, without


_TEMPLATES: Final = {20: "0000-00-00T00:00:00Z", 24: "0000-00-00T00:00:00.000Z"}


TEMPLATE_LENGTHS: Final = frozenset(_TEMPLATES)


def parse_rows(rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64] | None:
    """UTC ms of rows that all are ``2026-08-03T00:00:00Z`` or ``2026-08-03T00:00:00.000Z``.

    Args:
        rows: ASCII codes (n, 20 or 24).

    Returns:
        Times (n,), or None when any row is otherwise or no real time.
    """
    size, length = rows.shape
    template = np.frombuffer(_TEMPLATES[length].encode(), dtype=np.uint8)
    digits = template == ord("0")
    if (rows[:, ~digits] != template[~digits]).any():
        return None
    # Column by column is several times quicker than row by row here.
    numbers = np.ascontiguousarray(rows[:, digits].T) - np.uint8(ord("0"))
    if (numbers > 9).any():
        return None
    part = numbers.astype(np.int64)

    def number(begin: int, end: int) -> npt.NDArray[np.int64]:
        """The decimal number of digit columns begin..end."""
        value: npt.NDArray[np.int64] = part[begin]
        for column in range(begin + 1, end):
            value = value * 10 + part[column]
        return value

    year, month, day = number(0, 4), number(4, 6), number(6, 8)
    hour, minute, second = number(8, 10), number(10, 12), number(12, 14)
    if (hour > 23).any() or (minute > 59).any() or (second > 60).any():
        return None
    days = _days(year, month, day)
    if days is None:
        return None
    millis = number(14, 17) if length == 24 else np.zeros(size, dtype=np.int64)
    stamps: npt.NDArray[np.int64] = ((days * 24 + hour) * 60 + minute) * MINUTE_MS
    stamps += second * 1000 + millis
    return stamps


def _days(
    year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64] | None:
    """Days since 1970-01-01 of civil dates, or None when one does not exist."""
    if (month < 1).any() or (month > 12).any() or (day < 1).any() or (year < 1).any():
        return None
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[D]").astype(np.int64)
    if (day > following - first).any():
        return None
    return first + day - 1
