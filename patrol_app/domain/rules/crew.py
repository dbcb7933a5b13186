"""Rules of training, physical tests and equipment (``domain.md`` §6.2, §6.4, §10.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.crew import (
    Equipment,
    EquipmentAct,
    Fitness,
    Training,
    session_minutes,
)
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.team import FIRE_CREWS, Team
from patrol_app.domain.remark import Level, Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_


def session_times(session: Training, context: RuleContext) -> list[Remark]:
    """The session ends after it began, is over, and is longer than its breaks."""
    found = in_order(session.start_at, session.end_at, "end_at")
    found += not_future(session.end_at, "end_at", context)
    if session.start_at and session.end_at and not found and session_minutes(session) is None:
        found.append(
            Remark("training.breaks", "error", "break_min", N_("The breaks are the whole session"))
        )
    return found


def attended(session: Training, context: RuleContext) -> list[Remark]:
    """Somebody was there; everybody is marked; absence has a reason; nobody stands twice."""
    rows = session.attendance
    found = _people("attendance", (row.person_id for row in rows))
    if not any(row.present for row in rows):
        found.append(
            Remark("training.nobody", "error", "attendance", N_("Nobody is marked present"))
        )
    silent = sum(1 for row in rows if row.person_id and row.present is None)
    if silent:
        found.append(
            Remark(
                "training.roll_call",
                "error",
                "attendance",
                N_("{count} of the roster are marked neither present nor absent"),
                {"count": silent},
            )
        )
    bare = sum(1 for row in rows if row.present is False and not row.reason)
    if bare:
        found.append(
            Remark(
                "training.absent",
                "error",
                "attendance",
                N_("{count} absent without a reason"),
                {"count": bare},
            )
        )
    whole = session_minutes(session)
    if whole is not None and any((row.minutes or 0) > whole for row in rows):
        found.append(
            Remark(
                "training.minutes",
                "error",
                "attendance",
                N_("Somebody has more minutes than the session ({minutes})"),
                {"minutes": whole},
            )
        )
    return found


def taught(session: Training, context: RuleContext) -> list[Remark]:
    """Somebody taught it."""
    if session.instructor_id or session.guest:
        return []
    return [
        Remark("training.instructor", "error", "instructor_id", N_("Say who taught the session"))
    ]


def tested(test: Fitness, context: RuleContext) -> list[Remark]:
    """Each person has a result or a reason, stands once; the test is over."""
    found = not_future(test.tested_at, "tested_at", context)
    found += _people("results", (row.person_id for row in test.results))
    bare = sum(1 for row in test.results if row.value_e2 is None and not row.reason)
    if bare:
        found.append(
            Remark(
                "fitness.bare",
                "error",
                "results",
                N_("{count} have neither a result nor a reason"),
                {"count": bare},
            )
        )
    if not any(row.value_e2 is not None for row in test.results):
        found.append(Remark("fitness.nobody", "error", "results", N_("There is no result yet")))
    return found


def lines(test: Fitness, context: RuleContext) -> list[Remark]:
    """The good line is the harder one; a line says where it comes from."""
    found = []
    if test.pass_e2 is not None and test.good_e2 is not None:
        wrong = test.good_e2 > test.pass_e2 if test.better == "low" else test.good_e2 < test.pass_e2
        if wrong:
            found.append(
                Remark(
                    "fitness.lines",
                    "error",
                    "good_e2",
                    N_("The good line is easier than the pass line"),
                )
            )
    if test.pass_e2 is not None and not test.basis:
        found.append(
            Remark("fitness.basis", "warning", "basis", N_("Say which rule sets the pass line"))
        )
    return found


def counted(thing: Equipment | EquipmentAct, context: RuleContext) -> list[Remark]:
    """Not more sound pieces than there are."""
    if thing.count is None or thing.sound is None or thing.sound <= thing.count:
        return []
    return [
        Remark(
            "equipment.sound",
            "error",
            "sound",
            N_("{sound} sound of {count}: more than there are"),
            {"sound": thing.sound, "count": thing.count},
        )
    ]


def dated(thing: Equipment, context: RuleContext) -> list[Remark]:
    """The next check lies after the last one."""
    if not thing.checked_on or not thing.check_due or thing.checked_on < thing.check_due:
        return []
    return [
        Remark(
            "equipment.dates", "error", "check_due", N_("The next check must be after the last one")
        )
    ]


def handed_over(act: EquipmentAct, context: RuleContext) -> list[Remark]:
    """A hand-over names both hands."""
    found = not_future(act.at, "at", context)
    if act.act == "custody" and (
        not act.giver_id or not act.taker_id or act.giver_id == act.taker_id
    ):
        found.append(
            Remark("equipment.hands", "error", "taker_id", N_("A hand-over names two persons"))
        )
    return found


def age_on(person: Person, day: str) -> int | None:
    """Whole years of age on the ISO date ``day``; None where the date of birth is not known."""
    if not person.born_on or not day:
        return None
    born, then = date.fromisoformat(person.born_on), date.fromisoformat(day)
    return then.year - born.year - ((then.month, then.day) < (born.month, born.day))


def fit_to_serve(record: Drill | Training | Fitness, context: RuleContext) -> list[Remark]:
    """Whoever took part was of age and had a medical certificate that held on the day (§6.1).

    A warning: what happened is written down as it was; the team is where it is prevented.
    """
    field = "results" if isinstance(record, Fitness) else "attendance"
    moment = record.tested_at if isinstance(record, Fitness) else record.start_at
    there = context.related.get("people", ())
    return _fit(there, date_of(moment.ms) if moment else "", field, "warning", context)


def members(team: Team, context: RuleContext) -> list[Remark]:
    """Size, age and medical certificates of a fire crew (§6.1); other teams are free."""
    if team.team_type not in FIRE_CREWS:
        return []
    today, there = date_of(context.now_ms), context.related.get("people", ())
    found = _fit(there, today, "member_ids", "error", context)
    least = context.book.find("team.size.min", today, team.unit)
    most = context.book.find("team.size.max", today, team.unit)
    if there and least and most and not least.value <= len(there) <= most.value:
        words = N_("{n} people; the rule says {low} to {high}")
        limits = {"n": len(there), "low": least.value, "high": most.value}
        found.append(Remark("team.size", "note", "member_ids", words, limits))
    blank = sum(1 for one in there if not one.fit_until)
    if blank:
        words = N_("{n} of the crew have no date of a medical certificate")
        found.append(Remark("team.fit_blank", "note", "member_ids", words, {"n": blank}))
    return found


def _fit(
    people: Iterable[Person], day: str, field: str, level: Level, context: RuleContext
) -> list[Remark]:
    """Remarks on people who are too young or whose certificate has run out on ``day``."""
    found: list[Remark] = []
    rule = context.book.find("team.age.min", day)
    there = [one for one in people if day]
    young = [one.name for one in there if rule and _below(age_on(one, day), rule.value)]
    if young and rule:
        words = N_("Not yet {age} years old: {names}")
        said = {"age": rule.value, "names": "、".join(young)}
        found.append(Remark("crew.minor", level, field, words, said))
    unfit = [one.name for one in there if one.fit_until and one.fit_until < day]
    if unfit:
        words = N_("Medical certificate run out: {names}")
        found.append(Remark("crew.unfit", "warning", field, words, {"names": "、".join(unfit)}))
    return found


def _below(age: int | None, least: int) -> bool:
    return age is not None and age < least


def _people(field: str, people: Iterable[str | None]) -> list[Remark]:
    named = [one for one in people if one]
    if len(set(named)) == len(named):
        return []
    return [Remark("crew.twice", "error", field, N_("Somebody stands on the list twice"))]


TRAINING = (session_times, attended, taught, fit_to_serve)
FITNESS = (tested, lines, fit_to_serve)
TEAM = (members,)
EQUIPMENT = (counted, dated)
ACT = (counted, handed_over)
