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

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, b boolean, x bytes,
# n integer
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "b": sa.Boolean, "x": sa.LargeBinary, "n": sa.Integer}
_TABLES = {
    "delivery": "kid:t! no:i! created_ms:i acked_ms:i lines:t blobs:t",
    "arrival": "issuer:t! no:i! part:i! parts:i received_ms:i",
    "paper": "kind:t! key:t! body:t at_ms:i",
    "stream_state": "stream:t! confirmed:b revoked_after:i? noticed_ms:i",
    "carried": (
        "sha256:t! way:t kind:t unit:t target:t name:t path:t bytes:i received_ms:i given_ms:i"
    ),
    "decision": "sha256:t! decision:t person:t at_ms:i note:t",
    "erased": "op_hash:t! order_rec:t! target:t unit:t stream:t seq:i at_ms:i",
    "backup": (
        "folder:t! name:t! place:t made_ms:i proven_ms:i bytes:i ops:i head:t state:t reason:t"
    ),
    "erasure": (
        "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
        "judged:t id:t! number:t unit:t device:t target:t? target_type:t target_unit:t? "
        "op_hashes:t ground:t by:t? at:i?"
    ),
}
_INDEXES = (
    ("ix_bundle_in_kid", "bundle_in", "kind kid status received_ms from_seq upto_seq"),
    ("ix_bundle_in_stream", "bundle_in", "stream"),
    ("ix_carried_target", "carried", "way target"),
    ("ix_backup_made_ms", "backup", "made_ms"),
    ("ix_erased_target", "erased", "target"),
    ("ix_erasure_number", "erasure", "number"),
    ("ix_erasure_page", "erasure", "deleted state at id"),
    ("ix_erasure_target", "erasure", "target"),
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
