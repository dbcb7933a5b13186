"""Problems, their steps, fire spots and the patches of an inspection.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
