"""The zones and young plantations at the place of a violation, for rules and form."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from patrol_app.domain.grazing_ground import GrazingGround, Stand, ZoneFact, planted_in
from patrol_app.domain.instant import date_of
from patrol_app.domain.position import Place
from patrol_app.domain.records.dataset import COMPARTMENT, ZONE
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.setting import RuleBook
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.services.ports import Queries
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.services.places import Places

GrazingAt = Callable[[GrazingViolation], GrazingGround]


def no_zones(violation: GrazingViolation) -> GrazingGround:
    """A folder without any zone: nothing is known."""
    return GrazingGround()


def ground_of(places: Places, queries: Queries, violation: GrazingViolation) -> GrazingGround:
    """The zones that hold the violation's point on its day, and the nearest young plantation.

    Shifted and unknown datums are kept out of enforcement (``domain.md`` §1.7): nothing is known
    then. The same where no zones are loaded, or place or time is missing.
    """
    place, found = violation.position, violation.found_at
    if place is None or found is None or place.datum not in TRUSTED_DATUMS:
        return GrazingGround()
    loaded, day = queries.datasets_loaded(), date_of(found.ms)
    stand = _young(places, rule_book(queries), place, day) if COMPARTMENT in loaded else None
    if ZONE not in loaded:
        return GrazingGround(stand=stand)
    hits = places.zones_at(place, day)
    facts = (ZoneFact(one.code, one.name, one.kind, one.in_season, one.document) for one in hits)
    return GrazingGround(True, tuple(facts), stand)


def _young(places: Places, book: RuleBook, place: Place, day: str) -> Stand | None:
    """The nearest sub-compartment whose trees are young by ``grazing.young_years``."""
    years, near = book.find("grazing.young_years", day), book.find("grazing.young_near_m", day)
    if years is None:
        return None
    year = int(day[:4])
    for row, metres in places.near(COMPARTMENT, place, near.value if near else 0):
        planted = planted_in(row.attrs, year)
        if planted is not None and 0 <= year - planted <= years.value:
            return Stand(row.code, row.name, planted, math.ceil(metres))
    return None
