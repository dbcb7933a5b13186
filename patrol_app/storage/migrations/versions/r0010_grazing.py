"""Steps, papers and officers of grazing cases.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
