"""How near the next positive point is, and what it may mean (``domain.md`` §4, Spread)."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp


def arrival_share(sources: Iterable[tuple[int, int]], reach_m: int) -> float:
    """``P = 1 − exp(−Σ w·e^(−d/λ))`` of a place, 0 to 1.

    Args:
        sources: (distance in metres, infected trees there) of each positive point.
        reach_m: λ, the distance over which the weight falls to 1/e, metres.

    Raises:
        ValueError: ``reach_m`` is not above zero.
    """
    if reach_m <= 0:
        raise ValueError("a reach above zero is needed")
    load = sum(trees * exp(-distance / reach_m) for distance, trees in sources)
    return 1 - exp(-load)
