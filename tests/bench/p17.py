"""P17: a ledger of 100,000 rows as xlsx, against openpyxl and csv."""

from __future__ import annotations

from tests.bench.harness import Bench, Way
from tests.bench.registers import measure

TITLE = "xlsx ledger of 100,000 rows"
FULL = 100_000
MOST_MB = 120
LEDGER, LIST, PEER, CSV = (
    "ledger: frames, ordinals, records behind rows",
    "list as the list page writes it",
    "openpyxl write_only, the bare cells",
    "csv",
)


def run(bench: Bench) -> None:
    """Whole processes at full size, then ours at a tenth."""
    size = bench.size(FULL)
    peaks: dict[str, float] = {}
    ways = {LEDGER: "ledger_xlsx", LIST: "list_xlsx", PEER: "openpyxl_xlsx", CSV: "plain_csv"}
    roles = ("ours", "ours", "peer", "limit")
    measured = bench.compare(
        f"CPU seconds of a process, imports included, {size:,} rows of 10 columns",
        [
            Way(name, role, measure(way, size, bench.folder, peaks))
            for (name, way), role in zip(ways.items(), roles, strict=True)
        ],
    )
    bench.goal("openpyxl / ledger", measured.ratio(PEER, LEDGER), least=1.3)
    bench.goal("openpyxl / list", measured.ratio(PEER, LIST), least=1.3)
    own = peaks["plain_csv"]  # the rows themselves lie in memory there as well
    bench.goal("MB of memory, ledger", peaks["ledger_xlsx"], most=MOST_MB)
    bench.goal("MB of memory, list", peaks["list_xlsx"], most=MOST_MB)
    bench.say(f"    of these, interpreter and the bench's rows: {own:.0f} MB")
    tenth = max(1, size // 10)
    for name in (LEDGER, LIST):
        small = measure(ways[name], tenth, bench.folder, {})()
        bench.growth(name, {tenth: small, size: measured.spread(name).median})
