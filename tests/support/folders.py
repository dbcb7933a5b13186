"""Data folders for tests: set up as ``init`` does it, with a clock that tests own."""

from __future__ import annotations

import functools
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from patrol_app.bootstrap import App, build, initialise
from patrol_app.domain.instant import parse_iso
from patrol_app.paths import DataPaths
from patrol_app.services.setup import DEFAULT_PERSON, InitRequest
from patrol_app.settings import Settings
from patrol_app.storage.instance import marker_path
from tests.support.chance import CHANCE, WIDER_MS
from tests.support.stores import FixedClock

NOW = parse_iso("2026-08-03T18:00+08:00").ms
STATION = "DEMO01"
# The device number of a prepared station by its person: of one width in every run, because where
# a line of a paper breaks depends on it; another one for whom tests.support.meeting puts beside.
_DEVICE, _DEVICES = "XDDD", {"示例内勤": "XHHH"}


def new_app(folder: Path, role: str = "station", unit: str = STATION, **more: Any) -> App:
    """An open folder under ``folder``; a city's recovery file lies beside it."""
    if role == "city":
        more.setdefault("recovery_out", folder / f"{unit}.recovery.txt")
    name = {"station": "示例林业站", "county": "示例县林业局", "city": "示例市林业局"}[role]
    request = InitRequest(role, unit, name, **more)
    app, _done = initialise(
        DataPaths(folder / unit), Settings(folder / "settings.json"), request, clock=FixedClock(NOW)
    )
    return app


@dataclass(frozen=True)
class _Prepared:
    """A closed station: its folder, and what its installation remembers of it."""

    root: Path
    marker: bytes
    kept: tempfile.TemporaryDirectory[str]  # removed when the process ends


@functools.cache
def _prepared(person: str) -> _Prepared:
    """The one station of this process with that person."""
    kept = tempfile.TemporaryDirectory(prefix="patrol-test-station-")
    device = _DEVICES.get(person, _DEVICE)
    numbered = patch("patrol_app.services.setup.temporary_device", lambda _random: device)
    with CHANCE.drawing(f"prepared station of {person}", WIDER_MS), numbered:
        app = new_app(Path(kept.name), person=person)
    app.close()
    root = app.paths.root
    return _Prepared(root, marker_path(root).read_bytes(), kept)


def station_copy(folder: Path, person: str = DEFAULT_PERSON) -> App:
    """An open station under ``folder`` as ``new_app`` makes it, at a tenth of its cost.

    All copies have the same keys and ids: tests in which folders exchange take ``new_app``.
    """
    prepared = _prepared(person)
    root = folder / STATION
    shutil.copytree(prepared.root, root)
    marker = marker_path(root)
    marker.parent.mkdir(parents=True, exist_ok=True)
    marker.write_bytes(prepared.marker)
    return build(DataPaths(root), Settings(folder / "settings.json"), clock=FixedClock(NOW))
