"""A stored photo rots: reading finds it and names it, the backup's mirror mends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import EnvironmentFault
from tests.support.exchange import Side, World
from tests.support.folders import station_copy

PHOTO = b"\xff\xd8 a photo" * 500


def test_found_named_and_fetched(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    actor = app.session.actor
    sha256 = app.store.blobs.put(PHOTO)
    values = {"sha256": sha256, "bytes": len(PHOTO), "name": "示例.jpg", "role": "photo"}
    photo = app.records.new("attachment", values, actor).record
    app.settings.set("backup_folder", str(tmp_path / "elsewhere"))
    app.backups.make(actor)
    path = app.store.blobs.path_of(sha256)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(EnvironmentFault) as fault:
        app.store.blobs.get(sha256)
    assert fault.value.code == "blob.damaged"
    assert sha256[:12] in fault.value.message()
    # the record is named by the journal's own citation
    assert app.store.queries.find("attachment", photo.number) is not None
    proof = app.backups.prove(app.backups.state().rows[0].path, actor)
    assert proof.damaged == ()  # the mirror holds it whole
    assert app.backups.mend_file(sha256, actor)
    assert app.store.blobs.get(sha256) == PHOTO
    # where no mirror holds it whole, that is said
    for one in (tmp_path / "elsewhere" / "blob").rglob("*"):
        if one.is_file():
            one.write_bytes(b"")
    path.write_bytes(b"")
    assert not app.backups.mend_file(sha256, actor)
    app.close()


def test_asked_back_from_the_city(tmp_path: Path) -> None:
    """No mirror holds it: the next package's word asks, the city's delivery brings it."""
    world = World.new(tmp_path)
    station, city = world.station("DEMO01"), world.city
    actor = station.app.session.actor
    sha256 = station.app.store.blobs.put(PHOTO)
    values = {"sha256": sha256, "bytes": len(PHOTO), "name": "示例.jpg", "role": "photo"}
    photo = station.app.records.new("attachment", values, actor).record
    gone = station.app.store.blobs.put(PHOTO * 2)
    station.app.records.new("attachment", {**values, "sha256": gone}, actor)
    _up(station, city)
    station.receive(*city.app.exchange.deliver(city.out / "1").paths)  # so it has a word to say
    path = station.app.store.blobs.path_of(sha256)
    path.write_bytes(path.read_bytes()[:-1])
    station.app.store.blobs.path_of(gone).unlink()
    looked = station.app.backups.look_at_files(actor)
    assert (looked.mended, len(looked.lost)) == (0, 2)
    assert (sha256, photo.number) in looked.lost
    assert station.app.backups.state().lost == looked.lost
    assert list(path.parent.glob("*.damaged"))  # the original is kept beside it
    _up(station, city)
    (sent,) = city.app.exchange.deliver(city.out / "2").items
    assert sent.blobs == 2
    station.receive(*sent.paths)
    assert station.app.store.blobs.get(sha256) == PHOTO
    assert station.app.store.blobs.get(gone) == PHOTO * 2
    again = station.app.backups.look_at_files(actor)
    assert (again.mended, again.lost) == (0, ())
    assert station.app.store.check() == []
    # answered: nothing more waits, also for a file that the city does not hold either
    _up(station, city)
    assert city.app.exchange.deliver(city.out / "3").items == ()
    world.close()


def _up(station: Side, city: Side) -> None:
    """The station's package and word into the city, the receipts back."""
    exported = station.export()
    back = city.receive(*exported.paths, *exported.receipts)
    assert back.refused == ()
    if back.receipts:
        station.receive(*back.receipts)
