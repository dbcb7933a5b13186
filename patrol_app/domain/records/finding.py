"""Finding 发现: something seen on the ground, on a patrol or beside one (``domain.md`` §1.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import LongText, RecordId, Text, Ui
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class Finding(Record):
    """One finding with place, action and report."""

    patrol_id: Annotated[
        RecordId | None, Ui(N_("Patrol"), "ref", ref="patrol", alias="patrol", listed=True)
    ] = None
    category: Annotated[
        Text, Ui(N_("Category"), "vocab", vocabulary="category", required=True, listed=True)
    ] = ""
    found_at: Annotated[
        Instant | None, Ui(N_("Found at"), "instant", required=True, listed=True)
    ] = None
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"), listed=True)] = ""
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    description: Annotated[LongText, Ui(N_("Description"), "longtext", required=True)] = ""
    action: Annotated[
        tuple[Text, ...], Ui(N_("Action taken"), "vocabs", vocabulary="action", required=True)
    ] = ()
    reported_to: Annotated[Text, Ui(N_("Reported to"))] = ""
    reported_at: Annotated[Instant | None, Ui(N_("Reported at"), "instant")] = None
    severity: Annotated[Text, Ui(N_("Severity"), "vocab", vocabulary="grade", listed=True)] = ""


def own(finding: Finding) -> Mapping[str, Any]:
    """Date and plain coordinates for lists and map."""
    return {
        "date": date_of(finding.found_at.ms) if finding.found_at else None,
        "lon": finding.position.lon if finding.position else None,
        "lat": finding.position.lat if finding.position else None,
    }
