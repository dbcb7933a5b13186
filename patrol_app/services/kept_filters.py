"""Filters that a person keeps for a list: in this data folder alone, each person's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Store
from patrol_app.services.session import Actor

MOST = 20  # of one list; the menu stays one look long
NAME_CHARS = 60


@dataclass(frozen=True)
class KeptFilter:
    """One filter under a name.

    Attributes:
        name: as shown in the menu.
        values: codes of the filter bar by key, ``text`` for the search line.
    """

    name: str
    values: Mapping[str, str]


class KeptFilters:
    """The filters of each person, by list.

    They lie in the store beside the journal: no device but this one sees them.

    Args:
        store: the open data folder.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, actor: Actor, name: str) -> list[KeptFilter]:
        """The filters of ``actor`` for the list ``name``, the last kept first."""
        rows = _read(self._store.queries.meta(_key(actor))).get(name, [])
        return [KeptFilter(row["name"], row["values"]) for row in rows]

    def keep(self, actor: Actor, name: str, kept: KeptFilter) -> None:
        """Keep a filter; one of the same name is replaced.

        Raises:
            UserError: ``filter.empty``: it filters nothing.
        """
        title = " ".join(kept.name.split())[:NAME_CHARS]
        if not kept.values or not title:
            raise UserError("filter.empty", N_("Choose a filter first"))
        row = {"name": title, "values": dict(kept.values)}
        self._change(actor, name, title, [row])

    def drop(self, actor: Actor, name: str, title: str) -> None:
        """Forget the filter called ``title``; nothing happens where there is none."""
        self._change(actor, name, title, [])

    def _change(self, actor: Actor, name: str, title: str, first: list[dict[str, Any]]) -> None:
        with self._store.begin(N_("saving")) as work:
            lists = _read(work.queries.meta(_key(actor)))
            others = [row for row in lists.get(name, []) if row["name"] != title]
            lists[name] = [*first, *others][:MOST]
            work.put_meta(_key(actor), json.dumps(lists, ensure_ascii=False))
            work.commit()


def _key(actor: Actor) -> str:
    return f"list_filters {actor.id}"


def _read(text: str | None) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(text) if text else {}
    return found
