"""Which part of a stream to send next: plain arithmetic.

The rule (sync.md §7): what is new goes; what a receipt calls missing goes again with all behind
it; with nothing new, what no required level has acknowledged goes again; else nothing goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Acknowledged:
    """What one level said of a stream.

    Attributes:
        upto: it holds 1..upto; missing: inclusive ranges it asks for behind that.
    """

    upto: int
    missing: Ranges = ()


def next_range(
    last: int, exported: int, required: Sequence[Acknowledged | None]
) -> tuple[int, int] | None:
    """The seqs to send, both inside.

    Args:
        last: last seq of the stream.
        exported: highest seq ever written into a bundle.
        required: newest word of every level that must have it all; None = nothing heard yet.

    Returns:
        None when every required level has all and nothing is new.
    """
    lowest = min((word.upto if word else 0 for word in required), default=0)
    wanted = [span[0] for word in required if word for span in word.missing if span[0] <= last]
    # A folder that forgot what it exported still knows what the levels above hold.
    first = min([max(exported, lowest) + 1, *wanted])
    if first > last:
        first = lowest + 1
    return (first, last) if first <= last else None


def resend_range(
    last: int, required: Sequence[Acknowledged | None], first: int | None = None
) -> tuple[int, int] | None:
    """The seqs to send once more, both inside.

    Args:
        last: last seq of the stream.
        required: as for :func:`next_range`.
        first: from here on, whatever was acknowledged; None: behind the lowest acknowledgement.

    Returns:
        None where nothing is left to send.
    """
    lowest = min((word.upto if word else 0 for word in required), default=0)
    start = max(1, first) if first is not None else lowest + 1
    return (start, last) if start <= last else None
