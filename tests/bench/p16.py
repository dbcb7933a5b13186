"""P16: a day of 300 stations received, 30 packages each, one in ten there twice, one in 20 bad."""

from __future__ import annotations

import shutil
import sys

from patrol_app.services.city_desk import read_desk
from tests.bench.folders import new_app
from tests.bench.harness import Bench, Way, seconds
from tests.support.fleet import fleet, mail
from tests.support.folders import NOW

TITLE = "300 stations' day received (9,000 packages, 10 % repeated, 5 % bad)"
FULL = 300
EACH = 30
MINUTES = 10
MOST_MB = 1_000


def run(bench: Bench) -> None:
    """The day at this scale, and at a third of it for the growth."""
    stations = bench.size(FULL)
    ways = [Way("receive", "ours", lambda: _day(bench, stations, "receive")),
            Way("the same again", "ours", lambda: _day(bench, stations, "again")),
            Way("table of stations", "ours", lambda: _day(bench, stations, "desk"))]  # fmt: skip
    measured = bench.compare(f"{stations} stations, {stations * EACH:,} packages", ways)
    whole = measured.spread("receive").median
    bench.goal("minutes for the whole day", whole / 60 * FULL / stations, most=MINUTES)
    bench.goal("MB of memory", _peak_mb(), most=MOST_MB)
    third = max(1, stations // 3)
    small = sorted(_day(bench, third, "receive") for _ in range(min(3, bench.rounds)))
    bench.growth("receiving", {third * EACH: small[len(small) // 2], stations * EACH: whole})


def _day(bench: Bench, stations: int, what: str) -> float:
    """Seconds of one of the three on a fresh city."""
    folder = bench.folder / "p16"
    shutil.rmtree(folder, ignore_errors=True)
    stick, work = folder / "stick", folder / "work"
    for one in (stick, work):
        one.mkdir(parents=True)
    app = new_app(folder, "city", "DEMO00")
    try:
        mail(fleet(app, stations, work), EACH, stick)
        first = seconds(lambda: app.exchange.receive([stick], out=folder / "back"))
        if what == "receive":
            return first
        if what == "again":
            return seconds(lambda: app.exchange.receive([stick], out=folder / "back"))
        return seconds(lambda: read_desk(app.store.queries, NOW))
    finally:
        app.close()
        shutil.rmtree(folder, ignore_errors=True)


def _peak_mb() -> float:
    """The most memory that this process has held; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
