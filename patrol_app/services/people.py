"""The people of this folder: who may be named on a form, who may act."""

from __future__ import annotations

from patrol_app.domain.records.person import Person
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries

MOST = 5_000


def people(queries: Queries, *, role: str = "", unit: str = "", on: str = "") -> list[Person]:
    """People by name.

    Args:
        queries: of the open store.
        role: only those who hold it.
        unit: only those entered by this unit.
        on: Beijing date; whoever has left before it is left out.
    """
    conditions = (Condition("unit", "=", unit),) if unit else ()
    rows = queries.page(Listing("person", conditions, EVERY_STATE, limit=MOST)).rows
    found = [row.record for row in rows if isinstance(row.record, Person)]
    kept = [
        person
        for person in found
        if (not role or role in person.roles)
        and not (on and person.left_on and person.left_on < on)
    ]
    return sorted(kept, key=lambda person: (person.name, person.number))
