"""Who may open this folder, what they may do, what they looked at.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_TABLES = {
    "role_grant": (
        "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
        "judged:t id:t! number:t unit:t device:t person_id:t? roles:t valid_from:t? valid_to:t? "
        "reason:t"
    ),
    "user_state": "person:t! pin_hash:t pin_failures:i pin_ms:i seen_ms:i closed_ms:i",
}
_INDEXES = (
    ("ix_role_grant_number", "role_grant", "number"),
    ("ix_role_grant_page", "role_grant", "deleted state created_ms id"),
    ("ix_role_grant_page_person_id", "role_grant", "deleted state person_id created_ms id"),
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
