"""FireSpot 热点核查: a hot spot or smoke that was told, and what was found there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from patrol_app.domain.base import Record
from patrol_app.domain.fields import Count, LongText, RecordId, Text, Ui
from patrol_app.domain.instant import MINUTE_MS, Instant, date_of
from patrol_app.domain.position import Place
from patrol_app.i18n import N_


class FireSpot(Record):
    """One spot from its notice to the answer.

    Attributes:
        spot_no: number of whoever told it, such as that of the satellite's list.
        told_at: when the unit was told; arrived_at: when somebody stood there.
        burned_mu_e4: burned area, 1/10,000 亩; forest_mu_e4: forest harmed (not the same).
        problem_id: the problem that was made of it, if any.
    """

    spot_no: Annotated[Text, Ui(N_("Spot no."), listed=True)] = ""
    source: Annotated[
        Text,
        Ui(N_("Source"), "vocab", vocabulary="fire_spot_source", required=True, listed=True),
    ] = ""
    told_at: Annotated[Instant | None, Ui(N_("Told at"), "instant", required=True, listed=True)] = (
        None
    )
    told_by: Annotated[Text, Ui(N_("Told by"))] = ""
    position: Annotated[Place | None, Ui(N_("Position"), "position", required=True)] = None
    place: Annotated[Text, Ui(N_("Place"), required=True, listed=True)] = ""
    grid_id: Annotated[RecordId | None, Ui(N_("Grid"), "ref", ref="grid", alias="grid")] = None
    sent_at: Annotated[Instant | None, Ui(N_("Checkers sent at"), "instant")] = None
    checker_ids: Annotated[
        tuple[RecordId, ...],
        Ui(N_("Checked by"), "refs", ref="person", alias="checkers", required=True),
    ] = ()
    arrived_at: Annotated[
        Instant | None, Ui(N_("On the spot at"), "instant", required=True, listed=True)
    ] = None
    result: Annotated[
        Text,
        Ui(
            N_("Result of the check"),
            "vocab",
            vocabulary="fire_spot_result",
            required=True,
            listed=True,
        ),
    ] = ""
    description: Annotated[LongText, Ui(N_("Description"), "longtext")] = ""
    burned_mu_e4: Annotated[
        Count | None,
        Ui(N_("Burned area"), "decimal", unit=N_("mu"), scale=4, alias="burned_mu"),
    ] = None
    forest_mu_e4: Annotated[
        Count | None,
        Ui(N_("Forest harmed"), "decimal", unit=N_("mu"), scale=4, alias="forest_mu"),
    ] = None
    out_at: Annotated[Instant | None, Ui(N_("Fire out at"), "instant")] = None
    answered_to: Annotated[Text, Ui(N_("Answered to"))] = ""
    answered_at: Annotated[Instant | None, Ui(N_("Answered at"), "instant")] = None
    problem_id: Annotated[
        RecordId | None, Ui(N_("Problem"), "ref", ref="problem", alias="problem")
    ] = None
    remark: Annotated[LongText, Ui(N_("Remark"), "longtext")] = ""


def own_spot(spot: FireSpot) -> Mapping[str, Any]:
    """Beijing date, plain coordinates, minutes from the notice to the spot and to the answer."""
    return {
        "date": date_of(spot.told_at.ms) if spot.told_at else None,
        "lon": spot.position.lon if spot.position else None,
        "lat": spot.position.lat if spot.position else None,
        "arrive_min": _minutes(spot.told_at, spot.arrived_at),
        "answer_min": _minutes(spot.told_at, spot.answered_at),
    }


def _minutes(first: Instant | None, last: Instant | None) -> int | None:
    if first is None or last is None or last.ms < first.ms:
        return None
    return (last.ms - first.ms) // MINUTE_MS
