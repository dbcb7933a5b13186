"""What waits to be carried to the units below, told without reading the whole journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries
from patrol_app.services.units import below

# What is said of others' records, by the field that names the record.
SAYS: Mapping[str, str] = {
    "review": "target",
    "seal": "target",
    "problem_step": "parent_id",
    "case_step": "parent_id",
    "role_grant": "person_id",
}
MOST = 2_000  # of one type that are looked at


@dataclass(frozen=True)
class GoingDown:
    """Files and decisions on their way down.

    Attributes:
        said: decisions of this unit about records of units below since its newest delivery.
        said_ms: of the oldest of them; sent_ms: of that delivery, 0 before the first.
        open: devices below without a word of their deliveries; open_ms: the oldest of these.
        handing: files for others that were not handed on; handing_ms: when the oldest came.
    """

    said: int = 0
    said_ms: int = 0
    sent_ms: int = 0
    open: int = 0
    open_ms: int = 0
    handing: int = 0
    handing_ms: int = 0


def going_down(queries: Queries) -> GoingDown:
    """How things stand; nothing where nobody is below and nothing is kept for others."""
    carried = [row for row in queries.carried() if not row.given_ms]
    handing_ms = min((row.received_ms for row in carried), default=0)
    active = {device.kid for device in queries.devices() if device.status == "active"}
    if not queries.has_below():
        return GoingDown(handing=len(carried), handing_ms=handing_ms)
    sent_ms, unheard = queries.unheard_deliveries()
    waits = [at for kid, at in unheard.items() if kid in active]
    said = _said(queries, sent_ms)
    return GoingDown(
        said=len(said),
        said_ms=min(said, default=0),
        sent_ms=sent_ms,
        open=len(waits),
        open_ms=min(waits, default=0),
        handing=len(carried),
        handing_ms=handing_ms,
    )


def _said(queries: Queries, since_ms: int) -> list[int]:
    """When each decision about a record of a unit below was written, after ``since_ms``."""
    own = queries.identity().unit
    told = set(below(queries, own)) - {own}
    found: list[int] = []
    for code, names in SAYS.items():
        conditions = (Condition("unit", "=", own), Condition("created_ms", ">=", since_ms + 1))
        listing = Listing(code, conditions, EVERY_STATE, limit=MOST)
        rows = list(queries.values(listing, (names, "created_ms")))
        homes = queries.units_of(str(rec) for rec, _at in rows)
        found += [int(at) for rec, at in rows if homes.get(str(rec)) in told]
    return found
