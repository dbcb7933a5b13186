"""Surveys, samples, laboratory results, disposal, traps, forecasts.

Written out, without today's row classes: a released revision never changes again.
"""

from __future__ import annotations

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision."""
