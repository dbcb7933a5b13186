"""Which days are working days: weekdays, unless a published calendar says otherwise."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Queries

_SATURDAY = 5
# The package names the days in English; papers and forms are Chinese.
_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
}


@dataclass(frozen=True)
class Day:
    """A day that is not what its weekday says, or that has a name.

    Attributes:
        day: ``YYYY-MM-DD``; working: whether people work on it; name: holiday, or empty.
    """

    day: str
    working: bool
    name: str


def is_working(queries: Queries, day: str) -> bool:
    """Whether ``day`` (``YYYY-MM-DD``) is a working day."""
    named = queries.calendar_days(day, day)
    return named[0][1] if named else date.fromisoformat(day).weekday() < _SATURDAY


class Workdays:
    """The calendar, read once at first use: for the limits of many records in one go.

    Args:
        queries: of the open store; what is published later is not seen.
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._found: dict[tuple[str, int], str] = {}

    @cached_property
    def _named(self) -> dict[str, bool]:
        return {row[0]: row[1] for row in self._queries.calendar_days()}

    def after(self, day: str, working_days: int) -> str:
        """As ``due_after``."""
        asked = (day, working_days)
        if asked not in self._found:
            self._found[asked] = _counted(day, working_days, self._named)
        return self._found[asked]


def due_after(queries: Queries, day: str, working_days: int) -> str:
    """The date ``working_days`` working days after ``day``; the day itself does not count."""
    last = date.fromisoformat(day) + timedelta(days=working_days * 3 + 30)
    named = {row[0]: row[1] for row in queries.calendar_days(day, last.isoformat())}
    return _counted(day, working_days, named)


def _counted(day: str, working_days: int, named: Mapping[str, bool]) -> str:
    left, at = working_days, date.fromisoformat(day)
    while left > 0:
        at += timedelta(days=1)
        left -= named.get(at.isoformat(), at.weekday() < _SATURDAY)
    return at.isoformat()


def months_after(day: str, months: int) -> str:
    """The same day of the month so many months later (earlier below 0), or the month's last.

    Args:
        day: ``YYYY-MM-DD``; months: whole months.
    """
    given = date.fromisoformat(day)
    year, month = divmod(given.year * 12 + given.month - 1 + months, 12)
    return date(year, month + 1, min(given.day, monthrange(year, month + 1)[1])).isoformat()


def published(year: int) -> list[Day]:
    """The days of ``year`` as published: holidays and the weekends worked in exchange.

    Raises:
        UserError: ``calendar.year``: not known for this year.
    """
    import chinese_calendar

    known: Mapping[date, str] = chinese_calendar.holidays
    worked: Mapping[date, str] = chinese_calendar.workdays
    found = [Day(day.isoformat(), False, _NAMES.get(name, name)) for day, name in known.items()]
    found += [Day(day.isoformat(), True, _NAMES.get(name, name)) for day, name in worked.items()]
    chosen = sorted((one for one in found if one.day[:4] == str(year)), key=lambda one: one.day)
    if not chosen:
        raise UserError("calendar.year", N_("The holidays of {year} are not known yet"), year=year)
    return chosen
