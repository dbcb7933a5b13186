"""Reviews, seals and the state they give a record.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
