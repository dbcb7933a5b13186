"""Training, tests, equipment of fire crews, and what a drill says of them.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_RECORDS = {
    "training": (
        "name:t topics:t team_id:t? start_at:i? end_at:i? break_min:n? place:t instructor_id:t? "
        "guest:t attendance:t content:t remark:t date:t? due:n? present:n? minutes:n? "
        "person_min:n?"
    ),
    "fitness": (
        "name:t team_id:t? tested_at:i? place:t value_unit:t better:t pass_e2:n? good_e2:n? "
        "age_band:t basis:t tester_id:t? results:t remark:t date:t? tested:n? passed:n?"
    ),
    "equipment": (
        "name:t kind:t model:t serial:t team_id:t? count:n? sound:n? keeper_id:t? place:t "
        "since:t? checked_on:t? check_due:t? scrap_on:t? remark:t sound_e4:n?"
    ),
    "equipment_act": (
        "parent_id:t? act:t at:i? count:n? sound:n? giver_id:t? taker_id:t? check_due:t? note:t"
    ),
}
_ADDED = {"drill": "team_id:t? marks:t=[] live:b? score_e2:n?", "person": "born_on:t?"}
_INDEXES = (
    ("ix_training_name", "training", "name"),
    ("ix_training_number", "training", "number"),
    ("ix_training_page", "training", "deleted state start_at id"),
    ("ix_training_page_team_id", "training", "deleted state team_id start_at id"),
    ("ix_training_page_unit", "training", "deleted state unit start_at id"),
    ("ix_fitness_name", "fitness", "name"),
    ("ix_fitness_number", "fitness", "number"),
    ("ix_fitness_page", "fitness", "deleted state tested_at id"),
    ("ix_fitness_page_team_id", "fitness", "deleted state team_id tested_at id"),
    ("ix_fitness_page_unit", "fitness", "deleted state unit tested_at id"),
    ("ix_equipment_name", "equipment", "name"),
    ("ix_equipment_number", "equipment", "number"),
    ("ix_equipment_page", "equipment", "deleted state created_ms id"),
    ("ix_equipment_page_kind", "equipment", "deleted state kind created_ms id"),
    ("ix_equipment_page_team_id", "equipment", "deleted state team_id created_ms id"),
    ("ix_equipment_page_unit", "equipment", "deleted state unit created_ms id"),
    ("ix_equipment_act_page", "equipment_act", "deleted state at id"),
    ("ix_equipment_act_page_act", "equipment_act", "deleted state act at id"),
    ("ix_equipment_act_page_unit", "equipment_act", "deleted state unit at id"),
    ("ix_equipment_act_parent_id", "equipment_act", "parent_id"),
)


def upgrade() -> None:
    """Make the four tables and add what a drill says now."""
    for name, columns in _RECORDS.items():
        made = [_column(column) for column in f"{_ROW} {columns}".split()]
        op.create_table(name, *made, sqlite_strict=True)
    for name, columns in _ADDED.items():
        for column in columns.split():
            op.add_column(name, _column(column, added=True))
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns.split())


def _column(words: str, *, added: bool = False) -> sa.Column[object]:
    """One column; an ``added`` one that may not be NULL says what old rows hold."""
    title, _, kind = words.partition(":")
    kind, _, default = kind.partition("=")
    nullable = "?" in kind
    return sa.Column(
        title,
        _TYPES[kind[0]](),
        primary_key="!" in kind,
        nullable=nullable,
        autoincrement=False,
        server_default=default if added and not nullable else None,
    )
