"""Versioned datasets: features, shapes, tables.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL
# t text, i 64-bit integer, n integer, b boolean, x bytes
_TYPES = {
    "t": sa.Text,
    "i": sa.BigInteger,
    "n": sa.Integer,
    "b": sa.Boolean,
    "x": sa.LargeBinary,
}
_TABLES = {
    "dataset": (
        "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
        "judged:t id:t! number:t unit:t device:t code:t? kind:t name:t version:i? valid_from:t? "
        "issuer:t count:n? sha256:t? bytes:i?"
    ),
    "dataset_loaded": (
        "kind:t! rec:t code:t version:i sha256:t name:t issuer:t valid_from:t count:i loaded_ms:i"
    ),
    "feature": (
        "kind:t! code:t! name:t area_m2:i lon_min:i? lat_min:i? lon_max:i? lat_max:i? wkb:x? "
        "attrs:t retired:b"
    ),
    "word": "vocabulary:t! code:t! zh:t en:t position:i retired:b",
    "calendar_day": "day:t! working:b name:t retired:b",
    "division": (
        "code:t! name:t level:t parent_code:t old_codes:t valid_from:t valid_to:t retired:b"
    ),
}
_INDEXES = (
    ("ix_dataset_page", "dataset", "deleted state created_ms id"),
    ("ix_dataset_page_unit", "dataset", "deleted state unit created_ms id"),
    ("ix_dataset_page_kind", "dataset", "deleted state kind created_ms id"),
    ("ix_dataset_code", "dataset", "code"),
    ("ix_dataset_name", "dataset", "name"),
    ("ix_division_parent_code", "division", "parent_code"),
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
