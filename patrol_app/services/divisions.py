"""Divisions by their present code: old codes are mapped, names are known without a table too.

The official list that was imported says most; the city's profile says which codes its counties
had before (``domain.md`` §8.1) and their names.
"""

from __future__ import annotations

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
