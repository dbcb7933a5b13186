"""What the season asks for today: fire season and danger, grazing, pine-wilt vector, surveys.

The same for every role; by region and date (``docs/today.md``). Every span may cross the year's
end. What a rule says stands with its source, 未核实 until somebody confirmed it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from patrol_app.domain.grazing_ground import BANNED, RESTED, YOUNG
from patrol_app.domain.instant import day_start
from patrol_app.domain.records.dataset import ZONE
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.rule_text import rule_part, rule_value
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import _
from patrol_app.services.base.seasons import in_season
from patrol_app.services.ports import Condition, Listing, Queries, State
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.rules import rule_book

FIRE: Final = "fire.season."
VECTOR: Final = "pwd.vector_off."
GRAZING: Final = "grazing"
SURVEY: Final = "survey.window."
CLEAR: Final = "pwd.clear.deadline"
AHEAD_DAYS: Final = 7  # a window is announced so many days before it opens
DONE: Final[tuple[State, ...]] = ("submitted", "changed")


@dataclass(frozen=True)
class Season:
    """One cell of the season strip.

    Attributes:
        key: ``danger``, ``fire``, ``vector``, ``grazing`` or ``survey``.
        title: what it is, with the day it is in; active: whether it is on today.
        span: first and last day in words.
        source: where it stands; unverified: nobody confirmed it.
        hint: one line of what it means today.
        level: of the fire danger, 1 to 5; 0 for every other cell.
        left: days until it ends, today not counted; None where it does not run.
    """

    key: str
    title: str
    span: str
    active: bool
    source: str = ""
    unverified: bool = False
    hint: str = ""
    level: int = 0
    left: int | None = None


@dataclass(frozen=True)
class _Book:
    """The rules as they hold for the own unit."""

    book: RuleBook
    unit: str

    def find(self, key: str, day: str) -> RuleValue | None:
        """The unit's own row before the general one."""
        return self.book.find(key, day, self.unit)

    def rows(self) -> list[RuleValue]:
        """Every row, in key order."""
        return self.book.rows()


def seasons(queries: Queries, day: str) -> list[Season]:
    """The cells for the Beijing day ``day`` (``YYYY-MM-DD``)."""
    book = _Book(rule_book(queries), queries.identity().unit)
    found = [_danger(queries, day), _fire(book, day)]
    profile = profile_in_use(queries)
    found.append(_grazing(queries, day, whole=profile is None or profile.shows(GRAZING)))
    vector = _pair(book, VECTOR, day)
    if vector is not None:
        endemic = profile is not None and profile.pwd_mode == "ENDEMIC"
        found.append(_vector(*vector, book.find(CLEAR, day), day, endemic=endemic))
    found += _surveys(book, day)
    return [one for one in found if one is not None]


def day_in(start: int, end: int, day: str) -> int | None:
    """The how-manieth day of the season ``start``..``end`` (mmdd, may span the year's end).

    Returns:
        1 on the first day; None outside.
    """
    today = date.fromisoformat(day)
    at = today.month * 100 + today.day
    inside = start <= at <= end if start <= end else at >= start or at <= end
    if not inside:
        return None
    year = today.year if at >= start else today.year - 1
    return (today - date(year, *_month_day(start, year))).days + 1


def days_left(end: int, day: str) -> int:
    """Days from ``day`` to the next ``end`` (mmdd); 0 on the day itself."""
    today = date.fromisoformat(day)
    for year in (today.year, today.year + 1):
        last = date(year, *_month_day(end, year))
        if last >= today:
            return (last - today).days
    raise AssertionError("a day of the year comes within two years")


def _month_day(value: int, year: int) -> tuple[int, int]:
    month, day = divmod(value, 100)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return month, min(day, 29 if leap else 28) if month == 2 else day


def _pair(book: _Book, prefix: str, day: str) -> tuple[RuleValue, RuleValue] | None:
    start, end = book.find(prefix + "start", day), book.find(prefix + "end", day)
    return (start, end) if start is not None and end is not None else None


def _fire(book: _Book, day: str) -> Season | None:
    """The season that is on, else the first that is known."""
    names = sorted(
        {
            row.key.removeprefix(FIRE).removesuffix(".start")
            for row in book.rows()
            if row.key.startswith(FIRE) and row.key.endswith(".start")
        }
    )
    known = [(name, pair) for name in names if (pair := _pair(book, f"{FIRE}{name}.", day))]
    if not known:
        return None
    running = [one for one in known if day_in(one[1][0].value, one[1][1].value, day) is not None]
    name, (start, end) = (running or known)[-1]
    number = day_in(start.value, end.value, day)
    named = rule_part(name)
    title = _("{name}, day {n}").format(name=named, n=number) if number else named
    hint = _("Fire patrols, check people and vehicles") if number else _("Not in season today")
    left = days_left(end.value, day) if number else None
    span, on = _span(start, end), number is not None
    return Season("fire", title, span, on, *_told(start, end), hint, left=left)


def _danger(queries: Queries, day: str) -> Season | None:
    """The level that the newest patrol of today wrote down; nothing where none did.

    The level is published by others and only noted here: it is never computed (§6.6).
    """
    since = Condition("start_at", ">=", day_start(day))
    rows = queries.page(Listing("patrol", (since,), DONE, limit=20)).rows
    for row in rows:
        record = row.record
        if isinstance(record, Patrol) and record.danger_level and row.own.get("date") == day:
            level = record.danger_level
            words = vocabulary("danger").label(str(level))
            hint = _("Noted in {number}").format(number=record.number)
            return Season("danger", _("Fire danger today"), words, True, hint=hint, level=level)
    return None


