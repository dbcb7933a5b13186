"""Who opens a data folder: passwords with their delays, the ``device`` slot, PIN hashes.

A PIN never wraps the store key: its hash lies inside the store and only switches people while
the key is in memory (reliability design, section 4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from patrol_app.errors import UserError
from patrol_app.paths import DataPaths
from patrol_app.services.ports import Clock, Doors
from patrol_app.storage import vault
from patrol_app.storage.login_file import (
    Login,
    begin_try,
    end_try,
    need_no_wait,
    read_logins,
    unknown_login,
    write_logins,
)
from patrol_app.storage.vault import StoreKey

USER: Final = "user"


class VaultKeyring:
    """The port ``Keyring`` over the vault of an open folder.

    Args:
        paths: the data folder.
        key: its store key, which every new slot wraps.
        clock: for the delays.
    """

    def __init__(self, paths: DataPaths, key: StoreKey, clock: Clock) -> None:
        self._paths, self._key, self._clock = paths, key, clock

    def doors(self) -> Doors:
        """What can open the folder now.

        Raises:
            EnvironmentFault: the vault cannot be read.
        """
        found = vault.slots(self._paths)
        return Doors(
            device=any(slot.kind == "device" for slot in found),
            recovery=any(slot.kind == "recovery" for slot in found),
            people=frozenset(slot.name for slot in found if slot.kind == USER),
        )

    def put_password(self, person: str, number: str, label: str, password: str) -> None:
        """Let ``password`` of ``person`` open the folder, in place of an earlier one.

        Args:
            person: record id.
            number: shown at the door.
            label: shown at the door; lies outside the encrypted store.
            password: at least ten characters.

        Raises:
            UserError: ``password.short``.
            EnvironmentFault: the vault cannot be written.
        """
        vault.add_user_slot(self._paths, self._key, person, password)
        logins = read_logins(self._paths)
        write_logins(self._paths, {**logins, person: Login(person, number, label)})

    def drop_password(self, person: str) -> None:
        """The person's password opens the folder no longer.

        Raises:
            EnvironmentFault: the vault cannot be written.
        """
        vault.drop_user_slot(self._paths, person)
        logins = read_logins(self._paths)
        if logins.pop(person, None) is not None:
            write_logins(self._paths, logins)

    def check(self, person: str, password: str) -> None:
        """Whether it is the person's password; wrong ones are counted and slow the next.

        Raises:
            UserError: ``password.wrong``, ``password.wait``.
        """
        _tried(self._paths, person, password, self._clock)

    def drop_device(self) -> None:
        """Only passwords and the recovery key open the folder from now on.

        Raises:
            EnvironmentFault: the vault cannot be written.
        """
        vault.drop_device_slot(self._paths)

    def put_device(self) -> None:
        """This machine opens the folder without a password again.

        Raises:
            EnvironmentFault: the vault cannot be written.
        """
        vault.add_device_slot(self._paths, self._key)

    def hash_pin(self, pin: str) -> str:
        """An Argon2id hash of a PIN, to be kept inside the store."""
        from argon2 import PasswordHasher

        return PasswordHasher().hash(pin)

    def pin_fits(self, hashed: str, pin: str) -> bool:
        """Whether ``pin`` is the one that was hashed."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return PasswordHasher().verify(hashed, pin)
        except (VerificationError, InvalidHashError):
            return False

    def pin_wait(self, failures: int, last_ms: int) -> None:
        """Refuse a PIN that comes too early after wrong ones.

        Raises:
            UserError: ``password.wait``.
        """
        need_no_wait(failures, last_ms, self._clock.now_ms())


def logins(paths: DataPaths) -> list[Login]:
    """Who may open the folder by a password, in the order of their numbers.

    Raises:
        EnvironmentFault: the vault cannot be read.
    """
    known = read_logins(paths)
    found = [
        known.get(slot.name, Login(slot.name)) for slot in vault.slots(paths) if slot.kind == USER
    ]
    return sorted(found, key=lambda one: (one.number, one.id))


def needs_password(paths: DataPaths) -> bool:
    """Whether the folder opens by a password only.

    Raises:
        EnvironmentFault: the vault cannot be read.
    """
    return not any(slot.kind == "device" for slot in vault.slots(paths))


@dataclass(frozen=True)
class Entered:
    """A vault that a password opened.

    Attributes:
        key: the store key.
        person: id of the person; empty where the ``device`` slot opened it.
        wrong: wrong tries before the right one.
    """

    key: StoreKey
    person: str = ""
    wrong: int = 0


def open_as(paths: DataPaths, user: str, password: str, clock: Clock) -> Entered:
    """Open the vault by the password of a person.

    Args:
        paths: the data folder.
        user: id, number, or name as the door shows it; empty where only one has a password.
        password: of that person.
        clock: for the delays.

    Raises:
        UserError: ``vault.user``, ``password.wrong``, ``password.wait``.
        EnvironmentFault: the vault cannot be read.
    """
    person = _person(logins(paths), user)
    wrong = read_logins(paths).get(person, Login(person)).failures
    return Entered(_tried(paths, person, password, clock), person, wrong)


def _person(known: list[Login], user: str) -> str:
    """The id that ``user`` means.

    Raises:
        UserError: ``vault.user``.
    """
    from patrol_app.domain.masking import masked_name

    if not user and len(known) == 1:
        return known[0].id
    ways: tuple[Callable[[Login], bool], ...] = (
        lambda one: user in (one.id, one.number),
        lambda one: bool(one.label) and one.label in (user, masked_name(user)),
    )
    for way in ways:
        found = [one for one in known if user and way(one)]
        if len(found) == 1:
            return found[0].id
    raise unknown_login()


def _tried(paths: DataPaths, person: str, password: str, clock: Clock) -> StoreKey:
    begin_try(paths, person, clock.now_ms())
    key = vault.open_with_password(paths, person, password)
    end_try(paths, person)
    try:
        vault.refresh_user_slot(paths, key, person, password)
    except UserError:
        # a password from before a longer one was asked stays as it is
        return key
    return key
