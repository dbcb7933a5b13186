"""Places in journals as ranges."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.sync.spans import Places, count_of, merged, numbers_of, spans_of

NUMBERS = st.lists(st.integers(1, 60), max_size=40)


@settings(max_examples=60, deadline=None)
@given(NUMBERS)
def test_ranges_hold_the_numbers_and_nothing_else(numbers: list[int]) -> None:
    spans = spans_of(numbers)
    assert list(numbers_of(spans)) == sorted(set(numbers))
    assert all(a[1] + 1 < b[0] for a, b in pairwise(spans))
    assert count_of({"s": spans}) == len(set(numbers))
    assert merged([(n, n) for n in numbers]) == spans


@settings(max_examples=60, deadline=None)
@given(NUMBERS, NUMBERS)
def test_places_are_what_was_added(one: list[int], two: list[int]) -> None:
    places = Places()
    assert not places.has("s", 1)
    places.add({"s": spans_of(one)})
    places.has("s", 5)  # asked in between
    places.add({"s": spans_of(two), "other": ((1, 60),)})
    assert [n for n in range(62) if places.has("s", n)] == sorted({*one, *two})
    places.add_whole("s")
    assert places.whole("s") and places.has("s", 10**9) and not places.whole("other")


def test_overlapping_ranges_become_one() -> None:
    assert merged([(5, 9), (1, 3), (4, 4), (6, 7), (20, 20)]) == ((1, 9), (20, 20))
