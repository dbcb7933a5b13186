"""Erasure of a person's data: two folders, real packages, every decrypted page looked at."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as driver

from patrol_app.bootstrap import App, build
from patrol_app.bootstrap_safety import restore
from patrol_app.domain.journal.entry import ErasedOp
from patrol_app.domain.journal.op import read_op
from patrol_app.errors import UserError
from patrol_app.services.backup_rotation import DAY_MS
from patrol_app.services.erasures import RETENTION
from patrol_app.services.ports import FormDraft
from patrol_app.storage.store import SqlStore
from tests.support.exchange import Side, World, reopened
from tests.support.folders import NOW
from tests.support.stores import FixedClock, carry, new_store

TOKEN = "甲乙丙丁己"
PHONE = "13899990000"


def later(app: App, days: int = 2000) -> None:
    """The statutory time is over."""
    assert isinstance(app.clock, FixedClock)
    app.clock.now = NOW + days * DAY_MS


def pages(app: App) -> bytes:
    """Every page of a closed store, decrypted, free ones too: what a finder with the key sees.

    SQLCipher keeps pages as 4,096 bytes with 80 bytes of seal at the end (HMAC-SHA512 and IV).
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    key, found = app.store.key.database_key(), []
    for path in (app.paths.store, app.paths.store.with_name("patrol.db-wal")):
        if not path.exists():
            continue
        raw = path.read_bytes()
        wal = path.suffix.endswith("wal")
        start, step = (32 + 24, 4096 + 24) if wal else (0, 4096)
        for at in range(start, len(raw), step):
            page = raw[at : at + 4096]
            body = page[16 if not wal and at == 0 else 0 : 4096 - 80]
            iv = page[4096 - 80 : 4096 - 64]
            opened = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
            found.append(opened.update(body) + opened.finalize())
    return b"".join(found)


