"""Steps, papers and officers of grazing cases.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_TABLES = {
    "case_step": (
        f"{_ROW} parent_id:t? step:t at:i? until:i? place:t officer_ids:t recorder_id:t? "
        "party_id:t? relation:t entity:b? witness_id:t? facts:t rights_told:b? answers:t "
        "opinion:t law:t content:t deadline:t? doc_no:t fine_fen:i? fine_reason:t serve_mode:t "
        "served_no:t corrects:t remark:t date:t?"
    ),
    "doc_block": (f"{_ROW} code:t? organ:t prefix:t year:n? first:n? last:n? for_unit:t"),
    "case_template": (
        f"{_ROW} code:t? step:t title:t body:t basis:t enabled:b? approved_by:t approved_on:t? "
        "valid_from:t?"
    ),
    "repeat_row": "rec:t! tag:t! day:t retired:b",
}
_ADDED = ("relation", "count_method", "follow_up")
_INDEXES = (
    ("ix_case_step_doc_no", "case_step", "doc_no"),
    ("ix_case_step_number", "case_step", "number"),
    ("ix_case_step_page", "case_step", "deleted state at id"),
    ("ix_case_step_page_step", "case_step", "deleted state step at id"),
    ("ix_case_step_page_unit", "case_step", "deleted state unit at id"),
    ("ix_case_step_parent_id", "case_step", "parent_id"),
    ("ix_case_template_code", "case_template", "code"),
    ("ix_case_template_page", "case_template", "deleted state created_ms id"),
    ("ix_case_template_page_step", "case_template", "deleted state step created_ms id"),
    ("ix_case_template_page_unit", "case_template", "deleted state unit created_ms id"),
    ("ix_doc_block_code", "doc_block", "code"),
    ("ix_doc_block_page", "doc_block", "deleted state created_ms id"),
    ("ix_doc_block_page_for_unit", "doc_block", "deleted state for_unit created_ms id"),
    ("ix_doc_block_page_unit", "doc_block", "deleted state unit created_ms id"),
    ("ix_grazing_herder_id", "grazing", "herder_id"),
    ("ix_grazing_owner_id", "grazing", "owner_id"),
    ("ix_repeat_row_tag", "repeat_row", "tag"),
)


def upgrade() -> None:
    """Make the tables of this revision."""
    for name, columns in _TABLES.items():
        op.create_table(name, *map(_column, columns.split()), sqlite_strict=True)
    for name in _ADDED:
        op.add_column("grazing", sa.Column(name, sa.Text(), nullable=False, server_default=""))
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
