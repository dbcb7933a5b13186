"""Versioned datasets: features, shapes, tables.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
