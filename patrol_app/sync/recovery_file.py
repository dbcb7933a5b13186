"""The recovery file of ``init --role city --recovery-out FILE``: kept on a stick in a safe.

Debian's ``age -d -i FILE`` reads it as it is: one identity line, everything else are comments::

    # Patrol recovery file v1: ...
    # unit: DEMO00
    # created: 1785715200000
    # age recipient: age1...
    # root key (Ed25519 seed, base64): ...
    # root public key: <64 hex>
    # root kid: <16 hex>
    AGE-SECRET-KEY-1...

API: ``RecoveryFile(unit, created, identity, root)``, ``.to_bytes()``, ``read_recovery(raw)``. The
caller writes it once with an exclusive create and mode 0600, never into the data folder.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.sync.keys import SigningKey, recipient_of

TITLE = "# Patrol recovery file v1: keep it on a stick in a safe, never on the computer"
LIMIT = limits.RECOVERY_FILE_BYTES
_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_SEED = "# root key (Ed25519 seed, base64): "
_UNIT = "# unit: "
_CREATED = "# created: "


@dataclass(frozen=True, repr=False)
class RecoveryFile:
    """What opens everything when the city's computer is gone.

    Attributes:
        unit: the city's unit code.
        created: UTC ms.
        identity: age identity (escrow of every bundle and vault).
        root: the recovery root key.
    """

    unit: str
    created: int
    identity: str
    root: SigningKey

    def __repr__(self) -> str:
        """Key ids only."""
        return f"RecoveryFile({self.unit}, root {self.root.kid})"

    def to_bytes(self) -> bytes:
        """The file's text as UTF-8 with LF line ends."""
        lines = [
            TITLE,
            f"{_UNIT}{self.unit}",
            f"{_CREATED}{self.created}",
            f"# age recipient: {recipient_of(self.identity)}",
            f"{_SEED}{base64.b64encode(self.root.seed).decode('ascii')}",
            f"# root public key: {self.root.public.hex()}",
            f"# root kid: {self.root.kid}",
            self.identity,
        ]
        return ("\n".join(lines) + "\n").encode("utf-8")


def read_recovery(raw: bytes) -> RecoveryFile:
    """Read a recovery file; CRLF, a byte order mark and blank lines are taken.

    Raises:
        UserError: ``recovery.format`` when a part is absent, double or damaged.
    """
    bad = UserError("recovery.format", N_("This is not a recovery file, or it is damaged."))
    if len(raw) > LIMIT:
        raise bad
    try:
        lines = [line.strip() for line in raw.decode("utf-8-sig").splitlines()]
        unit = _one(lines, _UNIT)
        created = int(_one(lines, _CREATED))
        seed = base64.b64decode(_one(lines, _SEED), validate=True)
        root = SigningKey(seed)
        shown = ("# root public key: ", "# root kid: ", "# age recipient: ")
        named = tuple(_one(lines, prefix) for prefix in shown)
        (identity,) = (line for line in lines if line and not line.startswith("#"))
        held = (root.public.hex(), root.kid, recipient_of(identity))
    except (ValueError, binascii.Error, UserError):
        raise bad from None
    # The public halves stand beside the secrets: a mistyped or rotten line shows here, not later.
    if lines[0] != TITLE or held != named or not _IDENTITY.fullmatch(identity):
        raise bad
    return RecoveryFile(unit, created, identity, root)


def _one(lines: list[str], prefix: str) -> str:
    """The rest of the only line that begins with ``prefix``; ValueError otherwise."""
    (line,) = (line for line in lines if line.startswith(prefix))
    return line[len(prefix) :]
