"""The instance marker and the beginning of a new stream ("epoch").

A restored or cloned folder must not go on with its old stream: two histories would claim the
same numbers (sync design, section 9, last paragraph).
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import Final

import uuid_utils
from sqlalchemy import Connection

from patrol_app.domain.journal.number import temporary_device
from patrol_app.services.ports import Identity
from patrol_app.storage.instance import (
    StoreInstance,
    Verdict,
    check_instance,
    machine_hash,
    new_nonce,
    write_marker,
)
from patrol_app.storage.own_tables import put_meta
from patrol_app.storage.queries import SqlQueries

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

    def verdict(self, queries: SqlQueries) -> Verdict:
        """Whether this is the installation that wrote last; ``SAME`` before the first stream."""
        if queries.meta(NONCE) is None:
            return Verdict.SAME
        return check_instance(self._root, self._stored(queries), machine_hash(self._store_id))

    def remember(self, queries: SqlQueries) -> None:
        """Write the marker outside the data folder; after a commit, never before.

        Raises:
            EnvironmentFault: the configuration folder cannot be written.
        """
        if queries.meta(NONCE) is not None:
            write_marker(self._root, self._stored(queries))

    def _stored(self, queries: SqlQueries) -> StoreInstance:
        return StoreInstance(
            self._store_id,
            queries.meta(NONCE) or "",
            queries.meta(MACHINE) or "",
            queries.last_seq(queries.identity().stream),
        )


def tie(connection: Connection, store_id: str) -> None:
    """Tie the store to this machine, with a fresh nonce: a new stream begins."""
    put_meta(connection, NONCE, new_nonce())
    put_meta(connection, MACHINE, machine_hash(store_id))


def renewed(identity: Identity) -> Identity:
    """``identity`` with a new stream; until a new grant its numbers use ``X`` and 3 base32."""
    device_no = temporary_device(secrets.token_bytes(2))
    return replace(identity, stream=str(uuid_utils.uuid4()), device_no=device_no)
