"""Working days: weekdays, unless the calendar of the folder names a day otherwise.

The first filling of a year is what the State Council published for it, as far as the package
with these days knows the year; the bureau edits it, and nothing is guessed for other years.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.dataset import CALENDAR
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base.content import encode
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.datasets import Datasets
from patrol_app.services.ports import Clock, Queries, Store
from patrol_app.services.session import Actor

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


def due_after(queries: Queries, day: str, working_days: int) -> str:
    """The date ``working_days`` working days after ``day``; the day itself does not count."""
    first = date.fromisoformat(day)
    last = first + timedelta(days=working_days * 3 + 30)
    named = {row[0]: row[1] for row in queries.calendar_days(day, last.isoformat())}
    left, at = working_days, first
    while left > 0:
        at += timedelta(days=1)
        left -= named.get(at.isoformat(), at.weekday() < _SATURDAY)
    return at.isoformat()


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


class CalendarDesk:
    """The calendar of one folder.

    Args:
        store: the open folder.
        clock: the device's clocks.
        datasets: publishes the new version.
    """

    def __init__(self, store: Store, clock: Clock, datasets: Datasets) -> None:
        self._store = store
        self._clock = clock
        self._datasets = datasets

    def this_year(self) -> int:
        """The Beijing year."""
        return beijing(self._clock.now_ms()).year

    def days(self, year: int) -> list[Day]:
        """The days of ``year`` that the calendar names, in order."""
        rows = self._store.queries.calendar_days(f"{year}-01-01", f"{year}-12-31")
        return [Day(*row) for row in rows]

    def fill(self, actor: Actor, year: int) -> DatasetInfo:
        """Put the published days of ``year`` in place of what the calendar names in it.

        Raises:
            UserError: ``session.forbidden``, ``calendar.year``.
        """
        return self._publish(actor, published(year), drop=str(year))

    def put(self, actor: Actor, day: Day) -> DatasetInfo:
        """Name one day.

        Raises:
            UserError: ``session.forbidden``, ``calendar.day``.
        """
        try:
            date.fromisoformat(day.day)
        except ValueError as error:
            raise UserError("calendar.day", N_("No such day"), field="day") from error
        return self._publish(actor, [day], drop=day.day)

    def clear(self, actor: Actor, day: str) -> DatasetInfo:
        """Let one day be what its weekday says.

        Raises:
            UserError: ``session.forbidden``.
        """
        return self._publish(actor, [], drop=day)

    def _publish(self, actor: Actor, days: list[Day], *, drop: str) -> DatasetInfo:
        kept = [Day(*row) for row in self._store.queries.calendar_days()]
        kept = [one for one in kept if not one.day.startswith(drop)]
        rows = [
            {"day": one.day, "working": one.working, "name": one.name} for one in (*kept, *days)
        ]
        today = beijing(self._clock.now_ms()).strftime("%Y-%m-%d")
        return self._datasets.publish(actor, CALENDAR, "工作日历", encode(CALENDAR, rows), today)
