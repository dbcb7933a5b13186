"""The index of Chinese words.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
