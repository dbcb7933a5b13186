"""P3: 1,000 GPX files of 1,000 points become patrols in the store."""

from __future__ import annotations

import shutil
from pathlib import Path

from patrol_app.bootstrap import App
from tests.bench.folders import new_app
from tests.bench.harness import Bench, Way, seconds, spread
from tests.bench.peers import program
from tests.bench.peers import run as command
from tests.support.tracks import START_MS, gpx_bytes, walk

TITLE = "1,000 GPX files of 1,000 points into records (cleaned, measured, de-duplicated, kept)"
FILES, POINTS = 1_000, 1_000
DAY_MS = 86_400_000
OURS, AGAIN, BABEL, OGR, READ = (
    "imports.plan + apply",
    "the same files again",
    "gpsbabel to CSV, one call",
    "ogr2ogr -append to GPKG (a tenth of the files × 10)",
    "read the bytes",
)


def run(bench: Bench) -> None:
    """Compare at full size, the same again, and ours at a tenth."""
    paths = _files(bench.folder / "gpx", bench.size(FILES))
    again: list[tuple[float, int]] = []

    def ours() -> float:
        """One import into a fresh store, and the same once more."""
        first, second, new = _import(bench, paths)
        again.append((second, new))
        return first

    measured = bench.compare(
        f"{len(paths):,} files, {sum(path.stat().st_size for path in paths) / 1e6:.0f} MB",
        [
            Way(OURS, "ours", ours),
            program("gpsbabel", BABEL, lambda: _gpsbabel(bench.folder, paths)),
            program("ogr2ogr", OGR, lambda: _ogr(bench.folder, paths[: max(1, len(paths) // 10)])),
            Way(READ, "limit", lambda: seconds(lambda: [path.read_bytes() for path in paths])),
        ],
    )
    pairs = zip(measured.costs[OURS], again, strict=True)
    share = spread([second / first for first, (second, _new) in pairs])
    bench.goal("time / gpsbabel", measured.ratio(OURS, BABEL), most=0.1)
    bench.goal("the same again / first", share, most=0.05)
    bench.goal("new records of the same again", max(new for _cost, new in again), most=0)
    tenth = paths[: max(1, len(paths) // 10)]
    small = [_import(bench, tenth)[0] for _ in range(min(3, bench.rounds))]
    whole = measured.spread(OURS).median
    bench.growth("import", {len(tenth): spread(small).median, len(paths): whole})


def _files(folder: Path, count: int) -> list[Path]:
    """``count`` walks, one a day."""
    folder.mkdir(parents=True)
    paths = []
    for number in range(count):
        path = folder / f"walk-{number:04d}.gpx"
        # every day of 2023 to 2025 at most once: a receiver's walks do not overlap
        start = START_MS - (count - number) * DAY_MS
        path.write_bytes(gpx_bytes(walk(number, POINTS, start_ms=start)))
        paths.append(path)
    return paths


def _import(bench: Bench, paths: list[Path]) -> tuple[float, float, int]:
    """Seconds of the first import and of the second, and how many records the second made."""
    folder = bench.folder / "p03"
    shutil.rmtree(folder, ignore_errors=True)
    app = new_app(folder)
    try:
        first = seconds(lambda: _once(app, paths))
        made: list[int] = []
        second = seconds(lambda: made.append(_once(app, paths)))
    finally:
        app.close()
        shutil.rmtree(folder, ignore_errors=True)
    return first, second, made[0]


def _once(app: App, paths: list[Path]) -> int:
    actor = app.session.actor
    plan = app.imports.plan(paths, actor, datum="wgs84", prefill={"patrol_type": "ROUTINE"})
    return len(app.imports.apply(plan, actor).patrols)


def _gpsbabel(folder: Path, paths: list[Path]) -> float:
    sources = [part for path in paths for part in ("-f", str(path))]
    out = folder / "babel.csv"
    return command(["gpsbabel", "-t", "-i", "gpx", *sources, "-o", "unicsv", "-F", str(out)])


def _ogr(folder: Path, paths: list[Path]) -> float:
    out = folder / "ogr.gpkg"
    out.unlink(missing_ok=True)
    cost = 0.0
    for path in paths:
        mode = ["-append"] if out.exists() else []
        cost += command(["ogr2ogr", "-f", "GPKG", *mode, str(out), str(path), "track_points"])
    return cost * 10
