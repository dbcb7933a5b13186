"""Teams, plans, tasks, what a patrol says of them, and the corrected clock of a camera.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# name:type with ! = primary key, ? = may be NULL; t text, i 64-bit integer, n integer, b boolean
_TYPES = {"t": sa.Text, "i": sa.BigInteger, "n": sa.Integer, "b": sa.Boolean}
_ROW = (
    "state:t deleted:b conflicts:n incomplete:b created_ms:i changed_ms:i op_heads:t "
    "judged:t id:t! number:t unit:t device:t"
)
_RECORDS = {
    "team": (
        "name:t team_type:t leader_id:t? member_ids:t place:t phone:t valid_from:t? valid_to:t? "
        "remark:t"
    ),
    "task": (
        "name:t patrol_type:t assignee_id:t? team_id:t? grid_id:t? area:t first_day:t? due_on:t? "
        "times:n? period:t given_by_id:t? instructions:t excuses:t remark:t"
    ),
}
_ADDED = {
    "attachment": "clock_offset_s:n?",
    "person": "chief_level:t receiver:t",
    "patrol": (
        "task_id:t? leader_id:t? recorder_id:t? linzhang_level:t linzhang_mode:t duty_area:t "
        "accompanied_by:t inspected:t=[] instructions:t duty_unit:t instructed_due:t?"
    ),
}
_INDEXES = (
    ("ix_patrol_task_id", "patrol", "task_id"),
    ("ix_team_name", "team", "name"),
    ("ix_team_number", "team", "number"),
    ("ix_team_page", "team", "deleted state created_ms id"),
    ("ix_team_page_team_type", "team", "deleted state team_type created_ms id"),
    ("ix_team_page_unit", "team", "deleted state unit created_ms id"),
    ("ix_task_name", "task", "name"),
    ("ix_task_number", "task", "number"),
    ("ix_task_page", "task", "deleted state due_on id"),
    ("ix_task_page_assignee_id", "task", "deleted state assignee_id due_on id"),
    ("ix_task_page_grid_id", "task", "deleted state grid_id due_on id"),
    ("ix_task_page_patrol_type", "task", "deleted state patrol_type due_on id"),
    ("ix_task_page_team_id", "task", "deleted state team_id due_on id"),
    ("ix_task_page_unit", "task", "deleted state unit due_on id"),
)


def upgrade() -> None:
    """Make both tables and add the new fields of older records."""
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
