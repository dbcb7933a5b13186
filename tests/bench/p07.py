"""P7: 100,000 findings saved through the service, against the ORM and the raw driver."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

from patrol_app.bootstrap import App
from tests.bench.folders import columns_of, new_app, rows
from tests.bench.harness import Bench, Way, seconds

TITLE = "100,000 findings saved through the service (validated, journal written)"
FULL = 100_000
TABLES = ("finding", "op", "record_head")
OURS, ALL, ROWS, RAW = (
    "records.new_many",
    "ORM add_all, same rows and ops",
    "ORM add_all, rows only",
    "raw executemany, same rows and ops",
)


def run(bench: Bench) -> None:
    """Compare at full size, then ours alone at a tenth."""
    size = bench.size(FULL)
    values = rows(size)
    ready = _ready(bench, values)
    measured = bench.compare(
        f"{size:,} findings, SQLCipher, synchronous=FULL, one transaction",
        [
            Way(OURS, "ours", lambda: _fresh(bench, lambda app: _ours(app, values))),
            Way(ALL, "peer", lambda: _fresh(bench, lambda app: _add_all(app, ready, True))),
            Way(ROWS, "peer", lambda: _fresh(bench, lambda app: _add_all(app, ready, False))),
            Way(RAW, "limit", lambda: _fresh(bench, lambda app: _raw(app, ready))),
        ],
    )
    bench.goal("time / raw", measured.ratio(OURS, RAW), most=2.5)
    bench.goal("add_all / time", measured.ratio(ALL, OURS), least=4)
    tenth = values[: max(1, size // 10)]
    small = [_fresh(bench, lambda app: _ours(app, tenth)) for _ in range(min(3, bench.rounds))]
    whole = measured.spread(OURS).median
    bench.growth("saving", {len(tenth): sorted(small)[len(small) // 2], size: whole})


def _fresh(bench: Bench, work: Callable[[App], float]) -> float:
    """``work`` on a new, empty, encrypted store."""
    folder = bench.folder / "p07"
    shutil.rmtree(folder, ignore_errors=True)
    app = new_app(folder)
    try:
        return work(app)
    finally:
        app.close()
        shutil.rmtree(folder, ignore_errors=True)


def _ours(app: App, values: list[dict[str, Any]]) -> float:
    actor = app.session.actor
    return seconds(lambda: app.records.new_many("finding", values, actor))


def _ready(bench: Bench, values: list[dict[str, Any]]) -> dict[str, list[Any]]:
    """What one run of ours left in each table, and the findings as plain values."""
    from patrol_app.storage.repository import repository

    folder = bench.folder / "p07-ready"
    shutil.rmtree(folder, ignore_errors=True)
    app = new_app(folder)
    found: dict[str, list[Any]] = {}
    try:
        app.records.new_many("finding", values, app.session.actor)
        with app.store.begin("bench") as work:
            connection = work._connection
            for table in TABLES:
                kind = "" if table == "finding" else " WHERE type = 'finding'"
                names = ", ".join(columns_of(table))
                done = connection.exec_driver_sql(f"SELECT {names} FROM {table}{kind}")
                found[table] = [tuple(row) for row in done]
            store = repository("finding")
            at = [column.name for column in store.table.columns].index("id")
            ids = [row[at] for row in found["finding"]]
            stored = list(store.fetch(connection, ids).values())
    finally:
        app.close()
        shutil.rmtree(folder, ignore_errors=True)
    found["values"] = [
        {
            **dict(one.record),
            **one.own,
            "state": one.state,
            "created_ms": one.created_ms,
            "changed_ms": one.changed_ms,
            "op_heads": one.heads,
        }
        for one in stored
    ]
    return found


def _raw(app: App, ready: dict[str, list[Any]]) -> float:
    """One transaction of three ``executemany`` on the driver's own connection."""
    engine = app.store._writer
    assert engine is not None
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        return seconds(lambda: _executemany(driver, ready))
    finally:
        pooled.close()


def _executemany(driver: Any, ready: dict[str, list[Any]]) -> None:
    driver.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        marks = ", ".join("?" * len(ready[table][0]))
        names = ", ".join(columns_of(table))
        driver.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", ready[table])
    driver.execute("COMMIT")


def _add_all(app: App, ready: dict[str, list[Any]], journal: bool) -> float:
    """Rows as validated SQLModel objects, ops as mapped objects, one flush."""
    from sqlalchemy.orm import Session, registry

    from patrol_app.storage import tables
    from patrol_app.storage.rows.patrol import FindingRow

    mapped = registry()
    kinds: list[tuple[Any, str]] = []
    for table in (tables.op, tables.record_head):
        kind = type(table.name.title(), (), {})
        mapped.map_imperatively(kind, table)
        kinds.append((kind, table.name))

    def work() -> None:
        """Make the objects, add them, commit."""
        with Session(app.store._writer) as session:
            made: list[Any] = [FindingRow.model_validate(one) for one in ready["values"]]
            for kind, name in kinds if journal else ():
                names = [column.name for column in getattr(tables, name).columns]
                made += [_filled(kind, names, row) for row in ready[name]]
            session.add_all(made)
            session.commit()

    try:
        return seconds(work)
    finally:
        mapped.dispose()


def _filled(kind: Any, names: list[str], row: tuple[Any, ...]) -> Any:
    made = kind()
    for name, value in zip(names, row, strict=True):
        setattr(made, name, value)
    return made
