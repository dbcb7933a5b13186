"""Teams, plans, tasks, and what a patrol says of them.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
