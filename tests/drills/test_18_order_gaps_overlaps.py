"""Drill 18: bundles out of order, lost, overlapping: all is taken, the list of gaps is exact."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.exchange import Side, World, copies

Span = tuple[int, int]


def seqs(path: Path) -> Span:
    """First and last seq, from the file's name."""
    first, upto = path.name.split("-")[3:5]
    return int(first), int(upto)


def exports(station: Side, count: int) -> list[Path]:
    """``count`` exports, one behind the other."""
    paths: list[Path] = []
    stored = station.finding()
    for number in range(count):
        station.edit(stored, description=f"第{number}次")
        station.finding(description=f"第{number}处")
        paths += station.export().paths
    return paths


def gaps(arrived: list[Span]) -> tuple[Span, ...]:
    """Ranges below the greatest seq that no arrived bundle covers."""
    held = {seq for first, upto in arrived for seq in range(first, upto + 1)}
    absent = [seq for seq in range(1, max(held) + 1) if seq not in held]
    found: list[Span] = []
    for seq in absent:
        if found and found[-1][1] == seq - 1:
            found[-1] = (found[-1][0], seq)
        else:
            found.append((seq, seq))
    return tuple(found)


@pytest.mark.ci
def test_any_order_with_losses(tmp_path: Path) -> None:
    """After each arrival the gaps are those by arithmetic; at the end there are none."""
    world = World.new(tmp_path)
    station = world.station("DEMO01")
    paths = exports(station, 6)
    # nothing is new and nothing was acknowledged since the first: the others go again, in one
    station.receive(*world.city.receive(paths[0]).receipts)
    (overlap,) = station.export().paths
    assert seqs(overlap) == (seqs(paths[1])[0], seqs(paths[5])[1])
    station.finding(description="又一处")
    paths += [overlap, *station.export().paths]
    fresh = copies(world)
    states = []
    for seed in range(6):
        city = fresh()
        order = paths[1:]
        random.Random(seed).shuffle(order)
        order.sort(key=lambda path: path == overlap and seed % 2 == 0)  # last in every second
        arrived = [seqs(paths[0])]
        for path in order:
            arrived.append(seqs(path))
            answer = city.receive(path)
            assert answer.items[0].status == "done"
            assert answer.items[0].gaps == gaps(arrived)
            (info,) = (i for i in city.app.store.queries.streams() if i.unit == "DEMO01")
            assert info.missing == gaps(arrived)
        assert city.app.store.check() == []
        states.append(city.rows())
        city.app.close()
    assert all(state == states[0] for state in states)
    assert len(states[0]["finding"]) == 8
    for side in world.stations.values():
        side.app.close()
