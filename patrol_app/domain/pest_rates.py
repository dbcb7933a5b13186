"""The four rates 四率 of forest pest control (``domain.md`` §4.1), exact and guarded.

Areas are integers of 1/10,000 亩; a rate of nothing is unknown (—), never 0 or 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from patrol_app.domain.indicators import DASH

PERCENT: Final = 100
PER_MILLE: Final = 1000


@dataclass(frozen=True)
class Rate:
    """A rate with the parts it was made of.

    Attributes:
        value: in ``per`` hundredths or thousandths; None where it cannot be said.
        part: what was counted, 1/10,000 亩 (the forecast, for the accuracy).
        whole: what it is measured against, 1/10,000 亩 (the actual area, for the accuracy).
        per: 100 for percent, 1000 for per mille.
    """

    value: Fraction | None
    part: int
    whole: int
    per: int = PERCENT

    def text(self) -> str:
        """With two decimals for percent, three for per mille, half up; — where unknown."""
        if self.value is None:
            return DASH
        places = 3 if self.per == PER_MILLE else 2
        scaled = (self.value.numerator * 10**places * 2 + self.value.denominator) // (
            2 * self.value.denominator
        )
        return f"{scaled // 10**places}.{scaled % 10**places:0{places}d}"

    def meets(self, target_e4: int, *, at_most: bool = False) -> bool | None:
        """Whether the rate reaches a target.

        Args:
            target_e4: as a share in 1/10,000 (90 % = 9000; 5 ‰ = 50).
            at_most: the target is a ceiling, as for the disaster rate.
        """
        if self.value is None:
            return None
        share = self.value / self.per
        target = Fraction(target_e4, 10_000)
        return share <= target if at_most else share >= target


def disaster_rate(disaster: int, forest: int) -> Rate:
    """成灾率 ‰: disaster area over existing forest with young plantations."""
    return _share(disaster, forest, PER_MILLE)


def forecast_accuracy(forecast: int, actual: int) -> Rate:
    """测报准确率 %: ``(1 − |forecast − actual| ÷ actual) × 100``, not below 0.

    The base is the actual area: Beijing 2024 published 96.83 % for 39.45 and 38.24.
    """
    if actual <= 0 or forecast < 0:
        return Rate(None, forecast, actual)
    value = (1 - Fraction(abs(forecast - actual), actual)) * PERCENT
    return Rate(max(value, Fraction(0)), forecast, actual)


def clean_control_rate(clean: int, controlled: int) -> Rate:
    """无公害防治率 %: area controlled without pollution over all controlled area."""
    return _share(clean, controlled, PERCENT)


def nursery_inspection_rate(inspected: int, due: int) -> Rate:
    """种苗产地检疫率 %: nursery area inspected over the area that should be."""
    return _share(inspected, due, PERCENT)


def _share(part: int, whole: int, per: int) -> Rate:
    if whole <= 0 or part < 0:
        return Rate(None, part, whole, per)
    return Rate(Fraction(part, whole) * per, part, whole, per)
