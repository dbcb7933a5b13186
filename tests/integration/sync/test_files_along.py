"""Photos and tracks that travel with their records."""

from __future__ import annotations

import functools
import hashlib
import random
from typing import Any

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.sync import exporting, stored_files
from patrol_app.sync.keeping import LISTS
from patrol_app.sync.parts import Caps, plan_parts
from tests.support import records as sample
from tests.support.exchange import Side, World, facts


def photo(side: Side, parent: Any, tag: bytes, *, copied: bool = True) -> tuple[str, str]:
    """An attachment with its original and travel copy; their hashes."""
    original, travel = b"\xff\xd8 original " + tag, b"\xff\xd8 travel " + tag
    side.app.store.blobs.put(original)
    values: dict[str, Any] = {
        "parent_id": parent.record.id,
        "parent_type": parent.type,
        "name": "照片.jpg",
        "sha256": hashlib.sha256(original).hexdigest(),
        "bytes": len(original),
    }
    if copied:
        copy = {
            "key": "aaaaaaaa",
            "kind": "travel",
            "sha256": side.app.store.blobs.put(travel),
            "bytes": len(travel),
        }
        values["derived"] = (copy,)
    side.add("attachment", **values)
    return values["sha256"], hashlib.sha256(travel).hexdigest()


def patrol_with_track(side: Side, track: bytes, source: bytes, datum: str | None = "wgs84") -> str:
    """A draft patrol with one leg; the hash of its track."""
    leg = {
        "key": "bbbbbbbb",
        "track_sha256": side.app.store.blobs.put(track),
        "track_bytes": len(track),
        "source_sha256": side.app.store.blobs.put(source),
        "source_bytes": len(source),
        "track_source": "file",
        "datum": datum,
    }
    values = facts(sample.patrol(), legs=(leg,))
    side.app.records.new("patrol", values, side.app.session.actor)
    return str(leg["track_sha256"])


def test_what_travels(world: World, station: Side) -> None:
    finding = station.finding()
    assert station.app.store.queries is not None
    pest = station.app.records.new("patrol", facts(sample.patrol()), station.app.session.actor)
    evidence = photo(station, finding, b"1")
    plain = photo(station, pest, b"2")
    scan, _none = photo(station, pest, b"3", copied=False)
    track = patrol_with_track(station, b"track/1 bytes", b"<gpx/>")
    exported = station.export()
    assert exported.left_out == () and exported.blobs == 6

    answer = world.city.receive(*exported.paths)

    held = world.city.app.store.blobs
    for sha in (*evidence, plain[1], scan, track, hashlib.sha256(b"<gpx/>").hexdigest()):
        assert held.has(sha)
        assert hashlib.sha256(held.get(sha)).hexdigest() == sha
    assert not held.has(plain[0])
    assert answer.items[0].missing_blobs == 0
    assert world.city.app.store.check() == []


def test_a_lost_photo_is_asked_for_and_sent(world: World, station: Side) -> None:
    finding = station.finding()
    original, travel = photo(station, finding, b"1")
    # The travel copy is unreadable at export time: it stays out, the rest goes.
    path = station.app.store.blobs.path_of(travel)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(EnvironmentFault):
        station.app.store.blobs.get(travel)
    exported = station.export()
    assert [(d.code, d.count) for d in exported.left_out] == [("blob.damaged", 1)]
    answer = world.city.receive(*exported.paths)
    assert answer.items[0].missing_blobs == 1
    assert world.city.app.store.blobs.has(original)
    station.receive(*answer.receipts)
    (row,) = station.app.store.queries.receipts()
    assert row.wanted == (travel,)

    path.write_bytes(whole)
    again = station.export()
    assert (again.ops, again.blobs) == (0, 1)
    answer = world.city.receive(*again.paths)
    assert world.city.app.store.blobs.has(travel) and answer.items[0].missing_blobs == 0
    station.receive(*answer.receipts)
    assert station.export().paths == ()
    assert world.city.app.store.check() == []


def test_blobs_may_come_before_their_records(world: World, station: Side) -> None:
    first = station.finding()
    photo(station, first, b"1")
    one = station.export().paths
    track = patrol_with_track(station, b"later", b"<gpx></gpx>")
    two = station.export().paths
    answer = world.city.receive(*two)
    assert world.city.app.store.blobs.has(track)
    answer = world.city.receive(*one)
    assert answer.items[0].missing_blobs == 0
    assert world.city.app.store.queries.missing_blobs() == []


@pytest.mark.parametrize("backwards", [False, True])
def test_a_large_file_travels_in_pieces(
    world: World, station: Side, monkeypatch: pytest.MonkeyPatch, backwards: bool
) -> None:
    for side in (station, world.city):
        monkeypatch.setattr(side.app.store.blobs, "_chunk_bytes", 1_000)
    monkeypatch.setattr(stored_files, "BLOB_CHUNK_BYTES", 1_000)
    few = functools.partial(plan_parts, caps=Caps(blobs=2))
    monkeypatch.setattr(exporting, "plan_parts", few)
    source = random.Random(7).randbytes(4_500)
    patrol_with_track(station, b"track/1 bytes", source)
    sha = hashlib.sha256(source).hexdigest()
    exported = station.export()
    assert exported.left_out == () and len(exported.paths) > 2

    paths = exported.paths[::-1] if backwards else exported.paths
    assert world.city.receive(paths[0]).items[0].status == "done"
    assert not world.city.app.store.blobs.has(sha)
    for path in paths[1:]:
        assert world.city.receive(path).items[0].status == "done"

    assert world.city.app.store.blobs.get(sha) == source
    assert not world.city.app.store.queries.meta(LISTS)
    assert world.city.app.store.check() == []


def test_a_large_file_with_a_damaged_piece_is_left_out(
    world: World, station: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs: Any = station.app.store.blobs
    monkeypatch.setattr(blobs, "_chunk_bytes", 1_000)
    monkeypatch.setattr(stored_files, "BLOB_CHUNK_BYTES", 1_000)
    source = random.Random(8).randbytes(2_500)
    patrol_with_track(station, b"track/1 bytes", source)
    listed = blobs.chunk_list(hashlib.sha256(source).hexdigest())
    blobs.path_of(listed.chunks[1]).write_bytes(b"rot")
    exported = station.export()
    assert [(one.code, one.count) for one in exported.left_out] == [("blob.damaged", 1)]
    assert exported.blobs == 1
    assert world.city.receive(*exported.paths).items[0].status == "done"


@pytest.mark.ci
def test_a_lost_film_is_asked_for_though_a_drill_is_no_evidence(
    world: World, station: Side
) -> None:
    app = station.app
    drill = app.records.new("drill", {"name": "示例演练"}, app.session.actor)
    kept = {"parent_id": drill.record.id, "parent_type": "drill", "name": "录像.mp4"}
    hashes = {}
    for role in ("video", "photo"):
        copy = () if role == "video" else ({"key": "aaaaaaaa", "kind": "travel", "bytes": 1,
                                            "sha256": app.store.blobs.put(b"c")},)  # fmt: skip
        hashes[role] = app.store.blobs.put(role.encode())
        station.add("attachment", **kept, role=role, sha256=hashes[role], bytes=5, derived=copy)
    app.store.blobs.path_of(hashes["video"]).unlink()
    exported = station.export()
    assert len(exported.left_out) == 1
    world.city.receive(*exported.paths)
    wanted = {sha for sha, _type, _rec in world.city.app.store.queries.missing_blobs()}
    assert hashes["video"] in wanted and hashes["photo"] not in wanted
