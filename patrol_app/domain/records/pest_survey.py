"""Survey rounds 普查批次 and the sub-compartment survey sheet 小班调查 (§2.2, §2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, DateText, LongText, RecordId, Text, Ui
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class SurveyRound(Record):
    """One census or round of checks, named by its code such as ``2026秋``.

    Attributes:
        key: the code is chosen by whoever orders the round and is the same on every level.
    """

    code: Annotated[
        Text, Ui(N_("Round code"), required=True, listed=True, hint=N_("for example 2026-AUTUMN"))
    ] = ""
    name: Annotated[Text, Ui(N_("Name"), required=True, listed=True)] = ""
    survey_kind: Annotated[
        Text,
        Ui(N_("Kind of survey"), "vocab", vocabulary="survey_kind", required=True, listed=True),
    ] = ""
    pest: Annotated[
        Text, Ui(N_("Pest"), "vocab", vocabulary="pest", required=True, listed=True)
    ] = ""
    generation: Annotated[Text, Ui(N_("Generation"), "vocab", vocabulary="generation")] = ""
    first_day: Annotated[
        DateText | None, Ui(N_("First day"), "date", required=True, listed=True)
    ] = None
    last_day: Annotated[DateText | None, Ui(N_("Last day"), "date", required=True, listed=True)] = (
        None
    )
    report_by: Annotated[DateText | None, Ui(N_("Report due"), "date")] = None
    due_area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Area to survey"), "decimal", scale=4, alias="due_area_mu", unit=N_("mu")),
    ] = None
    host_words: Annotated[Text, Ui(N_("Species of the round"))] = ""
    key_prefix: Annotated[Text, Ui(N_("Keys begin with"))] = ""
    ordered_by: Annotated[Text, Ui(N_("Round ordered by"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


class Survey(Record):
    """One sub-compartment in one round: what was looked at, what was found or that nothing was.

    Attributes:
        infected_n, pines_n: the rate of infected trees is the one over the other (§2.3).
    """

    round_id: Annotated[
        RecordId | None,
        Ui(
            N_("Survey round"), "ref", ref="survey_round", alias="round", required=True, listed=True
        ),
    ] = None
    surveyed_on: Annotated[DateText | None, Ui(N_("Date"), "date", required=True, listed=True)] = (
        None
    )
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    county: Annotated[Text, Ui(N_("County"))] = ""
    town: Annotated[Text, Ui(N_("Town"), required=True, listed=True)] = ""
    village: Annotated[Text, Ui(N_("Village"))] = ""
    manage_unit: Annotated[Text, Ui(N_("Managing unit"))] = ""
    lin_ban: Annotated[Text, Ui(N_("Compartment"), listed=True)] = ""
    xiao_ban: Annotated[Text, Ui(N_("Sub-compartment"), required=True, listed=True)] = ""
    xi_ban: Annotated[Text, Ui(N_("Local part"))] = ""
    compartment_key: Annotated[Text, Ui(N_("Key in base data"))] = ""
    area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(
            N_("Sub-compartment area"),
            "decimal",
            scale=4,
            alias="area_mu",
            unit=N_("mu"),
            required=True,
        ),
    ] = None
    pine_area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(
            N_("Pine area"),
            "decimal",
            scale=4,
            alias="pine_area_mu",
            unit=N_("mu"),
            required=True,
            listed=True,
        ),
    ] = None
    species: Annotated[Text, Ui(N_("Species"), group=N_("Stand"))] = ""
    composition: Annotated[Text, Ui(N_("Composition"))] = ""
    origin: Annotated[Text, Ui(N_("Origin"), "vocab", vocabulary="stand_origin")] = ""
    age_years: Annotated[Count | None, Ui(N_("Stand age"), "int", unit=N_("years"))] = None
    dbh_cm_e1: Annotated[
        int | None,
        Field(ge=0, le=10**9),
        Ui(N_("Breast-height diameter"), "decimal", scale=1, alias="dbh_cm", unit=N_("cm")),
    ] = None
    density_ha: Annotated[Count | None, Ui(N_("Trees per hectare"), "int")] = None
    pines_n: Annotated[Count | None, Ui(N_("Pines in all"), "int", unit=N_("trees"))] = None
    elevation_m: Annotated[Count | None, Ui(N_("Elevation"), "int", unit=N_("m"))] = None
    slope_deg: Annotated[Count | None, Ui(N_("Slope"), "int", unit=N_("°"), low=0, high=90)] = None
    aspect: Annotated[Text, Ui(N_("Aspect"))] = ""
    stand_class: Annotated[Text, Ui(N_("Stand class"), "vocab", vocabulary="stand_class")] = ""
    survey_means: Annotated[
        Text,
        Ui(
            N_("Way of survey"),
            "vocab",
            vocabulary="survey_means",
            required=True,
            group=N_("Survey"),
        ),
    ] = ""
    nothing_found: Annotated[bool | None, Ui(N_("Checked, nothing found"), "bool", listed=True)] = (
        None
    )
    dead_n: Annotated[Count | None, Ui(N_("Dead"), "int", unit=N_("trees"), listed=True)] = None
    dying_n: Annotated[Count | None, Ui(N_("Dying"), "int", unit=N_("trees"))] = None
    weak_n: Annotated[Count | None, Ui(N_("Weak"), "int", unit=N_("trees"))] = None
    death_cause: Annotated[Text, Ui(N_("Cause of death"), "vocab", vocabulary="death_cause")] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position")] = None
    vector_signs: Annotated[bool | None, Ui(N_("Signs of the vector"), "bool")] = None
    vector_n: Annotated[Count | None, Ui(N_("Vector marks"), "int")] = None
    sampled_n: Annotated[
        Count | None,
        Ui(N_("Trees sampled"), "int", unit=N_("trees"), group=N_("Samples and result")),
    ] = None
    positive_n: Annotated[
        Count | None, Ui(N_("Trees positive"), "int", unit=N_("trees"), listed=True)
    ] = None
    sample_result: Annotated[
        Text, Ui(N_("Test result"), "vocab", vocabulary="sample_result", listed=True)
    ] = ""
    lab: Annotated[Text, Ui(N_("Laboratory"))] = ""
    report_no: Annotated[Text, Ui(N_("Report no."))] = ""
    is_epidemic: Annotated[bool | None, Ui(N_("Epidemic sub-compartment"), "bool", listed=True)] = (
        None
    )
    epidemic_area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Epidemic area"), "decimal", scale=4, alias="epidemic_area_mu", unit=N_("mu")),
    ] = None
    epidemic_code: Annotated[Text, Ui(N_("Epidemic code"))] = ""
    infected_n: Annotated[Count | None, Ui(N_("Infected trees"), "int", unit=N_("trees"))] = None
    surveyor_ids: Annotated[
        tuple[RecordId, ...],
        Ui(
            N_("Surveyors"),
            "refs",
            ref="person",
            alias="surveyors",
            required=True,
            group=N_("People"),
        ),
    ] = ()
    recorder_id: Annotated[
        RecordId | None, Ui(N_("Recorder"), "ref", ref="person", alias="recorder")
    ] = None
    checked_by: Annotated[Text, Ui(N_("Checked by"))] = ""
    check_result: Annotated[Text, Ui(N_("Check result"))] = ""
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def suspects(survey: Survey) -> int:
    """Dead, dying and weak trees of a sheet."""
    return (survey.dead_n or 0) + (survey.dying_n or 0) + (survey.weak_n or 0)


def own(survey: Survey) -> Mapping[str, Any]:
    """Plain coordinates, suspects, and the infected share in 1/10,000 (病株率)."""
    pines = survey.pines_n
    return {
        "lon": survey.position.lon if survey.position else None,
        "lat": survey.position.lat if survey.position else None,
        "suspects": suspects(survey),
        "infected_e4": (survey.infected_n or 0) * 10_000 // pines if pines else None,
    }
