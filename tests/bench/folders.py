"""Data folders of the bench, set up as ``init`` does it, with the machine's own clock."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App, build, initialise
from patrol_app.paths import DataPaths
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from tests.bench.generators import findings

GRIDS = 60
BATCH = 10_000
SUBMITTED = 0.95  # the others are still drafts
BIG = 1_000_000
SEED = 20_260_803


def new_app(folder: Path, role: str = "station", unit: str = "DEMO01") -> App:
    """A fresh folder ``folder/unit``, open for writing."""
    more: dict[str, Any] = {}
    if role == "city":
        more["recovery_out"] = folder / f"{unit}.recovery.txt"
    folder.mkdir(parents=True, exist_ok=True)
    request = InitRequest(role, unit, "示例站" if role == "station" else "示例市", **more)
    settings = Settings(folder / "settings.json")
    app, _done = initialise(DataPaths(folder / unit), settings, request)
    return app


def open_app(folder: Path, *, read_only: bool = False) -> App:
    """The data folder ``folder``."""
    settings = Settings(folder.parent / "settings.json")
    return build(DataPaths(folder), settings, read_only=read_only)


def rows(count: int, seed: int = SEED, grids: list[str] | None = None) -> list[dict[str, Any]]:
    """Values of ``count`` findings."""
    return list(findings(seed, count, grids or ()))


def big_store(cache: Path, count: int) -> Path:
    """A station's folder with ``count`` findings, made once by the service and kept.

    Returns:
        The data folder; what it holds is also told by ``contents.json`` beside it.
    """
    home = cache / f"findings-{count}"
    done = home / "contents.json"
    folder = home / "DEMO01"
    if done.exists():
        return folder
    if folder.exists():
        app = open_app(folder)  # an earlier run was stopped: it goes on
    else:
        app = new_app(home)
    try:
        _fill(app, count)
    finally:
        app.close()
    done.write_text(json.dumps({"findings": count}), encoding="utf-8")
    return folder


def grid_ids(app: App) -> list[str]:
    """Ids of the station's grids, made where there are none."""
    from patrol_app.services.ports import Listing

    listing = Listing("grid", states=("draft", "submitted", "changed"), limit=GRIDS)
    found = [row.record.id for row in app.store.queries.page(listing).rows]
    if not found:
        ranger = app.session.actor.id
        grids = [
            {"grid_no": f"{n:03d}", "name": f"第{n}网格", "ranger_id": ranger} for n in range(GRIDS)
        ]
        found = [one.id for one in app.records.new_many("grid", grids, app.session.actor)]
    return sorted(found)


def _fill(app: App, count: int) -> None:
    from patrol_app.services.ports import Listing

    grids = grid_ids(app)
    every = Listing("finding", states=("draft", "submitted", "changed"))
    have = app.store.queries.count(every)
    while have < count:
        size = min(BATCH, count - have)
        part = rows(size, SEED + have, grids)
        cut = round(size * SUBMITTED)
        app.records.new_many("finding", part[:cut], app.session.actor, submit=True)
        app.records.new_many("finding", part[cut:], app.session.actor)
        have += size
