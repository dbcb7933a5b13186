"""From written numbers to exact columns, many at once; what cannot be read is marked."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Bools = npt.NDArray[np.bool_]


def numbers(texts: Sequence[str | None]) -> tuple[npt.NDArray[np.float64], Bools]:
    """Finite decimal numbers of ``texts``.

    Returns:
        Values (n,), 0 where unreadable, and which could be read (n,). ``inf``, ``nan`` and
        Python's ``1_000`` are not numbers here.
    """
    filled = [text or "nan" for text in texts]
    try:
        values = np.array(list(map(float, filled)), dtype=np.float64)
    except ValueError:
        values = np.array([_number(text) for text in filled], dtype=np.float64)
    else:
        if "_" in "".join(filled):
            values = np.array([_number(text) for text in filled], dtype=np.float64)
    known = np.isfinite(values)
    values[~known] = 0.0
    return values, known


def _number(text: str) -> float:
    if "_" in text:
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def scaled(
    texts: Sequence[str | None], unit: int, most: int
) -> tuple[npt.NDArray[np.int32], Bools]:
    """Numbers as integers of 1/``unit``, rounded to the nearest.

    A double holds every 7-place coordinate to 1e-8 of its last place, so the rounding is exact
    for all that has no more places than ``unit``.

    Args:
        texts: written numbers.
        unit: 10,000,000 for degrees, 100 for metres.
        most: largest absolute value in ``unit`` parts; beyond it a value is unreadable.

    Returns:
        Integers (n,), 0 where unreadable, and which could be read (n,).
    """
    return rounded(*numbers(texts), unit, most)


def rounded(
    values: npt.NDArray[np.float64], known: Bools, unit: int, most: int
) -> tuple[npt.NDArray[np.int32], Bools]:
    """Doubles as integers of 1/``unit``: the second half of ``scaled``, with its arguments."""
    with np.errstate(over="ignore"):
        whole = np.rint(values * unit)
    known = known & (np.abs(whole) <= most)
    whole[~known] = 0.0
    return whole.astype(np.int32), known


def whole(value: object, unit: int, most: int) -> int | None:
    """One written or given number as an integer of 1/``unit``; None where ``scaled`` has none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = _number(value) if isinstance(value, str) else float(value)
    except OverflowError:
        return None
    if not math.isfinite(number) or abs(number) > most:
        return None
    found = round(number * unit)
    return found if abs(found) <= most else None
