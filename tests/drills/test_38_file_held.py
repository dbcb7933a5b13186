"""Drill 38: a virus scanner holds the fresh file: tried again for 10 s, then words, no loss."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.storage import files
from tests.support.exchange import World


class Scanner:
    """Refuses the next ``times`` renames, as Windows does while another program reads."""

    def __init__(self, patch: pytest.MonkeyPatch, times: float) -> None:
        self.left, self.refused = times, 0
        self.pauses: list[float] = []
        self._real: Callable[..., None] = os.replace
        patch.setattr("patrol_app.storage.files.os.replace", self.replace)
        # the waiting itself is counted, not done
        defaults: dict[str, Any] = dict(files.replace_patiently.__kwdefaults__ or {})
        patch.setattr(
            files.replace_patiently, "__kwdefaults__", {**defaults, "pause": self.pauses.append}
        )

    def replace(self, part: Any, target: Any) -> None:
        """Refuse, or rename."""
        if self.left > 0:
            self.left -= 1
            self.refused += 1
            raise PermissionError(errno.EACCES, "held by another program")
        self._real(part, target)


def test_held_for_a_moment_and_for_good(tmp_path: Path) -> None:
    """Saving a photo, exporting and receiving wait; held for good they say so and lose nothing."""
    world = World.new(tmp_path)
    station, city = world.station("DEMO01"), world.city
    station.finding(description="示例")
    with pytest.MonkeyPatch.context() as patch:
        scanner = Scanner(patch, 7)
        station.app.store.blobs.put(b"\xff\xd8 photo")
        assert scanner.refused == 7 and sum(scanner.pauses) == pytest.approx(0.7)
        scanner.left = 5
        (path,) = station.export().paths
        assert scanner.refused == 12

        for act in (station.export, lambda: city.receive(path)):
            scanner.left, scanner.pauses[:] = float("inf"), []
            with pytest.raises(EnvironmentFault) as caught:
                act()
            assert caught.value.code == "disk.denied" and "Another program" in caught.value.msgid
            assert sum(scanner.pauses) == pytest.approx(files.PATIENCE_S, abs=0.2)
            scanner.left = 0
    assert city.app.store.queries.bundles_in() == []
    assert not [*tmp_path.rglob("*.part")]
    answer = city.receive(path)
    assert answer.items[0].status == "done" and len(answer.receipts) == 1
    for side in (station, city):
        assert side.app.store.check() == []
    world.close()
