"""Data folders for tests: set up as ``init`` does it, with a clock that tests own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App, initialise
from patrol_app.domain.instant import parse_iso
from patrol_app.paths import DataPaths
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from tests.support.stores import FixedClock

NOW = parse_iso("2026-08-03T18:00+08:00").ms


def new_app(folder: Path, role: str = "station", unit: str = "DEMO01", **more: Any) -> App:
    """An open folder under ``folder``; a city's recovery file lies beside it."""
    if role == "city":
        more.setdefault("recovery_out", folder / f"{unit}.recovery.txt")
    request = InitRequest(role, unit, "示例" + role, **more)
    app, _done = initialise(
        DataPaths(folder / unit), Settings(folder / "settings.json"), request, clock=FixedClock(NOW)
    )
    return app
