"""Working days: weekdays, unless the calendar of the folder names a day otherwise.

The first filling of a year is what the State Council published for it, as far as the package
with these days knows the year; the bureau edits it, and nothing is guessed for other years.
"""

from __future__ import annotations

from datetime import date

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.dataset import CALENDAR
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base.content import encode
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.services.datasets import Datasets
from patrol_app.services.ports import Clock, Store
from patrol_app.services.session import Actor
from patrol_app.services.working_days import Day, published


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
