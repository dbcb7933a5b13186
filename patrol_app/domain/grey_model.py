"""GM(1,1), the grey model of yearly areas, with its conditions shown (``domain.md`` §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import exp, sqrt
from typing import Final, Literal

LEAST_YEARS: Final = 4
SPREAD: Final = 0.6745  # the residuals' share within 0.6745 S1 is P, by definition
_FLAT: Final = 1e-12
# (C below, P above, grade): the usual table of the posterior-error test
GRADES: Final = ((0.35, 0.95, "好"), (0.50, 0.80, "合格"), (0.65, 0.70, "勉强"))


@dataclass(frozen=True)
class GreyModel:
    """What a series gives.

    Attributes:
        a, b: development coefficient and grey input.
        fitted: model values of the known years; ahead: of the years after them.
        ratio_ok: every level ratio lies in ``(e^(−2/(n+1)), e^(2/(n+1)))``.
        c: posterior error ratio S2/S1; None for a series without spread.
        p: share of small errors, 0 to 1; None likewise.
    """

    a: float
    b: float
    fitted: tuple[float, ...]
    ahead: tuple[float, ...]
    ratio_ok: bool
    c: float | None
    p: float | None

    @property
    def grade(self) -> str:
        """好, 合格, 勉强 or 不合格 by C and P; empty where neither can be said."""
        if self.c is None or self.p is None:
            return ""
        for most, least, grade in GRADES:
            if self.c < most and self.p > least:
                return grade
        return "不合格"


Refusal = Literal["", "few", "zero", "gap"]


def refusal(years: Sequence[int], values: Sequence[float]) -> Refusal:
    """Why there is no model of a series: too few years, one without area, one left out.

    Args:
        years: of the values, in order.
    """
    if len(values) < LEAST_YEARS:
        return "few"
    if any(value <= 0 for value in values):
        return "zero"
    return "gap" if any(late - early != 1 for early, late in pairwise(years)) else ""


def band(count: int) -> tuple[float, float]:
    """What the level ratios of ``count`` values must lie within: ``e^(∓2/(n+1))``."""
    edge = 2 / (count + 1)
    return exp(-edge), exp(edge)


def level_ratios(values: Sequence[float]) -> tuple[float, ...]:
    """级比: each value before over the one after it; all above zero."""
    return tuple(before / one for before, one in pairwise(values))


def grey_model(values: Sequence[float], ahead: int = 1) -> GreyModel:
    """Fit GM(1,1) by least squares.

    Args:
        values: one a year, in order, all above zero; at least four.
        ahead: years to go on.

    Raises:
        ValueError: fewer than four values, or one that is not above zero: the model says
            nothing then.
    """
    if len(values) < LEAST_YEARS:
        raise ValueError("fewer than four years")
    if any(value <= 0 for value in values):
        raise ValueError("a year without area")
    first = values[0]
    summed = list(accumulate(values))
    means = [(x + y) / 2 for x, y in pairwise(summed)]
    a, b = _least_squares(means, values[1:])
    length = len(values) + ahead
    if abs(a) < _FLAT:
        model = [first] + [b] * (length - 1)
    else:
        grown = [(first - b / a) * exp(-a * k) + b / a for k in range(length)]
        model = [first] + [y - x for x, y in pairwise(grown)]
    known = model[: len(values)]
    c, p = _posterior(values, known)
    return GreyModel(a, b, tuple(known), tuple(model[len(values) :]), _ratios(values), c, p)


def _least_squares(means: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """a and b of ``x(k) + a z(k) = b``."""
    n = len(means)
    z, x = sum(means) / n, sum(values) / n
    spread = sum((one - z) ** 2 for one in means)
    slope = sum((m - z) * (v - x) for m, v in zip(means, values, strict=True)) / spread
    return -slope, x - slope * z


def _ratios(values: Sequence[float]) -> bool:
    low, high = band(len(values))
    return all(low < ratio < high for ratio in level_ratios(values))


def _posterior(
    values: Sequence[float], model: Sequence[float]
) -> tuple[float | None, float | None]:
    n = len(values)
    mean = sum(values) / n
    s1 = sqrt(sum((value - mean) ** 2 for value in values) / n)
    if s1 < _FLAT:
        return None, None
    errors = [value - said for value, said in zip(values, model, strict=True)]
    middle = sum(errors) / n
    s2 = sqrt(sum((error - middle) ** 2 for error in errors) / n)
    small = sum(abs(error - middle) < SPREAD * s1 for error in errors)
    return s2 / s1, small / n
