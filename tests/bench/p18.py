"""P18: the record book of a county after a year: what its pages ask, and an evidence package."""

from __future__ import annotations

import hashlib
import io
import shutil
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.bench.book import Book, filled
from tests.bench.harness import Bench, Measured, Way

TITLE = "the record book: Today, repeat offenders, four rates, board, evidence, a county's year"
DRIVER, NAIVE, OURS = "limit: the driver's rows, or the bytes", "naive", "ours"
REPEATS = 5  # of one call; its mean counts
NO_LESS = ("repeat offenders", "four rates", "board of problems")  # naive answers the same there
# what the page Today looks at beside counts of drafts
TODAY = ("case_step", "problem", "problem_step", "trap", "trap_check", "drill", "equipment",
         "training", "survey_round")  # fmt: skip
PARTS = ("Today", "repeat offenders", "four rates", "board of problems", "evidence package")
Part = Callable[[Bench, Book, Path], Measured]


def run(bench: Bench) -> None:
    """Every part at full size, then ours at a tenth."""
    whole = _measured(bench, bench.scale)
    bench.say("  a tenth of it, for the growth")
    quiet = Bench(bench.rounds, bench.scale / 10, bench.folder, bench.cache, say=_silent)
    tenth = _measured(quiet, quiet.scale)
    for part in PARTS:
        (small, low), (large, high) = tenth[part], whole[part]
        bench.growth(
            part, {small: low.spread(OURS).median, large: high.spread(OURS).median}, "CPU ms"
        )
    for part in NO_LESS:
        bench.goal(f"{part}: ours / naive", whole[part][1].ratio(OURS, NAIVE), most=1)


def _measured(bench: Bench, scale: float) -> dict[str, tuple[int, Measured]]:
    """Each part with the number of records it was measured among."""
    folder = bench.folder / "p18"
    shutil.rmtree(folder, ignore_errors=True)
    book = filled(folder, scale)
    bench.say(f"  {book.records:,} records")
    parts: dict[str, Part] = {
        "Today": _today, "repeat offenders": _repeats, "four rates": _rates,
        "board of problems": _board, "evidence package": _evidence,
    }  # fmt: skip
    try:
        return {name: (book.records, work(bench, book, folder)) for name, work in parts.items()}
    finally:
        book.app.close()
        shutil.rmtree(folder, ignore_errors=True)


def _compare(
    bench: Bench,
    title: str,
    ours: Callable[[], object],
    naive: Callable[[], object],
    limit: Callable[[], object],
) -> Measured:
    """CPU ms a call of the three; each is called once before."""
    for work in (ours, naive, limit):
        work()
    named = ((OURS, "ours", ours), (NAIVE, "peer", naive), (DRIVER, "limit", limit))
    ways = [Way(name, role, _mean(work)) for name, role, work in named]
    return bench.compare(title, ways, unit="CPU ms")


def _mean(work: Callable[[], object]) -> Callable[[], float]:
    def measure() -> float:
        """Mean of some calls in ms; others' work on the machine does not count."""
        began = time.process_time()
        for _ in range(REPEATS):
            work()
        return (time.process_time() - began) / REPEATS * 1000

    return measure


def _today(bench: Bench, book: Book, folder: Path) -> Measured:
    """The whole page; naive: every record of the types it looks at."""
    from patrol_app.gui.pages.today_data import read_today

    app = book.app
    user = app.session.actor.id
    return _compare(
        bench, "Today, the whole page; naive: only read the records it is about",
        lambda: read_today(app, user),
        lambda: [_every(book, code) for code in TODAY],
        lambda: [_rows(book, code) for code in TODAY],
    )  # fmt: skip


def _repeats(bench: Bench, book: Book, folder: Path) -> Measured:
    """Earlier violations of one person; naive: the tag of everybody of every violation."""
    from patrol_app.services.offenders import before, tags

    queries = book.app.store.queries
    stored = queries.get("grazing", book.suspect)
    assert stored is not None
    one: Any = stored.record

    def naive() -> list[Any]:
        """Violation by violation."""
        wanted = tags(queries, [one.owner_id])
        rows = _every(book, "grazing")
        return [row for row in rows if wanted & tags(queries, [row.record.owner_id or ""])]

    found = before(queries, one)
    assert found.known and found.own, found
    return _compare(
        bench, "repeat offenders by HMAC; naive: the tag of each violation's person",
        lambda: before(queries, one), naive, lambda: _rows(book, "party"),
    )  # fmt: skip


def _rates(bench: Bench, book: Book, folder: Path) -> Measured:
    """The four rates; naive: read whatever may count."""
    from patrol_app.gui.pest.rates import read_rates

    codes = ("survey", "webworm", "control_work", "reported_figure", "forecast")
    return _compare(
        bench, "four rates of the pest year; naive: read every sheet, survey and work",
        lambda: read_rates(book.app),
        lambda: [_every(book, code) for code in codes],
        lambda: [_rows(book, code) for code in codes],
    )  # fmt: skip


def _board(bench: Bench, book: Book, folder: Path) -> Measured:
    """The board with states and limits; naive: problem by problem."""
    app = book.app
    return _compare(
        bench, "board of problems with states and time limits; naive: one after the other",
        app.problems.lines,
        lambda: [app.problems.line(row.record.id) for row in _every(book, "problem")],
        lambda: [_rows(book, code) for code in ("problem", "problem_step")],
    )  # fmt: skip


def _evidence(bench: Bench, book: Book, folder: Path) -> Measured:
    """The package of a case; naive: the whole journal with it, and no paper at all."""
    app, out = book.app, folder / "case.zip"

    def ours() -> None:
        """Papers drawn, entries, hashes, signatures."""
        out.unlink(missing_ok=True)
        app.pack_case(book.case, out)

    def naive() -> None:
        """Every line of every journal, each a file."""
        queries = app.store.queries
        lines = [one for row in queries.streams() for one in queries.lines(row.stream, 1, 10**9)]
        _zip({one.op_hash: one.raw for one in lines})

    def limit() -> None:
        """Only hash and pack what was packed."""
        with zipfile.ZipFile(out) as made:
            _zip({name: made.read(name) for name in made.namelist()})

    return _compare(bench, "evidence package of a case; naive: all entries of the folder, no paper",
                    ours, naive, limit)  # fmt: skip


def _zip(files: dict[str, bytes]) -> int:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            hashlib.sha256(data).hexdigest()
            made.writestr(name, data)
    return len(whole.getvalue())


def _every(book: Book, code: str) -> list[Any]:
    from patrol_app.services.listing import pages
    from patrol_app.services.ports import Listing

    return list(pages(book.app.store.queries, Listing(code)))


def _rows(book: Book, code: str) -> Sequence[Any]:
    engine = book.app.store._writer
    assert engine is not None
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.driver_connection
        rows: list[Any] = driver.execute(f"SELECT * FROM {code}").fetchall()
        return rows
    finally:
        pooled.close()


def _silent(line: str) -> None:
    """Nothing is printed."""
