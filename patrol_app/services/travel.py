"""How far each record has come: written here, in a package, held by the county or the city.

A record is somewhere once every change that this unit's devices made to it is: a later change
sets it back, because it has to travel as well. Receipts are those of each level for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from patrol_app.services.ports import Queries

LOCAL, EXPORTED = "local", "exported"
# nearest to farthest: a record is said to be at the farthest level that holds it
LEVELS = ("county", "city", "province")


class TravelReading(Protocol):
    """What the journal knows of the last changes of records."""

    def last_changes(self, recs: Iterable[str]) -> Mapping[str, Mapping[str, int]]:
        """For each of ``recs`` that is known: the last seq that each stream wrote to it."""


class TravelQueries(Queries, TravelReading, Protocol):
    """The queries that this use case needs."""


@dataclass(frozen=True)
class Reach:
    """How far the own journals have come.

    Attributes:
        own: own streams; sent: last seq of each in a package.
        levels: level of an issuer to the last seq of each stream that it holds without a gap.
    """

    own: frozenset[str]
    sent: Mapping[str, int]
    levels: Mapping[str, Mapping[str, int]]

    def stage(self, changes: Mapping[str, int]) -> str:
        """``local``, ``exported`` or a level; empty for a record that nobody wrote to here."""
        mine = {stream: seq for stream, seq in changes.items() if stream in self.own}
        if not mine:
            return ""
        held = [level for level in self.levels if _covers(self.levels[level], mine)]
        for level in reversed(LEVELS):
            if level in held:
                return level
        return EXPORTED if _covers(self.sent, mine) else LOCAL


def reach(queries: Queries) -> Reach:
    """How far the own journals of this folder have come."""
    own = frozenset(info.stream for info in queries.streams() if info.own)
    sent: dict[str, int] = {}
    for row in queries.bundles_out():
        if row.kind == "up" and row.stream in own:
            sent[row.stream] = max(sent.get(row.stream, 0), row.upto_seq)
    levels: dict[str, dict[str, int]] = {}
    for receipt in queries.receipts():
        if receipt.stream in own and receipt.issuer_level in LEVELS:
            held = levels.setdefault(receipt.issuer_level, {})
            held[receipt.stream] = max(held.get(receipt.stream, 0), receipt.contiguous_upto)
    return Reach(own, sent, levels)


def stages(queries: TravelQueries, recs: Iterable[str]) -> dict[str, str]:
    """``Reach.stage`` of each record of ``recs``."""
    changes = queries.last_changes(recs)
    if not changes:
        return {}
    known = reach(queries)
    return {rec: known.stage(last) for rec, last in changes.items()}


def _covers(reached: Mapping[str, int], needed: Mapping[str, int]) -> bool:
    return all(reached.get(stream, 0) >= seq for stream, seq in needed.items())
