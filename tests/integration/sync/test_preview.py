"""A rehearsal says what receiving does, and leaves nothing behind."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from patrol_app.services.clock import BUILD_MS
from patrol_app.services.exchange_types import BundlePreview, ReceivedItem
from patrol_app.services.stored import OpDraft
from tests.integration.sync.test_files_along import patrol_with_track, photo
from tests.support.exchange import Side, World, cut
from tests.support.stores import new_id


def everything(side: Side) -> dict[str, Any]:
    """All tables and all files of a folder."""
    tables: dict[str, Any] = {}
    with side.app.store.begin("test") as work:
        names = work._connection.exec_driver_sql(
            # the index of words keeps no content of its own: its pages are tables too
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        ).all()
        for (name,) in names:
            rows = work._connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()
            tables[name] = [tuple(row) for row in rows]
    root = side.app.paths.root
    files = {p for p in root.rglob("*") if p.is_file() and not p.name.startswith("patrol.db")}
    return {"tables": tables, "files": files}


def same(preview: BundlePreview, item: ReceivedItem) -> None:
    one, other = asdict(preview), asdict(item)
    assert preview.fate == item.status
    for name in set(one) & set(other) - {"path"}:
        assert one[name] == other[name], name


def files(world: World, station: Side) -> list[Path]:
    finding = station.finding()
    photo(station, finding, b"1")
    paths = list(station.export().paths)
    lost = station.finding()
    station.export()
    patrol_with_track(station, b"track", b"<gpx/>", datum=None)
    # Somebody whom nobody knows, under a clock from before this program.
    with station.app.store.begin("test") as work:
        work.append([OpDraft(new_id(), "finding", {"unit": "DEMO01"}, actor=new_id())])
        work.commit()
    station.edit(lost, description="改")
    return [*paths, *station.export().paths]


def test_preview_and_deed_agree(world: World, station: Side) -> None:
    one, two = files(world, station)
    bad = cut(two, world.folder / "cut.hlb", 1_000)
    before = everything(world.city)

    rehearsal = world.city.app.exchange.rehearse([two, bad, one])

    assert everything(world.city) == before
    answer = world.city.receive(two, bad, one)
    for preview, item in zip(rehearsal.bundles, answer.items, strict=True):
        same(preview, item)
    first = rehearsal.bundles[0]
    assert (first.unknown_people, first.datum_pending, first.incomplete) == (1, 1, 1)
    assert first.gaps == answer.items[0].gaps != ()
    assert rehearsal.total("new") == sum(item.new for item in answer.items)
    again = world.city.app.exchange.rehearse([one, two])
    assert [b.fate for b in again.bundles] == ["known", "known"]


def test_receipts_and_strangers_are_previewed(world: World, station: Side, tmp_path: Path) -> None:
    station.finding()
    answer = world.city.receive(*station.export().paths)
    before = everything(station)
    rehearsal = station.app.exchange.rehearse(list(answer.receipts))
    assert [b.fate for b in rehearsal.bundles] == ["receipt"]
    assert everything(station) == before
    (tmp_path / "elsewhere").mkdir()
    other = World.new(tmp_path / "elsewhere")
    stranger = other.station("DEMO09")
    stranger.finding()
    rehearsal = world.city.app.exchange.rehearse(list(stranger.export().paths))
    assert [b.fate for b in rehearsal.bundles] == ["quarantined"]
    assert world.city.app.store.queries.bundles_in()[0].status == "done"
    other.close()


def test_a_wrong_clock_is_counted_not_refused(world: World, station: Side) -> None:
    clock: Any = station.app.clock
    real = clock.now
    for wrong in (0, BUILD_MS - 9 * 365 * 86_400_000, real + 9 * 365 * 86_400_000):
        clock.now = wrong
        station.app.records.new("finding", {"category": "P06"}, station.app.session.actor)
    clock.now = real
    paths = station.export().paths
    (preview,) = world.city.app.exchange.rehearse(list(paths)).bundles
    assert (preview.clock_marks, preview.new) == (3, 4)
    assert world.city.receive(*paths).items[0].new == 4


def test_stopping_takes_nothing_of_the_file_at_hand(world: World, station: Side) -> None:
    one, two = files(world, station)
    calls: list[tuple[int, int]] = []

    def once(done: int, total: int) -> bool:
        """Go on until one file is done."""
        calls.append((done, total))
        return done < 1

    answer = world.city.app.exchange.receive([one, two], out=world.city.out, progress=once)
    assert [i.status for i in answer.items] == ["done"]
    assert calls[-1] == (1, 2)
    (info,) = (i for i in world.city.app.store.queries.streams() if i.unit == "DEMO01")
    assert info.last_seq == int(one.name.split("-")[4])
    rest = world.city.receive(one, two)
    assert [i.status for i in rest.items] == ["known", "done"]


def test_every_kind_of_refusal_is_previewed(world: World, station: Side) -> None:
    note = world.folder / "note.hlb"
    note.write_bytes(b"hello")
    station.finding()
    (path,) = station.export().paths
    before = everything(world.city)
    given = [world.folder / "none.hlb", note, path]
    fates = [(b.fate, b.code) for b in world.city.app.exchange.rehearse(given).bundles]
    assert fates == [("refused", "file.missing"), ("refused", "bundle.magic"), ("done", "")]
    # In its own folder the station passes over what it wrote itself.
    assert station.app.exchange.rehearse([station.out]).bundles == ()
    assert everything(world.city) == before


def test_entries_put_aside_are_named_in_the_preview(world: World, station: Side) -> None:
    rec = station.finding().record.id
    world.city.receive(*station.export().paths)
    other = world.station("DEMO02")
    with other.app.store.begin("test") as work:
        work.append([OpDraft(rec, "finding", {"description": "假"})])
        work.commit()
    paths = list(other.export().paths)
    (preview,) = world.city.app.exchange.rehearse(paths).bundles
    assert [(d.code, d.count) for d in preview.dropped] == [("author.writer", 1)]
    assert preview.held == 1 and preview.dropped[0].message
