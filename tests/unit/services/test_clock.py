"""When the clock banner shows, and which entries are marked for their clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS
from patrol_app.domain.journal.clock import Hlc
from patrol_app.domain.journal.entry import DeviceTime, Op
from patrol_app.domain.journal.reading import read_op
from patrol_app.services.clock import BUILD_MS, CITY_LEAD_MS, FIRST_MS, clock_state, doubtful
from patrol_app.services.history import clock_doubtful, history

NOW = BUILD_MS + 30 * DAY_MS


def doubt(app: App, now: int, city: int = 0) -> str:
    """Why the device clock ``now`` is not believed."""
    clock: Any = app.clock
    clock.now = now
    with app.store.begin("test") as work:
        work.put_meta("city_time_seen", str(city))
        work.commit()
    return clock_state(app.clock, app.store.queries).doubt


def test_the_device_clock_is_held_against_build_own_entries_and_city(app: App) -> None:
    clock: Any = app.clock
    clock.now = NOW
    app.records.new("finding", {"category": "P06"}, app.session.actor)
    assert doubt(app, NOW) == "" and doubt(app, NOW - 1) == "own"
    assert doubt(app, BUILD_MS - 1) == "build"
    assert doubt(app, NOW + CITY_LEAD_MS, NOW) == ""
    assert doubt(app, NOW + CITY_LEAD_MS + 1, NOW) == "city"


def test_one_entry_under_a_right_clock_ends_the_doubt(app: App) -> None:
    clock: Any = app.clock
    clock.now = NOW + 9 * 365 * DAY_MS
    app.records.new("finding", {"category": "P06"}, app.session.actor)
    assert doubt(app, NOW) == "own"
    app.records.new("finding", {"category": "P06"}, app.session.actor)
    assert doubt(app, NOW) == ""


@pytest.mark.parametrize(
    ("wall", "hlc", "city", "marked"),
    [
        (NOW, NOW, None, False),
        (NOW, NOW + DAY_MS, NOW, False),
        (NOW, NOW + DAY_MS + 1, NOW, True),
        (NOW + DAY_MS, NOW + DAY_MS, NOW, False),
        (NOW + DAY_MS + 1, NOW + DAY_MS + 1, NOW, True),
        (FIRST_MS, FIRST_MS, None, False),
        (FIRST_MS - 1, FIRST_MS - 1, None, True),
        (NOW, NOW, NOW - CITY_LEAD_MS, False),
        (NOW, NOW, NOW - CITY_LEAD_MS - 1, True),
    ],
)
def test_an_entry_is_marked_by_what_it_says_itself(
    app: App, wall: int, hlc: int, city: int | None, marked: bool
) -> None:
    (line, *_rest) = app.store.queries.lines(app.store.queries.identity().stream, 1, 1)
    op = read_op(line.raw)
    assert isinstance(op, Op)
    times = DeviceTime(wall, 0, None)
    op = replace(op, device_time=times, hlc=Hlc(hlc, 0), city_time_seen=city)
    assert doubtful(op, NOW) is marked


def test_each_entry_of_the_history_under_a_doubtful_clock_carries_the_mark(app: App) -> None:
    clock: Any = app.clock
    clock.now = NOW + 30 * 365 * DAY_MS
    stored = app.records.new("finding", {"category": "P06"}, app.session.actor)
    rec = stored.record.id
    clock.now = NOW
    app.records.save("finding", rec, {"description": "后来"}, None, app.session.actor)
    queries = app.store.queries
    later, first = history(queries, "finding", rec, NOW)
    # the second entry's clock went back: what it follows lies years ahead of it
    assert (first.clock_doubtful, later.clock_doubtful) == (True, later.hlc.ms > NOW + DAY_MS)
    assert clock_doubtful(queries, rec, NOW)
    other = app.records.new("finding", {"category": "P06"}, app.session.actor).record.id
    assert not history(queries, "finding", stored.record.id)[-1].clock_doubtful
    assert clock_doubtful(queries, other, NOW) == (later.hlc.ms > NOW + DAY_MS)