def holds(app: App, *words: str) -> list[str]:
    """Which of ``words`` stand in any byte of the closed folder, decrypted or as it lies."""
    every = pages(app) + b"".join(
        path.read_bytes() for path in app.paths.root.rglob("*") if path.is_file()
    )
    return [word for word in words if word.encode() in every]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city and one station."""
    made = World.new(tmp_path)
    made.station("DEMO01")
    yield made
    made.close()


def party(side: Side) -> Any:
    """A party with two entries."""
    actor = side.app.session.actor
    stored = side.app.records.new("party", {"name": TOKEN, "phone": PHONE}, actor)
    rec = stored.record.id
    side.app.records.save("party", rec, {"village": "某村" + TOKEN}, None, actor)
    return stored


def send_up(world: World) -> None:
    """One export of the station into the city, and the receipts back."""
    station = world.stations["DEMO01"]
    sent = station.export().paths
    answer = world.city.receive(*sent)
    assert {one.status for one in answer.items} <= {"done", "known"}
    back = [path for path in world.city.out.iterdir() if path.suffix == ".hlb"]
    station.receive(*back)


@pytest.mark.ci
def test_a_person_is_erased_everywhere(world: World, tmp_path: Path) -> None:
    """City orders, drops, says so; the station drops when the order comes; chains verify."""
    station, city = world.stations["DEMO01"], world.city
    stored = party(station)
    rec = stored.record.id
    station.finding()
    send_up(world)
    draft = FormDraft(city.app.session.actor.id, "party", rec, {"name": TOKEN}, NOW)
    with city.app.store.begin("test") as work:
        work.put_draft(draft)
        work.commit()
    backup = city.app.backups.make(city.app.session.actor).rows[0]
    later(city.app)
    done = city.app.erasures.erase(city.app.session.actor, "party", rec, "示例：期满")
    assert done.lines == 2
    assert [row for row, _until in city.app.backups.holding(done.at_ms)] == [backup]
    assert city.app.store.check() == []
    assert city.app.store.queries.get("party", rec) is None
    assert city.app.store.queries.search(TOKEN, ["party"], 10) == []
    assert len(city.app.store.queries.erased()) == 2
    # the order travels as any line; the station's own packages carry stand-ins from then on
    order = next(one for one in city.app.store.queries.streams() if one.own)
    lines = [
        (line.seq, line.raw)
        for line in city.app.store.queries.lines(order.stream, 1, order.last_seq)
    ]
    with station.app.store.begin("test") as work:
        work.take(order.stream, order.kid, order.unit, order.device_no, lines)
        work.commit()
    assert station.app.store.check() == []
    assert station.app.store.queries.get("party", rec) is None
    assert all(isinstance(op, ErasedOp) for op in station.app.store.queries.ops(rec))
    station.finding()
    send_up(world)
    heads = {one.stream: one.link for one in station.app.store.queries.streams() if one.own}
    there = {one.stream: one.link for one in city.app.store.queries.streams()}
    assert {stream: there[stream] for stream in heads} == heads
    for side in (station, city):
        side.app.close()
    backup.path.unlink()
    assert holds(station.app, TOKEN, PHONE) == []
    assert holds(city.app, TOKEN, PHONE) == []


def test_the_search_for_bytes_finds_them_before(tmp_path: Path) -> None:
    """The look at every page is able to find: else the test above shows nothing."""
    world = World.new(tmp_path)
    city = world.city
    rec = party(city).record.id
    city.app.close()
    assert holds(city.app, TOKEN, PHONE) == [TOKEN, PHONE]
    again = reopened(city, city.app.paths.root)
    later(again.app)
    again.app.erasures.erase(again.app.session.actor, "party", rec, "示例：期满")
    with pytest.raises(UserError) as fault:
        again.app.erasures.erase(again.app.session.actor, "party", rec, "示例")
    assert fault.value.code == "record.unknown"
    # without a clean close too: the log was emptied with the erasure itself
    assert holds(again.app, TOKEN, PHONE) == []
    again.app.close()
    assert driver.sqlite_version_info >= (3, 51, 3)


def test_who_may_not_and_when_not(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    app = world.city.app
    actor = app.session.actor
    rec = party(world.city).record.id
    finding = app.records.new("finding", {}, actor).record.id

    def refused(type: str, which: str, ground: str) -> UserError:
        """The refusal."""
        with pytest.raises(UserError) as fault:
            app.erasures.erase(actor, type, which, ground)
        return fault.value

    assert refused("finding", finding, "示例").code == "erase.type"
    assert refused("party", rec, "  ").code == "erase.ground"
    held = refused("party", rec, "示例")
    assert held.code == "erase.retention"
    assert "2029-08-02" in held.message()
    # a record that names the person begins the time anew
    later(app, 1094)
    app.records.new("grazing", {"owner_id": rec, "witness_ids": (rec,)}, actor)
    later(app, 1100)
    assert refused("party", rec, "示例").code == "erase.retention"
    later(app, 1094 + 1095)
    assert RETENTION == "party.retention_days"
    assert app.erasures.erase(actor, "party", rec, "示例").lines == 2
    world.close()


@pytest.mark.ci
def test_a_restore_brings_nothing_erased_back(tmp_path: Path) -> None:
    world = World.new(tmp_path)
    city = world.city
    rec = party(city).record.id
    number = city.app.records.get("party", rec).record.number
    (row,) = city.app.backups.make(city.app.session.actor).rows
    later(city.app)
    city.app.erasures.erase(city.app.session.actor, "party", rec, "示例：期满")
    with pytest.raises(UserError) as fault:
        city.app.old_records.look(city.app.session.actor, row.path, "party", number)
    assert fault.value.code == "backup.erased"
    city.app.close()
    done = restore(city.app.paths, city.app.settings, row.path)
    assert done.erased == 2
    again = build(city.app.paths, city.app.settings, clock=FixedClock(NOW))
    assert again.store.check() == []
    assert again.store.queries.get("party", rec) is None
    again.close()


def order_of(store: SqlStore, rec: str, unit: str) -> None:
    """An order as the unit above writes it, without its service."""
    from patrol_app.services.ports import OpDraft
    from tests.support.stores import append, new_id

    hashes = sorted(line.op_hash for line in store.queries.history(rec))
    fields = {
        "unit": "DEMO00",
        "target": rec,
        "target_type": "party",
        "target_unit": unit,
        "op_hashes": hashes,
        "ground": "示例",
    }
    append(store, OpDraft(new_id(), "erasure", fields))


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.ci) for seed in range(1, 6))]
)
def test_any_order_of_arrival_gives_the_same(tmp_path: Path, seed: int) -> None:
    """Line, order, stand-in in any order, in any slices: the same rows, heads and bytes."""
    from patrol_app.services.ports import OpDraft
    from tests.support.stores import append, finding, new_id

    chance = random.Random(seed)
    station = new_store(tmp_path / "station")
    rec = new_id()
    append(station, OpDraft(rec, "party", {"unit": "DEMO01", "name": TOKEN}), finding(new_id()))
    append(station, OpDraft(rec, "party", {"phone": PHONE}))
    city = new_store(tmp_path / "city", unit="DEMO00")
    carry(station, city)
    order_of(city, rec, "DEMO01")
    wanted = [dump_of(city)]
    sources = [*streams_of(station), *streams_of(city)]  # as written, and with stand-ins
    for number in range(2):
        target = new_store(tmp_path / f"target{number}", unit="DEMO09")
        slices = [
            (stream, part)
            for stream, lines in sources
            for part in (lines[: len(lines) // 2], lines[len(lines) // 2 :])
            if part
        ]
        chance.shuffle(slices)
        for stream, part in slices:
            with target.begin("test") as work:
                work.take(stream.stream, stream.kid, stream.unit, stream.device_no, part)
                work.commit()
        assert target.check() == []
        wanted.append(dump_of(target))
        target.close()
    assert wanted[0] == wanted[1] == wanted[2]
    assert any(isinstance(read_op(raw), ErasedOp) for raw in wanted[0]["raw"])
    assert not any(TOKEN.encode() in raw or PHONE.encode() in raw for raw in wanted[0]["raw"])
    for store in (station, city):
        store.close()


@pytest.mark.ci
def test_an_order_for_another_unit_s_line_does_nothing(tmp_path: Path) -> None:
    """Whoever lists hashes of a unit that he names wrongly drops nothing, in either order."""
    from patrol_app.services.ports import OpDraft
    from tests.support.stores import append, new_id

    station = new_store(tmp_path / "station")
    rec = new_id()
    append(station, OpDraft(rec, "party", {"unit": "DEMO01", "name": TOKEN}))
    county = new_store(tmp_path / "county", unit="DEMO00")
    carry(station, county)
    order_of(county, rec, "DEMO05")
    assert county.queries.get("party", rec) is not None
    late = new_store(tmp_path / "late", unit="DEMO09")
    for source in (county, station):
        carry(source, late)
    assert late.queries.get("party", rec) is not None
    assert late.queries.erased() == []
    for store in (station, county, late):
        store.close()


def streams_of(store: SqlStore) -> list[tuple[Any, list[tuple[int, bytes]]]]:
    """Every stream with its lines."""
    return [
        (one, [(line.seq, line.raw) for line in store.queries.lines(one.stream, 1, one.last_seq)])
        for one in store.queries.streams()
        if one.last_seq
    ]


def dump_of(store: SqlStore) -> dict[str, Any]:
    """Rows of types, heads, lines; without what belongs to the holder."""
    found: dict[str, Any] = {}
    with store.begin("test") as work:
        connection = work._connection
        for table in ("party", "finding", "erasure", "record_head", "conflict", "op_held"):
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            found[table] = sorted((tuple(row) for row in rows), key=repr)
        every = connection.exec_driver_sql(
            "SELECT raw, link, type, hlc_ms FROM op ORDER BY op_hash"
        )
        lines = [tuple(row) for row in every]
        found["raw"] = [row[0] for row in lines]
        found["lines"] = lines
    return found


@pytest.mark.ci
def test_the_order_goes_down_and_the_word_comes_back(world: World) -> None:
    """By the exchange alone: order in a delivery, bytes dropped, said in the next package."""
    station, city = world.stations["DEMO01"], world.city
    rec = party(station).record.id
    send_up(world)
    kept = station.app.backups.make(station.app.session.actor).rows[0]
    later(city.app)
    later(station.app)
    done = city.app.erasures.erase(city.app.session.actor, "party", rec, "示例：期满")
    (order,) = city.app.erasures.orders()
    assert (order.number, order.unit, order.lines, order.left) == (*done.numbers, "DEMO01", 2, 0)
    assert [(one.unit, one.left) for one in order.holders] == [("DEMO01", 2)]
    sent = city.app.exchange.deliver(city.out / "down")
    answer = station.receive(*sent.paths)
    assert {one.status for one in answer.items} == {"done"}
    assert station.app.store.queries.get("party", rec) is None
    assert station.app.store.check() == []
    (theirs,) = station.app.erasures.orders()
    assert (theirs.left, theirs.ground) == (0, "示例：期满")
    # a backup of before holds them until its last day, and the station can say so
    assert [row for row, _until in station.app.backups.holding(theirs.dropped_ms)] == [kept]
    exported = station.export()
    back = city.receive(*exported.paths, *exported.receipts)
    assert back.refused == ()
    (order,) = city.app.erasures.orders()
    assert order.holders == ()
    for side in (station, city):
        side.app.close()
    kept.path.unlink()
    assert holds(station.app, TOKEN, PHONE) == []
    assert holds(city.app, TOKEN, PHONE) == []
