"""Files in any order, repeated, lost, damaged or from strangers: one state at the city."""

from __future__ import annotations

import shutil
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.exchange import Side, World, copies, cut, flip, item


def three_bundles(side: Side) -> list[Path]:
    """Three exports: new records, then changes of them, then more of both."""
    first = [side.finding(description=f"第{n}处") for n in range(3)]
    paths = list(side.export().paths)
    edited = side.edit(first[0], description="改过")
    side.app.records.submit("finding", edited.record.id, side.app.session.actor)
    paths += side.export().paths
    side.edit(first[0], description="又改过")
    ranger = side.add("person", name="示例护林员", roles=("ranger",)).record.id
    side.add("grid", grid_no="G01", name="示例网格", ranger_id=ranger)
    return [*paths, *side.export().paths]


def test_every_order_gives_the_same_city(world: World, station: Side) -> None:
    files = three_bundles(station)
    fresh = copies(world)
    states = []
    for order in permutations(files):
        city = fresh()
        for path in order:
            assert city.receive(path).items[0].status == "done"
        assert city.app.store.check() == []
        states.append(city.rows())
        (info,) = (i for i in city.app.store.queries.streams() if i.unit == "DEMO01")
        assert info.missing == () and info.contiguous_upto == station_upto(station)
        city.app.close()
    assert all(state == states[0] for state in states)
    assert len(states[0]["finding"]) == 3


def test_one_call_with_all_files_is_the_same(world: World, station: Side) -> None:
    files = three_bundles(station)
    fresh = copies(world)
    one, other = fresh(), fresh()
    answer = one.receive(*reversed(files))
    assert [i.path for i in answer.items] == files[::-1]
    assert len(answer.receipts) == 1
    assert all(i.gaps == () for i in answer.items)
    for path in files:
        other.receive(path)
    assert one.rows() == other.rows()
    one.app.close()
    other.app.close()


@pytest.mark.ci
def test_any_history_of_arrivals(world: World, station: Side) -> None:
    """Subsets, repeats and orders: gaps are exact, and the whole set gives one state."""
    files = three_bundles(station)
    fresh = copies(world)
    whole = fresh()
    whole.receive(*files)
    expected = whole.rows()
    whole.app.close()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.sampled_from(range(3)), min_size=1, max_size=6))
    def check(arrivals: list[int]) -> None:
        city = fresh()
        for n in arrivals:
            city.receive(files[n])
        lost = [n for n in range(max(arrivals)) if n not in arrivals]
        (info,) = (i for i in city.app.store.queries.streams() if i.unit == "DEMO01")
        absent = {seq for first, last in info.missing for seq in range(first, last + 1)}
        assert absent == {seq for n in lost for seq in range(*bounds(files[n]))}
        assert city.app.store.check() == []
        city.receive(*files)
        assert city.rows() == expected
        city.app.close()

    check()


def bounds(path: Path) -> tuple[int, int]:
    """First seq and one past the last, from the file's name."""
    first, upto = path.name.split("-")[3:5]
    return int(first), int(upto) + 1


def station_upto(side: Side) -> int:
    stream = side.app.store.queries.identity().stream
    return next(i.last_seq for i in side.app.store.queries.streams() if i.stream == stream)


def test_the_gap_is_named_and_closes(world: World, station: Side) -> None:
    one, two, three = three_bundles(station)
    gap = (bounds(two)[0], bounds(two)[1] - 1)
    answer = world.city.receive(three, one)
    assert all(i.gaps == (gap,) for i in answer.items)
    assert item(answer, three).incomplete == 1

    assert station.receive(*answer.receipts).items[0].status == "receipt"
    (row,) = station.app.store.queries.receipts()
    assert row.missing == (gap,) and row.contiguous_upto == gap[0] - 1

    again = station.export()
    assert [bounds(path) for path in again.paths] == [(gap[0], bounds(three)[1])]
    closed = world.city.receive(*again.paths)
    assert closed.items[0].gaps == ()
    station.receive(*closed.receipts)
    (row,) = station.app.store.queries.receipts()
    assert row.missing == () and row.flags == ()
    assert station.export().paths == ()
    assert world.city.app.store.check() == []


