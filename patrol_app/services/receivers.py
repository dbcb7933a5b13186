"""Receivers that this unit gave to somebody: their files are evidence of grade A (§1.7)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from patrol_app.domain.records.person import Person
from patrol_app.services.people import people
from patrol_app.services.ports import Queries

_SPLIT = re.compile(r"[,，;；、\s]+")


def enrolled(queries: Queries) -> Mapping[str, tuple[str, ...]]:
    """Person ids by the serial number of each receiver, in small letters.

    A receiver that went from hand to hand stands at each of them.
    """
    found: dict[str, tuple[str, ...]] = {}
    for person in people(queries):
        for serial in serials(person):
            folded = serial.casefold()
            found[folded] = (*found.get(folded, ()), person.id)
    return found


def serials(person: Person) -> list[str]:
    """Serial numbers of the receivers given to a person."""
    return [one for one in _SPLIT.split(person.receiver) if one]
