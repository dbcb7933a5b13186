"""A forgotten password and the city's answer: what joins the vault's files and number codes."""

from __future__ import annotations

from pathlib import Path

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.paths import DataPaths
from patrol_app.storage import vault_recovery
from patrol_app.storage.files import write_atomic
from patrol_app.sync.keys import number_code, same_code

IDENTITY = "AGE-SECRET-KEY-1"


def ask_recovery(paths: DataPaths, target: Path) -> str:
    """Write a locked folder's request for a forgotten password; its number code.

    Raises:
        UserError: ``vault.no_recovery``.
        EnvironmentFault: the vault cannot be read, the disk failed.
    """
    return number_code(vault_recovery.ask(paths, target))


def answer_recovery(asked: bytes, identity: str, code: str | None, target: Path) -> bool:
    """Answer such a request with the city's recovery identity.

    Args:
        asked: the request's bytes.
        identity: ``AGE-SECRET-KEY-1…``.
        code: the 12 digits read out by telephone, or None.
        target: file to write.

    Returns:
        Whether the digits were compared.

    Raises:
        UserError: ``enrol.code``, ``recovery.ask``, ``vault.identity``.
        EnvironmentFault: the disk failed.
    """
    made = vault_recovery.read_ask(asked)
    if code is not None and not same_code(code, number_code(asked)):
        raise UserError(
            "enrol.code",
            N_("The digits do not match: this is not the file that was read out to you."),
            field="code",
        )
    write_atomic(target, vault_recovery.answer(made, identity))
    return code is not None


def recovery_done(paths: DataPaths) -> None:
    """The new password stands: the key of the request goes away."""
    vault_recovery.done(paths)


def identity_of(raw: bytes) -> str:
    """The age identity (``AGE-SECRET-KEY-1…``) that the text of a recovery file holds.

    Raises:
        UserError: ``vault.identity``.
    """
    for line in raw.decode("utf-8", "replace").splitlines():
        if line.strip().startswith(IDENTITY):
            return line.strip()
    raise UserError("vault.identity", N_("This is no recovery file"))
