"""Season windows of zones: ``MM-DD~MM-DD``, over the new year too (domain.md §5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAY: Final = r"(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?"
_WINDOW: Final = re.compile(rf"{_DAY}\s*(?:~|～|至|到|—+|–|-)\s*{_DAY}")
_BETWEEN: Final = re.compile(r"[\s;；,，、]*")


def parse_seasons(text: str) -> tuple[str, ...]:
    """Windows of a cell such as ``3月15日至6月30日`` or ``04-01~06-30; 09-01~10-15``.

    Raises:
        ValueError: something in it is no window of days.
    """
    found, at = [], 0
    for match in _WINDOW.finditer(text):
        if not _BETWEEN.fullmatch(text, at, match.start()):
            raise ValueError("not a season")
        first = _day(match.group(1), match.group(2))
        found.append(f"{first}~{_day(match.group(3), match.group(4))}")
        at = match.end()
    if not _BETWEEN.fullmatch(text, at):
        raise ValueError("not a season")
    return tuple(found)


def in_season(seasons: Sequence[str], date: str) -> bool:
    """Whether a day lies in one of the windows, both ends included; always without windows.

    Args:
        seasons: as ``parse_seasons`` gives them.
        date: ``YYYY-MM-DD``.
    """
    day = date[5:]
    for window in seasons:
        first, _, last = window.partition("~")
        if first <= last:
            if first <= day <= last:
                return True
        elif day >= first or day <= last:
            return True
    return not seasons


def _day(month: str, day: str) -> str:
    if not 1 <= int(month) <= 12 or not 1 <= int(day) <= _DAYS[int(month) - 1]:
        raise ValueError("no such day")
    return f"{int(month):02d}-{int(day):02d}"
