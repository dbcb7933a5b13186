"""P9: Chinese words of 1 to 4 characters in 1,000,000 notes, the newest 50."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection

from patrol_app.bootstrap import App
from patrol_app.storage.search_index import search_fields
from patrol_app.storage.search_sql import Wanted, newest
from tests.bench.folders import BIG, big_store, open_app
from tests.bench.harness import Bench, Way

TITLE = "Chinese search, words of 1 to 4 characters, 1,000,000 notes, newest 50"
LIMIT = 50
RARE = ("麝", "大鸨", "金钱豹", "青杨天牛")
COMMON = ("松", "鹳", "黑鹳", "北坡", "焚烧", "二道梁", "生活垃圾", "1林班")
ABSENT = ("鲸", "企鹅", "北极熊", "不存在的", "，，")
LONG = tuple(word for word in RARE if len(word) >= 3)
REPEATS = 5
INDEX, LIKE, TRIGRAM, SHOWN = (
    "ids by the index, verified in the text",
    "LIKE on the same table, newest first",
    "FTS5 trigram, MATCH, words of 3 and 4 characters",
    "queries.search: the records as well",
)


def run(bench: Bench) -> None:
    """Rare words against LIKE, answers and sizes."""
    size = bench.size(BIG)
    app = open_app(big_store(bench.cache, size), read_only=True)
    try:
        with app.store._reader.connect() as connection:
            _measure(bench, app, connection, size)
    finally:
        app.close()


def _measure(bench: Bench, app: App, connection: Connection, size: int) -> None:
    peer, bytes_ours, bytes_peer = _trigram(connection, bench.folder / "trigram.db")
    measured = bench.compare(
        f"mean of {len(RARE)} rare words of 1 to 4 characters, {size:,} notes, SQLCipher",
        [
            Way(INDEX, "ours", lambda: _mean(RARE, lambda word: _ours(connection, word))),
            Way(SHOWN, "ours", lambda: _mean(RARE, lambda word: _records(app, word))),
            Way(LIKE, "peer", lambda: _mean(RARE, lambda word: _like(connection, word), 1)),
            Way(TRIGRAM, "peer", lambda: _mean(LONG, lambda word: _match(peer, word))),
        ],
        unit="ms",
    )
    bench.goal("LIKE / index, rare words", measured.ratio(LIKE, INDEX), least=200)
    for name, words in (("common", COMMON), ("absent", ABSENT)):
        worst = {word: _p50(lambda word=word: _ours(connection, word)) for word in words}  # type: ignore[misc]
        slowest = max(worst, key=lambda word: worst[word])
        like = _p50(lambda: _like(connection, slowest), 1)  # noqa: B023
        bench.say(
            f"    {name} words: worst {worst[slowest]:.3g} ms ({slowest}), LIKE there {like:.3g} ms"
        )
    every = (*RARE, *COMMON, *ABSENT)
    same = sum(_ours(connection, word) == _like(connection, word) for word in every)
    bench.goal("words answered as LIKE does / words", same / len(every), least=1)
    bench.say(f"    index {bytes_ours / 1e6:.1f} MB, trigram {bytes_peer / 1e6:.1f} MB")
    bench.goal("index / trigram", bytes_ours / bytes_peer, most=0.4)
    peer.close()


def _ours(connection: Connection, word: str) -> list[str]:
    fields = search_fields("finding")
    assert fields is not None
    return newest(connection, Wanted(fields, word), LIMIT)


def _records(app: App, word: str) -> Any:
    return app.store.queries.search(word, ["finding"], LIMIT)


def _like(connection: Connection, word: str) -> list[str]:
    """The truth: every row, newest first, until there are 50; numbers hold no such words."""
    part = f"%{word}%"
    rows = connection.exec_driver_sql(
        "SELECT id FROM finding WHERE deleted = 0 AND "
        "(place LIKE ? OR description LIKE ? OR reported_to LIKE ?) ORDER BY rowid DESC LIMIT ?",
        (part, part, part, LIMIT),
    )
    return [row[0] for row in rows]


def _trigram(connection: Connection, path: Path) -> tuple[Any, int, int]:
    """The peer on the same texts in a file of its own, encrypted too; sizes of both indexes."""
    from sqlcipher3 import dbapi2

    peer = dbapi2.connect(str(path), isolation_level=None)
    peer.execute(f"PRAGMA key = \"x'{'ab' * 32}'\"")
    peer.execute("PRAGMA cache_size = -65536")
    peer.execute("BEGIN")
    peer.execute(
        "CREATE VIRTUAL TABLE tri USING fts5(place, description, reported_to, "
        "content='', columnsize=0, tokenize='trigram')"
    )
    rows = connection.exec_driver_sql("SELECT rowid, place, description, reported_to FROM finding")
    while part := rows.fetchmany(5_000):
        peer.executemany("INSERT INTO tri (rowid, place, description, reported_to) "
                         "VALUES (?, ?, ?, ?)", [tuple(row) for row in part])  # fmt: skip
    peer.execute("INSERT INTO tri (tri) VALUES ('optimize')")
    peer.execute("COMMIT")
    size = "SELECT sum(length(block)) FROM {}_data"
    ours = connection.exec_driver_sql(size.format("search_word")).scalar_one()
    theirs = peer.execute(size.format("tri")).fetchone()[0]
    return peer, int(ours), int(theirs)


def _match(peer: Any, word: str) -> Any:
    return peer.execute(
        "SELECT rowid FROM tri WHERE tri MATCH ? ORDER BY rowid DESC LIMIT ?",
        (f'"{word}"', LIMIT),
    ).fetchall()


def _mean(words: Sequence[str], work: Any, repeats: int = REPEATS) -> float:
    """Mean over words of the p50 in ms."""
    return sum(_p50(lambda word=word: work(word), repeats) for word in words) / len(words)  # type: ignore[misc]


def _p50(work: Any, repeats: int = REPEATS) -> float:
    """Median in ms after one call that warms up."""
    if repeats > 1:
        work()
    costs = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        costs.append((time.perf_counter() - began) * 1000)
    return median(costs)
