"""Training sessions, physical tests and equipment of a fire crew (``domain.md`` §6.2, §6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import MINUTE_MS, Instant, date_of
from patrol_app.i18n import N_


class Trainee(Item):
    """One person at a training session.

    Attributes:
        minutes: where somebody came later or left earlier; empty = the whole session.
        points_e2: of a test at the end, 0–100 in 1/100.
    """

    person_id: Annotated[RecordId | None, Ui(N_("Person"), "ref", ref="person", alias="person")] = (
        None
    )
    present: Annotated[bool | None, Ui(N_("Present"), "bool")] = None
    reason: Annotated[Text, Ui(N_("Reason of absence"), "vocab", vocabulary="absence")] = ""
    minutes: Annotated[
        int | None, Field(ge=0, le=10_000), Ui(N_("Own minutes"), "int", low=0, high=1440)
    ] = None
    points_e2: Annotated[
        int | None,
        Field(ge=0, le=10_000),
        Ui(N_("Points"), "decimal", scale=2, alias="points", low=0, high=10_000),
    ] = None


class Training(Record):
    """Training 培训: one session of a crew."""

    name: Annotated[Text, Ui(N_("Topic"), required=True, listed=True)] = ""
    topics: Annotated[
        tuple[Text, ...], Ui(N_("Contents"), "vocabs", vocabulary="training_topic", required=True)
    ] = ()
    team_id: Annotated[
        RecordId | None, Ui(N_("Team"), "ref", ref="team", alias="team", listed=True)
    ] = None
    start_at: Annotated[Instant | None, Ui(N_("Start"), "instant", required=True, listed=True)] = (
        None
    )
    end_at: Annotated[Instant | None, Ui(N_("End"), "instant", required=True)] = None
    break_min: Annotated[
        int | None, Field(ge=0, le=10_000), Ui(N_("Breaks"), "int", unit=N_("min"), low=0, high=720)
    ] = None
    place: Annotated[Text, Ui(N_("Place"), required=True, listed=True)] = ""
    instructor_id: Annotated[
        RecordId | None, Ui(N_("Instructor"), "ref", ref="person", alias="instructor")
    ] = None
    guest: Annotated[Text, Ui(N_("Instructor from elsewhere"))] = ""
    attendance: Annotated[tuple[Trainee, ...], Ui(N_("Who was trained"), "items")] = ()
    content: Annotated[LongText, Ui(N_("What was done"), "longtext")] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def session_minutes(session: Training) -> int | None:
    """Minutes of a session without its breaks; None while a time is missing or they are wrong."""
    if session.start_at is None or session.end_at is None:
        return None
    minutes = (session.end_at.ms - session.start_at.ms) // MINUTE_MS - (session.break_min or 0)
    return minutes if minutes > 0 else None


def minutes_of(session: Training, person: str) -> int:
    """Minutes that count for ``person``: present, the own minutes before the session's."""
    whole = session_minutes(session) or 0
    for row in session.attendance:
        if row.person_id == person and row.present:
            return whole if row.minutes is None else min(row.minutes, whole)
    return 0


def own_training(session: Training) -> Mapping[str, Any]:
    """Date, attendance, minutes of the session and of all persons together."""
    people = [row.person_id for row in session.attendance if row.person_id and row.present]
    return {
        "date": date_of(session.start_at.ms) if session.start_at else None,
        "due": len(session.attendance),
        "present": len(people),
        "minutes": session_minutes(session),
        "person_min": sum(minutes_of(session, one) for one in people),
    }


class Result(Item):
    """What one person reached in a physical test; ``value_e2`` in 1/100 of the test's unit."""

    person_id: Annotated[RecordId | None, Ui(N_("Person"), "ref", ref="person", alias="person")] = (
        None
    )
    value_e2: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Performance"), "decimal", scale=2, alias="value", low=0),
    ] = None
    reason: Annotated[Text, Ui(N_("Why not tested"), "vocab", vocabulary="absence")] = ""
    note: Annotated[Text, Ui(N_("Remark"))] = ""


