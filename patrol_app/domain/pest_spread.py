"""How near the next positive point is, and what it may mean (``domain.md`` §4, Spread)."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp


def arrival_share(sources: Iterable[tuple[int, int]], reach_m: int) -> float:
    """``P = 1 − exp(−Σ w·e^(−d/λ))`` of a place, 0 to 1.

    Args:
        sources: (distance in metres, weight) of each epidemic place.
        reach_m: λ, the distance over which the weight falls to 1/e, metres.

    Raises:
        ValueError: ``reach_m`` is not above zero.
    """
    if reach_m <= 0:
        raise ValueError("a reach above zero is needed")
    load = sum(weight * exp(-distance / reach_m) for distance, weight in sources)
    return 1 - exp(-load)
