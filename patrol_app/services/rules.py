"""The rule values in force in a folder: shipped, of the city's profile, edited by the bureau."""

from __future__ import annotations

from patrol_app.domain.builtin_rules import BUILTIN, builtin_book
from patrol_app.domain.records.dataset import RULES
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.services.ports import Queries
from patrol_app.services.profiles import profile_in_use


def rule_book(queries: Queries) -> RuleBook:
    """The rule values in force.

    A row stands for its key, region and first day: the profile's replaces the program's, an
    edited one replaces both; rows of other days or regions stand beside them.
    """
    shipped = builtin_book()
    profile = profile_in_use(queries)
    edited = [RuleValue(**dict(row)) for row in queries.rule_rows()]
    own = profile.rules if profile else ()
    if not own and not edited:
        return shipped
    rows: dict[tuple[str, str, str], RuleValue] = {}
    for row in (*BUILTIN, *own, *edited):
        rows[row.key, row.region, row.valid_from] = row
    parts = [shipped.version]
    if profile:
        parts.append(f"{profile.code}-{profile.version}")
    if edited:
        table = queries.datasets_loaded().get(RULES)
        parts.append(f"rules-{table.version}" if table else "edited-1")
    return RuleBook(rows.values(), "+".join(parts))
