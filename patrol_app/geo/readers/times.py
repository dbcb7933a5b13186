"""Times of files as UTC milliseconds: one at a time with every variant, or many at once."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

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
