"""Figures over many records of a type, as its ``tally`` gives them: one line in words."""

from __future__ import annotations

from collections.abc import Sequence

from patrol_app.domain.registry import Figure, RecordType
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import _
from patrol_app.services.listing import pages
from patrol_app.services.ports import Listing, Queries

MOST = 5_000  # records of one line; a longer list is told by the ledger


def tally_line(queries: Queries, kind: RecordType, listing: Listing) -> str:
    """The figures of the records of ``listing``; empty without any, and for too many.

    Drafts and records in the bin are counted where the listing shows them.
    """
    if kind.tally is None or queries.count(listing) > MOST:
        return ""
    rows = [stored.record for stored in pages(queries, listing)]
    return figures_line(kind.tally(rows)) if rows else ""


def figures_line(figures: Sequence[Figure]) -> str:
    """``发现记录 5　物种数 3`` in the language in use."""
    found = []
    for one in figures:
        label = vocabulary(one.vocabulary).label(one.label) if one.vocabulary else _(one.label)
        found.append(f"{label} {one.text} {_(one.unit)}".rstrip())
    return "　".join(found)
