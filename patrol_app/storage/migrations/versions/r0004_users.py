"""Who may open this folder, what they may do, what they looked at.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
