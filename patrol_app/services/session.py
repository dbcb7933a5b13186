"""Who acts, and what this person may do. Roles belong to persons (sync.md §9)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from patrol_app.domain.records.person import Person
from patrol_app.domain.registry import RecordType
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Queries, Stored

FIRST_USER = "first_user"  # meta key: id of the person whom ``init`` wrote

# Rights: ``write:<group>`` by the type's group, and the acts beside records.
_FIELD = frozenset({"write:patrol", "write:pest", "write:grazing"})
_OFFICE = frozenset({"write:base", "write:drill", "exchange", "papers"})
RIGHTS: Mapping[str, frozenset[str]] = {
    "ranger": _FIELD | {"papers", "exchange"},
    "crew_leader": _FIELD | {"write:drill", "papers", "exchange"},
    "station_head": _FIELD | _OFFICE | {"private"},
    "county_office": _FIELD | _OFFICE | {"enrol"},
    "city_officer": _FIELD | _OFFICE | {"enrol"},
    "case_officer": _FIELD | {"papers", "private"},
    "auditor": frozenset({"papers", "private"}),
    "admin": _FIELD | _OFFICE | {"private", "enrol", "settings"},
}


@dataclass(frozen=True)
class Actor:
    """The acting person.

    Attributes:
        id: record id, written as ``actor`` into ops; empty before anybody is known.
        number: the person's number; name: shown, never logged.
        roles: role codes held here.
    """

    id: str
    number: str
    name: str
    roles: tuple[str, ...]

    def may(self, right: str) -> bool:
        """Whether one of the roles gives ``right``."""
        return any(right in RIGHTS.get(role, frozenset()) for role in self.roles)

    def need(self, right: str) -> None:
        """Refuse unless ``right`` is given.

        Raises:
            UserError: ``session.forbidden``.
        """
        if not self.may(right):
            raise UserError(
                "session.forbidden", N_("Your role does not allow this ({right})"), right=right
            )

    def need_write(self, kind: RecordType) -> None:
        """Refuse unless records of ``kind`` may be written.

        Raises:
            UserError: ``session.forbidden``.
        """
        self.need(f"write:{kind.group}")


class Session:
    """The acting person of this process; the first user until another is named."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries
        self._actor: Actor | None = None

    @property
    def actor(self) -> Actor:
        """Who acts now.

        Raises:
            UserError: ``session.nobody``: the folder has no first user.
        """
        if self._actor is None:
            first = self._queries.meta(FIRST_USER)
            stored = self._queries.get("person", first) if first else None
            if stored is None:
                raise UserError("session.nobody", N_("Nobody is set up in this data folder"))
            self._actor = actor_of(stored)
        return self._actor

    def use(self, name: str) -> Actor:
        """Let another person act.

        Args:
            name: number, or unique name.

        Raises:
            UserError: ``session.unknown``.
        """
        stored = self._queries.find("person", name)
        if stored is None or stored.deleted:
            raise UserError("session.unknown", N_("No person has the number {name}"), name=name)
        self._actor = actor_of(stored)
        return self._actor

    def renew(self) -> None:
        """Forget what was read of the acting person, so that changed roles hold at once."""
        if self._actor is not None:
            stored = self._queries.get("person", self._actor.id)
            self._actor = actor_of(stored) if stored else None


def actor_of(stored: Stored) -> Actor:
    """The person of a stored record as an actor."""
    person = stored.record
    if not isinstance(person, Person):
        raise TypeError("an actor is a person")
    return Actor(person.id, person.number, person.name, person.roles)
