"""The keys that ``init`` makes: of every device, and of a city as its own root.

``make_keys`` is what ``services.setup`` asks for: it puts ``secrets`` and ``meta`` into the
store and ``recovery`` into a file outside the data folder.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from patrol_app.domain.instant import DAY_MS
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.setup import NewKeys
from patrol_app.sync import keyring
from patrol_app.sync.keys import SigningKey, new_age_identity, recipient_of
from patrol_app.sync.numbering import FLOOR
from patrol_app.sync.receipts import GENERATION_FLOOR
from patrol_app.sync.recovery_file import RecoveryFile, read_recovery
from patrol_app.sync.root_key_file import read_root_key
from patrol_app.sync.roots import ROOT_WORD, Root, sign_with

MATCHING_BYTES = 32


def make_keys(unit: str, root: bool, now_ms: int, recover: Sequence[bytes] = ()) -> NewKeys:
    """Fresh keys: Ed25519 and age of the device, and where ``root`` those of a city.

    A city has two root keys, one of which is enough: its own, and the one in the recovery
    file, which with its age identity opens everything when the city's computer is gone.

    Args:
        unit: unit code, written into the recovery file.
        root: the unit is its own root.
        now_ms: UTC ms, written into the recovery file.
        recover: content of a lost city's recovery file, then of further root-key files.

    Raises:
        UserError: as :func:`recovered`.
    """
    if recover:
        return recovered(unit, now_ms, recover)
    key = SigningKey.new()
    identity = new_age_identity().encode("ascii")
    held = {keyring.DEVICE_SIGN: key.seed, keyring.DEVICE_AGE: identity}
    if not root:
        return NewKeys(key.kid, held)
    root_key, spare, escrow = SigningKey.new(), SigningKey.new(), new_age_identity()
    keys = Root(version=1, threshold=1, keys=(root_key.public.hex(), spare.public.hex()))
    sigs = tuple(sign_with(one, ROOT_WORD, keys) for one in (root_key, spare))
    return NewKeys(
        key.kid,
        {
            **held,
            keyring.IMPORT_AGE: new_age_identity().encode("ascii"),
            keyring.ROOT_SIGN: root_key.seed,
            keyring.MATCHING: secrets.token_bytes(MATCHING_BYTES),
        },
        {
            keyring.ROOT: keyring.paper(keyring.SignedRoot(root=keys, sigs=sigs)),
            keyring.RECOVERY: recipient_of(escrow),
        },
        RecoveryFile(unit, now_ms, escrow, spare).to_bytes(),
        recipient_of(escrow),
    )


def recovered(unit: str, now_ms: int, files: Sequence[bytes]) -> NewKeys:
    """Keys of a city whose computer is lost: new ones, believed by the keys in the files.

    The root follows from every earlier one that those keys could sign for. What counts upwards
    begins above all that the lost computer may have given: the root's version by the day, the
    generations of receipts by the minute, device numbers by the hundred.

    Args:
        unit: the city's unit code, which must be that of the recovery file.
        now_ms: UTC ms.
        files: content of the recovery file, then of root-key files.

    Raises:
        UserError: ``recovery.format``, ``recovery.unit``, ``root.key_file``.
    """
    held = read_recovery(files[0])
    if held.unit != unit:
        raise UserError("recovery.unit", N_("The recovery file is of unit {unit}."), unit=held.unit)
    old = {key.kid: key for key in (held.root, *map(read_root_key, files[1:]))}
    key, root_key, days = SigningKey.new(), SigningKey.new(), now_ms // DAY_MS
    signers = (root_key, *old.values())
    root = Root(version=days, threshold=len(old), keys=tuple(one.public.hex() for one in signers))
    sigs = tuple(sign_with(one, ROOT_WORD, root) for one in signers)
    recipient = recipient_of(held.identity)
    return NewKeys(
        key.kid,
        {
            keyring.DEVICE_SIGN: key.seed,
            keyring.DEVICE_AGE: new_age_identity().encode("ascii"),
            keyring.IMPORT_AGE: new_age_identity().encode("ascii"),
            keyring.ROOT_SIGN: root_key.seed,
            keyring.MATCHING: secrets.token_bytes(MATCHING_BYTES),
        },
        {
            keyring.ROOT: keyring.paper(keyring.SignedRoot(root=root, sigs=sigs)),
            keyring.RECOVERY: recipient,
            GENERATION_FLOOR: str(now_ms // 60_000),
            FLOOR: str((days % 9 + 1) * 100),
        },
        None,
        recipient,
    )
