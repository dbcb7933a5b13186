"""Problem 问题 and its steps: found, verified, given to somebody, mended, closed (§1.8, §1.9).

A problem holds what was found; what was done about it are steps, records of their own that are
only added (``domain.problem_state`` computes from them where the problem stands).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class Problem(Record):
    """One problem of the ledger.

    Attributes:
        finding_id, drill_id, fire_spot_id: what it was made of, if a record.
        drill_problem: key of the row of the drill's problems.
        for_unit_id: the unit that has to mend it where that is not the own.
        public_mu_e4, commercial_mu_e4, other_mu_e4: forest land concerned, 1/10,000 亩.
        volume_m3_e4: timber, 1/10,000 m³.
        value_fen: timber or plants, 分.
        patch_batch: which inspection the patch belongs to; with ``patch_no`` what it is found by.
        patch_mu_e4: area by the inspection's list, 1/10,000 亩.
        outline: JSON text of the patch's shape as ``geo.shapes`` writes it.
        patch_facts: JSON text of what the list said (``services.patches.facts``).
    """

    finding_id: Annotated[
        RecordId | None, Ui(N_("Finding"), "ref", ref="finding", alias="finding")
    ] = None
    drill_id: Annotated[RecordId | None, Ui(N_("Drill"), "ref", ref="drill", alias="drill")] = None
    drill_problem: Annotated[Text, Ui(N_("Row of the drill"), "hidden")] = ""
    fire_spot_id: Annotated[
        RecordId | None, Ui(N_("Fire spot"), "ref", ref="fire_spot", alias="fire_spot")
    ] = None
    source: Annotated[
        Text,
        Ui(N_("Source"), "vocab", vocabulary="problem_source", required=True, listed=True),
    ] = ""
    category: Annotated[
        Text, Ui(N_("Category"), "vocab", vocabulary="category", required=True, listed=True)
    ] = ""
    found_at: Annotated[
        Instant | None, Ui(N_("Found at"), "instant", required=True, listed=True)
    ] = None
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    place: Annotated[Text, Ui(N_("Place"), required=True, listed=True)] = ""
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    township: Annotated[Text, Ui(N_("Township"))] = ""
    patch_no: Annotated[Text, Ui(N_("Patch no."))] = ""
    patch_batch: Annotated[Text, Ui(N_("Inspection"))] = ""
    patch_mu_e4: Annotated[
        Count | None, Ui(N_("Patch area"), "decimal", unit=N_("mu"), scale=4, alias="patch_mu")
    ] = None
    outline: Annotated[LongText, Ui(N_("Outline"), "hidden")] = ""
    patch_facts: Annotated[LongText, Ui(N_("Row of the list"), "hidden")] = ""
    description: Annotated[LongText, Ui(N_("Description"), "longtext", required=True)] = ""
    grade: Annotated[
        Text, Ui(N_("Grade"), "vocab", vocabulary="grade", required=True, listed=True)
    ] = ""
    for_unit_id: Annotated[
        RecordId | None, Ui(N_("Unit in charge"), "ref", ref="unit", alias="for_unit")
    ] = None
    public_mu_e4: Annotated[
        Count | None,
        Ui(N_("Public-benefit forest"), "decimal", unit=N_("mu"), scale=4, alias="public_mu"),
    ] = None
    commercial_mu_e4: Annotated[
        Count | None,
        Ui(N_("Commercial forest"), "decimal", unit=N_("mu"), scale=4, alias="commercial_mu"),
    ] = None
    penalised_twice: Annotated[
        bool | None, Ui(N_("Two administrative penalties in two years"), "bool")
    ] = None
    volume_m3_e4: Annotated[
        Count | None, Ui(N_("Timber"), "decimal", unit="m³", scale=4, alias="volume_m3")
    ] = None
    saplings: Annotated[Count | None, Ui(N_("Saplings"), "int", unit="株")] = None
    value_fen: Annotated[
        Count | None, Ui(N_("Value in money"), "decimal", unit="元", scale=2, alias="value_yuan")
    ] = None
    first_class_plants: Annotated[
        Count | None, Ui(N_("Plants under first-class protection"), "int", unit="株")
    ] = None
    second_class_plants: Annotated[
        Count | None, Ui(N_("Plants under second-class protection"), "int", unit="株")
    ] = None
    first_class_m3_e4: Annotated[
        Count | None,
        Ui(N_("Timber of the first class"), "decimal", unit="m³", scale=4, alias="first_class_m3"),
    ] = None
    second_class_m3_e4: Annotated[
        Count | None,
        Ui(
            N_("Timber of the second class"),
            "decimal",
            unit="m³",
            scale=4,
            alias="second_class_m3",
        ),
    ] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class ProblemStep(Record):
    """One thing done about a problem, by one person at one time.

    Attributes:
        by_id: who did it; a problem is "not true" only when two persons say so.
        for_unit_id, person_id, due_on: of an assignment; ``due_on`` also of a suspension.
        organ, doc_no, doc_on: of a transfer 移送书 and of a supervision letter 督办函.
        result: what the other organ decided.
        grade: the new one, where the step changes it.
        other_id: the problem that this one is the same as.
        verdict, change: of an inspection's patch: what it was judged, what is on the ground.
        turn: one more than the highest turn known when the step was written: whatever a step
            knew of comes before it, also where a clock is wrong.
    """

    parent_id: Annotated[
        RecordId | None,
        Ui(N_("Problem"), "ref", ref="problem", alias="parent", required=True, listed=True),
    ] = None
    step: Annotated[
        Text, Ui(N_("Step"), "vocab", vocabulary="problem_step", required=True, listed=True)
    ] = ""
    at: Annotated[Instant | None, Ui(N_("Time"), "instant", required=True, listed=True)] = None
    by_id: Annotated[
        RecordId | None,
        Ui(N_("Done by"), "ref", ref="person", alias="by", required=True, listed=True),
    ] = None
    text: Annotated[LongText, Ui(N_("What was done, or why"), "longtext", listed=True)] = ""
    for_unit_id: Annotated[
        RecordId | None, Ui(N_("Unit in charge"), "ref", ref="unit", alias="for_unit")
    ] = None
    person_id: Annotated[
        RecordId | None, Ui(N_("Responsible"), "ref", ref="person", alias="person")
    ] = None
    due_on: Annotated[DateText | None, Ui(N_("Due on"), "date")] = None
    organ: Annotated[Text, Ui(N_("Passed on to"), "vocab", vocabulary="transfer_organ")] = ""
    doc_no: Annotated[Text, Ui(N_("Document no."))] = ""
    doc_on: Annotated[DateText | None, Ui(N_("Document of"), "date")] = None
    result: Annotated[LongText, Ui(N_("Result"), "longtext")] = ""
    level: Annotated[Text, Ui(N_("Supervision"), "vocab", vocabulary="supervision")] = ""
    grade: Annotated[Text, Ui(N_("New grade"), "vocab", vocabulary="grade")] = ""
    other_id: Annotated[RecordId | None, Ui(N_("Same as"), "ref", ref="problem", alias="other")] = (
        None
    )
    verdict: Annotated[Text, Ui(N_("Judged as"), "vocab", vocabulary="patch_verdict")] = ""
    change: Annotated[Text, Ui(N_("Found there"), "vocab", vocabulary="patch_change")] = ""
    turn: Annotated[Count | None, Ui(N_("Turn"), "hidden")] = None


def own_problem(problem: Problem) -> Mapping[str, Any]:
    """Beijing date and plain coordinates; None while the fact is missing."""
    return {
        "date": date_of(problem.found_at.ms) if problem.found_at else None,
        "lon": problem.position.lon if problem.position else None,
        "lat": problem.position.lat if problem.position else None,
    }


def own_step(step: ProblemStep) -> Mapping[str, Any]:
    """The step's Beijing date; None while it has no time."""
    return {"date": date_of(step.at.ms) if step.at else None}
