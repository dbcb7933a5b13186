"""An enrolled device that writes what it may not; lines that do not fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.op import DeviceTime, write_op
from patrol_app.domain.records.unit import unit_id
from patrol_app.services.stored import OpDraft
from patrol_app.storage.journal import Line, insert_lines, load_stream, save_stream
from tests.support.exchange import Side, World
from tests.support.folders import NOW
from tests.support.stores import new_id


@pytest.fixture
def two(world: World) -> tuple[Side, Side]:
    """An honest station and another that is not."""
    return world.station("DEMO01"), world.station("DEMO02")


def smuggle(side: Side, *drafts: OpDraft) -> None:
    """Write ops past the services, as a changed program could."""
    with side.app.store.begin("test") as work:
        work.append(drafts)
        work.commit()


def deliver(world: World, *sides: Side) -> list[str]:
    """All export, the city takes in; reasons of what was put aside."""
    paths = [path for side in sides for path in side.export().paths]
    answer = world.city.receive(*paths)
    assert all(i.status == "done" for i in answer.items), answer.items
    assert world.city.app.store.check() == []
    return sorted(one.reason for one in world.city.app.store.queries.held())


def description(world: World, rec: str) -> Any:
    stored = world.city.app.store.queries.get("finding", rec)
    return getattr(stored.record, "description", None) if stored else None


def test_another_units_record_cannot_be_changed(world: World, two: tuple[Side, Side]) -> None:
    honest, hostile = two
    rec = honest.finding(description="真").record.id
    assert deliver(world, honest) == []
    smuggle(hostile, OpDraft(rec, "finding", {"description": "假"}))
    smuggle(hostile, OpDraft(rec, "finding", {"unit": "DEMO02"}))
    smuggle(hostile, OpDraft(rec, "finding", {"_del": {"reason": "x"}}))
    reasons = deliver(world, hostile)
    assert reasons == ["author.unit", "author.writer", "author.writer"]
    stored = world.city.app.store.queries.get("finding", rec)
    assert stored is not None and not stored.deleted and description(world, rec) == "真"


def test_not_even_ahead_of_the_record(world: World, two: tuple[Side, Side]) -> None:
    honest, hostile = two
    rec = honest.finding(description="真").record.id
    smuggle(hostile, OpDraft(rec, "finding", {"description": "假"}))
    assert deliver(world, hostile) == []
    assert deliver(world, honest) == ["author.writer"]
    assert description(world, rec) == "真"


def test_nor_in_another_units_name(world: World, two: tuple[Side, Side]) -> None:
    _honest, hostile = two
    made = {"category": "P06", "description": "栽赃"}
    smuggle(
        hostile,
        OpDraft(new_id(), "finding", {"unit": "DEMO01", **made}),
        OpDraft(new_id(), "finding", {"unit": "DEMO02", "number": "FDEMO01-01-260803-001", **made}),
        OpDraft(unit_id("DEMO00"), "unit", {"unit": "DEMO00", "parent_code": "DEMO02"}),
        OpDraft(unit_id("DEMO01"), "unit", {"name": "改名"}),
        OpDraft(
            unit_id("DEMO77"),
            "unit",
            {"unit": "DEMO77", "code": "DEMO77", "parent_code": "DEMO00"},
        ),
        OpDraft(
            unit_id("DEMO78"),
            "unit",
            {"unit": "DEMO78", "code": "DEMO78", "parent_code": "DEMO02", "name": "下设点"},
        ),
    )
    reasons = deliver(world, hostile)
    assert reasons == ["author.number", *["author.writer"] * 4]
    queries = world.city.app.store.queries
    assert queries.get("unit", unit_id("DEMO77")) is None
    assert queries.get("unit", unit_id("DEMO78")) is not None


def test_the_city_may_name_a_stations_people(world: World, station: Side) -> None:
    person = station.add("person", name="示例护林员", roles=("ranger",))
    deliver(world, station)
    stored = world.city.app.store.queries.get("person", person.record.id)
    assert stored is not None
    changed = world.city.edit(stored, phone="000")
    assert changed.conflicts == 0


def test_one_bad_line_does_not_stop_the_others(world: World, station: Side) -> None:
    with station.app.store.begin("test") as work:
        line = write_op(
            stream=_stream(station),
            seq=3,
            rec=new_id(),
            type="finding",
            parents=(),
            hlc=Hlc(NOW, 0),
            actor="",
            device_time=DeviceTime(NOW, 1, None),
            city_time_seen=None,
            schema=1,
            salt="0" * 32,
            fields={"unit": "DEMO01", "no_such_field": 1},
            judged={},
        )
        head = load_stream(work._connection, line.stream)
        assert head is not None
        link = head.take(3, line.op_hash)
        stored = Line(
            line.stream, 3, line.op_hash, line.rec, line.type, line.raw, line.hlc, line, link=link
        )
        insert_lines(work._connection, [stored], 99)
        save_stream(work._connection, head)
        work.commit()
    good = [station.finding(description=f"{n}").record.id for n in range(5)]
    assert deliver(world, station) == ["op.field"]
    assert all(description(world, rec) == f"{n}" for n, rec in enumerate(good))
    receipt = world.city.receive(station.out).receipts
    station.receive(*receipt)
    (row,) = station.app.store.queries.receipts()
    assert row.held == (3,) and row.missing == ()


def _stream(side: Side) -> str:
    return side.app.store.queries.identity().stream


def _rewrite(work: Any, raw: bytes, line: Any) -> None:
    """Raw SQL on the station's own journal: the chain no longer fits."""
    work._connection.exec_driver_sql(
        "UPDATE op SET raw = ? WHERE stream = ? AND seq = ?", (raw, line.stream, line.seq)
    )


