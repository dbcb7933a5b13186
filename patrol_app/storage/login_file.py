"""``login.json``: whom the locked folder offers at its door, and wrong passwords so far.

It lies outside the encrypted store because it is needed before that opens, so it holds ids,
numbers and names of which only the first character is written. It decides nothing: whoever
can change it can as well try passwords on a copy, which Argon2id makes slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import write_atomic

VERSION: Final = 1
FREE_TRIES: Final = 5
FIRST_WAIT_MS: Final = 15_000
LONGEST_WAIT_MS: Final = 15 * 60_000
_BYTES: Final = 64 * 1024


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)

    id: str = Field(max_length=64)
    number: str = Field(default="", max_length=60)
    label: str = Field(default="", max_length=80)
    failures: int = Field(default=0, ge=0, le=10**6)
    last_ms: int = 0


class _File(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", hide_input_in_errors=True)

    v: int
    users: list[_Entry] = Field(max_length=500)


@dataclass(frozen=True)
class Login:
    """One person at the door.

    Attributes:
        id: of the person; number: people's number; label: first character and stars.
        failures: wrong passwords since the last right one; last_ms: when the last was, UTC ms.
    """

    id: str
    number: str = ""
    label: str = ""
    failures: int = 0
    last_ms: int = 0


def read_logins(paths: DataPaths) -> dict[str, Login]:
    """Who is written there; a damaged or absent file is an empty one."""
    try:
        with paths.login.open("rb") as stream:
            value: Any = parse_strict(stream.read(_BYTES))
        found = _File.model_validate(value)
    except (OSError, ValueError, PatrolError, ValidationError):
        return {}
    return {one.id: Login(**one.model_dump()) for one in found.users}


def write_logins(paths: DataPaths, logins: Mapping[str, Login]) -> None:
    """Write the file whole.

    Raises:
        EnvironmentFault: the disk failed.
    """
    users = [dict(vars(one)) for one in sorted(logins.values(), key=lambda one: one.id)]
    with disk_faults(paths.login):
        write_atomic(paths.login, canonical({"v": VERSION, "users": users}))


def wait_ms(failures: int, last_ms: int, now_ms: int) -> int:
    """How long the next try has to wait: doubling from the fifth wrong one, never for ever.

    Args:
        failures: wrong tries in a row.
        last_ms: time of the last, UTC ms.
        now_ms: now; a clock that went back makes nobody wait longer than one whole delay.
    """
    if failures < FREE_TRIES:
        return 0
    delay = min(FIRST_WAIT_MS << min(failures - FREE_TRIES, 20), LONGEST_WAIT_MS)
    return max(0, min(delay, last_ms + delay - now_ms))


def need_no_wait(failures: int, last_ms: int, now_ms: int) -> None:
    """Refuse a try that comes too early.

    Raises:
        UserError: ``password.wait``.
    """
    rest = wait_ms(failures, last_ms, now_ms)
    if rest:
        raise UserError(
            "password.wait",
            N_("Too many wrong tries. Try again in {seconds} seconds."),
            field="password",
            seconds=-(-rest // 1000),
        )


def begin_try(paths: DataPaths, person: str, now_ms: int) -> None:
    """Count a try as wrong before it is made, so that a cut program cannot forget it.

    Raises:
        UserError: ``password.wait``.
        EnvironmentFault: the count cannot be kept.
    """
    logins = read_logins(paths)
    one = logins.get(person, Login(person))
    if one.last_ms > now_ms:
        # the clock went back: the delay begins anew now, else it might last for years
        one = replace(one, last_ms=now_ms)
        write_logins(paths, {**logins, person: one})
    need_no_wait(one.failures, one.last_ms, now_ms)
    tried = replace(one, failures=one.failures + 1, last_ms=now_ms)
    write_logins(paths, {**logins, person: tried})


def end_try(paths: DataPaths, person: str) -> None:
    """The password was right: forget the wrong ones.

    Raises:
        EnvironmentFault: the disk failed.
    """
    logins = read_logins(paths)
    if person in logins:
        write_logins(paths, {**logins, person: replace(logins[person], failures=0, last_ms=0)})


def unknown_login() -> UserError:
    """The fault of a person whom no password of this folder belongs to."""
    return UserError(
        "vault.user", N_("Say who opens the folder: a number from the list"), field="user"
    )
