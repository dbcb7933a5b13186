"""What the city's profile and the list of divisions say of foreign files.

The official list that was imported says most; the profile says which codes its counties had
before (``domain.md`` §8.1), their names, and where the city lies (§8.2).
"""

from __future__ import annotations

from dataclasses import replace

from patrol_app.services.base_reading import Look
from patrol_app.services.ports import Queries
from patrol_app.services.profiles import profile_in_use

COUNTY = 6  # digits of a county's code; townships and villages begin with it


def former_codes(queries: Queries) -> dict[str, str]:
    """Old code -> present code, of the imported list and of the city's profile."""
    profile = profile_in_use(queries)
    found = {
        old: one.code for one in (profile.divisions if profile else ()) for old in one.old_codes
    }
    for row in queries.divisions():
        if not row.retired:
            found |= dict.fromkeys(row.old_codes, row.code)
    return found


def division_name(queries: Queries, code: str) -> str:
    """The name of a division by its present or a former code; empty where nobody knows it."""
    if row := queries.division(code):
        return row.name
    profile = profile_in_use(queries)
    if profile is None or len(code) != COUNTY:
        return ""
    names = (one.name for one in profile.divisions if code in (one.code, *one.old_codes))
    return next(names, "")


def home_first(queries: Queries, look: Look) -> Look:
    """The file with those systems first by which its data lie in the city of the profile (§8.2).

    A zone without number fits every meridian of the country; what the file states stays ahead.
    """
    city = profile_in_use(queries)
    if city is None:
        return look
    named = []
    for one in look.proposals:
        west, south, east, north = one.bounds
        here = city.holds((west + east) / 2, (south + north) / 2)
        named.append(replace(one, home=city.name) if here else one)
    named.sort(key=lambda one: (not one.stated, not one.home))
    return replace(look, proposals=tuple(named))
