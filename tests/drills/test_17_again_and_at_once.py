"""Drill 17: the same bundle twice, five times, and by two programs at once: one effect."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.program import Program
from tests.support.exchange import World, reopened

pytestmark = pytest.mark.ci


@pytest.mark.parametrize("times", [2, 5])
def test_the_same_bundle_again(tmp_path: Path, times: int) -> None:
    """Same tables, one row of arrival, a current receipt each time; also under another name."""
    world = World.new(tmp_path)
    station = world.station("DEMO01")
    station.finding()
    (path,) = station.export().paths
    assert world.city.receive(path).items[0].status == "done"
    rows = world.city.rows()
    for number in range(times):
        copy = Path(shutil.copy(path, tmp_path / f"again{number}.hlb"))
        answer = world.city.receive(path, copy)
        assert [one.status for one in answer.items] == ["known", "known"]
        assert len(answer.receipts) == 1
        assert station.receive(*answer.receipts).items[0].status in ("receipt", "known")
    assert world.city.rows() == rows
    assert len([r for r in world.city.app.store.queries.bundles_in() if r.kind == "up"]) == 1
    assert world.city.app.store.check() == []
    assert station.export().paths == ()
    world.close()


def test_two_programs_take_the_same_stick(tmp_path: Path) -> None:
    """Both run on one data folder: one works, the other waits or is turned away in words."""
    world = World.new(tmp_path)
    station = world.station("DEMO01")
    stick, back = tmp_path / "stick", tmp_path / "back"
    stick.mkdir()
    for number in range(3):
        station.finding(description=f"示例{number}")
        station.app.exchange.export(stick)
    root = world.city.app.paths.root
    world.city.app.close()
    above = Program(tmp_path / "program")
    above.data = root
    environment = {**above.environment, "PATROL_CONFIG_DIR": os.environ["PATROL_CONFIG_DIR"]}
    call = above.command("receive", stick, "--yes", "--out", back)
    both = [
        subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        for _n in range(2)
    ]
    codes = []
    for one in both:
        out, err = one.communicate(timeout=120)
        assert b"Traceback" not in err
        assert out.strip().startswith(b"{")
        codes.append(one.returncode)
    # 3: the folder is in use; the other program then takes nothing and says so
    assert 0 in codes and set(codes) <= {0, 3}
    city = reopened(world.city, root)
    after = city.receive(stick)
    assert {one.status for one in after.items} == {"known"}
    assert len(city.rows()["finding"]) == 3
    assert city.app.store.check() == []
    assert len([r for r in city.app.store.queries.bundles_in() if r.kind == "up"]) == 3
    assert not [*back.glob("*.part"), *root.rglob("*.part")]
    station.receive(next(back.glob("*.hlb")))
    assert station.export().paths == ()
    city.app.close()
    station.app.close()
