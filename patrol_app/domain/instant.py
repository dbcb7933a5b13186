"""Instants and dates. Stored as UTC milliseconds, shown and grouped in fixed UTC+08:00.

No time-zone data base is asked (Windows has none): China has kept one offset since 1991,
and a record must read the same on every machine (``docs/format.md``, sync rules).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal, NamedTuple

BEIJING = timezone(timedelta(hours=8))
MINUTE_MS = 60_000
DAY_MS = 86_400_000
WEEKDAYS = "一二三四五六日"
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)

Precision = Literal["minute", "second"]


class Instant(NamedTuple):
    """A moment and how exactly it is known; JSON ``[ms, "minute"|"second"]``.

    Attributes:
        ms: UTC milliseconds since 1970.
        precision: ``minute`` when typed from a watch, ``second`` from a receiver or camera.
    """

    ms: int
    precision: Precision = "minute"


def beijing(ms: int) -> datetime:
    """The wall time at UTC+08:00 of ``ms`` (UTC milliseconds)."""
    return datetime.fromtimestamp(0, BEIJING) + timedelta(milliseconds=ms)


def date_of(ms: int) -> str:
    """The Beijing calendar date of ``ms`` as ``YYYY-MM-DD``."""
    return beijing(ms).strftime("%Y-%m-%d")


def day_start(date: str) -> int:
    """UTC milliseconds of Beijing midnight at the start of ``date`` (``YYYY-MM-DD``).

    Raises:
        ValueError: ``date`` is not a calendar date.
    """
    day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=BEIJING)
    return to_ms(day)


def to_ms(moment: datetime) -> int:
    """UTC milliseconds of an aware ``moment``.

    Raises:
        ValueError: ``moment`` has no offset.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment has no offset")
    delta = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return delta // timedelta(milliseconds=1)


def parse_iso(text: str) -> Instant:
    """Read ISO 8601 with minutes at least; without an offset it is Beijing time.

    A date alone is refused: times are recorded to the minute (domain fact 7).

    Raises:
        ValueError: not such a text, or no such moment.
    """
    found = _ISO.fullmatch(text.strip())
    if not found:
        raise ValueError("not a date and time to the minute")
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    zone = BEIJING
    if offset and offset != "Z":
        sign = -1 if offset[0] == "-" else 1
        digits = offset[1:].replace(":", "")
        zone = timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    elif offset == "Z":
        zone = timezone(timedelta(0))
    micro = int((fraction or "0").ljust(6, "0"))
    moment = datetime(
        int(year), int(month), int(day), int(hour), int(minute), int(second or 0), micro, zone
    )
    return Instant(to_ms(moment), "second" if second else "minute")


def to_iso(instant: Instant) -> str:
    """ISO 8601 at +08:00, as exact as the instant says."""
    moment = beijing(instant.ms)
    if instant.precision == "minute":
        return moment.strftime("%Y-%m-%dT%H:%M+08:00")
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    milli = instant.ms % 1000
    return f"{text}.{milli:03d}+08:00" if milli else f"{text}+08:00"


def minute_text(ms: int) -> str:
    """``YYYY-MM-DD HH:MM`` at UTC+08:00, as screens show it."""
    return beijing(ms).strftime("%Y-%m-%d %H:%M")


def paper_text(ms: int) -> str:
    """``YYYY年M月D日 HH时MM分`` at UTC+08:00, as papers print it."""
    moment = beijing(ms)
    return f"{moment.year}年{moment.month}月{moment.day}日 {moment:%H}时{moment:%M}分"


def paper_date(date: str) -> str:
    """``YYYY年M月D日`` of an ISO date."""
    year, month, day = date.split("-")
    return f"{int(year)}年{int(month)}月{int(day)}日"


def weekday(date: str) -> str:
    """``星期一`` … ``星期日`` of an ISO date."""
    return "星期" + WEEKDAYS[beijing(day_start(date)).weekday()]
