"""Ctrl+K: find a record, a person or a place by number or name."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.fields import specs
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.domain.registry import RecordType
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Condition, Listing, Queries, State, Stored
from patrol_app.services.session import Actor

STATES: tuple[State, ...] = ("draft", "submitted", "changed")
EACH = 5  # hits shown of one type


@dataclass(frozen=True)
class Hit:
    """One record found: its type, how people call it, its title."""

    stored: Stored
    number: str
    title: str


def search(queries: Queries, text: str, actor: Actor) -> list[Hit]:
    """Records whose number is ``text`` or whose name holds it.

    Personal data of parties is searched only by whoever may see it.

    Args:
        queries: of the open store.
        text: what was typed.
        actor: who asks.
    """
    wanted = text.strip()
    if not wanted:
        return []
    found: dict[str, Hit] = {}
    for kind in RECORD_TYPES:
        if kind.private and not actor.may("private"):
            continue
        exact = queries.find(kind.code, wanted)
        rows = ([exact] if exact else []) + list(_named(queries, kind, wanted))
        for stored in rows:
            if not stored.deleted:
                title = str(getattr(stored.record, kind.title) or "")
                found.setdefault(stored.record.id, Hit(stored, name_of(stored), title))
    return list(found.values())


def _named(queries: Queries, kind: RecordType, wanted: str) -> tuple[Stored, ...]:
    known = specs(kind.cls)
    names = [name for name in dict.fromkeys((kind.title, "name", "place")) if name in known]
    rows: list[Stored] = []
    for name in names:
        listing = Listing(kind.code, (Condition(name, "has", wanted),), STATES, limit=EACH)
        rows += queries.page(listing).rows
    return tuple(rows[:EACH])
