"""Patrol 巡护: one ranger's day on the ground, with legs, log fields and evidence.

Fields follow the ranger's daily log (``domain.md`` §1.6); the track lies in a blob, the leg
holds its hash, bounds and times.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Sha256, Text, Ui
from patrol_app.domain.instant import DAY_MS, MINUTE_MS, Instant, date_of, day_start
from patrol_app.i18n import N_

CHIEF = N_("Forest chief's patrol")
EVIDENCE = {"recorded": "A", "receiver": "A", "file": "B", "drawn": "C"}
TAKEN_WITHIN_MS = 2 * DAY_MS
Span = tuple[int, int]


class Leg(Item):
    """A stretch with one means of transport and at most one track.

    Attributes:
        track_sha256: the ``track/1`` blob; track_bytes its size.
        source_sha256: the untouched imported file; source_bytes its size.
        track_source: how the track came to be; decides the evidence grade. ``receiver`` is
            written only for the file of an enrolled receiver.
        receiver: serial number of the receiver as its file says it.
        taken_at: when the file was taken in here.
        length_cm: length of the cleaned track on the CGCS2000 ellipsoid, or typed by hand.
        typed_length: the length was typed, not measured.
        bounds: lon min, lat min, lon max, lat max in 1e-7 degrees.
        dropped: points left out by cleaning, by reason; nothing is dropped silently.
        people: who walked this leg; empty = everybody who was out on the patrol.
        receiver_of: to whom the receiver was given when its file was taken in.
        file_end_at: last fix of the whole file, where the leg is a part of it.
    """

    start_at: Annotated[Instant | None, Ui(N_("Set out"), "instant")] = None
    end_at: Annotated[Instant | None, Ui(N_("Returned"), "instant")] = None
    means: Annotated[Text, Ui(N_("Means"), "vocab", vocabulary="means")] = ""
    people: Annotated[
        tuple[RecordId, ...],
        Ui(N_("People"), "refs", ref="person", hint=N_("Nobody named: everybody of the patrol")),
    ] = ()
    track_sha256: Sha256 | None = None
    track_bytes: Count | None = None
    source_sha256: Sha256 | None = None
    source_bytes: Count | None = None
    source_name: Text = ""
    receiver: Text = ""
    receiver_of: tuple[RecordId, ...] = ()
    file_end_at: Instant | None = None
    taken_at: Instant | None = None
    track_source: Literal["recorded", "receiver", "file", "drawn", "none"] = "none"
    datum: Literal["wgs84", "cgcs2000", "shifted", "unknown"] | None = None
    points: Count | None = None
    length_cm: Count | None = None
    typed_length: bool = False
    bounds: tuple[int, int, int, int] | None = None
    stops: Count | None = None
    dropped: tuple[tuple[Text, Count], ...] = ()


class Patrol(Record):
    """A patrol with the fields of the daily log."""

    log_no: Annotated[Text, Ui(N_("Log no."), hint=N_("The bureau's own number"))] = ""
    ranger_id: Annotated[
        RecordId | None,
        Ui(N_("Ranger"), "ref", ref="person", alias="ranger", required=True, listed=True),
    ] = None
    grid_id: Annotated[
        RecordId | None,
        Ui(N_("Grid"), "ref", ref="grid", alias="grid", required=True, listed=True),
    ] = None
    patrol_type: Annotated[
        Text,
        Ui(
            N_("Patrol type"),
            "vocab",
            vocabulary="patrol_type",
            alias="type",
            required=True,
            listed=True,
        ),
    ] = ""
    means: Annotated[
        Text, Ui(N_("Means"), "vocab", vocabulary="means", required=True, listed=True)
    ] = ""
    start_at: Annotated[
        Instant | None, Ui(N_("Set out"), "instant", required=True, listed=True)
    ] = None
    end_at: Annotated[Instant | None, Ui(N_("Returned"), "instant", required=True)] = None
    rest_min: Annotated[int | None, Field(ge=0, le=1440), Ui(N_("Rest"), "int", unit=N_("min"))] = (
        None
    )
    weather: Annotated[Text, Ui(N_("Weather"), "vocab", vocabulary="weather", required=True)] = ""
    temp_c_e1: Annotated[
        int | None,
        Field(ge=-600, le=600),
        Ui(
            N_("Temperature"),
            "decimal",
            unit="℃",
            scale=1,
            alias="temp_c",
            required=True,
            low=-600,
            high=600,
        ),
    ] = None
    wind_force: Annotated[
        int | None,
        Field(ge=0, le=99),
        Ui(N_("Wind force"), "int", unit=N_("Bft"), required=True, low=0, high=12),
    ] = None
    wind_dir: Annotated[
        Text, Ui(N_("Wind direction"), "vocab", vocabulary="wind_dir", required=True)
    ] = ""
    danger_level: Annotated[
        int | None,
        Field(ge=0, le=9),
        Ui(N_("Fire danger"), "vocab", vocabulary="danger", required=True, low=1, high=5),
    ] = None
    route: Annotated[LongText, Ui(N_("Route"), "longtext", required=True)] = ""
    nothing_found: Annotated[bool | None, Ui(N_("Nothing found"), "bool")] = None
    companions: Annotated[tuple[RecordId, ...], Ui(N_("Companions"), "refs", ref="person")] = ()
    substitute_id: Annotated[
        RecordId | None, Ui(N_("Substitute"), "ref", ref="person", alias="substitute")
    ] = None
    substitute_reason: Annotated[
        Text, Ui(N_("Reason of substitution"), "vocab", vocabulary="substitute_reason")
    ] = ""
    day_kind: Annotated[Text, Ui(N_("Kind of day"), "vocab", vocabulary="day_kind")] = ""
    people_met: Annotated[Count | None, Ui(N_("People met"), "int", unit=N_("persons"))] = None
    vehicles_met: Annotated[Count | None, Ui(N_("Vehicles met"), "int", unit=N_("vehicles"))] = None
    people_purpose: Annotated[Text, Ui(N_("Their purpose"))] = ""
    publicity_households: Annotated[
        Count | None, Ui(N_("Households visited"), "int", unit=N_("households"))
    ] = None
    publicity_people: Annotated[
        Count | None, Ui(N_("People informed"), "int", unit=N_("person-times"))
    ] = None
    publicity_leaflets: Annotated[Count | None, Ui(N_("Leaflets"), "int", unit=N_("sheets"))] = None
    tools: Annotated[Text, Ui(N_("Tools carried"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""
    distance_cm: Annotated[
        Count | None,
        Ui(
            N_("Distance (typed)"),
            "decimal",
            unit="km",
            scale=5,
            alias="distance_km",
            hint=N_("Only without a track; printed as typed by hand"),
        ),
    ] = None
    entered_on: Annotated[DateText | None, Ui(N_("Entered on"), "hidden")] = None
    task_id: Annotated[RecordId | None, Ui(N_("Patrol task"), "ref", ref="task", alias="task")] = (
        None
    )
    leader_id: Annotated[RecordId | None, Ui(N_("Led by"), "ref", ref="person", alias="leader")] = (
        None
    )
    recorder_id: Annotated[
        RecordId | None, Ui(N_("Recorded by"), "ref", ref="person", alias="recorder")
    ] = None
    linzhang_level: Annotated[
        Text, Ui(N_("Chief's level"), "vocab", vocabulary="linzhang_level", group=CHIEF)
    ] = ""
    linzhang_mode: Annotated[
        Text, Ui(N_("Mode"), "vocab", vocabulary="linzhang_mode", group=CHIEF)
    ] = ""
    duty_area: Annotated[Text, Ui(N_("Area in charge"), group=CHIEF)] = ""
    accompanied_by: Annotated[Text, Ui(N_("Accompanied by"), group=CHIEF)] = ""
    inspected: Annotated[
        tuple[Text, ...], Ui(N_("Inspected"), "vocabs", vocabulary="inspected", group=CHIEF)
    ] = ()
    instructions: Annotated[LongText, Ui(N_("Instructions given"), "longtext", group=CHIEF)] = ""
    duty_unit: Annotated[Text, Ui(N_("Unit in charge"), group=CHIEF)] = ""
    instructed_due: Annotated[DateText | None, Ui(N_("To be done by"), "date", group=CHIEF)] = None
    legs: Annotated[tuple[Leg, ...], Ui(N_("Legs"), "items")] = ()


def leg_grade(leg: Leg, out: Collection[str] = ()) -> str | None:
    """Evidence grade of one leg (``domain.md`` §1.7); None for a leg without a track.

    A = recorded here, or the unedited file of an enrolled receiver taken in within 48 hours of
    the file's last fix, its owner being on the leg. Parts of the file keep its grade: points are
    only left out, and the file stands behind them (decision 147).

    Args:
        leg: of the patrol.
        out: person ids of those on the leg.
    """
    grade = EVIDENCE.get(leg.track_source)
    if leg.track_source != "receiver":
        return grade
    last = leg.file_end_at or leg.end_at
    late = leg.taken_at and last and leg.taken_at.ms - last.ms > TAKEN_WITHIN_MS
    stranger = leg.receiver_of and not set(leg.receiver_of) & set(out)
    return "B" if late or stranger else grade


def evidence_grade(patrol: Patrol) -> str:
    """A to D by the weakest track among the legs (``domain.md`` §1.7); D without any."""
    out = crew(patrol)
    grades = [grade for leg in patrol.legs if (grade := leg_grade(leg, leg.people or out))]
    return max(grades, default="D")


def length_cm(patrol: Patrol) -> int | None:
    """The patrol's length: the tracks' where there are any, else as typed; cm."""
    lengths = [leg.length_cm for leg in patrol.legs if leg.length_cm is not None]
    return sum(lengths) if lengths else patrol.distance_cm


def time_spans(patrol: Patrol) -> tuple[tuple[int, int], ...]:
    """From and to of the time on the ground, UTC ms, in order and without overlap.

    A patrol of up to 24 hours is one span from setting out to the return. A longer one is the
    sum of its legs: the nights between are no patrol (decision 071).
    """
    if patrol.start_at is None or patrol.end_at is None:
        return ()
    start, end = patrol.start_at.ms, patrol.end_at.ms
    legs = [span for leg in patrol.legs if (span := _span(leg))]
    if end - start <= DAY_MS or not legs:
        return ((start, end),)
    return joined(legs)


def day_spans(patrol: Patrol) -> tuple[tuple[str, int, int], ...]:
    """(Beijing date, from, to) of each day's time on the ground.

    A patrol of up to 24 hours belongs to the day it set out on, also over midnight; a longer one
    is parted at every midnight (decision 071).
    """
    if patrol.start_at is None or patrol.end_at is None:
        return ()
    if patrol.end_at.ms - patrol.start_at.ms <= DAY_MS:
        return ((date_of(patrol.start_at.ms), patrol.start_at.ms, patrol.end_at.ms),)
    found: list[tuple[str, int, int]] = []
    for start, end in time_spans(patrol):
        while start < end:
            date = date_of(start)
            until = min(end, day_start(date) + DAY_MS)
            found.append((date, start, until))
            start = until
    return tuple(found)


def days(patrol: Patrol) -> tuple[str, ...]:
    """The Beijing dates on which the patrol was out, in order."""
    return tuple(dict.fromkeys(date for date, _start, _end in day_spans(patrol)))


def minutes(patrol: Patrol) -> int | None:
    """Time on the ground without rest, whole minutes; None while a time is missing."""
    if patrol.start_at is None or patrol.end_at is None:
        return None
    spent = sum(end - start for start, end in time_spans(patrol))
    return spent // MINUTE_MS - (patrol.rest_min or 0)


def walker(patrol: Patrol) -> str | None:
    """Who was out: the substitute where there is one, else the ranger (row 4 of the log)."""
    return patrol.substitute_id or patrol.ranger_id


def crew(patrol: Patrol) -> tuple[str, ...]:
    """Who was out on the patrol as a whole: the walker, then the companions; nobody twice."""
    out = (walker(patrol), *patrol.companions)
    return tuple(dict.fromkeys(one for one in out if one))


def everybody(patrol: Patrol) -> tuple[str, ...]:
    """The crew, then whoever is named for a leg alone; nobody twice."""
    named = (person for leg in patrol.legs for person in leg.people)
    return tuple(dict.fromkeys((*crew(patrol), *named)))


def presence(patrol: Patrol, person: str | None) -> tuple[Span, ...]:
    """When ``person`` was on the ground: from and to, UTC ms, without overlap.

    One of the crew is there all the time but on legs that name others; anybody else on the
    legs that name him (decision 145). None stands for a crew that nobody named.
    """
    whole = time_spans(patrol)
    if not whole:
        return ()
    of_crew = person in crew(patrol) if person else not crew(patrol)
    spans = whole if of_crew else ()
    with_him: list[Span] = []
    without: list[Span] = []
    for leg in patrol.legs:
        span = _span(leg)
        if leg.people and span:
            (with_him if person in leg.people else without).append(span)
    spans = cut(spans, without)
    beyond = cut(with_him, [(whole[0][0], whole[-1][1])])  # a track may outlast the typed times
    return joined([*spans, *cut(with_him, beyond)])


def person_minutes(patrol: Patrol) -> int | None:
    """Minutes without rest, times everybody who was out; a person named twice counts once.

    Where legs name their people each counts for his own time, and the rest is taken off by the
    same share (decision 145).
    """
    spent = minutes(patrol)
    if spent is None:
        return None
    if not any(leg.people for leg in patrol.legs):
        return spent * max(len(crew(patrol)), 1)
    whole = sum(end - start for start, end in time_spans(patrol))
    people: tuple[str | None, ...] = everybody(patrol)
    if not crew(patrol):
        people = (None, *people)
    there = sum(end - start for one in people for start, end in presence(patrol, one))
    return spent * there // whole if whole > 0 else 0


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The union of spans, in order and without overlap."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def cut(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """What is left of ``spans`` outside ``holes``, in order and without overlap."""
    left = joined(spans)
    for first, last in joined(holes):
        left = tuple(
            part
            for start, end in left
            for part in ((start, min(end, first)), (max(start, last), end))
            if part[0] < part[1]
        )
    return left


def _span(leg: Leg) -> Span | None:
    """From and to of a leg with both times in order, UTC ms."""
    if leg.start_at and leg.end_at and leg.start_at.ms < leg.end_at.ms:
        return leg.start_at.ms, leg.end_at.ms
    return None


def own(patrol: Patrol) -> Mapping[str, Any]:
    """Values that follow from the record's facts alone, stored beside it by the fold."""
    return {
        "date": date_of(patrol.start_at.ms) if patrol.start_at else None,
        "length_cm": length_cm(patrol),
        "minutes": minutes(patrol),
        "person_minutes": person_minutes(patrol),
        "evidence": evidence_grade(patrol),
        "points": sum(leg.points or 0 for leg in patrol.legs),
    }