class Fitness(Record):
    """Physical test 体能测试: one item, many persons. No pass line is brought along (§6.4)."""

    name: Annotated[Text, Ui(N_("Test item"), required=True, listed=True)] = ""
    team_id: Annotated[
        RecordId | None, Ui(N_("Team"), "ref", ref="team", alias="team", listed=True)
    ] = None
    tested_at: Annotated[
        Instant | None, Ui(N_("Tested at"), "instant", required=True, listed=True)
    ] = None
    place: Annotated[Text, Ui(N_("Place"), listed=True)] = ""
    value_unit: Annotated[Text, Ui(N_("Unit of the result"), required=True)] = ""
    better: Annotated[Text, Ui(N_("Better"), "vocab", vocabulary="better", required=True)] = ""
    pass_e2: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Pass line"), "decimal", scale=2, alias="pass_line", low=0, listed=True),
    ] = None
    good_e2: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Good line"), "decimal", scale=2, alias="good_line", low=0),
    ] = None
    age_band: Annotated[Text, Ui(N_("Age band"))] = ""
    basis: Annotated[Text, Ui(N_("Basis of the lines"))] = ""
    tester_id: Annotated[RecordId | None, Ui(N_("Tester"), "ref", ref="person", alias="tester")] = (
        None
    )
    results: Annotated[tuple[Result, ...], Ui(N_("Results"), "items")] = ()
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def passed(test: Fitness, value_e2: int | None) -> bool | None:
    """Whether a result reaches the pass line (the line itself passes); None = cannot be said."""
    if value_e2 is None or test.pass_e2 is None or test.better not in ("low", "high"):
        return None
    return value_e2 <= test.pass_e2 if test.better == "low" else value_e2 >= test.pass_e2


def own_fitness(test: Fitness) -> Mapping[str, Any]:
    """Date, persons tested and persons passed (None without a pass line)."""
    values = [row.value_e2 for row in test.results if row.value_e2 is not None]
    judged = [passed(test, value) for value in values]
    return {
        "date": date_of(test.tested_at.ms) if test.tested_at else None,
        "tested": len(values),
        "passed": None if None in judged else sum(1 for one in judged if one),
    }


class Equipment(Record):
    """Equipment 装备: one kind of thing in one place, or one thing with its own number (§6.2)."""

    name: Annotated[Text, Ui(N_("Name"), required=True, listed=True)] = ""
    kind: Annotated[
        Text, Ui(N_("Kind"), "vocab", vocabulary="equipment_kind", required=True, listed=True)
    ] = ""
    model: Annotated[Text, Ui(N_("Model"), listed=True)] = ""
    serial: Annotated[Text, Ui(N_("Own number"))] = ""
    team_id: Annotated[
        RecordId | None, Ui(N_("Team"), "ref", ref="team", alias="team", listed=True)
    ] = None
    count: Annotated[Count | None, Ui(N_("Count"), "int", required=True, listed=True)] = None
    sound: Annotated[Count | None, Ui(N_("Sound"), "int", required=True, listed=True)] = None
    keeper_id: Annotated[
        RecordId | None, Ui(N_("Keeper"), "ref", ref="person", alias="keeper", listed=True)
    ] = None
    place: Annotated[Text, Ui(N_("Store"))] = ""
    since: Annotated[DateText | None, Ui(N_("In use since"), "date")] = None
    checked_on: Annotated[DateText | None, Ui(N_("Last check"), "date")] = None
    check_due: Annotated[DateText | None, Ui(N_("Next check"), "date", listed=True)] = None
    scrap_on: Annotated[DateText | None, Ui(N_("To be scrapped on"), "date")] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def own_equipment(thing: Equipment) -> Mapping[str, Any]:
    """``完好率 = 完好数/总数`` in 1/10,000 (§6.2); None where nothing is held."""
    if not thing.count or thing.sound is None:
        return {"sound_e4": None}
    return {"sound_e4": (thing.sound * 20_000 + thing.count) // (2 * thing.count)}


class EquipmentAct(Record):
    """What happened to equipment: checked, handed over, added, scrapped. Only ever added.

    Attributes:
        parent_id: the equipment.
        count, sound: what there was after it.
        giver_id, taker_id: of a hand-over; the taker keeps it from then on.
        check_due: the next check, where one was made.
    """

    parent_id: Annotated[
        RecordId | None,
        Ui(N_("Equipment"), "ref", ref="equipment", alias="parent", required=True, listed=True),
    ] = None
    act: Annotated[
        Text, Ui(N_("Act"), "vocab", vocabulary="equipment_act", required=True, listed=True)
    ] = ""
    at: Annotated[Instant | None, Ui(N_("Time"), "instant", required=True, listed=True)] = None
    count: Annotated[Count | None, Ui(N_("Count"), "int", required=True, listed=True)] = None
    sound: Annotated[Count | None, Ui(N_("Sound"), "int", required=True, listed=True)] = None
    giver_id: Annotated[
        RecordId | None, Ui(N_("Handed over by"), "ref", ref="person", alias="giver")
    ] = None
    taker_id: Annotated[
        RecordId | None, Ui(N_("Taken over by"), "ref", ref="person", alias="taker")
    ] = None
    check_due: Annotated[DateText | None, Ui(N_("Next check"), "date")] = None
    note: Annotated[LongText, Ui(N_("What was found"), "longtext")] = ""
