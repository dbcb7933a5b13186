"""Reviews, seals and the state they give a record.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_RECORDS = {
    "review": ("target:t? target_type:t heads:t decision:t reasons:t note:t replaces:t at:i?"),
    "seal": "target:t? target_type:t heads:t hashes:t note:t at:i?",
}
# reviewed table -> the time that orders its list
_REVIEWED = {
    "patrol": "start_at",
    "finding": "found_at",
    "drill": "start_at",
    "pest": "seen_at",
    "grazing": "found_at",
}


def upgrade() -> None:
    """Make the tables of this revision; every record begins with the state it has."""
    for name, columns in _RECORDS.items():
        _create(name, f"{_ROW} {columns}")
        op.create_index(f"ix_{name}_page", name, ["deleted", "state", "at", "id"])
        op.create_index(f"ix_{name}_page_unit", name, ["deleted", "state", "unit", "at", "id"])
        op.create_index(f"ix_{name}_number", name, ["number"])
        op.create_index(f"ix_{name}_target", name, ["target"])
    for name, order in _REVIEWED.items():
        # SQLite asks a default of a column added to rows that exist; the program always
        # writes the value.
        op.execute(f"ALTER TABLE \"{name}\" ADD COLUMN review TEXT NOT NULL DEFAULT 'draft'")
        op.execute(f'UPDATE "{name}" SET review = state')
        columns = ["deleted", "state", "review", order, "id"]
        op.create_index(f"ix_{name}_page_review", name, columns)


def _create(name: str, columns: str) -> None:
    """One STRICT table from its compact columns."""
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
