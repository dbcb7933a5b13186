"""The station's sheet of days: weather and fire danger by date, typed once for all rangers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.import_types import Note

MOST_BYTES: Final = 1 << 20  # a year of days is a hundredth of this
DATE: Final = "date"
# Heads that sheets use for a field; English names are the field's own.
HEADS: Final[Mapping[str, str]] = {
    "日期": DATE, "date": DATE, "天气": "weather", "weather": "weather", "气温": "temp_c_e1",
    "气温(℃)": "temp_c_e1", "temp_c": "temp_c_e1", "风力": "wind_force",
    "wind_force": "wind_force", "风向": "wind_dir", "wind_dir": "wind_dir",
    "火险等级": "danger_level", "火险": "danger_level", "danger_level": "danger_level",
    "路线": "route", "巡护路线": "route", "route": "route",
}  # fmt: skip
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")
_NUMBER = re.compile(r"(-?\d{1,3})(?:\.(\d))?\s*(?:℃|级|度)?")


def read_days(data: bytes) -> tuple[dict[str, dict[str, Any]], tuple[Note, ...]]:
    """Values by date, and what could not be read.

    Args:
        data: CSV with a head line; UTF-8, or GB18030 as office programs write it.

    Raises:
        UserError: ``batch.days``: no column of dates.
    """
    rows = list(csv.reader(io.StringIO(_text(data))))
    heads = [HEADS.get(cell.strip().casefold(), "") for cell in rows[0]] if rows else []
    if DATE not in heads:
        raise UserError("batch.days", N_("The sheet of days needs a column of dates"))
    made: dict[str, dict[str, Any]] = {}
    bad = 0
    for row in rows[1:]:
        named = dict(zip(heads, row, strict=False))
        date = read_date(named.pop(DATE, ""))
        if not date:
            bad += any(cell.strip() for cell in row)
            continue
        for name, text in named.items():
            if name and text.strip():
                value = read_cell(name, text)
                bad += value is None
                if value is not None:
                    made.setdefault(date, {})[name] = value
    note = Note("batch.days", N_("{count} cells of the sheet of days could not be read"), bad)
    return made, (note,) if bad else ()


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


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UserError("batch.days", N_("The sheet of days needs a column of dates"))
