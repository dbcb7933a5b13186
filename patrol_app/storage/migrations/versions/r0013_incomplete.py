"""Records that wait for an entry are found without reading every table.

The names are written out: a released revision never changes again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TABLES = (
    "acceptance attachment case_step case_template control_work custody dataset disposal "
    "doc_block drill equipment equipment_act erasure finding fire_spot first_report fitness "
    "forecast grazing grid lab_result party patrol person pest problem problem_step "
    "reported_figure review role_grant sample seal survey survey_round task team tending "
    "training trap trap_check unit webworm wildlife "
).split()


def upgrade() -> None:
    """Make the indexes of this revision."""
    for table in _TABLES:
        op.create_index(
            f"ix_{table}_incomplete",
            table,
            ["id", "unit"],
            sqlite_where=sa.text("incomplete"),
            postgresql_where=sa.text("incomplete"),
        )