def _vector(
    start: RuleValue, end: RuleValue, clear: RuleValue | None, day: str, *, endemic: bool
) -> Season:
    """Rest or flight; in an epidemic area with the days left to clear infected wood."""
    number = day_in(start.value, end.value, day)
    if endemic:
        resting, flying = (
            _("Vector rests: clear infected wood"),
            _("Vector flies: as dead, so cleared"),
        )
    else:
        resting, flying = _("Vector rests"), _("Vector flies: watch wilting pines")
    hint, told, left = "", _told(start, end), None
    if number:
        hint = _("Deadline is the end of the rest")
        left = days_left(end.value, day)
        if endemic and clear is not None:
            left = days_left(clear.value, day)
            hint = _("Clear by {day}, {n} days left").format(
                day=rule_value(clear.value, "mmdd"), n=left
            )
            told = (told[0], told[1] or clear.unverified)
    title = resting if number else flying
    span = _span(start, end)
    if not number:  # the flight is what lies between two rests
        first, last = _beside(end.value, 1), _beside(start.value, -1)
        span = f"{rule_value(first, 'mmdd')} — {rule_value(last, 'mmdd')}"
    return Season("vector", title, span, number is not None, *told, hint, left=left)


def _beside(value: int, days: int) -> int:
    """The day (mmdd) so many days after ``value``; no year ends in February for it."""
    month, day = divmod(value, 100)
    other = date(2000, month, day) + timedelta(days=days)
    return other.month * 100 + other.day


def _surveys(book: _Book, day: str) -> list[Season]:
    """Survey windows that are open today, or open within a week; others are not shown."""
    made = []
    ahead = [
        (date.fromisoformat(day) + timedelta(days=n)).isoformat() for n in range(1, AHEAD_DAYS + 1)
    ]
    for row in {one.key: one for one in book.rows()}.values():
        if not (row.key.startswith(SURVEY) and row.key.endswith(".start")):
            continue
        name = row.key.removeprefix(SURVEY).removesuffix(".start")
        pair = _pair(book, f"{SURVEY}{name}.", day)
        if pair is None:
            continue
        start, end = pair
        number, part = day_in(start.value, end.value, day), rule_part(name)
        coming = next((n for n, d in enumerate(ahead, 1) if day_in(start.value, end.value, d)), 0)
        if number is not None:
            left = days_left(end.value, day)
            title = _("Survey now: {name}, day {n}").format(name=part, n=number)
            hint = _("{n} days left; nothing found is recorded too").format(n=left)
            made.append(Season("survey", title, _span(*pair), True, *_told(*pair), hint, left=left))
        elif coming:
            title = _("Survey in {n} days: {name}").format(name=part, n=coming)
            hint = _("Plan the round")
            made.append(Season("survey", title, _span(*pair), False, *_told(*pair), hint))
    return made


def _grazing(queries: Queries, day: str, *, whole: bool) -> Season | None:
    """The areas in force today by kind; only young forest where the city has no grazing module."""
    info = queries.datasets_loaded().get(ZONE)
    if info is None:
        if not whole:
            return None
        hint = _("Import them in base data")
        return Season("grazing", _("Grazing"), _("No areas loaded"), False, hint=hint)
    on, off = _zones(queries, day)
    if not whole:
        on, off = {YOUNG: on.get(YOUNG, 0)}, {}
        if not on[YOUNG]:
            return None
    words = " · ".join(
        _("{kind} {n}").format(kind=vocabulary("zone_kind").label(kind), n=count)
        for kind, count in on.items()
    )
    resting = sum(off.values())
    hint = _("{n} areas are out of season today").format(n=resting) if resting else info.name
    title = _("Grazing: closed today") if on else _("Grazing: nothing closed today")
    span = words or _("{n} areas").format(n=info.count)
    return Season("grazing", title, span, bool(on), info.issuer, False, hint)


def _zones(queries: Queries, day: str) -> tuple[dict[str, int], dict[str, int]]:
    """Areas in force on ``day`` by kind: in their season, and out of it; rotation is no ban."""
    on: Counter[str] = Counter()
    off: Counter[str] = Counter()
    after = ""
    while part := queries.feature_page(ZONE, after):
        for row in part:
            first, last = str(row.attrs.get("valid_from", "")), str(row.attrs.get("valid_to", ""))
            if (first and day < first) or (last and day > last):
                continue
            kind = str(row.attrs.get("zone_kind", ""))
            if kind in (BANNED, RESTED, YOUNG):
                seasons_of = tuple(map(str, row.attrs.get("seasons", ())))
                (on if in_season(seasons_of, day) else off)[kind] += 1
        after = part[-1].code
    order = (BANNED, RESTED, YOUNG)
    return {one: on[one] for one in order if on[one]}, dict(off)


def _span(start: RuleValue, end: RuleValue) -> str:
    return f"{rule_value(start.value, 'mmdd')} — {rule_value(end.value, 'mmdd')}"


def _told(start: RuleValue, end: RuleValue) -> tuple[str, bool]:
    return start.source, start.unverified or end.unverified
