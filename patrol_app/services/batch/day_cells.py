"""The cells of the sheet of days: dates, words, tenths, levels."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from patrol_app.domain.vocabulary import vocabulary

_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_NUMBER = re.compile(r"(-?\d{1,3})(?:\.(\d))?\s*(?:℃|级|度)?")


def read_date(text: str) -> str:
    """``YYYY-MM-DD`` of a typed date, or empty."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return ""
    year, month, day = (int(part) for part in found.groups())
    return f"{year}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else ""


def read_cell(name: str, text: str) -> Any:
    """The value of a patrol's field as a sheet says it; None where it cannot be read."""
    return _READERS.get(name, _prose)(text.strip())


def _word(code: str) -> Callable[[str], str | None]:
    def read(text: str) -> str | None:
        """A code or label of the vocabulary."""
        for term in vocabulary(code).terms:
            if text in (term.code, term.zh, term.en) and not term.retired:
                return term.code
        return None

    return read


def _tenths(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    if not found:
        return None
    whole = int(found.group(1)) * 10
    part = int(found.group(2) or 0)
    return whole - part if found.group(1).startswith("-") else whole + part


def _whole(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    return int(found.group(1)) if found and not found.group(2) else None


def _level(text: str) -> int | None:
    """``3``, ``3级`` or the level's name."""
    named = _word("danger")(text)
    return int(named) if named else _whole(text)


def _prose(text: str) -> str | None:
    return text or None


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "weather": _word("weather"),
    "wind_dir": _word("wind_dir"),
    "patrol_type": _word("patrol_type"),
    "means": _word("means"),
    "temp_c_e1": _tenths,
    "wind_force": _whole,
    "danger_level": _level,
}
