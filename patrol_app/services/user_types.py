"""A user as lists and switch show him, and what is refused about passwords and PINs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.roles import rights

PASSWORD_CHARS: Final = 10  # as the vault asks
Secret = Literal["", "pin", "password", "none"]


@dataclass(frozen=True)
class UserInfo:
    """One person as the list of users and the switch show him.

    Attributes:
        id: record id; number; name.
        roles: role codes that hold today; granted: they come from role grants.
        has_pin / has_password: which secrets there are.
        asks: what this person is asked for: ``pin``, ``password``, nothing (``""``), or
            ``none``: no secret although one is needed, so nobody can switch there.
        seen_ms: last acted here, UTC ms, 0 = never.
        closed: may not use this folder any more.
    """

    id: str
    number: str
    name: str
    roles: tuple[str, ...]
    granted: bool
    has_pin: bool
    has_password: bool
    asks: Secret
    seen_ms: int
    closed: bool

    def may(self, right: str) -> bool:
        """Whether one of the roles gives ``right``."""
        return right in rights(self.roles)


def need_password(password: str) -> None:
    """Refuse a password that is too short.

    Raises:
        UserError: ``password.short``.
    """
    if len(password) < PASSWORD_CHARS:
        raise UserError(
            "password.short",
            N_("A password has at least {count} characters."),
            field="password",
            count=PASSWORD_CHARS,
        )


def no_admin() -> UserError:
    """Nobody who looks after the users would be left at the door."""
    return UserError("users.no_admin", N_("First give an administrator a password"))


def spent_pin() -> UserError:
    """Five wrong PINs: the password is asked."""
    return UserError("pin.spent", N_("Too many wrong PINs: please enter the password"), field="pin")
