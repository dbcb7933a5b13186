"""What goes next."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.sync.ranges import Acknowledged, next_range


@pytest.mark.parametrize(
    ("last", "exported", "required", "expected"),
    [
        (5, 0, [None], (1, 5)),  # the first export
        (9, 5, [None], (6, 9)),  # what is new goes, heard of or not
        (9, 5, [Acknowledged(5)], (6, 9)),
        (9, 9, [None], (1, 9)),  # nothing new and nothing heard: all again
        (9, 9, [Acknowledged(4)], (5, 9)),  # nothing new, part acknowledged
        (9, 9, [Acknowledged(9)], None),  # all done
        (9, 9, [Acknowledged(2, ((3, 5),))], (3, 9)),  # a gap, nothing new
        (12, 9, [Acknowledged(2, ((3, 5),))], (3, 12)),  # a gap and news
        (9, 9, [Acknowledged(9), Acknowledged(6)], (7, 9)),  # the lowest required level counts
        (9, 9, [Acknowledged(9), None], (1, 9)),  # a level that never answered
        (9, 0, [Acknowledged(6)], (7, 9)),  # forgot what it exported
        (0, 0, [None], None),
        (5, 5, [Acknowledged(8)], None),  # the level above holds more: a restored folder
    ],
)
def test_next_range(
    last: int,
    exported: int,
    required: list[Acknowledged | None],
    expected: tuple[int, int] | None,
) -> None:
    assert next_range(last, exported, required) == expected


@given(st.data())
def test_exporting_again_and_again_fills_every_gap(data: st.DataObject) -> None:
    """Whatever files are lost on the way, receipts and resends bring all to the receiver."""
    held: set[int] = set()
    last = exported = 0
    heard: Acknowledged | None = None
    for _round in range(data.draw(st.integers(1, 8))):
        last += data.draw(st.integers(0, 4))
        span = next_range(last, exported, [heard])
        if span:
            exported = max(exported, span[1])
            if data.draw(st.booleans()):
                held |= set(range(span[0], span[1] + 1))
        if data.draw(st.booleans()):
            heard = _receipt(held)
    for _round in range(3):
        span = next_range(last, exported, [heard])
        if span:
            exported = max(exported, span[1])
            held |= set(range(span[0], span[1] + 1))
        heard = _receipt(held)
    assert held == set(range(1, last + 1))
    assert next_range(last, exported, [heard]) is None


def _receipt(held: set[int]) -> Acknowledged:
    upto = 0
    while upto + 1 in held:
        upto += 1
    top = max(held, default=0)
    lost = [seq for seq in range(upto + 1, top + 1) if seq not in held]
    return Acknowledged(upto, tuple((seq, seq) for seq in lost))
