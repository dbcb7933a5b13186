"""The tail of the audit table is deleted: the next exchange shows it, on screen and by command."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.services.today import warnings
from tests.support.exchange import World

pytestmark = pytest.mark.ci


def exchange(world: World) -> None:
    """One package up, its receipt back."""
    station = world.stations["DEMO01"]
    station.finding()
    for old in world.city.out.iterdir():
        old.unlink()
    world.city.receive(*station.export().paths)
    station.receive(*world.city.out.iterdir())


def test_the_countersigned_head_is_missing(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    app = world.station("DEMO01").app
    admin = app.session.actor
    exchange(world)
    assert app.privacy.audit_cut(admin) == []
    assert app.privacy.audit_broken(admin) == []
    exchange(world)
    assert "receipt.audit_cut" not in warnings(app.store.queries, app.clock)
    head = app.store.queries.meta("audit.seen.DEMO00")
    assert head
    with app.store.begin("drill") as work:
        connection = work._connection  # type: ignore[attr-defined]
        (n,) = connection.exec_driver_sql(
            "SELECT n FROM audit WHERE hash = ?", (bytes.fromhex(head),)
        ).one()
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'audit'"
        ).all()
        assert triggers  # the guard that a person with the key takes away first
        for (name,) in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("DELETE FROM audit WHERE n >= ?", (n,))
        work.commit()
    # a clean cut leaves a chain that holds: only whoever has seen more can tell
    assert app.privacy.audit_broken(admin) == []
    assert app.privacy.audit_cut(admin) == ["DEMO00"]
    exchange(world)
    assert "receipt.audit_cut" in warnings(app.store.queries, app.clock)
    world.close()
