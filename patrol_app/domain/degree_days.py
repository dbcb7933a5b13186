"""Degree-days from a biofix: a calendar aid (辅助预测, 非实测), never a finding (§3.3).

Temperatures are integers of 1/10 °C, so that a series is the same on every machine.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import asin, cos, pi
from typing import Final, Literal

Method = Literal["mean", "sine"]
NARROW_DAYS: Final = 5
WIDE_DAYS: Final = 10
_ROUNDING: Final = 1e-6  # degree-days: ten days of 11.8 are 118, also where floats add up to less


@dataclass(frozen=True)
class Weather:
    """One day: ``day`` as ``YYYY-MM-DD``, lowest and highest temperature in 1/10 °C."""

    day: str
    low_e1: int
    high_e1: int


@dataclass(frozen=True)
class Prediction:
    """When a sum of degree-days is reached.

    Attributes:
        biofix: first day that counted; empty where nothing counted.
        reached: first day on which the sum passes the total; empty while it has not.
        total: sum up to the last day of the series, degree-days.
        narrow: first and last day within 5 days of ``reached``; empty without it.
        wide: the same within 10 days.
    """

    biofix: str
    reached: str
    total: float
    narrow: tuple[str, str] = ("", "")
    wide: tuple[str, str] = ("", "")


def day_degrees(day: Weather, base_e1: float, method: Method = "mean", cut_e1: float | None = None
                ) -> float:  # fmt: skip
    """Degree-days of one day above ``base_e1``, below the horizontal cut-off ``cut_e1``.

    Both are in 1/10 °C; a rule in hundredths (11.25 °C) gives 112.5.

    ``mean``: ``max(0, (Tmax + Tmin) / 2 − C)``; ``sine``: the area under a single sine curve
    through the day's extremes (Baskerville and Emin 1969).

    Raises:
        ValueError: the lowest temperature is above the highest.
    """
    if day.low_e1 > day.high_e1:
        raise ValueError(f"{day.day}: lowest above highest")
    if method == "mean":
        low, high = float(day.low_e1), float(day.high_e1)
        if cut_e1 is not None:
            low, high = min(low, cut_e1), min(high, cut_e1)
        return max(0.0, (low + high) / 20 - base_e1 / 10)
    warm = _sine(day, base_e1)
    return warm if cut_e1 is None else max(0.0, warm - _sine(day, cut_e1))


def predict(
    series: Sequence[Weather],
    base_e1: float,
    total: float,
    *,
    biofix: str = "",
    method: Method = "mean",
    cut_e1: float | None = None,
) -> Prediction:
    """The day on which ``total`` degree-days have come together since the biofix.

    Args:
        series: days in order, without gaps.
        base_e1: threshold temperature C, 1/10 °C.
        total: degree-days of the stage or generation.
        biofix: first day that counts; empty = the first day above the threshold.
        method: of a day's sum.
        cut_e1: upper cut-off, 1/10 °C.

    Raises:
        ValueError: a day is missing or out of order, or its extremes are exchanged.
    """
    gapless(series)
    summed, start, reached = 0.0, biofix, ""
    for one in series:
        if start and one.day < start:
            continue
        warm = day_degrees(one, base_e1, method, cut_e1)
        if not start and warm <= 0:
            continue
        start = start or one.day
        summed += warm
        if not reached and summed >= total - _ROUNDING:
            reached = one.day
    if not reached:
        return Prediction(start, "", summed)
    return Prediction(
        start, reached, summed, _around(reached, NARROW_DAYS), _around(reached, WIDE_DAYS)
    )


def running(
    series: Sequence[Weather],
    base_e1: float,
    biofix: str = "",
    method: Method = "mean",
    cut_e1: float | None = None,
) -> list[float]:
    """The sum at the end of each day of the series, 0 before the biofix.

    Args:
        series, base_e1, biofix, method, cut_e1: as of ``predict``.

    Raises:
        ValueError: as ``predict``.
    """
    gapless(series)
    sums, summed = [], 0.0
    for one in series:
        if not biofix or one.day >= biofix:
            summed += day_degrees(one, base_e1, method, cut_e1)
        sums.append(summed)
    return sums


def generations(year_total: float, generation_total: float) -> float | None:
    """Potential generations of a place: ``N = Σ DD(year) / K``; None without a K."""
    return year_total / generation_total if generation_total > 0 else None


def gapless(series: Sequence[Weather]) -> None:
    """Refuse a series with a missing or doubled day: its sum would be wrong unseen.

    Raises:
        ValueError: naming the first day that does not follow.
    """
    for before, one in itertools.pairwise(series):
        if date.fromisoformat(one.day) - date.fromisoformat(before.day) != timedelta(days=1):
            raise ValueError(f"{one.day} does not follow {before.day}")


def _around(day: str, days: int) -> tuple[str, str]:
    middle, span = date.fromisoformat(day), timedelta(days=days)
    return (middle - span).isoformat(), (middle + span).isoformat()


def _sine(day: Weather, base_e1: float) -> float:
    low, high, base = day.low_e1 / 10, day.high_e1 / 10, base_e1 / 10
    middle, swing = (low + high) / 2, (high - low) / 2
    if low >= base:
        return middle - base
    if high <= base:
        return 0.0
    angle = asin((base - middle) / swing)
    return ((middle - base) * (pi / 2 - angle) + swing * cos(angle)) / pi
