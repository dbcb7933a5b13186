"""Data folders of the bench, set up as ``init`` does it, with the machine's own clock."""

from __future__ import annotations

import hashlib
import json
import shutil
from itertools import islice
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App, build, initialise
from patrol_app.paths import DataPaths
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from patrol_app.storage import search_index
from tests.bench.generators import findings

GRIDS = 60
SUBMITTED = 0.95  # the others are still drafts
BIG = 1_000_000
BATCH = 10_000
CHECKED = 1_000  # first records of a big store, folded again from the journal
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
    """A station's folder with ``count`` findings, made once by the filler and kept.

    Made anew where tables or workload are others than when it was kept.

    Returns:
        The data folder; what it holds is also told by ``contents.json`` beside it.

    Raises:
        AssertionError: the filler's rows are not those the journal gives.
    """
    home = cache / f"findings-{count}-{_made_of()}"
    done = home / "contents.json"
    folder = home / "DEMO01"
    if done.exists():
        return folder
    shutil.rmtree(home, ignore_errors=True)
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
    from tests.bench.filler import Filler

    filler = Filler(app)
    every = findings(SEED, count, grid_ids(app))
    checked = min(CHECKED, count)
    filler.fill(islice(every, checked), 1 - SUBMITTED)
    differences = app.store.check()
    assert not differences, differences
    filler.fill(every, 1 - SUBMITTED)


def _made_of() -> str:
    """A digest of what a kept store depends on: tables, searched words, filler, generator."""
    parts = [Path(__file__), *Path(__file__).parent.glob("[fg]*er*.py")]
    storage = Path(search_index.__file__).parent
    parts += [*storage.glob("search_*.py"), *(storage / "migrations" / "versions").glob("r*.py")]
    text = b"".join(path.read_bytes() for path in sorted(parts))
    return hashlib.sha256(text).hexdigest()[:8]


def columns_of(table: str) -> list[str]:
    """Names of a table's columns in the order of its class; in the file they may stand otherwise,
    because a later revision adds its columns at the end."""
    from patrol_app.storage.rows import whole_metadata

    return [column.name for column in whole_metadata().tables[table].columns]