def test_an_edit_in_raw_sql_shows_at_the_city(world: World, station: Side) -> None:
    station.finding(description="真")
    with station.app.store.begin("test") as work:
        (line,) = list(work.queries.lines(_stream(station), 3, 3))
        raw = line.raw.replace("真".encode(), "假".encode())
        assert raw != line.raw
        _rewrite(work, raw, line)
        work.commit()
    answer = world.city.receive(*station.export().paths)
    assert (answer.items[0].status, answer.items[0].code) == ("refused", "bundle.chain")
    assert world.city.app.store.queries.held() == []


def test_a_revoked_device_is_quarantined(world: World, station: Side) -> None:
    (device,) = world.city.app.store.queries.devices()
    with world.city.app.store.begin("test") as work:
        work.put_device(replace(device, status="revoked"))
        work.commit()
    station.finding()
    answer = world.city.receive(*station.export().paths)
    assert (answer.items[0].status, answer.items[0].code) == ("quarantined", "bundle.revoked")


def test_another_devices_stream_is_not_taken_over(world: World, two: tuple[Side, Side]) -> None:
    honest, hostile = two
    rec = honest.finding(description="真").record.id
    (path,) = honest.export().paths
    world.city.receive(path)
    identity = hostile.app.store.queries.identity()
    with hostile.app.store.begin("test") as work:
        stolen = replace(identity, stream=honest.app.store.queries.identity().stream)
        work.put_identity(stolen)
        work.append([OpDraft(rec, "finding", {"description": "假"})])
        work.commit()
    paths = [p for p in hostile.export().paths if stolen.stream[:8] in p.name]
    answer = world.city.receive(*paths)
    assert [i.code for i in answer.items] == ["bundle.stream"]
    assert description(world, rec) == "真"


def test_a_unit_below_is_founded_and_changed(world: World, two: tuple[Side, Side]) -> None:
    """By the unit above it, in one file and in the next; nobody else may."""
    above, strange = two
    code = "DEMO0101"
    made = above.add(
        "unit", unit=code, code=code, parent_code="DEMO01", name="示例队", level="station"
    )
    made = above.edit(made, name="示例一队")
    assert deliver(world, above) == []
    above.edit(made, name="示例二队")
    assert deliver(world, above) == []
    stored = world.city.app.store.queries.get("unit", unit_id(code))
    assert stored is not None and not stored.incomplete
    assert getattr(stored.record, "name", "") == "示例二队"
    smuggle(strange, OpDraft(unit_id(code), "unit", {"name": "改名"}))
    assert deliver(world, strange) == ["author.writer"]
    stored = world.city.app.store.queries.get("unit", unit_id(code))
    assert stored is not None and getattr(stored.record, "name", "") == "示例二队"
