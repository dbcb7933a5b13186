"""Hybrid logical clock: wall time that never runs backwards on one device (sync.md §5).

It orders writes that do not know of each other; ``parents`` orders all others.
"""

from __future__ import annotations

from typing import NamedTuple

DAY_MS = 86_400_000
COUNTER_MAX = 2**31 - 1


class Hlc(NamedTuple):
    """A clock value, compared as a pair.

    Attributes:
        ms: UTC milliseconds.
        counter: order within one millisecond.
    """

    ms: int
    counter: int


def tick(last: Hlc, wall_ms: int) -> Hlc:
    """The clock for the next op, always greater than ``last``.

    Args:
        last: the device's clock so far.
        wall_ms: wall time in UTC ms; it may lie or jump back.
    """
    if wall_ms > last.ms:
        return Hlc(wall_ms, 0)
    if last.counter >= COUNTER_MAX:
        # Followed from another device: one more would soon not be writable.
        return Hlc(last.ms + 1, 0)
    return Hlc(last.ms, last.counter + 1)


def merge(last: Hlc, remote: Hlc, wall_ms: int) -> Hlc:
    """The clock after an op of another device was taken, never less than ``last``.

    Follows the remote clock up to the own wall clock + 24 h and no further, so that one
    device in 2057 does not infect the rest (sync.md §5).
    """
    limit = wall_ms + DAY_MS
    return max(last, remote if remote.ms <= limit else Hlc(limit, 0))
