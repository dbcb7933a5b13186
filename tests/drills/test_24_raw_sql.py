"""Sealed evidence changed behind the program's back, with the key: the chain names the entry."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.services.reviews import Seen
from patrol_app.services.session import Actor
from tests.support.exchange import World

pytestmark = pytest.mark.ci


def test_an_edited_line_is_named_and_refused_above(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    station = world.station("DEMO01")
    stored = station.finding(description="原文甲乙")
    actor = Actor("", "", "示例审核人", ("station_head",))  # nobody approves the own work
    rec = stored.record.id
    heads = station.app.records.get("finding", rec).heads
    station.app.reviews.approve(actor, "finding", [Seen(rec, heads)])
    station.app.reviews.lock(actor, "finding", [Seen(rec, heads)])
    assert station.app.store.check() == []
    with station.app.store.begin("drill") as work:
        connection = work._connection  # type: ignore[attr-defined]
        rows = connection.exec_driver_sql("SELECT raw FROM op WHERE rec = ? ORDER BY seq", (rec,))
        raw = rows.all()[0][0]
        forged = bytes(raw).replace("原文甲乙".encode(), "改过丙丁".encode())
        assert forged != raw
        connection.exec_driver_sql("UPDATE op SET raw = ? WHERE raw = ?", (forged, raw))
        connection.exec_driver_sql("UPDATE finding SET description = '改过丙丁'")
        work.commit()
    found = station.app.store.check()
    line = next(one for one in station.app.store.queries.history(rec))
    assert any(line.stream in one and "hash" in one for one in found), found
    # what leaves this device is refused above, and nothing of it is taken
    try:
        paths = station.export().paths
    except Exception as refused:
        assert type(refused).__name__ in ("UserError", "EnvironmentFault")
        paths = ()
    if paths:
        fates = {one.status for one in world.city.receive(*paths).items}
        assert fates <= {"refused", "quarantined"}
    assert world.city.app.store.queries.get("finding", rec) is None
    world.close()
