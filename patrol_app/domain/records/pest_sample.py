"""Samples 取样 with their chain of custody 样品流转 and the laboratory's result (§2.5–§2.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_

LAST: Final = 2**31


class Sample(Record):
    """Wood of one tree on its way to the laboratory.

    Attributes:
        for_unit: code of the unit whose laboratory receives it; its device adds steps of its own.
    """

    sighting_id: Annotated[
        RecordId | None, Ui(N_("Abnormal tree"), "ref", ref="pest", alias="sighting", listed=True)
    ] = None
    survey_id: Annotated[
        RecordId | None, Ui(N_("Survey sheet"), "ref", ref="survey", alias="survey")
    ] = None
    sub_compartment: Annotated[Text, Ui(N_("Sub-compartment"), required=True, listed=True)] = ""
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    sample_no: Annotated[Text, Ui(N_("Label no."), required=True, listed=True)] = ""
    taken_at: Annotated[
        Instant | None, Ui(N_("Sampled at"), "instant", required=True, listed=True)
    ] = None
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"))] = ""
    species: Annotated[Text, Ui(N_("Species"), required=True, listed=True)] = ""
    age_years: Annotated[Count | None, Ui(N_("Tree age"), "int", unit=N_("years"))] = None
    symptom: Annotated[Text, Ui(N_("Stage of disease"), "vocab", vocabulary="symptom")] = ""
    parts: Annotated[
        tuple[Text, ...],
        Ui(N_("Parts of the tree"), "vocabs", vocabulary="tree_part", required=True),
    ] = ()
    weight_g: Annotated[
        Count | None, Ui(N_("Sample weight"), "int", unit=N_("g"), required=True, low=50, high=1000)
    ] = None
    sampler_ids: Annotated[
        tuple[RecordId, ...],
        Ui(N_("Sampled by"), "refs", ref="person", alias="samplers", required=True),
    ] = ()
    seal_no: Annotated[Text, Ui(N_("Seal no."), listed=True)] = ""
    tests: Annotated[Text, Ui(N_("Tests asked for"))] = ""
    for_unit: Annotated[Text, Ui(N_("Receiving unit (code)"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class Custody(Record):
    """One hand-over of a sample; never changed after submit.

    Attributes:
        step: word of the vocabulary ``custody_step``.
        turn: one more than the highest turn known when it was written: what was known of comes
            before it, also where a clock is wrong.
    """

    parent_id: Annotated[
        RecordId | None, Ui(N_("Sample"), "ref", ref="sample", alias="parent", required=True)
    ] = None
    step: Annotated[
        Text, Ui(N_("Custody step"), "vocab", vocabulary="custody_step", required=True, listed=True)
    ] = ""
    at: Annotated[Instant | None, Ui(N_("Time"), "instant", required=True, listed=True)] = None
    from_person: Annotated[Text, Ui(N_("Handed over by"), required=True, listed=True)] = ""
    to_person: Annotated[Text, Ui(N_("Taken over by"), listed=True)] = ""
    signed_both: Annotated[bool | None, Ui(N_("Both signed"), "bool")] = None
    place: Annotated[Text, Ui(N_("Place"))] = ""
    temp_c_e1: Annotated[
        int | None,
        Field(ge=-1000000000, le=10**9),
        Ui(N_("Sample temperature"), "decimal", scale=1, alias="temp_c", unit=N_("°C")),
    ] = None
    seal_no: Annotated[Text, Ui(N_("Seal no."), listed=True)] = ""
    seal_ok: Annotated[bool | None, Ui(N_("Seal intact"), "bool")] = None
    reseal_reason: Annotated[Text, Ui(N_("Why resealed"))] = ""
    refused: Annotated[Text, Ui(N_("Refused because"), "vocab", vocabulary="refusal")] = ""
    purpose: Annotated[Text, Ui(N_("Purpose"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""
    turn: Annotated[Count | None, Ui(N_("Turn"), "hidden")] = None


class LabResult(Record):
    """What the laboratory found in one sample; a mistake is mended by a further result."""

    parent_id: Annotated[
        RecordId | None, Ui(N_("Sample"), "ref", ref="sample", alias="parent", required=True)
    ] = None
    methods: Annotated[
        tuple[Text, ...], Ui(N_("Method"), "vocabs", vocabulary="lab_method", required=True)
    ] = ()
    tested_n: Annotated[
        Count | None, Ui(N_("Pieces tested"), "int", unit=N_("pieces"), required=True)
    ] = None
    positive_n: Annotated[
        Count | None, Ui(N_("Pieces positive"), "int", unit=N_("pieces"), required=True)
    ] = None
    ct_e2: Annotated[
        int | None, Field(ge=0, le=10**9), Ui(N_("Ct value"), "decimal", scale=2, alias="ct")
    ] = None
    sample_result: Annotated[
        Text, Ui(N_("Test result"), "vocab", vocabulary="sample_result", required=True, listed=True)
    ] = ""
    pathogen: Annotated[Text, Ui(N_("Organism"))] = ""
    laboratory: Annotated[Text, Ui(N_("Laboratory"), required=True, listed=True)] = ""
    tester: Annotated[Text, Ui(N_("Tested by"), required=True)] = ""
    checker: Annotated[Text, Ui(N_("Checked by"), required=True)] = ""
    signer: Annotated[Text, Ui(N_("Signed by"))] = ""
    report_no: Annotated[Text, Ui(N_("Report no."), required=True, listed=True)] = ""
    issued_at: Annotated[
        Instant | None, Ui(N_("Issued at"), "instant", required=True, listed=True)
    ] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""
    turn: Annotated[Count | None, Ui(N_("Turn"), "hidden")] = None


def turn_of(step: Custody | LabResult) -> tuple[int, str]:
    """Its place below the sample: turn, then id; what is not written yet comes last."""
    return (LAST if step.turn is None else step.turn, step.id)


def own(sample: Sample) -> Mapping[str, Any]:
    """Date and plain coordinates."""
    return {
        "date": date_of(sample.taken_at.ms) if sample.taken_at else None,
        "lon": sample.position.lon if sample.position else None,
        "lat": sample.position.lat if sample.position else None,
    }
