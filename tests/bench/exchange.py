"""A station with a year's records and the city above it, enrolled; kept between runs."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.op import new_item_key
from patrol_app.geo.track_codec import encode
from tests.bench.folders import BATCH, SEED, new_app, open_app, rows
from tests.bench.generators import YEAR_START_MS
from tests.bench.harness import seconds
from tests.support.tracks import walk

DAY_MS = 86_400_000
POINTS = 1_000


def station_and_city(cache: Path, records: int, tracks: int) -> tuple[Path, Path]:
    """Data folders of both, made once; nothing has been exported.

    Args:
        cache: kept between runs.
        records: findings of the station.
        tracks: patrols with a track of 1,000 points each, besides.
    """
    home = cache / f"exchange-{records}-{tracks}"
    station, city = home / "DEMO01", home / "DEMO00"
    done = home / "complete"
    if done.exists():
        return station, city
    shutil.rmtree(home, ignore_errors=True)
    upper, lower = new_app(home, "city", "DEMO00"), new_app(home)
    try:
        _enrol(upper, lower, home)
        _fill(lower, records, tracks)
    finally:
        upper.close()
        lower.close()
    done.touch()
    return station, city


def _enrol(city: App, station: App, folder: Path) -> None:
    asked = station.exchange.request(folder / "request.hlb")
    grant = city.exchange.grant(asked.path, folder / "grant.hlb", code=asked.code, same_unit=False)
    station.exchange.accept(grant.path, code=grant.code)


def _fill(app: App, records: int, tracks: int) -> None:
    actor = app.session.actor
    for start in range(0, records, BATCH):
        app.records.new_many("finding", rows(min(BATCH, records - start), SEED + start), actor)
    app.records.new_many("patrol", [_patrol(app, number) for number in range(tracks)], actor)


def _patrol(app: App, number: int) -> dict[str, Any]:
    start = YEAR_START_MS + number * DAY_MS // 8
    blob = encode(walk(number, POINTS, start_ms=start))
    span = {"start_at": Instant(start), "end_at": Instant(start + POINTS * 5_000)}
    leg = {
        **span,
        "key": new_item_key(secrets.token_bytes(5)),
        "track_sha256": app.store.blobs.put(blob),
        "track_bytes": len(blob),
        "track_source": "receiver",
        "datum": "wgs84",
        "points": POINTS,
    }
    return {**span, "patrol_type": "ROUTINE", "legs": (leg,)}


def raw_upsert(city: Path, folder: Path, values: Callable[[], Iterable[tuple[Any, ...]]]) -> float:
    """Seconds of an upsert of finding rows into a copy of ``city``, in one transaction."""
    from patrol_app.storage.repository import repository

    copy = folder / "upsert" / city.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    shutil.copytree(city, copy)
    app = open_app(copy)
    engine = app.store._writer
    assert engine is not None
    pooled = engine.raw_connection()
    driver: Any = pooled.driver_connection

    def work() -> None:
        """Read and write in one pass."""
        driver.execute("BEGIN IMMEDIATE")
        driver.executemany(repository("finding").upsert, values())
        driver.execute("COMMIT")

    try:
        return seconds(work)
    finally:
        pooled.close()
        app.close()
        shutil.rmtree(copy.parent, ignore_errors=True)
