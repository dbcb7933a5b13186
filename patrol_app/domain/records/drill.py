"""Drill 演练: a fire crew's exercise with time line, attendance and scores (``domain.md`` §6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class Step(Item):
    """A mile-stone of the drill; a missing time needs a reason."""

    step: Annotated[
        Literal["T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8"],
        Ui(N_("Milestone"), "vocab", vocabulary="drill_step"),
    ]
    at: Annotated[Instant | None, Ui(N_("Time"), "instant")] = None
    missing_reason: Annotated[Text, Ui(N_("Why it is missing"))] = ""
    source: Annotated[Text, Ui(N_("How it is known"), "vocab", vocabulary="drill_source")] = ""


class Attendance(Item):
    """One person of the roster; absent ones with a reason."""

    person_id: Annotated[RecordId | None, Ui(N_("Person"), "ref", ref="person", alias="person")] = (
        None
    )
    present: Annotated[bool | None, Ui(N_("Present"), "bool")] = None
    reason: Annotated[Text, Ui(N_("Reason of absence"), "vocab", vocabulary="absence")] = ""


class Score(Item):
    """One subject with its standard and points 0–100 (two decimals, stored x100)."""

    part: Annotated[Text, Ui(N_("Part"), "vocab", vocabulary="drill_part")] = ""
    subject: Annotated[Text, Ui(N_("Subject"))] = ""
    standard: Annotated[Text, Ui(N_("Standard"))] = ""
    result: Annotated[Text, Ui(N_("Performance"))] = ""
    points_e2: Annotated[
        int | None,
        Field(ge=0, le=10_000),
        Ui(N_("Points"), "decimal", scale=2, alias="points", low=0, high=10_000),
    ] = None
    comment: Annotated[Text, Ui(N_("Comment"))] = ""
    weight_e2: Annotated[
        int | None,
        Field(ge=0, le=10_000),
        Ui(N_("Weight"), "decimal", scale=2, alias="weight", unit="%", low=0, high=10_000),
    ] = None


class Mark(Item):
    """Something noted while the clock ran, with its time; corrections and gaps among them."""

    at: Annotated[Instant | None, Ui(N_("Time"), "instant")] = None
    kind: Annotated[Text, Ui(N_("Mark"), "vocab", vocabulary="drill_mark")] = ""
    step: Annotated[Text, Ui(N_("Milestone"), "vocab", vocabulary="drill_step")] = ""
    text: Annotated[Text, Ui(N_("Note"))] = ""


class Kit(Item):
    """Equipment taken out and sound."""

    name: Annotated[Text, Ui(N_("Equipment"))] = ""
    taken: Annotated[Count | None, Ui(N_("Taken out"), "int")] = None
    sound: Annotated[Count | None, Ui(N_("Sound"), "int")] = None


class Problem(Item):
    """A problem found, with who mends it by when."""

    text: Annotated[Text, Ui(N_("Problem"))] = ""
    person_id: Annotated[
        RecordId | None, Ui(N_("Responsible"), "ref", ref="person", alias="person")
    ] = None
    due: Annotated[Text, Ui(N_("Due"), "date")] = ""
    recheck: Annotated[Text, Ui(N_("Re-check result"))] = ""


class Drill(Record):
    """One drill as the crew logs it."""

    name: Annotated[Text, Ui(N_("Name"), required=True, listed=True)] = ""
    drill_type: Annotated[
        Text,
        Ui(
            N_("Drill type"),
            "vocab",
            vocabulary="drill_type",
            alias="type",
            required=True,
            listed=True,
        ),
    ] = ""
    team_id: Annotated[
        RecordId | None, Ui(N_("Team"), "ref", ref="team", alias="team", listed=True)
    ] = None
    start_at: Annotated[Instant | None, Ui(N_("Start"), "instant", required=True, listed=True)] = (
        None
    )
    end_at: Annotated[Instant | None, Ui(N_("End"), "instant", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"), required=True, listed=True)] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    weather: Annotated[Text, Ui(N_("Weather"), "vocab", vocabulary="weather")] = ""
    wind_force: Annotated[
        int | None, Field(ge=0, le=99), Ui(N_("Wind force"), "int", unit=N_("Bft"), low=0, high=12)
    ] = None
    wind_dir: Annotated[Text, Ui(N_("Wind direction"), "vocab", vocabulary="wind_dir")] = ""
    danger_level: Annotated[
        int | None,
        Field(ge=0, le=9),
        Ui(N_("Fire danger"), "vocab", vocabulary="danger", low=1, high=5),
    ] = None
    scenario: Annotated[LongText, Ui(N_("Assumed fire"), "longtext")] = ""
    commander_id: Annotated[
        RecordId | None,
        Ui(N_("Commander"), "ref", ref="person", alias="commander", required=True),
    ] = None
    safety_officer_id: Annotated[
        RecordId | None,
        Ui(N_("Safety officer"), "ref", ref="person", alias="safety_officer", required=True),
    ] = None
    recorder_id: Annotated[
        RecordId | None, Ui(N_("Recorder"), "ref", ref="person", alias="recorder")
    ] = None
    participants: Annotated[LongText, Ui(N_("Units taking part"), "longtext")] = ""
    steps: Annotated[tuple[Step, ...], Ui(N_("Time line"), "items")] = ()
    attendance: Annotated[tuple[Attendance, ...], Ui(N_("Attendance"), "items")] = ()
    kit: Annotated[tuple[Kit, ...], Ui(N_("Equipment"), "items")] = ()
    scores: Annotated[tuple[Score, ...], Ui(N_("Scores"), "items")] = ()
    marks: Annotated[tuple[Mark, ...], Ui(N_("Noted on the way"), "items")] = ()
    live: Annotated[bool | None, Ui(N_("Timed live"), "hidden")] = None
    safety_fault: Annotated[bool | None, Ui(N_("Safety fault of class A"), "bool")] = None
    problems: Annotated[tuple[Problem, ...], Ui(N_("Problems found"), "items")] = ()
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def step_ms(drill: Drill, step: str) -> int | None:
    """When ``step`` (T0–T8) was reached, UTC ms, or None."""
    for row in drill.steps:
        if row.step == step and row.at is not None:
            return row.at.ms
    return None


def span_s(drill: Drill, first: str, last: str) -> int | None:
    """Seconds from step ``first`` to ``last``; None while one is missing."""
    begin, end = step_ms(drill, first), step_ms(drill, last)
    return None if begin is None or end is None else (end - begin) // 1000


def score_e2(drill: Drill) -> int | None:
    """``S = Σ w_i·s_i`` by the weights that stand in the rows, in 1/100 points (§6.5).

    Several subjects of one part count by their mean; a safety fault of class A sets S = 0.
    None while a row has no points or no weight, or the weights are not 100 % in all.
    """
    if drill.safety_fault:
        return 0
    parts: dict[str, list[Score]] = {}
    for row in drill.scores:
        parts.setdefault(row.part, []).append(row)
    total = whole = 0
    for rows in parts.values():
        points = [row.points_e2 for row in rows if row.points_e2 is not None]
        weights = {row.weight_e2 for row in rows if row.weight_e2 is not None}
        if len(points) < len(rows) or len(weights) != 1:
            return None
        weight = weights.pop()
        whole += weight
        total += weight * sum(points) // len(points)
    return (total + 5_000) // 10_000 if whole == 10_000 else None


def own(drill: Drill) -> Mapping[str, Any]:
    """Date, attendance, the three times of ``domain.md`` §6.3 and the score of its own weights."""
    due = len(drill.attendance)
    present = sum(1 for row in drill.attendance if row.present)
    return {
        "date": date_of(drill.start_at.ms) if drill.start_at else None,
        "due": due,
        "present": present,
        "assembly_s": span_s(drill, "T1", "T2"),
        "travel_s": span_s(drill, "T3", "T4"),
        "attack_s": span_s(drill, "T1", "T5"),
        "score_e2": score_e2(drill),
    }
