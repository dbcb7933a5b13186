"""Daily temperatures as people have them: lines or a csv file, read strictly."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from patrol_app.domain.degree_days import Weather, gapless
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base import cells

MOST_DAYS: Final = 1_000
MOST_BYTES: Final = 1_000_000
COLDEST, WARMEST = -700, 600  # 1/10 °C
_DAY: Final = ("日期", "date", "day", "时间", "观测日期")
_LOW: Final = ("最低", "tmin", "min", "low")
_HIGH: Final = ("最高", "tmax", "max", "high")
_SPLIT: Final = re.compile(r"[\s,，;；]+")


def read_text(text: str) -> list[Weather]:
    """Days from lines: day, lowest, highest °C, parted by blanks, commas or semicolons.

    A first line with words says which column is which; other columns are left out.

    Raises:
        UserError: ``weather.line`` (with the line's number), ``weather.order``, ``weather.many``.
    """
    rows = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    parts = [(number, _cells(line)) for number, line in rows]
    columns = (0, 1, 2)
    if parts and _headed(parts[0][1]):
        columns = _columns(*parts[0])
        parts = parts[1:]
    if len(parts) > MOST_DAYS:
        raise UserError("weather.many", N_("At most {n} days can be taken"), n=MOST_DAYS)
    found = [_day(number, one, columns) for number, one in parts]
    found.sort(key=lambda one: one.day)
    try:
        gapless(found)
    except ValueError as error:
        raise UserError(
            "weather.order",
            N_("A day is missing or doubled before {day}"),
            day=str(error).partition(" ")[0],
        ) from error
    return found


def read_file(path: Path) -> list[Weather]:
    """Days from a csv file in UTF-8 or GB18030, see ``read_text``.

    Raises:
        UserError: as ``read_text``; ``weather.file``: it cannot be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError("weather.file", N_("{name} is no list of days"), name=path.name)
        raw = path.read_bytes()
    except OSError as error:
        raise UserError("weather.file", N_("{name} cannot be read"), name=path.name) from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    return read_text(text)


def text_of(days: Sequence[Weather]) -> str:
    """The days one a line, as ``read_text`` takes them."""
    return "\n".join(f"{one.day} {_degrees(one.low_e1)} {_degrees(one.high_e1)}" for one in days)


def _cells(line: str) -> list[str]:
    if "," in line or "\t" in line:
        mark = "\t" if "\t" in line else ","
        return [cell.strip() for cell in next(csv.reader([line], delimiter=mark))]
    return [cell for cell in _SPLIT.split(line.strip()) if cell]


def _headed(row: Sequence[str]) -> bool:
    return not any(character.isdigit() for character in row[0])


def _columns(number: int, row: Sequence[str]) -> tuple[int, int, int]:
    """Where day, lowest and highest stand.

    Raises:
        UserError: ``weather.line``.
    """
    places = []
    for words in (_DAY, _LOW, _HIGH):
        fits = [at for at, cell in enumerate(row) if any(w in cell.lower() for w in words)]
        if not fits:
            raise _refused(number)
        places.append(fits[0])
    return places[0], places[1], places[2]


def _day(number: int, row: Sequence[str], columns: tuple[int, int, int]) -> Weather:
    try:
        day, low, high = (row[at] for at in columns)
        made = Weather(cells.date(day), _e1(low), _e1(high))
    except (ValueError, IndexError, InvalidOperation) as error:
        raise _refused(number) from error
    if made.low_e1 > made.high_e1:
        raise _refused(number)
    return made


def _refused(number: int) -> UserError:
    return UserError(
        "weather.line",
        N_("Line {n} is not day, lowest and highest temperature"),
        field="weather",
        n=number,
    )


def _e1(text: str) -> int:
    value = int((Decimal(text) * 10).quantize(Decimal(1), ROUND_HALF_UP))
    if not COLDEST <= value <= WARMEST:
        raise ValueError("no temperature")
    return value


def _degrees(value_e1: int) -> str:
    sign = "-" if value_e1 < 0 else ""
    return f"{sign}{abs(value_e1) // 10}.{abs(value_e1) % 10}"
