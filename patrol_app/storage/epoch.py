"""The instance marker and the beginning of a new stream ("epoch").

A restored or cloned folder must not go on with its old stream: two histories would claim the
same numbers (sync design, section 9, last paragraph).
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final

import uuid_utils

from patrol_app.services.ports import Identity, Queries, UnitOfWork
from patrol_app.storage.instance import (
    StoreInstance,
    Verdict,
    check_instance,
    machine_hash,
    new_nonce,
    write_marker,
)

NONCE: Final = "instance_nonce"
MACHINE: Final = "instance_machine"
REASON: Final = "epoch_reason"


class Epoch:
    """What ties a store to this machine and folder.

    Args:
        root: the data folder.
        store_id: id of the store.
    """

    def __init__(self, root: Path, store_id: str) -> None:
        self._root = root
        self._store_id = store_id

    def verdict(self, queries: Queries) -> Verdict:
        """Whether this is the installation that wrote last; ``SAME`` before the first stream."""
        if queries.meta(NONCE) is None:
            return Verdict.SAME
        return check_instance(self._root, self._stored(queries), machine_hash(self._store_id))

    def begin(self, work: UnitOfWork) -> None:
        """Tie the store to this folder and machine; the caller commits, then remembers."""
        work.put_meta(NONCE, new_nonce())
        work.put_meta(MACHINE, machine_hash(self._store_id))

    def renew(self, work: UnitOfWork, verdict: Verdict) -> Identity:
        """Begin a new stream; until a new grant its numbers use ``X`` and 3 base32 characters.

        Args:
            work: the transaction; the caller commits, then remembers.
            verdict: kept in meta ``epoch_reason`` for the screen.
        """
        device_no = "X" + base64.b32encode(secrets.token_bytes(2)).decode("ascii")[:3]
        identity = replace(
            work.queries.identity(), stream=str(uuid_utils.uuid4()), device_no=device_no
        )
        work.put_identity(identity)
        work.put_meta(REASON, verdict.value)
        self.begin(work)
        return identity

    def remember(self, queries: Queries) -> None:
        """Write the marker outside the data folder; after a commit, never before.

        Raises:
            EnvironmentFault: the configuration folder cannot be written.
        """
        if queries.meta(NONCE) is not None:
            write_marker(self._root, self._stored(queries))

    def _stored(self, queries: Queries) -> StoreInstance:
        own = [one for one in queries.streams() if one.own]
        present = queries.identity().stream
        last = next((one.last_seq for one in own if one.stream == present), 0)
        return StoreInstance(
            self._store_id, queries.meta(NONCE) or "", queries.meta(MACHINE) or "", last
        )
