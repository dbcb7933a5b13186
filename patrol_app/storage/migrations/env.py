"""Alembic runs this module for every command; the connection comes from ``upgrade.py``."""

from __future__ import annotations

from alembic import context

from patrol_app.storage import tables, tables_exchange
from patrol_app.storage.rows import whole_metadata


def run() -> None:
    """Apply what is asked for inside the caller's transaction."""
    whole = whole_metadata()
    assert tables.op.metadata is tables_exchange.carried.metadata is whole
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=whole,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=False,  # the caller has begun; Alembic must not commit
    )
    with context.begin_transaction():
        context.run_migrations()


run()
