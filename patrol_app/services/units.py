"""The tree of units: who stands above and below whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from patrol_app.domain.records.unit import Unit, unit_id
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries

DEPTH = 8  # no reporting line is longer; ends a loop that two edits could make
ABOVE_COUNTIES = ("city", "province")


def ancestors(queries: Queries, code: str) -> tuple[str, ...]:
    """Codes above the unit ``code``, nearest first; empty for a root or an unknown unit."""
    found: list[str] = []
    while len(found) < DEPTH:
        stored = queries.get("unit", unit_id(code))
        parent = stored.record.parent_code if stored and isinstance(stored.record, Unit) else ""
        if not parent or parent in found:
            break
        found.append(parent)
        code = parent
    return tuple(found)


def counties(queries: Queries, codes: Iterable[str]) -> dict[str, str]:
    """The county that each unit belongs to: township names are its own.

    A unit in no county (a forest bureau) stands for itself below the root; a city or a province
    belongs to none and has the empty text.
    """
    found = {}
    for code in codes:
        path = (code, *ancestors(queries, code))
        levels = [_level(queries, one) for one in path]
        if "county" in levels:
            found[code] = path[levels.index("county")]
        elif levels[0] in ABOVE_COUNTIES:
            found[code] = ""
        else:
            found[code] = path[-2] if len(path) > 1 else code
    return found


def _level(queries: Queries, code: str) -> str:
    stored = queries.get("unit", unit_id(code))
    return stored.record.level if stored and isinstance(stored.record, Unit) else ""


def town_words(queries: Queries, rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """How townships are named in one table: with their county where there are two counties.

    Args:
        queries: of the open store.
        rows: (county, township) as ``counties`` says it.
    """
    places = set(rows)
    several = len({county for county, _town in places if county}) > 1
    names = {}
    for county, town in places:
        stored = queries.get("unit", unit_id(county)) if several and county else None
        name = stored.record.name if stored and isinstance(stored.record, Unit) else ""
        names[county, town] = f"{name or county} {town}".strip() if several else town
    return names


def in_one_county(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Township -> its county, of names that only one county of these rows has."""
    found: dict[str, set[str]] = {}
    for county, town in rows:
        if county:
            found.setdefault(town, set()).add(county)
    return {town: one for town, (one, *more) in found.items() if not more}


class UnitTree:
    """Who stands above whom, each unit read once (``domain.problem_reach.Tree``).

    Args:
        queries: of the store or of the write transaction.
    """

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._above: dict[str, tuple[str, ...]] = {}
        self._codes: dict[str, str] = {}

    def above(self, code: str) -> tuple[str, ...]:
        """Codes of the units above ``code``, nearest first."""
        if code not in self._above:
            self._above[code] = ancestors(self._queries, code)
        return self._above[code]

    def code_of(self, rec: str) -> str:
        """Code of the unit with the id ``rec``; empty for an unknown one."""
        if rec not in self._codes:
            stored = self._queries.get("unit", rec)
            self._codes[rec] = str(getattr(stored.record, "code", "") or "") if stored else ""
        return self._codes[rec]


def below(queries: Queries, code: str) -> tuple[str, ...]:
    """``code`` and every unit under it, the nearer ones first."""
    found = [code]
    layer: Sequence[str] = (code,)
    for _depth in range(DEPTH):
        listing = Listing(
            "unit",
            (Condition("parent_code", "in", tuple(layer)),),
            EVERY_STATE,
            limit=10_000,
        )
        layer = [
            row.record.code
            for row in queries.page(listing).rows
            if isinstance(row.record, Unit) and row.record.code and row.record.code not in found
        ]
        if not layer:
            break
        found += layer
    return tuple(found)


def parents(queries: Queries) -> list[tuple[str, str]]:
    """(code, name and code) of the units below this one that stations may stand below."""
    found = []
    for code in below(queries, queries.identity().unit)[1:]:
        stored = queries.get("unit", unit_id(code))
        if stored and isinstance(stored.record, Unit) and stored.record.level == "county":
            name = stored.record.name or code
            found.append((code, f"{name} {code}" if name != code else code))
    return found
