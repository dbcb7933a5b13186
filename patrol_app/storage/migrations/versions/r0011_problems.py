"""Problems, their steps, fire spots and the patches of an inspection.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_RECORDS = {
    "problem": (
        "finding_id:t? drill_id:t? drill_problem:t fire_spot_id:t? source:t category:t found_at:i? "
        "position:t? place:t grid_id:t? township:t patch_no:t patch_batch:t patch_mu_e4:i? "
        "outline:t patch_facts:t description:t grade:t for_unit_id:t? public_mu_e4:i? "
        "commercial_mu_e4:i? penalised_twice:b? volume_m3_e4:i? saplings:i? value_fen:i? "
        "first_class_plants:i? second_class_plants:i? first_class_m3_e4:i? "
        "second_class_m3_e4:i? remark:t date:t? lon:n? lat:n?"
    ),
    "problem_step": (
        "parent_id:t? step:t at:i? by_id:t? text:t for_unit_id:t? person_id:t? due_on:t? organ:t "
        "doc_no:t doc_on:t? result:t level:t grade:t other_id:t? verdict:t change:t turn:i? "
        "date:t?"
    ),
    "fire_spot": (
        "spot_no:t source:t told_at:i? told_by:t position:t? place:t grid_id:t? sent_at:i? "
        "checker_ids:t arrived_at:i? result:t description:t burned_mu_e4:i? forest_mu_e4:i? "
        "out_at:i? answered_to:t answered_at:i? problem_id:t? remark:t date:t? lon:n? lat:n? "
        "arrive_min:n? answer_min:n?"
    ),
}
_INDEXES = (
    ("ix_problem_finding_id", "problem", "finding_id"),
    ("ix_problem_patch", "problem", "patch_batch patch_no"),
    ("ix_problem_number", "problem", "number"),
    ("ix_problem_page", "problem", "deleted state found_at id"),
    ("ix_problem_page_category", "problem", "deleted state category found_at id"),
    ("ix_problem_page_grade", "problem", "deleted state grade found_at id"),
    ("ix_problem_page_grid_id", "problem", "deleted state grid_id found_at id"),
    ("ix_problem_page_source", "problem", "deleted state source found_at id"),
    ("ix_problem_page_unit", "problem", "deleted state unit found_at id"),
    ("ix_problem_step_number", "problem_step", "number"),
    ("ix_problem_step_page", "problem_step", "deleted state at id"),
    ("ix_problem_step_page_step", "problem_step", "deleted state step at id"),
    ("ix_problem_step_page_unit", "problem_step", "deleted state unit at id"),
    ("ix_problem_step_parent_id", "problem_step", "parent_id"),
    ("ix_fire_spot_number", "fire_spot", "number"),
    ("ix_fire_spot_page", "fire_spot", "deleted state told_at id"),
    ("ix_fire_spot_page_result", "fire_spot", "deleted state result told_at id"),
    ("ix_fire_spot_page_source", "fire_spot", "deleted state source told_at id"),
    ("ix_fire_spot_page_unit", "fire_spot", "deleted state unit told_at id"),
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
