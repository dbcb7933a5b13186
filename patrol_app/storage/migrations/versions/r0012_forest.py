"""Wildlife sightings and tending checks.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_RECORDS = {
    "wildlife": (
        "review:t species:t species_name:t seen_at:i? sign:t count:n? counted:t protection:t "
        "condition:t town:t place:t position:t? altitude_m:n? habitat:t threat:t camera_no:t "
        "observer_ids:t patrol_id:t? grid_id:t? reported_to:t reported_at:i? secret:b? "
        "description:t date:t? lon:n? lat:n?"
    ),
    "tending": (
        "review:t work:t project:t work_year:n? checked_on:t? town:t sub_compartment:t "
        "position:t? area_mu_e4:i? species:t done_by:t rate_kind:t plots:t measures:t verdict:t "
        "mend:t checker_ids:t grid_id:t? remark:t lon:n? lat:n? planted:i? alive:i? rate_e4:i?"
    ),
}
_INDEXES = (
    ("ix_wildlife_number", "wildlife", "number"),
    ("ix_wildlife_page", "wildlife", "deleted state seen_at id"),
    ("ix_wildlife_page_grid_id", "wildlife", "deleted state grid_id seen_at id"),
    ("ix_wildlife_page_review", "wildlife", "deleted state review seen_at id"),
    ("ix_wildlife_page_species", "wildlife", "deleted state species seen_at id"),
    ("ix_wildlife_page_unit", "wildlife", "deleted state unit seen_at id"),
    ("ix_tending_number", "tending", "number"),
    ("ix_tending_page", "tending", "deleted state checked_on id"),
    ("ix_tending_page_review", "tending", "deleted state review checked_on id"),
    ("ix_tending_page_unit", "tending", "deleted state unit checked_on id"),
    ("ix_tending_page_verdict", "tending", "deleted state verdict checked_on id"),
    ("ix_tending_page_work", "tending", "deleted state work checked_on id"),
)


def upgrade() -> None:
    """Make the tables of this revision."""
    for name, columns in _RECORDS.items():
        made = [_column(column) for column in f"{_ROW} {columns}".split()]
        op.create_table(name, *made, sqlite_strict=True)
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns.split())


def _column(words: str) -> sa.Column[object]:
    title, _, kind = words.partition(":")
    return sa.Column(
        title,
        _TYPES[kind[0]](),
        primary_key="!" in kind,
        nullable="?" in kind,
        autoincrement=False,
    )
