"""GrazingViolation 违规放牧 (``domain.md`` §5.5). Holds no names: parties are records apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class Livestock(Item):
    """Heads of one kind and age, with their marks."""

    animal: Annotated[Text, Ui(N_("Animal"), "vocab", vocabulary="animal")] = ""
    age: Annotated[Text, Ui(N_("Age"), "vocab", vocabulary="age")] = ""
    head: Annotated[Count | None, Ui(N_("Head"), "int", unit=N_("head"))] = None
    marks: Annotated[Text, Ui(N_("Marks"))] = ""


class GrazingViolation(Record):
    """Livestock met where or when grazing is not allowed."""

    patrol_id: Annotated[RecordId | None, Ui(N_("Patrol"), "ref", ref="patrol", alias="patrol")] = (
        None
    )
    found_at: Annotated[
        Instant | None, Ui(N_("Found at"), "instant", required=True, listed=True)
    ] = None
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"), listed=True)] = ""
    zone_kind: Annotated[
        Text, Ui(N_("Zone"), "vocab", vocabulary="zone_kind", required=True, listed=True)
    ] = ""
    land_kind: Annotated[Text, Ui(N_("Land"), "vocab", vocabulary="land_kind")] = ""
    livestock: Annotated[tuple[Livestock, ...], Ui(N_("Livestock"), "items", required=True)] = ()
    owner_id: Annotated[RecordId | None, Ui(N_("Owner"), "ref", ref="party", alias="owner")] = None
    herder_id: Annotated[RecordId | None, Ui(N_("Herder"), "ref", ref="party", alias="herder")] = (
        None
    )
    relation: Annotated[Text, Ui(N_("Herder and owner"), "vocab", vocabulary="herder_relation")] = (
        ""
    )
    party_unknown: Annotated[bool | None, Ui(N_("Party unknown"), "bool")] = None
    witness_ids: Annotated[
        tuple[RecordId, ...], Ui(N_("Witnesses"), "refs", ref="party", alias="witnesses")
    ] = ()
    count_method: Annotated[Text, Ui(N_("How they were counted"))] = ""
    direction: Annotated[Text, Ui(N_("Direction"))] = ""
    duration_min: Annotated[Count | None, Ui(N_("Duration"), "int", unit=N_("min"))] = None
    trees_destroyed: Annotated[Count | None, Ui(N_("Trees destroyed"), "int", unit=N_("trees"))] = (
        None
    )
    tree_species: Annotated[Text, Ui(N_("Species"))] = ""
    damage_area_mu_e4: Annotated[
        int | None,
        Field(ge=0, le=10**15),
        Ui(N_("Damaged area"), "decimal", unit=N_("mu"), scale=4, alias="damage_area_mu"),
    ] = None
    ranger_ids: Annotated[
        tuple[RecordId, ...], Ui(N_("Rangers"), "refs", ref="person", alias="rangers")
    ] = ()
    occurrence: Annotated[Text, Ui(N_("Occurrence"), "vocab", vocabulary="occurrence")] = ""
    action: Annotated[
        tuple[Text, ...],
        Ui(N_("Action taken"), "vocabs", vocabulary="grazing_action", required=True, listed=True),
    ] = ()
    follow_up: Annotated[LongText, Ui(N_("Follow-up"), "longtext")] = ""
    description: Annotated[LongText, Ui(N_("Description"), "longtext")] = ""
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None


def own(violation: GrazingViolation) -> Mapping[str, Any]:
    """Date, plain coordinates and heads."""
    return {
        "date": date_of(violation.found_at.ms) if violation.found_at else None,
        "lon": violation.position.lon if violation.position else None,
        "lat": violation.position.lat if violation.position else None,
        "heads": sum(row.head or 0 for row in violation.livestock),
    }
