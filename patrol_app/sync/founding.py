"""The keys that ``init`` makes: of every device, and of a city as its own root.

``make_keys`` is what ``services.setup`` asks for: it puts ``secrets`` and ``meta`` into the
store and ``recovery`` into a file outside the data folder.
"""

from __future__ import annotations

import secrets

from patrol_app.services.setup import NewKeys
from patrol_app.sync import keyring
from patrol_app.sync.keys import SigningKey, new_age_identity, recipient_of
from patrol_app.sync.recovery_file import RecoveryFile
from patrol_app.sync.roots import ROOT_WORD, Root, sign_with

MATCHING_BYTES = 32


def make_keys(unit: str, root: bool, now_ms: int) -> NewKeys:
    """Fresh keys: Ed25519 and age of the device, and where ``root`` those of a city.

    A city has two root keys, one of which is enough: its own, and the one in the recovery
    file, which with its age identity opens everything when the city's computer is gone.

    Args:
        unit: unit code, written into the recovery file.
        root: the unit is its own root.
        now_ms: UTC ms, written into the recovery file.
    """
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
