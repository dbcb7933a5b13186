"""The reading steps in their one order, for files signed by an enrolled key.

``open_verified(stream, own_unit, kinds, key_of) -> Verified`` and
``open_inner(stream, verified, identities, scratch) -> Inner``. The service layer spools, asks
whether the file was seen before, calls these two, and decides what a refusal means: code
``bundle.unknown_key`` is quarantine, ``bundle.newer`` is kept for after an upgrade.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.sync.container import Opened, Verified, decrypt, open_header, verify
from patrol_app.sync.header import Header
from patrol_app.sync.inner import Inner

KeyOf = Callable[[str], bytes | None]


def check_kind(opened: Opened, kinds: Collection[str]) -> None:
    """Refuse a kind that the caller does not read.

    Raises:
        UserError: ``bundle.kind``.
    """
    if opened.header.kind not in kinds:
        raise UserError("bundle.kind", N_("This kind of file is not expected here."))


def open_verified(
    stream: BinaryIO,
    own_unit: str | Collection[str],
    kinds: Collection[str],
    key_of: KeyOf,
    standing: Callable[[Header], None] = lambda _header: None,
) -> Verified:
    """Header, signature, address: nothing is decrypted here.

    Args:
        stream: the spooled file.
        own_unit: code of the unit that reads, or of all that it may read for.
        kinds: kinds taken.
        key_of: enrolled public key (32 raw bytes) of a key id, None for unknown or revoked.
        standing: raises where the sender, whose signature holds, counts no more.

    Raises:
        UserError: as ``container.open_header`` and ``container.verify``, then
            ``bundle.unknown_key``, ``bundle.kind``, ``bundle.not_addressed``.
    """
    opened = open_header(stream)
    public = key_of(opened.header.kid)
    if public is None:
        raise UserError(
            "bundle.unknown_key",
            N_("The sender {kid} is not known here: the file is quarantined."),
            kid=opened.header.kid,
        )
    verified = verify(opened, public)
    standing(opened.header)
    check_kind(opened, kinds)
    readers = {own_unit} if isinstance(own_unit, str) else set(own_unit)
    if readers.isdisjoint(opened.header.to):
        raise UserError("bundle.not_addressed", N_("The file is not addressed to this unit."))
    return verified


def open_inner(
    stream: BinaryIO, verified: Verified, identities: Sequence[str], scratch: BinaryIO
) -> Inner:
    """Decrypt whole into ``scratch``, then check members, sizes and hashes.

    Args:
        stream: the spooled file.
        verified: from :func:`open_verified`.
        identities: age identities of this unit.
        scratch: empty private temporary file, read and write; must outlive the result.

    Raises:
        UserError: as ``container.decrypt`` and ``Inner.open``.
    """
    decrypt(stream, verified, identities, scratch)
    return Inner.open(scratch, verified.header)
