"""What the fire crews ask for today: drills, hours, equipment, certificates (``domain.md`` §6).

Of crews of the own unit each line stands by itself; of units below the quarter's drills are
counted together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from patrol_app.domain.instant import date_of, day_start
from patrol_app.domain.period import period_of
from patrol_app.domain.records.drill import Drill, step_ms
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.team import FIRE_CREWS, Team
from patrol_app.domain.rules.crew import age_on
from patrol_app.domain.season import days_of, in_fire_season
from patrol_app.domain.setting import RuleBook
from patrol_app.services.duty_table import shown
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Queries, State
from patrol_app.services.readiness import (
    KitLine,
    Readiness,
    crews,
    readiness_of,
)
from patrol_app.services.session import Actor
from patrol_app.services.value_words import listed

Tone = Literal["overdue", "due", "info"]
DONE: Final[tuple[State, ...]] = ("submitted", "changed")
QUARTER_SOON: Final = 30  # days before the quarter ends from which a missing drill is due
GRACE_DAYS: Final = 90  # of the year in which nobody is behind with the hours
LOOK_BACK: Final = 92  # days for which problems of a drill are asked for
KIT_TONES: Final[dict[str, Tone]] = {
    "overdue": "overdue", "scrap": "overdue", "unsound": "due", "soon": "due",
    "scrap_soon": "info",
}  # fmt: skip


@dataclass(frozen=True)
class Duty:
    """One line.

    Attributes:
        code: what it is about; the window has its words.
        tone: ``overdue``, ``due`` or ``info``.
        name: of the team, round, level ... that it is about; more: a second word or day.
        left: days (hours of a first report) until the limit; negative after it.
        unverified: the rule behind it is 未核实.
        go: (type code, record id) to open; None for the page of the type.
        count: how many.
    """

    code: str
    tone: Tone
    name: str
    more: str = ""
    left: int = 0
    unverified: bool = False
    go: tuple[str, str] | None = None
    count: int = 1


def worst_first(found: Iterable[Duty]) -> list[Duty]:
    """Overdue, due, then the rest; within a tone by what is left."""
    order = ("overdue", "due", "info")
    return sorted(found, key=lambda one: (order.index(one.tone), one.left))


def crew_duties(queries: Queries, book: RuleBook, now_ms: int, actor: Actor) -> list[Duty]:
    """Lines about crews that ``actor`` should see; none without the right to write drills."""
    today, unit = date_of(now_ms), queries.identity().unit
    found: list[Duty] = []
    if shown(actor, "drill_running"):
        found += running(queries)
    if shown(actor, "drill_problem"):
        found += unlisted(queries, now_ms)
    teams = [one for one in crews(queries, today) if one.team_type in FIRE_CREWS]
    own = [one for one in teams if one.unit == unit]
    for team in own:
        card = readiness_of(queries, team, today, book)
        if shown(actor, "kit"):
            found += kit(card)
        if shown(actor, "training"):
            found += hours(card, book)
        if shown(actor, "crew_fit"):
            found += certificates(card, book)
    if shown(actor, "drill_quarter"):
        found += quarter(queries, book, today, own, [one for one in teams if one.unit != unit])
    return found


def running(queries: Queries) -> list[Duty]:
    """Drills whose clock runs: begun live, not ended."""
    live = Listing("drill", (Condition("live", "=", True),), ("draft",))
    drills = [row.record for row in pages(queries, live)]
    return [
        Duty("drill_running", "due", one.name or one.number, go=("drill", one.id))
        for one in drills
        if isinstance(one, Drill) and one.end_at is None and (step_ms(one, "T0") or one.start_at)
    ]


def unlisted(queries: Queries, now_ms: int) -> list[Duty]:
    """Submitted drills of the own unit with problems that are not on the ledger."""
    since = day_start(_after(date_of(now_ms), -LOOK_BACK))
    asked = (
        Condition("start_at", ">=", since),
        Condition("start_at", "<", now_ms),
        Condition("unit", "=", queries.identity().unit),
    )
    found = []
    for row in pages(queries, Listing("drill", asked, DONE)):
        drill = row.record
        if not isinstance(drill, Drill) or not drill.problems:
            continue
        rows = queries.children("problem", "drill_id", drill.id)
        known = {getattr(one.record, "drill_problem", "") for one in rows if not one.deleted}
        left = sum(1 for one in drill.problems if one.text and one.key not in known)
        if left:
            go = ("drill", drill.id)
            found.append(Duty("drill_problem", "due", drill.name, drill.number, go=go, count=left))
    return found


def quarter(
    queries: Queries, book: RuleBook, today: str, own: list[Team], below: list[Team]
) -> list[Duty]:
    """Crews that are behind with the drills of the quarter.

    Only a quarter with days of the fire season asks for drills (§6.4); without any rule of the
    season every quarter does.
    """
    span = period_of("季度", today)
    seasons = [in_fire_season(book, day) for day in days_of(span)]
    if not any(one is None or one for one in seasons):
        return []
    counted = (
        Condition("start_at", ">=", day_start(span.first)),
        Condition("start_at", "<", day_start(_after(today, 1))),
    )
    held: dict[str, int] = {}
    for row in pages(queries, Listing("drill", counted, DONE)):
        team = getattr(row.record, "team_id", None) or ""
        held[team] = held.get(team, 0) + 1
    left = _days(today, span.last)
    tone: Tone = "due" if left <= QUARTER_SOON else "info"
    found, behind, weak = [], 0, False
    for team in (*own, *below):
        rule = book.find("training.drills_quarter", today, team.unit)
        lacking = rule.value - held.get(team.id, 0) if rule is not None else 0
        if rule is None or lacking <= 0:
            continue
        if team in own:
            found.append(
                Duty("drill_quarter", tone, team.name, span.last, left, rule.unverified,
                     count=lacking)
            )  # fmt: skip
        else:
            behind, weak = behind + 1, weak or rule.unverified
    if behind:
        found.append(Duty("drill_below", tone, "", span.last, left, weak, count=behind))
    return found


def hours(card: Readiness, book: RuleBook) -> list[Duty]:
    """People behind with the hours of the year, by the share of the year that has passed."""
    rule, day = card.hours, date.fromisoformat(card.day)
    passed = day.timetuple().tm_yday
    whole = date(day.year, 12, 31).timetuple().tm_yday
    if rule is None or passed <= GRACE_DAYS:
        return []
    need = rule.value * 60
    behind = [one for one in card.members if one.minutes * whole < need * passed]
    if not behind:
        return []
    left = whole - passed
    soon = book.find("training.behind_days", card.day, card.team.unit)
    tone: Tone = "due" if soon is not None and left <= soon.value else "info"
    name, more = card.team.name, str(rule.value)
    return [Duty("training", tone, name, more, left, rule.unverified, count=len(behind))]


def kit(card: Readiness) -> list[Duty]:
    """Equipment to be checked, scrapped or mended: one line a reason."""
    by_why: dict[str, list[KitLine]] = {}
    for line in card.kit:
        by_why.setdefault(line.why, []).append(line)
    found = []
    for why, lines in by_why.items():
        late = why in ("overdue", "scrap")
        left = -max(one.days for one in lines) if late else min(one.days for one in lines)
        names = listed(dict.fromkeys(one.thing.name for one in lines))
        go = ("equipment", lines[0].thing.id)
        tone = KIT_TONES[why]
        found.append(Duty(f"kit_{why}", tone, names, card.team.name, left, False, go, len(lines)))
    return found


def certificates(card: Readiness, book: RuleBook) -> list[Duty]:
    """Members under age, and medical certificates that ran out or soon do (§6.1)."""
    people = [one.person for one in card.members]
    go, found = ("team", card.team.id), []
    age = book.find("team.age.min", card.day, card.team.unit)
    young = [one for one in people if age and _under(one, card.day, age.value)]
    if young and age:
        said = _names(young)
        found.append(
            Duty("crew_minor", "overdue", said, card.team.name, 0, age.unverified, go, len(young))
        )
    rule = book.find("team.fit_days", card.day, card.team.unit)
    until = _after(card.day, rule.value if rule is not None else 0)
    gone = [one for one in people if one.fit_until and one.fit_until < card.day]
    soon = [one for one in people if one.fit_until and card.day <= one.fit_until <= until]
    lots: tuple[tuple[str, Tone, list[Person]], ...] = (
        ("fit_over", "overdue", gone),
        ("fit_soon", "due", soon),
    )
    for code, tone, some in lots:
        if some:
            left = _days(card.day, min(one.fit_until or "" for one in some))
            name, team = _names(some), card.team.name
            found.append(Duty(code, tone, name, team, left, False, go, len(some)))
    return found


def _under(person: Person, day: str, least: int) -> bool:
    age = age_on(person, day)
    return age is not None and age < least


def _names(people: list[Person]) -> str:
    return listed(one.name for one in people)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
