"""Drill 13: a bundle cut at any length is refused before it is parsed; the receipt stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app import i18n
from tests.drills.mangling import cuts, verdicts
from tests.support.exchange import Side, World, cut
from tests.unit.sync.fixed import SAMPLES


def test_every_length_is_incomplete() -> None:
    """All 3,696 beginnings: ``bundle.incomplete``; nothing at all is no file of ours."""
    raw = (SAMPLES / "bundle-up.hlb").read_bytes()
    found = verdicts(cuts(raw))
    assert found == {"bundle.incomplete": len(raw) - 1, "bundle.magic": 1}


@pytest.mark.ci
def test_the_city_says_incomplete_and_nothing_moves(tmp_path: Path) -> None:
    """Through ``receive``: the reason, no receipt, nothing kept; the next whole file is taken."""
    i18n.use("zh_CN")
    world = World.new(tmp_path)
    station: Side = world.station("DEMO01")
    station.finding()
    (first,) = station.export().paths
    (receipt,) = world.city.receive(first).receipts
    known, rows = receipt.read_bytes(), world.city.rows()
    station.finding()
    (path,) = station.export().paths
    size = path.stat().st_size
    for length in (*range(1, 1_200, 97), *range(1_200, size, size // 7), size - 1):
        answer = world.city.receive(cut(path, tmp_path / "cut.hlb", length))
        assert [(one.status, one.code) for one in answer.items] == [
            ("refused", "bundle.incomplete")
        ]
        assert "不完整" in answer.items[0].message and not answer.receipts
    assert world.city.rows() == rows and receipt.read_bytes() == known
    assert not list(world.city.app.paths.spool.iterdir())
    assert world.city.receive(path).items[0].status == "done"
    assert world.city.app.store.check() == []
    world.close()
