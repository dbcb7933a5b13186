"""Fall-webworm survey 美国白蛾调查 by generation (§3.4, §3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class WebwormSurvey(Record):
    """One walk, plot or light in one generation; nothing found is data."""

    round_id: Annotated[
        RecordId | None, Ui(N_("Survey round"), "ref", ref="survey_round", alias="round")
    ] = None
    generation: Annotated[
        Text, Ui(N_("Generation"), "vocab", vocabulary="generation", required=True, listed=True)
    ] = ""
    surveyed_on: Annotated[DateText | None, Ui(N_("Date"), "date", required=True, listed=True)] = (
        None
    )
    webworm_means: Annotated[
        Text,
        Ui(N_("Kind of survey"), "vocab", vocabulary="webworm_means", required=True, listed=True),
    ] = ""
    town: Annotated[Text, Ui(N_("Town"), listed=True)] = ""
    place: Annotated[Text, Ui(N_("Place"), required=True, listed=True)] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    hosts: Annotated[
        tuple[Text, ...], Ui(N_("Host trees"), "vocabs", vocabulary="webworm_host", required=True)
    ] = ()
    nothing_found: Annotated[bool | None, Ui(N_("Checked, nothing found"), "bool", listed=True)] = (
        None
    )
    checked_n: Annotated[
        Count | None, Ui(N_("Trees checked"), "int", unit=N_("trees"), required=True)
    ] = None
    infested_n: Annotated[
        Count | None, Ui(N_("Trees with insects"), "int", unit=N_("trees"), listed=True)
    ] = None
    nests_n: Annotated[Count | None, Ui(N_("Webs"), "int", unit=N_("webs"))] = None
    larvae_per_nest: Annotated[Count | None, Ui(N_("Larvae per web"), "int")] = None
    pupae_n: Annotated[Count | None, Ui(N_("Pupae"), "int")] = None
    adults_n: Annotated[Count | None, Ui(N_("Adults"), "int")] = None
    stages: Annotated[tuple[Text, ...], Ui(N_("Stage"), "vocabs", vocabulary="pest_stage")] = ()
    leaf_loss_e2: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Leaf loss"), "decimal", scale=2, alias="leaf_loss", unit="%", low=0, high=10000),
    ] = None
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Area surveyed"), "decimal", scale=4, alias="area_mu", unit=N_("mu")),
    ] = None
    occurred_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(
            N_("Area of occurrence"),
            "decimal",
            scale=4,
            alias="occurred_mu",
            unit=N_("mu"),
            listed=True,
        ),
    ] = None
    treatment: Annotated[Text, Ui(N_("Treatment"))] = ""
    surveyor_ids: Annotated[
        tuple[RecordId, ...],
        Ui(N_("Surveyors"), "refs", ref="person", alias="surveyors", required=True),
    ] = ()
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def infested_e4(survey: WebwormSurvey) -> int | None:
    """有虫株率: trees with insects over trees checked, 1/10,000; None without trees."""
    return (survey.infested_n or 0) * 10_000 // survey.checked_n if survey.checked_n else None


def own(survey: WebwormSurvey) -> Mapping[str, Any]:
    """Plain coordinates, share of infested trees (1/10,000) and webs a tree (1/100)."""
    trees = survey.checked_n
    return {
        "lon": survey.position.lon if survey.position else None,
        "lat": survey.position.lat if survey.position else None,
        "infested_e4": infested_e4(survey),
        "nests_e2": (survey.nests_n or 0) * 100 // trees if trees else None,
    }
