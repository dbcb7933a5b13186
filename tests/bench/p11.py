"""P11: a station's records and tracks sealed for the city, and taken in there."""

from __future__ import annotations

import csv
import json
import os
import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App
from tests.bench.exchange import raw_upsert, station_and_city
from tests.bench.folders import columns_of, open_app
from tests.bench.harness import Bench, Measured, Way, seconds, spread
from tests.bench.peers import program
from tests.bench.peers import run as command

TITLE = "100,000 records + 2,000 tracks exported and received: signed, packed, sealed, verified"
RECORDS, TRACKS = 100_000, 2_000
EXPORT, OGR, ZIP, BACKUP = (
    "exchange.export",
    "ogr2ogr CSV to GPKG (records without tracks)",
    "zip of JSONL and tracks",
    "backup API",
)
RECEIVE, AGAIN, UPSERT, RAW = (
    "exchange.receive",
    "the same bundles again",
    "plain JSONL, parsed and upserted as rows",
    "raw upsert of ready rows",
)


@dataclass
class Post:
    """What one size of the workload works with.

    Attributes:
        station: open; city: its folder before anything came.
        files: the bundles of the last export.
        again: seconds of the second receive of each round; changed: new ops in it.
    """

    bench: Bench
    station: App
    city: Path
    files: tuple[Path, ...] = ()
    again: list[float] = field(default_factory=list)
    changed: int = 0


def run(bench: Bench) -> None:
    """At full size against the peers, ours alone at a tenth."""
    os.environ["PATROL_CONFIG_DIR"] = str(bench.folder / "config")
    records, tracks = bench.size(RECORDS), bench.size(TRACKS)
    small = (max(10, records // 10), max(1, tracks // 10))
    few = _prepared(bench, *small)
    try:
        little = [(_export(few), _receive(few)) for _ in range(min(3, bench.rounds))]
    finally:
        few.station.close()
    post = _prepared(bench, records, tracks)
    try:
        sent = _exports(bench, post)
        taken = _receives(bench, post)
    finally:
        post.station.close()
    for name, at, whole in (
        ("export", 0, sent.spread(EXPORT)),
        ("receive", 1, taken.spread(RECEIVE)),
    ):
        cost = spread([pair[at] for pair in little]).median
        bench.growth(name, {small[0]: cost, records: whole.median})


def _prepared(bench: Bench, records: int, tracks: int) -> Post:
    station, city = station_and_city(bench.cache, records, tracks)
    return Post(bench, open_app(station), city)


def _exports(bench: Bench, post: Post) -> Measured:
    table, lines = bench.folder / "records.csv", bench.folder / "records.jsonl"
    _write_plain(post.station, table, lines)
    measured = bench.compare(
        "export",
        [
            Way(EXPORT, "ours", lambda: _export(post)),
            program("ogr2ogr", OGR, lambda: _ogr(bench.folder, table)),
            Way(ZIP, "peer", lambda: seconds(lambda: _zip(post, bench.folder / "out.zip"))),
            Way(BACKUP, "limit", lambda: seconds(lambda: _backup(post, bench.folder / "copy.db"))),
        ],
    )
    size = sum(path.stat().st_size for path in post.files)
    bench.say(f"    {len(post.files)} bundles, {size / 1e6:.1f} MB")
    bench.goal("ogr2ogr / export", measured.ratio(OGR, EXPORT), least=2)
    return measured


def _receives(bench: Bench, post: Post) -> Measured:
    if not post.files:
        _export(post)
    lines = bench.folder / "records.jsonl"
    rows = [tuple(json.loads(line)) for line in lines.read_text("utf-8").splitlines()]
    post.again.clear()
    measured = bench.compare(
        "receive",
        [
            Way(RECEIVE, "ours", lambda: _receive(post)),
            Way(UPSERT, "peer", lambda: raw_upsert(post.city, bench.folder, lambda: (
                tuple(json.loads(line)) for line in lines.open(encoding="utf-8")))),
            Way(RAW, "limit", lambda: raw_upsert(post.city, bench.folder, lambda: iter(rows))),
        ],
    )  # fmt: skip
    measured.costs[AGAIN] = post.again
    bench.say(f"    ours  {AGAIN:<44} {measured.spread(AGAIN).text(' s')}")
    bench.goal("plain JSONL upsert / receive", measured.ratio(UPSERT, RECEIVE), least=1)
    bench.goal("first / again", measured.ratio(RECEIVE, AGAIN), least=2.5)
    bench.goal("changes by the same again", post.changed, most=0)
    return measured


def _export(post: Post) -> float:
    out = post.bench.folder / "stick"
    shutil.rmtree(out, ignore_errors=True)
    found: list[Any] = []
    cost = seconds(lambda: found.append(post.station.exchange.export(out)))
    post.files = found[0].paths
    return cost


def _receive(post: Post) -> float:
    """The bundles into a copy of the city as it was before, and once more."""
    folder = post.bench.folder / "city" / post.city.name
    shutil.rmtree(folder.parent, ignore_errors=True)
    shutil.copytree(post.city, folder)
    city = open_app(folder)
    answers: list[Any] = []
    try:
        receipts = post.bench.folder / "receipts"
        cost = seconds(lambda: answers.append(city.exchange.receive(post.files, out=receipts)))
        refused = [item.code for item in answers[0].items if item.status != "done"]
        if refused:
            raise RuntimeError(f"the city did not take the bundles: {refused}")
        post.again.append(seconds(
            lambda: answers.append(city.exchange.receive(post.files, out=receipts))))  # fmt: skip
        post.changed += sum(item.ops for item in answers[1].items)
    finally:
        city.close()
    return cost


def _write_plain(app: App, table: Path, lines: Path) -> None:
    """The findings as CSV with places, and as JSONL of their table rows."""
    with app.store.begin("bench") as work:
        wanted = ", ".join(columns_of("finding"))
        done = work._connection.exec_driver_sql(f"SELECT {wanted} FROM finding")
        names, rows = list(done.keys()), [tuple(row) for row in done]
    with table.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(rows)
    with lines.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _ogr(folder: Path, table: Path) -> float:
    out = folder / "records.gpkg"
    out.unlink(missing_ok=True)
    places = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]
    return command(["ogr2ogr", "-f", "GPKG", str(out), str(table), *places])


def _zip(post: Post, target: Path) -> None:
    """What a plain exporter would do: rows from the store, JSON lines and blobs, deflated."""
    queries, blobs = post.station.store.queries, post.station.store.blobs
    own = queries.identity().stream
    last = next(info.last_seq for info in queries.streams() if info.stream == own)
    with (
        post.station.store.begin("bench") as work,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        wanted = ", ".join(columns_of("finding"))
        done = work._connection.exec_driver_sql(f"SELECT {wanted} FROM finding")
        text = "".join(json.dumps(tuple(row), ensure_ascii=False) + "\n" for row in done)
        archive.writestr("findings.jsonl", text)
        for sha256, _role, _size in queries.blobs_of(own, 1, last):
            archive.writestr(sha256, blobs.get(sha256))


def _backup(post: Post, target: Path) -> None:
    from patrol_app.storage.engine import backup_store

    backup_store(post.station.store._reader, target, bytes(32))
