"""PestSighting 有害生物发现: signs of pine wilt, fall webworm or another pest, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from patrol_app.domain.base import Item, Record
from patrol_app.domain.fields import Count, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class TreeCount(Item):
    """Trees of one state (``domain.md`` §10.1)."""

    state: Annotated[Text, Ui(N_("Tree state"), "vocab", vocabulary="tree_state")] = ""
    count: Annotated[Count | None, Ui(N_("Trees"), "int", unit=N_("trees"))] = None


class PestSighting(Record):
    """One look at one place; "checked, nothing found" is data.

    Attributes:
        tree_no: tag on an abnormal tree; with it the record is the head of the tree's thread.
        recheck_of_id: the sighting whose place is looked at again.
        first_case: suspected first case here: once submitted it never changes (§2.8).
    """

    patrol_id: Annotated[RecordId | None, Ui(N_("Patrol"), "ref", ref="patrol", alias="patrol")] = (
        None
    )
    pest: Annotated[
        Text, Ui(N_("Pest"), "vocab", vocabulary="pest", required=True, listed=True)
    ] = ""
    seen_at: Annotated[Instant | None, Ui(N_("Seen at"), "instant", required=True, listed=True)] = (
        None
    )
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"), listed=True)] = ""
    sub_compartment: Annotated[Text, Ui(N_("Sub-compartment"), listed=True)] = ""
    host: Annotated[Text, Ui(N_("Host tree"), listed=True)] = ""
    nothing_found: Annotated[bool | None, Ui(N_("Nothing found"), "bool", listed=True)] = None
    trees: Annotated[tuple[TreeCount, ...], Ui(N_("Trees by state"), "items")] = ()
    nest_count: Annotated[Count | None, Ui(N_("Webs"), "int", unit=N_("webs"))] = None
    pest_stage: Annotated[tuple[Text, ...], Ui(N_("Stage"), "vocabs", vocabulary="pest_stage")] = ()
    tree_no: Annotated[Text, Ui(N_("Tree tag"), listed=True)] = ""
    symptom: Annotated[Text, Ui(N_("Stage of disease"), "vocab", vocabulary="symptom")] = ""
    survey_id: Annotated[
        RecordId | None, Ui(N_("Survey sheet"), "ref", ref="survey", alias="survey")
    ] = None
    recheck_of_id: Annotated[
        RecordId | None, Ui(N_("Re-check of"), "ref", ref="pest", alias="recheck_of")
    ] = None
    first_case: Annotated[bool | None, Ui(N_("Suspected first case"), "bool")] = None
    description: Annotated[LongText, Ui(N_("Description"), "longtext")] = ""
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    reported_to: Annotated[Text, Ui(N_("Reported to"))] = ""
    reported_at: Annotated[Instant | None, Ui(N_("Reported at"), "instant")] = None


def own(sighting: PestSighting) -> Mapping[str, Any]:
    """Date, plain coordinates and the number of abnormal trees."""
    return {
        "date": date_of(sighting.seen_at.ms) if sighting.seen_at else None,
        "lon": sighting.position.lon if sighting.position else None,
        "lat": sighting.position.lat if sighting.position else None,
        "abnormal": sum(t.count or 0 for t in sighting.trees if t.state not in ("", "健康")),
    }
