"""P8: list pages of 50 among 1,000,000 findings, at any filter and any depth."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS
from patrol_app.services.ports import Condition, Listing, Page, State
from tests.bench.folders import BIG, big_store, grid_ids, open_app
from tests.bench.generators import YEAR_START_MS
from tests.bench.harness import Bench, Measured, Way

TITLE = "list page of 50 at 1,000,000 findings: worst of 12 filters, depth 500,000"
ROWS = 50
REPEATS = 30
MONTH = (
    Condition("found_at", ">=", YEAR_START_MS + 120 * DAY_MS),
    Condition("found_at", "<", YEAR_START_MS + 151 * DAY_MS),
)
FIRST, DEEP, OFFSET, KEYS, RECORDS = (
    "page(), first",
    "page(), deepest",
    "OFFSET paging at that depth",
    "those 50 rows by key, driver",
    "those 50 records by key, repository",
)
_ORDERED = (
    "SELECT * FROM finding WHERE deleted = 0 AND state = 'submitted' "
    "ORDER BY found_at DESC, id DESC LIMIT 50 OFFSET ?"
)


@dataclass
class Book:
    """The store under measurement.

    Attributes:
        filters: the 12 listings by name.
        depth: rows above the deepest page; after: its cursor.
        worst: the filter that took longest in the last round.
    """

    app: App
    size: int
    filters: dict[str, Listing] = field(default_factory=dict)
    depth: int = 0
    after: tuple[Any, str] | None = None
    worst: str = ""


def run(bench: Bench) -> None:
    """Measure at full size and at a tenth."""
    size = bench.size(BIG)
    small = max(1_000, size // 10)
    costs = {small: _measure(bench, small), size: _measure(bench, size)}
    bench.growth("worst first page", {rows: found.median for rows, found in costs.items()}, "ms")


def _measure(bench: Bench, size: int) -> Any:
    folder = big_store(bench.cache, size)
    app = open_app(folder, read_only=True)
    try:
        book = _book(app, size)
        ids = [row.record.id for row in app.store.queries.page(_listing()).rows]
        measured = bench.compare(
            f"p50 of {REPEATS} calls, {size:,} findings, depth {book.depth:,}, page cache warm",
            [
                Way(FIRST, "ours", lambda: _worst(book)),
                Way(DEEP, "ours", lambda: _p50(lambda: _page(book, _listing(after=book.after)))),
                Way(OFFSET, "peer", lambda: _p50(lambda: _offset(book), 5)),
                Way(KEYS, "limit", lambda: _p50(lambda: _by_key(book, ids))),
                Way(RECORDS, "limit", lambda: _p50(lambda: _records(book, ids))),
            ],
            unit="ms",
        )
        _goals(bench, book, measured)
        return measured.spread(FIRST)
    finally:
        app.close()


def _goals(bench: Bench, book: Book, measured: Measured) -> None:
    bench.say(f"    worst filter of the last round: {book.worst}")
    bench.goal("worst first page / rows by key", measured.ratio(FIRST, KEYS), most=5)
    bench.goal("worst first page / records by key", measured.ratio(FIRST, RECORDS), most=5)
    plain = Measured({"first": [], "deep": []})
    for _ in range(bench.rounds):
        plain.costs["first"].append(_p50(lambda: _page(book, _listing())))
        plain.costs["deep"].append(_p50(lambda: _page(book, _listing(after=book.after))))
    bench.goal("deepest page / first, same filter", plain.ratio("deep", "first"), most=1.5)


def _listing(*conditions: Condition, **more: Any) -> Listing:
    return Listing("finding", conditions, limit=ROWS, **more)


def _book(app: App, size: int) -> Book:
    """The 12 filters, and the cursor half way down."""
    grid = Condition("grid_id", "=", grid_ids(app)[7])
    common, rare = Condition("category", "=", "P06"), Condition("category", "=", "P12")
    grave = Condition("severity", "=", "重大")
    drafts: tuple[State, ...] = ("draft",)
    book = Book(app, size)
    book.filters = {
        "none": _listing(),
        "common category": _listing(common),
        "rare category": _listing(rare),
        "grid": _listing(grid),
        "severity": _listing(grave),
        "unit": _listing(Condition("unit", "=", "DEMO01")),
        "month": _listing(*MONTH),
        "category and month": _listing(common, *MONTH),
        "category and severity": _listing(rare, grave),
        "grid and category": _listing(grid, rare),
        "three categories": _listing(Condition("category", "in", ("P01", "P02", "P03"))),
        "drafts": _listing(states=drafts),
    }
    whole = app.store.queries.count(_listing())
    book.depth = min(500_000, whole // 2) // ROWS * ROWS
    found: list[Any] = _rows(book, _ORDERED, (book.depth - 1,))
    columns = _columns()
    first = found[0]
    book.after = (first[columns.index("found_at")], first[columns.index("id")])
    return book


def _columns() -> list[str]:
    from patrol_app.storage.repository import repository

    return [column.name for column in repository("finding").table.columns]


def _page(book: Book, listing: Listing) -> Page:
    return book.app.store.queries.page(listing)


def _worst(book: Book) -> float:
    """The p50 in ms of the slowest of the filters."""
    found = {
        name: _p50(lambda listing=listing: _page(book, replace(listing)))  # type: ignore[misc]
        for name, listing in book.filters.items()
    }
    book.worst = max(found, key=lambda name: found[name])
    return found[book.worst]


def _offset(book: Book) -> list[Any]:
    return _rows(book, _ORDERED, (book.depth,))


def _by_key(book: Book, ids: list[str]) -> list[Any]:
    marks = ", ".join("?" * len(ids))
    return _rows(book, f"SELECT * FROM finding WHERE id IN ({marks})", tuple(ids))


def _records(book: Book, ids: list[str]) -> Any:
    from patrol_app.storage.repository import repository

    with book.app.store._reader.connect() as connection:
        return repository("finding").fetch(connection, ids)


def _rows(book: Book, statement: str, values: tuple[Any, ...]) -> list[Any]:
    with book.app.store._reader.connect() as connection:
        return list(connection.exec_driver_sql(statement, values))


def _p50(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median of several calls in ms, after one that warms up."""
    work()
    costs = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        costs.append((time.perf_counter() - began) * 1000)
    return median(costs)
