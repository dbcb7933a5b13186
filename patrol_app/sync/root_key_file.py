"""The file of one further root key, kept by a second person off every computer.

Plain text, like the recovery file but without an age identity: it signs, it reads nothing::

    # Patrol root key file v1: ...
    # unit: DEMO00
    # created: 1785715200000
    # root public key: <64 hex>
    # root kid: <16 hex>
    root key (Ed25519 seed, base64): ...

API: ``RootKeyFile(unit, created, key).to_bytes()``, ``read_root_key(raw) -> SigningKey``, which
takes a recovery file too: that one holds a root key beside its identity.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.sync.keys import SigningKey
from patrol_app.sync.recovery_file import LIMIT, read_recovery
from patrol_app.sync.recovery_file import TITLE as RECOVERY_TITLE

TITLE = "# Patrol root key file v1: keep it on a stick of its own, never on the computer"
_SEED = "root key (Ed25519 seed, base64): "
_PUBLIC = "# root public key: "
_KID = "# root kid: "


@dataclass(frozen=True, repr=False)
class RootKeyFile:
    """One root key.

    Attributes:
        unit: the city's unit code; created: UTC ms.
    """

    unit: str
    created: int
    key: SigningKey

    def __repr__(self) -> str:
        """The key id only."""
        return f"RootKeyFile({self.unit}, root {self.key.kid})"

    def to_bytes(self) -> bytes:
        """The file's text as UTF-8 with LF line ends."""
        lines = [
            TITLE,
            f"# unit: {self.unit}",
            f"# created: {self.created}",
            f"{_PUBLIC}{self.key.public.hex()}",
            f"{_KID}{self.key.kid}",
            f"{_SEED}{base64.b64encode(self.key.seed).decode('ascii')}",
        ]
        return ("\n".join(lines) + "\n").encode("utf-8")


def read_root_key(raw: bytes) -> SigningKey:
    """The root key of a root-key file or of a recovery file.

    Raises:
        UserError: ``root.key_file``.
    """
    bad = UserError("root.key_file", N_("This is no root-key file and no recovery file."))
    if len(raw) > LIMIT:
        raise bad
    try:
        lines = [line.strip() for line in raw.decode("utf-8-sig").splitlines()]
        if lines and lines[0] == RECOVERY_TITLE:
            return read_recovery(raw).root
        key = SigningKey(base64.b64decode(_one(lines, _SEED), validate=True))
        named = (_one(lines, _PUBLIC), _one(lines, _KID))
    except (ValueError, binascii.Error, UserError):
        raise bad from None
    if lines[0] != TITLE or named != (key.public.hex(), key.kid):
        raise bad
    return key


def _one(lines: list[str], prefix: str) -> str:
    """The rest of the only line that begins with ``prefix``; ValueError otherwise."""
    (line,) = (line for line in lines if line.startswith(prefix))
    return line[len(prefix) :]
