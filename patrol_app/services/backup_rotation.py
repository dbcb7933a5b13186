"""Which backups stay: the newest of 7 days, 4 weeks, 12 months (reliability design, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from patrol_app.domain.instant import beijing
from patrol_app.services.backup_types import BackupRow

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12
DAY_MS: Final = 86_400_000
Period = Callable[[datetime], str]
# period of a Beijing date, how many of them are kept, days after which the last one is gone
_RULES: tuple[tuple[Period, int, int], ...] = (
    (lambda day: day.strftime("%Y-%m-%d"), DAYS, 7),
    (lambda day: day.strftime("%G-%V"), WEEKS, 28),
    (lambda day: day.strftime("%Y-%m"), MONTHS, 366),
)


def kept(rows: Iterable[BackupRow]) -> set[BackupRow]:
    """The rows of one folder that stay: the newest of each of the last periods that have one.

    A backup that failed its proof never takes the place of a proved one, and the newest proved
    one always stays.
    """
    good = sorted(
        (row for row in rows if row.state == "proven"), key=lambda row: row.made_ms, reverse=True
    )
    found = set(good[:1])
    for period, count, _days in _RULES:
        seen: dict[str, BackupRow] = {}
        for row in good:
            seen.setdefault(period(beijing(row.made_ms)), row)
        found |= set(list(seen.values())[:count])
    return found


def to_drop(rows: Iterable[BackupRow]) -> list[BackupRow]:
    """The rows of one folder that rotation takes away: none while nothing is proved."""
    every = list(rows)
    stay = kept(every)
    if not stay:
        return []
    newest = max(row.made_ms for row in stay)
    # one that is newer and not proved yet is not judged
    return [row for row in every if row not in stay and row.made_ms <= newest]


def expires_ms(row: BackupRow, rows: Iterable[BackupRow]) -> int:
    """When rotation will have taken ``row`` away at the latest, UTC ms; for lists of what still
    holds erased data. It stays longer only while no newer backup is made."""
    others = [one for one in rows if one.folder == row.folder]
    days = 0
    for period, _count, last in _RULES:
        mine = period(beijing(row.made_ms))
        newest = max(
            (one for one in others if period(beijing(one.made_ms)) == mine),
            key=lambda one: one.made_ms,
            default=row,
        )
        if newest == row:
            days = max(days, last)
    return row.made_ms + (days or DAYS) * DAY_MS
