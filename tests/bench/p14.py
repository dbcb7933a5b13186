"""P14: a table of 1,000,000 rows: jump with repaint, memory, model ready."""

from __future__ import annotations

import gc
import random
import resource
import time
from collections.abc import Callable
from statistics import median
from typing import Any

from patrol_app.domain.instant import date_of
from tests.bench.folders import BIG, big_store, open_app
from tests.bench.harness import Bench, Way

TITLE = "table of 1,000,000 rows: jump with repaint, model ready, memory"
JUMPS = 60
SIZE = (1200, 800)
OURS, CONSTANT, LISTED = (
    "the list page's own source and table",
    "constant rows, same columns and delegate",
    "all rows in a list",
)


def run(bench: Bench) -> None:
    """Jump about in the real table, in a constant one and in a list of all rows."""
    from PySide6.QtWidgets import QApplication

    from patrol_app.gui.theme import apply

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    apply(application, "light", 1.0)
    size = bench.size(BIG)
    app = open_app(big_store(bench.cache, size), read_only=True)
    desk = _Desk(app, size)
    try:
        _compare(bench, desk, size)
    finally:
        desk.close()
        app.close()


def _compare(bench: Bench, desk: _Desk, size: int) -> None:
    ready, jumps, grown = desk.ours()
    del jumps
    measured = bench.compare(
        f"jump to a row and paint it with its data, p50 of {JUMPS}, {size:,} rows",
        [
            Way(OURS, "ours", lambda: desk.ours()[1]),
            Way(CONSTANT, "limit", desk.constant),
        ],
        unit="ms",
    )
    bench.goal("jump p50 / constant model", measured.ratio(OURS, CONSTANT), most=1.3)
    bench.say(f"    first far jump reads where every page begins: {desk.first_jump:.0f} ms")
    bench.goal("memory above the constant model, MB", grown, most=60)
    whole = desk.listed(min(size, 100_000)) * size / min(size, 100_000)
    bench.say(f"    ready: ours {ready:.0f} ms, a list of all rows {whole:.0f} ms (from a tenth)")
    bench.goal("ready / list of all rows", ready / whole, most=0.1)


class _Desk:
    """A table on the open store, without the window around it."""

    def __init__(self, app: Any, size: int) -> None:
        from patrol_app.gui.work import Work

        self._app, self._size = app, size
        self._work = Work()
        self._rng = random.Random(14)
        self.first_jump = 0.0

    def close(self) -> None:
        """End the threads."""
        self._work.close()

    def ours(self) -> tuple[float, float, float]:
        """ms until the first rows stand, p50 of a jump in ms, MB grown."""
        from PySide6.QtCore import QObject

        from patrol_app.domain.records import record_type
        from patrol_app.gui.models.listing import RecordSource, columns_of

        gc.collect()
        before = _resident()
        owner = QObject()
        source = RecordSource(_Context(self._app, self._work), "finding", owner)  # type: ignore[arg-type]
        table = self._table(columns_of(record_type("finding")), source.ask)
        source.model = table.model
        began = time.perf_counter()
        source.show(source.listing)
        self._until(lambda: table.model.rowCount() >= self._size * 0.99)
        self._until(lambda: table.model.row_at(0) is not None)
        ready = (time.perf_counter() - began) * 1000
        self.first_jump = self._jump(table, table.model.rowCount() - 1)
        costs = [self._jump(table, self._rng.randrange(self._size - 50)) for _ in range(JUMPS)]
        grown = (_resident() - before) / 1e6
        table.close()
        table.deleteLater()
        owner.deleteLater()
        self._work.settle()
        return ready, median(costs), grown

    def constant(self) -> float:
        """p50 of a jump in ms where every row is the same and at hand."""
        from patrol_app.domain.records import record_type
        from patrol_app.gui.models.listing import columns_of

        table = self._table(columns_of(record_type("finding")), None)
        line = self._lines(1)[0]
        table.model.set_total(self._size)
        table.model.row_at = lambda _row: line  # type: ignore[method-assign]
        costs = [self._jump(table, self._rng.randrange(self._size - 50)) for _ in range(JUMPS)]
        table.close()
        table.deleteLater()
        return median(costs)

    def listed(self, count: int) -> float:
        """ms to hold ``count`` rows as the table shows them."""
        began = time.perf_counter()
        kept = self._lines(count)
        assert len(kept) == count
        return (time.perf_counter() - began) * 1000

    def _lines(self, count: int) -> list[Any]:
        from patrol_app.domain.records import record_type
        from patrol_app.gui.models.listing import lines_of
        from patrol_app.services.listing import pages
        from patrol_app.services.ports import Listing

        queries, kind = self._app.store.queries, record_type("finding")
        listing = Listing("finding", (), ("draft", "submitted", "changed"))
        rows = tuple(pages(queries, listing, count))
        day = date_of(self._app.clock.now_ms())
        return lines_of(queries, kind, rows, private=True, day=day)

    def _table(self, columns: Any, provider: Any) -> Any:
        from patrol_app.gui.kit import Table

        table = Table(columns, provider)
        table.resize(*SIZE)
        table.show()
        return table

    def _jump(self, table: Any, row: int) -> float:
        """ms from the wish until the rows stand and are painted."""
        from PySide6.QtCore import QCoreApplication
        from PySide6.QtWidgets import QAbstractItemView

        QCoreApplication.processEvents()
        model, view = table.model, table.view
        began = time.perf_counter()
        index = model.index(row, 0)
        view.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
        first = view.rowAt(1)
        last = view.rowAt(view.viewport().height() - 2)
        last = model.rowCount() - 1 if last < 0 else last
        shown = range(first, last + 1)
        for number in (first, last):
            model.data(model.index(number, 0))
        self._until(lambda: all(model.row_at(number) is not None for number in shown))
        view.grab()
        return (time.perf_counter() - began) * 1000

    def _until(self, reached: Callable[[], bool]) -> None:
        from PySide6.QtCore import QCoreApplication, QEventLoop

        end = time.monotonic() + 120
        while not reached():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if time.monotonic() > end:
                raise TimeoutError("no rows came")


class _Context:
    """What the source asks of its context."""

    def __init__(self, app: Any, work: Any) -> None:
        self.app, self.work = app, work

    def actor(self) -> Any:
        """Who acts."""
        return self.app.session.actor


def _resident() -> int:
    """Bytes in memory now; the peak where the system does not tell."""
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:
            return int(stream.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
