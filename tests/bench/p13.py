"""P13: PDF register of 10,000 rows, Chinese, wrapped, against one Table of paragraphs."""

from __future__ import annotations

from tests.bench.harness import Bench, Way
from tests.bench.registers import measure

TITLE = "PDF register of 10,000 rows, Chinese, wrapped"
FULL = 10_000
MOST_MB = 150
LIST, LEDGER, TABLE, CANVAS = (
    "list as the list page prints it",
    "ledger paper (totals of pages, signers)",
    "reportlab Table of CJK paragraphs",
    "canvas: each cell one line, not measured",
)


def run(bench: Bench) -> None:
    """Whole processes at full size, then ours at a tenth."""
    size = bench.size(FULL)
    peaks: dict[str, float] = {}
    ways = {LIST: "list_pdf", LEDGER: "ledger_pdf", TABLE: "table_pdf", CANVAS: "canvas_pdf"}
    roles = ("ours", "ours", "peer", "limit")
    measured = bench.compare(
        f"CPU seconds of a process, imports and fonts included, {size:,} rows of 10 columns",
        [
            Way(name, role, measure(way, size, bench.folder, peaks))
            for (name, way), role in zip(ways.items(), roles, strict=True)
        ],
    )
    bench.goal("Table / list", measured.ratio(TABLE, LIST), least=2.5)
    bench.goal("Table / ledger paper", measured.ratio(TABLE, LEDGER), least=2.5)
    bench.goal("MB of memory, list", peaks["list_pdf"], most=MOST_MB)
    bench.goal("MB of memory, ledger paper", peaks["ledger_pdf"], most=MOST_MB)
    tenth = max(1, size // 10)
    for name in (LIST, LEDGER):
        small = measure(ways[name], tenth, bench.folder, {})()
        bench.growth(name, {tenth: small, size: measured.spread(name).median})
