"""A day of hundreds of stations: every station's line exact, in bounded memory.

Thirty stations with thirty packages each in CI, three hundred in the soak; one package in ten
lies there twice, one in twenty is damaged, one in twenty never came.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from patrol_app.services.city_desk import city_day, read_desk
from tests.drills.memory import Grown
from tests.support.fleet import fleet, mail
from tests.support.folders import NOW, new_app

EACH = 30
MOST_MB = 500


@pytest.mark.ci
def test_thirty_stations(tmp_path: Path) -> None:
    """One tenth of the day."""
    _day(tmp_path, 30)


@pytest.mark.soak
def test_three_hundred_stations(tmp_path: Path) -> None:
    """The whole day."""
    _day(tmp_path, 300)


def _day(folder: Path, stations: int) -> None:
    """Receive the stick, compare the desk with what was laid there, receive it once more."""
    app = new_app(folder, "city", "DEMO00")
    stick, back, work = (folder / name for name in ("stick", "back", "work"))
    for one in (stick, work):
        one.mkdir()
    try:
        posts = fleet(app, stations, work)
        sent = mail(posts, EACH, stick)
        grown = Grown()
        taken = app.exchange.receive([stick], out=back, by_station=True)
        fates = Counter(item.status for item in taken.items)
        good = len(sent.sent) - len(sent.bad)
        assert fates == {"done": good, "known": sent.repeated, "refused": len(sent.bad)}
        rows = {row.unit: row for row in read_desk(app.store.queries, NOW)}
        assert {unit: row.missing for unit, row in rows.items()} == {
            post.unit: sent.missing(post.unit) for post in posts
        }
        assert {unit: row.last for unit, row in rows.items()} == {
            post.unit: sent.last(post.unit) for post in posts
        }
        assert sum(row.month for row in rows.values()) == 2 * good
        assert sorted(path.name for path in back.iterdir()) == [post.unit for post in posts]
        assert city_day(app.store.queries, "2026-08-03", NOW).count("done") == good
        # a memory of what came, not a second effect
        again = app.exchange.receive([stick], out=None)
        assert {item.status for item in again.items} == {"known", "refused"}
        assert app.store.check() == []
    finally:
        app.close()
    assert grown.peak_mb() < MOST_MB
