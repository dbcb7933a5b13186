"""P6: a stored track on disk, and reading one."""

from __future__ import annotations

import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import zstandard

from patrol_app.geo.track import Track
from patrol_app.geo.track_codec import _pack, decode, encode
from tests.bench.folders import new_app
from tests.bench.harness import Bench, Way, seconds
from tests.support.tracks import gpx_bytes, walk

TITLE = "stored tracks, lossless (1e-7°, cm, s): bytes a point on disk, reading one track"
TRACKS, POINTS, READS = 300, 1_000, 200
OURS, ROWS = "encrypted blob: get + decode", "rows: SELECT of one track"
_TABLE = "CREATE TABLE point(track INTEGER, n INTEGER, lon REAL, lat REAL, ele REAL, time INTEGER, "
_INSERT = "INSERT INTO point VALUES (?, ?, ?, ?, ?, ?)"
_SELECT = "SELECT lon, lat, ele, time FROM point WHERE track = ? ORDER BY n"


def run(bench: Bench) -> None:
    """Sizes once, reads in rounds."""
    tracks = [walk(seed, POINTS) for seed in range(bench.size(TRACKS))]
    points = sum(len(track) for track in tracks)
    app = new_app(bench.folder / "p06")
    table = _table(app, bench.folder / "rows.db", tracks)
    try:
        blobs = app.store.blobs
        before = _bytes(app.paths.blobs)
        names = [blobs.put(encode(track)) for track in tracks]
        ours = (_bytes(app.paths.blobs) - before) / points
        frames = sum(len(encode(track)) for track in tracks) / points
        best = sum(len(zstandard.compress(_pack(track), 19)) for track in tracks) / points
        bench.say(f"  bytes a point ({len(tracks)} tracks × {POINTS:,} points)")
        bench.say(f"    ours  files of the blob folder, encrypted          {ours:.2f}")
        bench.say(f"    ours  track/1 before encryption                    {frames:.2f}")
        rows = (bench.folder / "rows.db").stat().st_size / points
        bench.say(f"    peer  a row a point, WITHOUT ROWID, SQLCipher      {rows:.1f}")
        bench.say(f"    peer  GPKG of ogr2ogr                              {_gpkg(bench, tracks)}")
        bench.say(f"    limit the same columns by zstd 19                  {best:.2f}")
        bench.goal("bytes a point", ours, most=4.7)
        order = random.Random(6).choices(range(len(tracks)), k=READS)
        measured = bench.compare(
            f"reading one of {len(tracks)} tracks, {READS} in any order, each into arrays",
            [
                Way(OURS, "ours", lambda: seconds(
                    lambda: [decode(blobs.get(names[one])) for one in order])),
                Way(ROWS, "peer", lambda: seconds(
                    lambda: [_read(table, one) for one in order])),
            ],
        )  # fmt: skip
        bench.goal("rows / time", measured.ratio(ROWS, OURS), least=10)
    finally:
        table.close()
        app.close()


def _table(app: Any, path: Path, tracks: list[Track]) -> Any:
    """The same points as rows in an encrypted file of its own."""
    import sqlcipher3.dbapi2 as driver

    table = driver.connect(str(path), isolation_level=None)
    table.execute(f"PRAGMA key = \"x'{app.store.key.database_key().hex()}'\"")
    table.execute(_TABLE + "PRIMARY KEY (track, n)) WITHOUT ROWID")
    table.execute("BEGIN")
    for number, track in enumerate(tracks):
        columns = (track.lon / 1e7, track.lat / 1e7, track.ele / 100, track.time)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        table.executemany(_INSERT, [(number, at, *row) for at, row in enumerate(rows)])
    table.execute("COMMIT")
    return table


def _read(table: Any, track: int) -> list[Any]:
    columns = zip(*table.execute(_SELECT, (track,)).fetchall(), strict=True)
    return [np.array(column) for column in columns]


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _gpkg(bench: Bench, tracks: list[Track]) -> str:
    if not shutil.which("ogr2ogr"):
        return "missing: ogr2ogr is not installed (python3 dev.py bench --install-peers)"
    out, source = bench.folder / "tracks.gpkg", bench.folder / "track.gpx"
    few = tracks[:20]
    for track in few:
        source.write_bytes(gpx_bytes(track))
        mode = ["-append"] if out.exists() else []
        subprocess.run(
            ["ogr2ogr", "-f", "GPKG", *mode, str(out), str(source), "track_points"],
            check=True,
            capture_output=True,
        )
    return f"{out.stat().st_size / sum(len(track) for track in few):.1f} ({len(few)} tracks)"
