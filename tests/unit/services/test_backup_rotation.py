"""Seven days, four weeks, twelve months; what is not proved takes no place."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.instant import beijing, parse_iso
from patrol_app.services.backup_rotation import DAY_MS, expires_ms, kept, to_drop
from patrol_app.services.backup_types import BackupRow

START = parse_iso("2026-08-03T18:00+08:00").ms


def row(made_ms: int, state: str = "proven", folder: str = "/b") -> BackupRow:
    """A backup made then."""
    return BackupRow(folder, f"{made_ms}", "first", made_ms, made_ms, 1, 1, "0", state)


def daily(days: int) -> list[BackupRow]:
    """One backup a day, the newest on ``START``."""
    return [row(START - day * DAY_MS) for day in range(days)]


def test_four_hundred_days_leave_seven_days_four_weeks_twelve_months() -> None:
    rows = daily(400)
    stay = kept(rows)
    days = sorted(beijing(one.made_ms).strftime("%Y-%m-%d") for one in stay)
    # 3 August is a Monday: three further weeks end on Sundays, eleven further months on their last
    assert days == [
        "2025-09-30",
        "2025-10-31",
        "2025-11-30",
        "2025-12-31",
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
        "2026-05-31",
        "2026-06-30",
        "2026-07-19",
        "2026-07-26",
        "2026-07-28",
        "2026-07-29",
        "2026-07-30",
        "2026-07-31",
        "2026-08-01",
        "2026-08-02",
        "2026-08-03",
    ]
    assert set(to_drop(rows)) == set(rows) - stay


def test_several_of_one_day_leave_the_newest() -> None:
    rows = [row(START), row(START - 3_600_000), row(START - 7_200_000)]
    assert kept(rows) == {rows[0]}


def test_a_failed_one_never_pushes_a_proved_one_out() -> None:
    good = row(START - 30 * DAY_MS)
    bad = [row(START - day * DAY_MS, "failed") for day in range(29)]
    assert good in kept([good, *bad])
    assert good not in to_drop([good, *bad])
    # newer ones that failed stay to be looked at; older ones go
    assert to_drop([good, *bad]) == []
    assert to_drop([row(START), *bad]) == bad
    assert to_drop(bad) == []


@given(st.lists(st.integers(0, 900), min_size=1, max_size=60), st.integers(0, 1000))
def test_what_stays_holds_and_running_again_takes_nothing_more(days: list[int], seed: int) -> None:
    rows = [row(START - day * DAY_MS - seed) for day in set(days)]
    stay = kept(rows)
    assert kept(stay) == stay
    assert max(rows, key=lambda one: one.made_ms) in stay
    assert not set(to_drop(rows)) & stay
    assert len(stay) <= 7 + 4 + 12


def test_when_it_will_be_gone() -> None:
    rows = daily(40)
    by_day = {beijing(one.made_ms).strftime("%m-%d"): one for one in rows}
    assert expires_ms(by_day["07-29"], rows) == by_day["07-29"].made_ms + 7 * DAY_MS
    assert expires_ms(by_day["07-26"], rows) == by_day["07-26"].made_ms + 28 * DAY_MS
    assert expires_ms(by_day["06-30"], rows) == by_day["06-30"].made_ms + 366 * DAY_MS
    elsewhere = replace(by_day["07-29"], folder="/other")
    assert expires_ms(elsewhere, rows) > expires_ms(by_day["07-29"], rows)
