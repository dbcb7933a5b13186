"""What the season asks for today: fire season, grazing areas, the rest of the pine-wilt vector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from patrol_app.domain.records.dataset import ZONE
from patrol_app.domain.rule_text import rule_part, rule_value
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.i18n import _
from patrol_app.services.ports import Queries
from patrol_app.services.profiles import profile_in_use
from patrol_app.services.rules import rule_book

FIRE: Final = "fire.season."
VECTOR: Final = "pwd.vector_off."
GRAZING: Final = "grazing"
SURVEY: Final = "survey.window."


@dataclass(frozen=True)
class Season:
    """One cell of the season strip.

    Attributes:
        key: ``fire``, ``vector``, ``grazing`` or ``survey``.
        title: what it is, with the day it is in; active: whether it is on today.
        span: first and last day in words.
        source: where it stands; unverified: nobody confirmed it.
        hint: one line of what it means today.
    """

    key: str
    title: str
    span: str
    active: bool
    source: str = ""
    unverified: bool = False
    hint: str = ""


def seasons(queries: Queries, day: str) -> list[Season]:
    """The cells for the Beijing day ``day`` (``YYYY-MM-DD``)."""
    book = rule_book(queries)
    found = [_fire(book, day)]
    profile = profile_in_use(queries)
    if profile is None or profile.shows(GRAZING):
        found.append(_grazing(queries))
    vector = _pair(book, VECTOR, day)
    if vector is not None:
        found.append(_vector(*vector, day))
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


def _month_day(value: int, year: int) -> tuple[int, int]:
    month, day = divmod(value, 100)
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return month, min(day, 29 if leap else 28) if month == 2 else day


def _pair(book: RuleBook, prefix: str, day: str) -> tuple[RuleValue, RuleValue] | None:
    start, end = book.find(prefix + "start", day), book.find(prefix + "end", day)
    return (start, end) if start is not None and end is not None else None


def _fire(book: RuleBook, day: str) -> Season | None:
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
    return Season("fire", title, _span(start, end), number is not None, *_told(start, end), hint)


def _vector(start: RuleValue, end: RuleValue, day: str) -> Season:
    number = day_in(start.value, end.value, day)
    title = (
        _("Vector rests: clear infected wood") if number else _("Vector flies: as dead, so cleared")
    )
    hint = _("Deadline is the end of the rest") if number else ""
    return Season("vector", title, _span(start, end), number is not None, *_told(start, end), hint)


def _surveys(book: RuleBook, day: str) -> list[Season]:
    """Survey windows that are open today; closed ones are not shown."""
    made = []
    for row in book.rows():
        if not (row.key.startswith(SURVEY) and row.key.endswith(".start")):
            continue
        name = row.key.removeprefix(SURVEY).removesuffix(".start")
        pair = _pair(book, f"{SURVEY}{name}.", day)
        number = day_in(pair[0].value, pair[1].value, day) if pair else None
        if pair is None or number is None:
            continue
        title = _("Survey now: {name}, day {n}").format(name=rule_part(name), n=number)
        hint = _("Nothing found is recorded too")
        made.append(Season("survey", title, _span(*pair), True, *_told(*pair), hint))
    return made


def _grazing(queries: Queries) -> Season | None:
    info = queries.datasets_loaded().get(ZONE)
    if info is None:
        return Season(
            "grazing", _("Grazing"), _("No areas loaded"), False, hint=_("Import them in base data")
        )
    words = _("{n} areas").format(n=info.count)
    return Season("grazing", _("Grazing"), words, True, info.issuer, False, info.name)


def _span(start: RuleValue, end: RuleValue) -> str:
    return f"{rule_value(start.value, 'mmdd')} — {rule_value(end.value, 'mmdd')}"


def _told(start: RuleValue, end: RuleValue) -> tuple[str, bool]:
    return start.source, start.unverified or end.unverified
