"""Who acts, and what this person may do. Roles belong to persons (sync.md §9)."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.person import Person
from patrol_app.domain.registry import RecordType
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Clock, Queries, Stored
from patrol_app.services.roles import RIGHTS, effective_roles, rights

__all__ = ["FIRST_USER", "RIGHTS", "Actor", "Session", "actor_of", "may_act"]

FIRST_USER = "first_user"  # meta key: id of the person whom ``init`` wrote


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
        return right in rights(self.roles)

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

    def need_roles(self, before: Iterable[str], after: Iterable[str]) -> None:
        """Refuse a change of a person's roles that this actor may not make.

        Nobody gives or takes a role that allows more than he may himself, unless he looks
        after the users.

        Raises:
            UserError: ``session.roles``.
        """
        if self.may("users"):
            return
        beyond = rights(set(before) ^ set(after)) - rights(self.roles)
        if beyond:
            raise UserError(
                "session.roles",
                N_("Only an administrator may give or take these roles"),
                field="roles",
            )


class Session:
    """The acting person of this process; the first user until another is named.

    Args:
        queries: of the open store.
        clock: for the days on which role grants hold; None takes the machine's.
    """

    def __init__(self, queries: Queries, clock: Clock | None = None) -> None:
        self._queries = queries
        self._clock = clock
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
            self._actor = self.as_actor(stored)
        return self._actor

    @property
    def today(self) -> str:
        """The Beijing date by which roles and leavings are judged."""
        now = self._clock.now_ms() if self._clock else time.time_ns() // 1_000_000
        return beijing(now).strftime("%Y-%m-%d")

    def use(self, name: str) -> Actor:
        """Let another person act.

        Args:
            name: number, or unique name.

        Raises:
            UserError: ``session.unknown``, ``session.closed``.
        """
        stored = self._queries.find("person", name)
        if stored is None or stored.deleted:
            raise UserError("session.unknown", N_("No person has the number {name}"), name=name)
        return self.begin(stored.record.id)

    def begin(self, person: str) -> Actor:
        """Let the person with the id ``person`` act.

        Raises:
            UserError: ``session.unknown``, ``session.closed``.
        """
        stored = self._queries.get("person", person)
        if stored is None:
            raise UserError("session.unknown", N_("No person has the number {name}"), name="?")
        if not may_act(self._queries, stored, self.today):
            raise UserError("session.closed", N_("This person may not use this data folder"))
        self._actor = self.as_actor(stored)
        return self._actor

    def renew(self) -> None:
        """Forget what was read of the acting person, so that changed roles hold at once."""
        if self._actor is not None:
            stored = self._queries.get("person", self._actor.id)
            self._actor = self.as_actor(stored) if stored else None

    def as_actor(self, stored: Stored) -> Actor:
        """The person of a stored record with the roles that hold today."""
        person = stored.record
        if not isinstance(person, Person):
            raise TypeError("an actor is a person")
        return replace(actor_of(stored), roles=effective_roles(self._queries, person, self.today))


def may_act(queries: Queries, stored: Stored, today: str) -> bool:
    """Whether a person may act in this folder: not deleted, not left, not retired here."""
    left = getattr(stored.record, "left_on", None)
    state = queries.user_states().get(stored.record.id)
    return not stored.deleted and not (left and left < today) and not (state and state.closed_ms)


def actor_of(stored: Stored) -> Actor:
    """The person of a stored record as an actor, with the roles of the record itself."""
    person = stored.record
    if not isinstance(person, Person):
        raise TypeError("an actor is a person")
    return Actor(person.id, person.number, person.name, person.roles)
