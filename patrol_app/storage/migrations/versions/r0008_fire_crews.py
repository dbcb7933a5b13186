"""Training, tests, equipment of fire crews, and what a drill says of them.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
