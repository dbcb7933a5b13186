"""Whether a track file came out of a receiver that this unit gave to somebody (§1.7, grade A)."""

from __future__ import annotations

from patrol_app.services.batch.owners import serials
from patrol_app.services.people import people
from patrol_app.services.ports import Queries


def enrolled(queries: Queries, serial: str, person: str | None) -> bool:
    """Whether the receiver ``serial`` was given to ``person``.

    Args:
        queries: of the open data folder.
        serial: as the file says it; empty = not said.
        person: who walked; None = not known yet, then anybody's receiver counts.
    """
    folded = serial.casefold()
    return bool(folded) and any(
        folded in (one.casefold() for one in serials(found))
        for found in people(queries)
        if person in (None, found.id)
    )