def test_again_changes_nothing(world: World, station: Side) -> None:
    files = three_bundles(station)
    world.city.receive(*files)
    before = world.city.rows()
    for _n in range(3):
        answer = world.city.receive(*files)
        assert {i.status for i in answer.items} == {"known"}
        assert len(answer.receipts) == 1
        assert station.receive(*answer.receipts).items[0].status == "receipt"
    assert world.city.rows() == before
    # The same range sealed anew is another file with nothing new inside.
    (row,) = station.app.store.queries.receipts()
    assert row.contiguous_upto == station_upto(station)


def test_cut_and_flipped_files_leave_no_trace(world: World, station: Side) -> None:
    one, two, three = three_bundles(station)
    world.city.receive(one)
    before = world.city.rows()
    size = two.stat().st_size
    for length in (0, 7, 11, 400, size // 2, size - 1):
        answer = world.city.receive(cut(two, world.folder / "cut.hlb", length))
        assert answer.items[0].status == "refused" and answer.items[0].message
        assert answer.receipts == ()
    places = [*range(0, 900, 61), *range(900, size, 211), size - 1]
    for place in places:
        answer = world.city.receive(flip(two, world.folder / "bad.hlb", place))
        assert answer.items[0].status in ("refused", "quarantined", "held"), place
        assert answer.receipts == ()
    assert world.city.rows() == before
    answer = world.city.receive(two, three)
    assert all(i.status == "done" and i.gaps == () for i in answer.items)


def test_an_unknown_device_is_quarantined_and_kept(
    world: World, station: Side, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = World.new(tmp_path / "elsewhere")
    stranger = other.station("DEMO09")
    stranger.finding()
    (path,) = stranger.export().paths
    before = world.city.rows()

    answer = world.city.receive(path)

    assert (answer.items[0].status, answer.items[0].code) == ("quarantined", "bundle.unknown_key")
    assert answer.refused == answer.items and answer.receipts == ()
    assert world.city.rows() == before
    (row,) = world.city.app.store.queries.bundles_in()
    assert (row.status, row.unit) == ("quarantined", "DEMO09")
    assert Path(row.path).read_bytes() == path.read_bytes()
    assert not list(world.city.app.paths.spool.iterdir())
    other.close()


def test_a_bundle_for_another_city_is_refused(world: World, station: Side, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = World.new(tmp_path / "elsewhere", "DEMO90")
    # The other city knows the device; the file is still not addressed to it.
    for device in world.city.app.store.queries.devices():
        with other.city.app.store.begin("test") as work:
            work.put_device(device)
            work.commit()
    station.finding()
    answer = other.city.receive(*station.export().paths)
    assert (answer.items[0].status, answer.items[0].code) == ("refused", "bundle.not_addressed")
    assert other.city.app.store.queries.bundles_in() == []
    other.close()


def test_a_folder_gives_what_is_for_this_store(world: World, station: Side) -> None:
    files = three_bundles(station)
    stick = world.folder / "stick"
    stick.mkdir()
    for path in files:
        shutil.copy(path, stick)
    (stick / "photo.jpg").write_bytes(b"x")
    answer = world.city.receive(stick, out=stick)
    assert [i.status for i in answer.items] == ["done"] * 3
    # The station finds its own files and the receipt; the city its receipt beside the files.
    back = station.receive(stick)
    assert [i.status for i in back.items] == ["receipt"]
    again = world.city.receive(stick)
    assert [i.status for i in again.items] == ["known"] * 3


def test_a_missing_or_foreign_file_is_named(world: World, station: Side) -> None:
    note = world.folder / "note.txt"
    note.write_text("hello", encoding="utf-8")
    station.finding()
    (path,) = station.export().paths
    answer = world.city.receive(world.folder / "none.hlb", note, path)
    assert [i.status for i in answer.items] == ["refused", "refused", "done"]
    assert [i.code for i in answer.items[:2]] == ["file.missing", "bundle.magic"]
