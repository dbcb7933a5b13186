"""The index of Chinese words.

Written out, without today's row classes: a released revision never changes again. The tables
are filled when the store is opened for writing (``search_index``).
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of this revision: the index, and a view of its entries for the check."""
    op.execute(
        "CREATE VIRTUAL TABLE search_word USING fts5"
        "(entries, content='', columnsize=0, detail=none, tokenize='ascii')"
    )
    op.execute("CREATE VIRTUAL TABLE search_term USING fts5vocab(search_word, 'row')")
