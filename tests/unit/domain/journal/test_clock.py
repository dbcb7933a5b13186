from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.journal.canonical import MAX_INT
from patrol_app.domain.journal.clock import COUNTER_MAX, DAY_MS, Hlc, merge, tick

CLOCK = st.builds(Hlc, st.integers(0, 2**42), st.integers(0, 9))
WALL = st.integers(-(2**40), 2**42)


@given(CLOCK, WALL)
def test_a_tick_goes_forward_whatever_the_wall_clock_says(last: Hlc, wall: int) -> None:
    made = tick(last, wall)
    assert made > last
    assert made == (Hlc(wall, 0) if wall > last.ms else Hlc(last.ms, last.counter + 1))


@given(CLOCK, CLOCK, WALL)
def test_a_remote_clock_is_followed_a_day_ahead_at_most(last: Hlc, remote: Hlc, wall: int) -> None:
    made = merge(last, remote, wall)
    assert made >= last
    assert made == last or made.ms <= wall + DAY_MS
    if remote.ms <= wall + DAY_MS:
        assert made == max(last, remote)


def test_a_laptop_in_2057_does_not_infect_the_rest() -> None:
    assert merge(Hlc(1_000, 3), Hlc(2_745_000_000_000, 0), 2_000) == Hlc(2_000 + DAY_MS, 0)


def test_a_counter_near_its_end_goes_on_in_the_next_millisecond() -> None:
    last = merge(Hlc(5, 0), Hlc(1_000, MAX_INT), 1_000)
    after = tick(last, 1_000)
    assert after > last and after == (1_001, 0)
    assert tick(Hlc(5, COUNTER_MAX - 1), 5) == (5, COUNTER_MAX)
