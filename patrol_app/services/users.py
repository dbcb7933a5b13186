"""Who uses this data folder: PINs, passwords, switching, and the step to passwords only.

A password opens the folder, a PIN only switches people while it is open (reliability design,
section 4). Roles are facts in records and live in ``roles``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from patrol_app.domain.masking import masked_name
from patrol_app.domain.records.person import Person
from patrol_app.errors import UserError
from patrol_app.events import Changes, EventBus
from patrol_app.i18n import N_
from patrol_app.services.keyring import Keyring
from patrol_app.services.people import people
from patrol_app.services.ports import Clock, Doors, Store, UnitOfWork, UserState
from patrol_app.services.records import RecordService
from patrol_app.services.session import FIRST_USER, Actor, Session, may_act
from patrol_app.services.user_types import (
    Secret,
    UserInfo,
    need_password,
    no_admin,
    spent_pin,
)

PIN: Final = re.compile(r"[0-9]{4,6}")
PIN_TRIES: Final = 5
WORK: Final = N_("users")


class Users:
    """Everything about who may use the folder.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: writes people.
        session: who acts.
        keyring: the vault.
        bus: told what changed (topic ``users``).
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        records: RecordService,
        session: Session,
        keyring: Keyring,
        bus: EventBus,
    ) -> None:
        self._store, self._clock, self._records = store, clock, records
        self._session, self._keyring, self._bus = session, keyring, bus

    def doors(self) -> Doors:
        """What opens the folder."""
        return self._keyring.doors()

    def list(self, *, retired: bool = False) -> Sequence[UserInfo]:
        """The people of the own unit, and whoever else has a secret here; by name.

        Args:
            retired: also those who left or were retired here.
        """
        queries, today = self._store.queries, self._session.today
        states, doors = queries.user_states(), self.doors()
        own = queries.identity().unit
        found = []
        for person in people(queries):
            state = states.get(person.id, UserState(person.id))
            closed = bool(state.closed_ms or (person.left_on and person.left_on < today))
            known = person.unit == own or person.id in states or person.id in doors.people
            if known and (retired or not closed):
                found.append(self._info(person, state, doors, closed))
        return found

    def one(self, person: str) -> UserInfo:
        """The user with the id ``person``.

        Raises:
            UserError: ``session.unknown``.
        """
        record = self._person(person)
        state = self._state(person)
        stored = self._store.queries.get("person", person)
        closed = stored is None or not may_act(self._store.queries, stored, self._session.today)
        return self._info(record, state, self.doors(), closed)

    def named(self, name: str) -> UserInfo:
        """The user whom people call ``name``: number, or unique name.

        Raises:
            UserError: ``session.unknown``.
        """
        stored = self._store.queries.find("person", name)
        if stored is None or stored.deleted:
            raise UserError("session.unknown", N_("No person has the number {name}"), name=name)
        return self.one(stored.record.id)

    def add(
        self, actor: Actor, name: str, roles: Sequence[str], password: str | None = None
    ) -> UserInfo:
        """Enter a person and, where given, a password.

        Raises:
            UserError: ``session.forbidden``, ``password.short`` (then nothing is written),
                ``field.value``.
        """
        actor.need("users")
        if password is not None:
            need_password(password)
        made = self._records.new("person", {"name": name, "roles": tuple(roles)}, actor)
        if password is not None:
            self.set_password(actor, made.record.id, password)
        return self.one(made.record.id)

    def set_pin(self, actor: Actor, person: str, pin: str) -> None:
        """Give a person a PIN; everybody his own, an administrator anybody's.

        Raises:
            UserError: ``session.forbidden``, ``pin.form``, ``pin.weak``, ``session.closed``.
        """
        self._need_self_or_users(actor, person)
        if not PIN.fullmatch(pin):
            raise UserError("pin.form", N_("A PIN has 4 to 6 digits"), field="pin")
        if len(set(pin)) == 1 or pin in "0123456789876543210":
            raise UserError("pin.weak", N_("This PIN is guessed too easily"), field="pin")
        self._need_open(person)
        hashed = self._keyring.hash_pin(pin)
        self._put(person, "user.pin", actor, pin_hash=hashed, pin_failures=0, pin_ms=0)

    def clear_pin(self, actor: Actor, person: str) -> None:
        """Take a PIN away.

        Raises:
            UserError: ``session.forbidden``.
        """
        self._need_self_or_users(actor, person)
        self._put(person, "user.pin_off", actor, pin_hash="", pin_failures=0, pin_ms=0)

    def set_password(
        self, actor: Actor, person: str, password: str, old: str | None = None
    ) -> None:
        """Let a password of ``person`` open the folder.

        Args:
            actor: the person himself, or somebody who looks after the users.
            person: record id.
            password: at least ten characters.
            old: the present password, where a person changes his own.

        Raises:
            UserError: ``session.forbidden``, ``password.short``, ``password.wrong``,
                ``password.wait``, ``session.closed``.
        """
        self._need_self_or_users(actor, person)
        need_password(password)
        self._need_open(person)
        if person == actor.id and person in self.doors().people:
            self._keyring.check(person, old or "")
        record = self._person(person)
        self._keyring.put_password(person, record.number, masked_name(record.name), password)
        self._put(person, "user.password", actor, pin_failures=0, pin_ms=0)

    def retire(self, actor: Actor, person: str) -> None:
        """A person may not use this folder any more; what he wrote stays.

        Raises:
            UserError: ``session.forbidden``, ``users.self``, ``users.no_admin``.
        """
        actor.need("users")
        if person == actor.id:
            raise UserError("users.self", N_("Nobody retires himself"))
        self._person(person)
        doors = self.doors()
        if not doors.device and not self._keepers(doors.people - {person}):
            raise no_admin()
        self._keyring.drop_password(person)
        if self._store.queries.meta(FIRST_USER) == person:
            with self._store.begin(WORK) as work:
                work.put_meta(FIRST_USER, actor.id)  # who acts at the start
                work.commit()
        now = self._clock.now_ms()
        self._put(person, "user.retire", actor, pin_hash="", pin_failures=0, closed_ms=now)

    def reopen(self, actor: Actor, person: str) -> None:
        """Take a retirement back; PIN and password are set anew.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("users")
        self._put(person, "user.reopen", actor, closed_ms=0)

    def use_pin(self, person: str, pin: str) -> Actor:
        """Switch to a person by PIN.

        Raises:
            UserError: ``pin.wrong``, ``pin.spent`` (the password is asked), ``password.wait``,
                ``pin.none``, ``session.closed``.
        """
        self._need_open(person)
        state, now = self._state(person), self._clock.now_ms()
        if not state.pin_hash:
            raise UserError("pin.none", N_("This person has no PIN"), field="pin")
        if state.pin_failures >= PIN_TRIES:
            if person in self.doors().people:
                raise spent_pin()
            if state.pin_ms > now:
                # the clock went back: the delay begins anew now, else it might last for years
                state = replace(state, pin_ms=now)
                self._write(state)
            self._keyring.pin_wait(state.pin_failures, state.pin_ms)
        tried = replace(state, pin_failures=state.pin_failures + 1, pin_ms=now)
        self._write(tried)  # before the look: a program that is cut off cannot forget it
        if not self._keyring.pin_fits(state.pin_hash, pin):
            detail = {"person": person, "wrong": tried.pin_failures}
            self._write(tried, "user.pin_wrong", detail)
            if tried.pin_failures >= PIN_TRIES and person in self.doors().people:
                raise spent_pin()
            raise UserError("pin.wrong", N_("The PIN is not right"), field="pin")
        return self._switch(person, "pin")

    def use_password(self, person: str, password: str) -> Actor:
        """Switch to a person by password.

        Raises:
            UserError: ``password.wrong``, ``password.wait``, ``session.closed``.
        """
        self._need_open(person)
        try:
            self._keyring.check(person, password)
        except UserError as fault:
            if fault.code == "password.wrong":
                self._write(self._state(person), "user.password_wrong", {"person": person})
            raise
        return self._switch(person, "password")

    def use_freely(self, person: str) -> Actor:
        """Switch to a person who has no secret, while the folder opens without one.

        Raises:
            UserError: ``users.secret``, ``session.closed``.
        """
        self._need_open(person)
        if self.one(person).asks != "":
            raise UserError("users.secret", N_("This person is asked for a PIN or password"))
        return self._switch(person, "free")

    def entered(self, person: str, wrong: int) -> Actor:
        """A person opened the folder by password.

        Args:
            person: record id.
            wrong: wrong tries before.

        Raises:
            UserError: ``session.unknown``, ``session.closed``.
        """
        return self._switch(person, "password", wrong)

    def recover(self, person: str, password: str) -> None:
        """A new password for a person, by whoever holds the city's recovery key.

        The caller opened the folder with that key, which is all the right there can be when
        every password is forgotten.

        Raises:
            UserError: ``password.short``, ``session.unknown``, ``session.closed``.
        """
        need_password(password)
        self._need_open(person)
        record = self._person(person)
        self._keyring.put_password(person, record.number, masked_name(record.name), password)
        state = replace(self._state(person), pin_failures=0, pin_ms=0)
        self._write(state, "user.recovered", {"person": person})

    def require_passwords(self, actor: Actor) -> None:
        """The folder opens by password only from now on.

        Raises:
            UserError: ``session.forbidden``, ``users.no_admin``, ``users.no_recovery``.
        """
        actor.need("users")
        doors = self.doors()
        if not self._keepers(doors.people):
            raise no_admin()
        if not doors.recovery:
            raise UserError(
                "users.no_recovery",
                N_("Enrol this folder first: only the recovery key helps a forgotten password"),
            )
        self._keyring.drop_device()
        self._told("vault.device_off", actor)

    def allow_without_password(self, actor: Actor) -> None:
        """This machine opens the folder without a password again.

        Raises:
            UserError: ``session.forbidden``.
        """
        actor.need("users")
        self._keyring.put_device()
        self._told("vault.device_on", actor)

    def _info(self, person: Person, state: UserState, doors: Doors, closed: bool) -> UserInfo:
        stored = self._store.queries.get("person", person.id)
        roles = self._session.as_actor(stored).roles if stored else person.roles
        has_password = person.id in doors.people
        spent = state.pin_failures >= PIN_TRIES and has_password
        asks: Secret = "" if doors.device else "none"
        if state.pin_hash and not spent:
            asks = "pin"
        elif has_password:
            asks = "password"
        return UserInfo(
            id=person.id,
            number=person.number,
            name=person.name,
            roles=roles,
            granted=roles != person.roles,
            has_pin=bool(state.pin_hash),
            has_password=has_password,
            asks=asks,
            seen_ms=state.seen_ms,
            closed=closed,
        )

    def _keepers(self, persons: frozenset[str]) -> bool:
        """Whether one of ``persons`` looks after the users and may act."""
        queries = self._store.queries
        for person in persons:
            stored = queries.get("person", person)
            if stored is None or not may_act(queries, stored, self._session.today):
                continue
            if self._session.as_actor(stored).may("users"):
                return True
        return False

    def _person(self, person: str) -> Person:
        stored = self._store.queries.get("person", person)
        if stored is None or not isinstance(stored.record, Person):
            raise UserError("session.unknown", N_("No person has the number {name}"), name="?")
        return stored.record

    def _state(self, person: str) -> UserState:
        return self._store.queries.user_states().get(person, UserState(person))

    def _need_open(self, person: str) -> None:
        stored = self._store.queries.get("person", person)
        if stored is None or not may_act(self._store.queries, stored, self._session.today):
            raise UserError("session.closed", N_("This person may not use this data folder"))

    def _need_self_or_users(self, actor: Actor, person: str) -> None:
        if person != actor.id:
            actor.need("users")

    def _switch(self, person: str, by: str, wrong: int = 0) -> Actor:
        actor = self._session.begin(person)
        state = replace(self._state(person), pin_failures=0, pin_ms=0, seen_ms=self._clock.now_ms())
        detail = {"person": person, "by": by, **({"wrong": wrong} if wrong else {})}
        self._write(state, "user.login", detail)
        return actor

    def _put(self, person: str, what: str, actor: Actor, **changes: object) -> None:
        state = replace(self._state(person), **changes)  # type: ignore[arg-type]
        self._write(state, what, {"actor": actor.id, "person": person})

    def _write(
        self, state: UserState, what: str = "", detail: dict[str, object] | None = None
    ) -> None:
        with self._store.begin(WORK) as work:
            work.put_user(state)
            self._finish(work, what, detail or {})

    def _told(self, what: str, actor: Actor) -> None:
        with self._store.begin(WORK) as work:
            self._finish(work, what, {"actor": actor.id})

    def _finish(self, work: UnitOfWork, what: str, detail: dict[str, object]) -> None:
        if what:
            work.audit(what, detail)
        self._bus.publish(work.commit() | Changes(topics=frozenset({"users"})))
