"""A place outside the city's bounds: soft, for every type (``domain.md`` §10.2)."""

from __future__ import annotations

from collections.abc import Iterator

from patrol_app.domain.base import Record
from patrol_app.domain.fields import specs
from patrol_app.domain.position import Place
from patrol_app.domain.profile import Profile
from patrol_app.domain.records.patrol import Patrol
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.i18n import N_

E7 = 10_000_000  # positions are kept in 1e-7 degrees


def in_city(record: Record, context: RuleContext) -> list[Remark]:
    """Every position and track lies within the bounds of the city's profile, or it is asked.

    A folder without a profile has no bounds. One remark a field: a wrong zone or a mistyped
    degree moves everything.
    """
    city = context.city
    if city is None:
        return []
    outside = dict.fromkeys(
        field for field, lon, lat in _places(record) if not city.holds(lon / E7, lat / E7)
    )
    return [_said(field, city) for field in outside]


def _said(field: str, city: Profile) -> Remark:
    return Remark(
        "place.city",
        "warning",
        field,
        N_("This place lies outside {city}; are the coordinates right?"),
        {"city": city.name},
    )


def _places(record: Record) -> Iterator[tuple[str, int, int]]:
    """(field, lon, lat) of every place of a record, 1e-7 degrees; of a track its corners."""
    for spec in specs(type(record)).values():
        value = getattr(record, spec.name)
        if isinstance(value, Place):
            yield spec.name, value.lon, value.lat
    if isinstance(record, Patrol):
        for leg in record.legs:
            if leg.bounds:
                west, south, east, north = leg.bounds
                yield from (("legs", west, south), ("legs", east, north))
