"""Photos and tracks go down with their records, in parts, and those asked for again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from patrol_app.sync import down_parts
from tests.integration.sync.test_files_along import patrol_with_track, photo
from tests.support.exchange import World

pytestmark = pytest.mark.ci


def test_the_other_laptop_gets_photos_in_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = world.station("DEMO01", "a")
    two = world.station("DEMO01", "b", same_unit=True)
    finding = one.finding()
    original, travel = photo(one, finding, b"1")
    track = patrol_with_track(one, b"track/1 bytes", b"<gpx></gpx>")
    world.city.receive(*one.export().paths)
    monkeypatch.setattr(down_parts, "CAPS", replace(down_parts.CAPS, ops=3))
    done = world.city.app.exchange.deliver(world.folder / "d")
    (item,) = [i for i in done.items if i.kid == two.app.store.queries.identity().kid]
    assert len(item.paths) > 2 and item.ops > 6

    *most, last = item.paths[::-1]
    fates = [two.receive(path).items[0] for path in most]
    assert all(fate.status == "done" for fate in fates) and fates[-1].gaps == ((1, 1),)
    word = two.export()
    world.city.receive(*word.receipts)
    mine = [w for w in world.city.app.exchange.waiting_down() if w.kid == item.kid]
    assert mine[0].missing == 1
    assert two.receive(last).items[0].gaps == ()
    assert two.app.store.blobs.has(track) and two.app.store.blobs.has(travel)
    # an original comes when it is asked for, with the next delivery
    assert [sha for sha, _type, _rec in two.app.store.queries.missing_blobs()] == [original]
    world.city.receive(*two.export().receipts)
    for path in world.city.app.exchange.deliver(world.folder / "d2").paths:
        if "-02-" in path.name:
            two.receive(path)
    assert two.app.store.queries.missing_blobs() == []
    assert two.app.store.check() == []
    assert one.rows()["patrol"] == two.rows()["patrol"]


def test_a_file_that_was_lost_is_asked_for_and_sent(world: World) -> None:
    one = world.station("DEMO01", "a")
    two = world.station("DEMO01", "b", same_unit=True)
    track = patrol_with_track(one, b"track/1 bytes", b"<gpx></gpx>")
    world.city.receive(*one.export().paths)
    world.city.app.store.blobs.delete(track)
    done = world.city.app.exchange.deliver(world.folder / "1")
    for path in done.paths:
        two.receive(path)
    assert not two.app.store.blobs.has(track)
    world.city.receive(*two.export().receipts)
    (mine,) = [w for w in world.city.app.exchange.waiting_down() if w.device_no == "02"]
    assert mine.files == 0  # it is not here either: nothing can go
    world.city.app.store.blobs.put(b"track/1 bytes")
    (mine,) = [w for w in world.city.app.exchange.waiting_down() if w.device_no == "02"]
    assert mine.files == 1
    again = world.city.app.exchange.deliver(world.folder / "2")
    for path in again.paths:
        two.receive(path)
    assert two.app.store.blobs.has(track)
    world.city.receive(*two.export().receipts)
    (mine,) = [w for w in world.city.app.exchange.waiting_down() if w.device_no == "02"]
    assert (mine.files, mine.due) == (0, False)
