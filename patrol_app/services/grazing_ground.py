"""The zones at the place of a violation, as the rules and the form take them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from patrol_app.domain.grazing_ground import GrazingGround, ZoneFact
from patrol_app.domain.instant import date_of
from patrol_app.domain.records.dataset import ZONE
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.geo.types import TRUSTED_DATUMS
from patrol_app.services.ports import Queries

if TYPE_CHECKING:
    from patrol_app.services.places import Places

GrazingAt = Callable[[GrazingViolation], GrazingGround]


def no_zones(violation: GrazingViolation) -> GrazingGround:
    """A folder without any zone: nothing is known."""
    return GrazingGround()


def ground_of(places: Places, queries: Queries, violation: GrazingViolation) -> GrazingGround:
    """The zones that hold the violation's point on its day.

    Shifted and unknown datums are kept out of enforcement (``domain.md`` §1.7): nothing is known
    then. The same where no zones are loaded, or place or time is missing.
    """
    place, found = violation.position, violation.found_at
    if place is None or found is None or place.datum not in TRUSTED_DATUMS:
        return GrazingGround()
    if ZONE not in queries.datasets_loaded():
        return GrazingGround()
    hits = places.zones_at(place, date_of(found.ms))
    facts = (ZoneFact(one.code, one.name, one.kind, one.in_season, one.document) for one in hits)
    return GrazingGround(True, tuple(facts))
