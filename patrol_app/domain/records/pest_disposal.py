"""Disposal of infected wood 除治 and its acceptance 验收 (§2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class Disposal(Record):
    """One piece of disposal work in one sub-compartment.

    Attributes:
        stump_cm: height of the highest stump left.
    """

    survey_id: Annotated[
        RecordId | None, Ui(N_("Survey sheet"), "ref", ref="survey", alias="survey")
    ] = None
    sighting_id: Annotated[
        RecordId | None, Ui(N_("Abnormal tree"), "ref", ref="pest", alias="sighting")
    ] = None
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    sub_compartment: Annotated[Text, Ui(N_("Sub-compartment"), required=True, listed=True)] = ""
    crew: Annotated[Text, Ui(N_("Working crew"), required=True, listed=True)] = ""
    start_on: Annotated[DateText | None, Ui(N_("Begun on"), "date", required=True)] = None
    end_on: Annotated[
        DateText | None, Ui(N_("Finished on"), "date", required=True, listed=True)
    ] = None
    felling: Annotated[
        Text, Ui(N_("Felling"), "vocab", vocabulary="felling", required=True, listed=True)
    ] = ""
    felled_n: Annotated[
        Count | None, Ui(N_("Trees felled"), "int", unit=N_("trees"), required=True, listed=True)
    ] = None
    infected_n: Annotated[Count | None, Ui(N_("Infected trees"), "int", unit=N_("trees"))] = None
    dead_n: Annotated[Count | None, Ui(N_("Dead"), "int", unit=N_("trees"))] = None
    dying_n: Annotated[Count | None, Ui(N_("Dying"), "int", unit=N_("trees"))] = None
    volume_m3_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Volume"), "decimal", scale=4, alias="volume_m3", unit=N_("m³")),
    ] = None
    weight_t_e2: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Wood weight"), "decimal", scale=2, alias="weight_t", unit=N_("t")),
    ] = None
    stump_cm: Annotated[
        Count | None, Ui(N_("Highest stump"), "int", unit=N_("cm"), required=True)
    ] = None
    stump_ways: Annotated[
        tuple[Text, ...], Ui(N_("Stumps treated"), "vocabs", vocabulary="stump_way", required=True)
    ] = ()
    branches_done: Annotated[bool | None, Ui(N_("Branches cleared"), "bool")] = None
    treats: Annotated[
        tuple[Text, ...], Ui(N_("Way of treatment"), "vocabs", vocabulary="treat", required=True)
    ] = ()
    treated_place: Annotated[Text, Ui(N_("Place of treatment"))] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    supervisor: Annotated[Text, Ui(N_("Site supervisor"))] = ""
    image_nos: Annotated[Text, Ui(N_("Picture nos."))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class Acceptance(Record):
    """What the inspection of finished disposal said; a second look is a further one."""

    parent_id: Annotated[
        RecordId | None, Ui(N_("Disposal"), "ref", ref="disposal", alias="parent", required=True)
    ] = None
    at: Annotated[Instant | None, Ui(N_("Inspected at"), "instant", required=True, listed=True)] = (
        None
    )
    inspectors: Annotated[Text, Ui(N_("Inspectors"), required=True, listed=True)] = ""
    supervisor: Annotated[Text, Ui(N_("Site supervisor"))] = ""
    stump_cm: Annotated[
        Count | None, Ui(N_("Highest stump"), "int", unit=N_("cm"), required=True)
    ] = None
    left_n: Annotated[
        Count | None, Ui(N_("Infected wood left"), "int", unit=N_("pieces"), required=True)
    ] = None
    acceptance: Annotated[
        Text, Ui(N_("Verdict"), "vocab", vocabulary="acceptance", required=True, listed=True)
    ] = ""
    demands: Annotated[LongText, Ui(N_("Demands"), "longtext")] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def own(disposal: Disposal) -> Mapping[str, Any]:
    """Plain coordinates."""
    return {
        "lon": disposal.position.lon if disposal.position else None,
        "lat": disposal.position.lat if disposal.position else None,
    }
