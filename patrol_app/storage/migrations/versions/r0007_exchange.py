"""Deliveries down, papers of the root, packages carried on, backups, and what was erased.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, b boolean, x bytes
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "b": sa.Boolean, "x": sa.LargeBinary}
_TABLES = {
    "delivery": "kid:t! no:i! created_ms:i acked_ms:i lines:t blobs:t",
    "arrival": "issuer:t! no:i! part:i! parts:i received_ms:i",
    "paper": "kind:t! key:t! body:t at_ms:i",
    "stream_state": "stream:t! confirmed:b revoked_after:i? noticed_ms:i",
    "carried": (
        "sha256:t! way:t kind:t unit:t target:t name:t path:t bytes:i received_ms:i given_ms:i"
    ),
    "decision": "sha256:t! decision:t person:t at_ms:i note:t",
    "erased": "op_hash:t! stream:t seq:i order_rec:t at_ms:i",
    "backup": (
        "name:t! place:t path:t made_ms:i proven_ms:i bytes:i ops:i head:t state:t reason:t"
    ),
}
_INDEXES = (
    ("ix_carried_target", "carried", "way target"),
    ("ix_backup_made_ms", "backup", "made_ms"),
)


def upgrade() -> None:
    """Make the tables of this revision."""
    for name, columns in _TABLES.items():
        made = []
        for column in columns.split():
            title, _, kind = column.partition(":")
            made.append(
                sa.Column(
                    title,
                    _TYPES[kind[0]](),
                    primary_key="!" in kind,
                    nullable="?" in kind,
                    autoincrement=False,
                )
            )
        op.create_table(name, *made, sqlite_strict=True)
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns.split())
