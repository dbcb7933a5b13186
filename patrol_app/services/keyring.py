"""What the use cases ask of the vault: the port ``Keyring``."""

from __future__ import annotations

from typing import Protocol

from patrol_app.services.ports import Doors


class Keyring(Protocol):
    """Who opens the data folder, and how."""

    def doors(self) -> Doors:
        """What can open the folder now."""

    def put_password(self, person: str, number: str, label: str, password: str) -> None:
        """Let a password of ``person`` open the folder, in place of an earlier one.

        Raises:
            UserError: ``password.short``.
        """

    def drop_password(self, person: str) -> None:
        """The person's password opens the folder no longer."""

    def check(self, person: str, password: str) -> None:
        """Whether it is the person's password.

        Raises:
            UserError: ``password.wrong``, ``password.wait``.
        """

    def drop_device(self) -> None:
        """Only passwords and the recovery key open the folder from now on.

        Raises:
            UserError: ``vault.last_door``.
        """

    def put_device(self) -> None:
        """This machine opens the folder without a password again."""

    def hash_pin(self, pin: str) -> str:
        """A slow hash of a PIN, to be kept inside the store."""

    def pin_fits(self, hashed: str, pin: str) -> bool:
        """Whether ``pin`` is the one that was hashed."""

    def pin_wait(self, failures: int, last_ms: int) -> None:
        """Refuse a PIN that comes too early after wrong ones.

        Raises:
            UserError: ``password.wait``.
        """
