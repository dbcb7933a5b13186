"""Formulas of pest control against published figures."""

from __future__ import annotations

from fractions import Fraction
from math import pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain import pest_rates as rates
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.degree_days import Weather, day_degrees, gapless, generations, predict
from patrol_app.domain.grey_model import grey_model
from patrol_app.domain.pest_grading import AND, disaster, occurrence, sample_need
from patrol_app.domain.pest_spread import arrival_share
from patrol_app.domain.setting import RuleBook, RuleValue

MU = 10_000


def test_qingyang_disaster_rate_as_published() -> None:
    """50 亩 of 1279 万亩, published 0.004 ‰."""
    rate = rates.disaster_rate(50 * MU, 12_790_000 * MU)
    assert rate.value is not None
    assert abs(rate.value - Fraction(4, 1000)) <= Fraction(5, 10_000)
    assert rate.text() == "0.004"
    assert rate.meets(50, at_most=True) is True
    assert rates.disaster_rate(50 * MU, 1_000 * MU).meets(50, at_most=True) is False


def test_beijing_accuracy_as_published() -> None:
    """Forecast 39.45, actual 38.24 万亩, published 96.83 %."""
    rate = rates.forecast_accuracy(394_500 * MU, 382_400 * MU)
    assert rate.value is not None
    assert abs(rate.value - Fraction("96.83")) <= Fraction("0.01")
    assert rate.meets(8_600) is True


def test_qingyang_inspection_as_published() -> None:
    rate = rates.nursery_inspection_rate(129_800, 129_800)
    assert rate.text() == "100.00"


def test_guards_of_the_rates() -> None:
    assert rates.forecast_accuracy(5, 0).text() == "—"
    assert rates.forecast_accuracy(5, 0).meets(1) is None
    assert rates.forecast_accuracy(30, 10).text() == "0.00"
    assert rates.disaster_rate(0, 0).text() == "—"
    assert rates.disaster_rate(0, 1).text() == "0.000"
    assert rates.clean_control_rate(2, 3).text() == "66.67"


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_accuracy_stays_between_nothing_and_all(forecast: int, actual: int) -> None:
    value = rates.forecast_accuracy(forecast, actual).value
    assert value is not None
    assert 0 <= value <= 100


def test_mean_and_sine_agree_above_the_threshold() -> None:
    warm = Weather("2026-06-01", 150, 270)
    assert day_degrees(warm, 112) == pytest.approx(9.8)
    assert day_degrees(warm, 112, "sine") == pytest.approx(9.8)
    cool = Weather("2026-04-01", 20, 180)
    assert day_degrees(cool, 112) == 0
    steps = 20_000  # the area under the curve itself
    area = sum(max(0.0, 10 + 8 * sin(2 * pi * n / steps) - 11.2) for n in range(steps)) / steps
    assert day_degrees(cool, 112, "sine") == pytest.approx(area, abs=1e-4)
    assert day_degrees(Weather("2026-01-01", -90, 20), 112, "sine") == 0
    assert day_degrees(Weather("2026-07-01", 200, 390), 112, cut_e1=350) == pytest.approx(16.3)


def _weather(days: int) -> list[Weather]:
    return [Weather(f"2026-05-{n:02d}", 110, 210) for n in range(1, days + 1)]


def test_degree_days_of_an_egg_from_a_biofix() -> None:
    """Iran, 23 °C: an egg takes 7.29 days above 11.2 °C, 86 degree-days (§3.3)."""
    assert 7.29 * (23.0 - 11.2) == pytest.approx(86, abs=0.1)
    constant = [Weather(f"2026-05-{n:02d}", 230, 230) for n in range(1, 15)]
    said = predict(constant, 112, 86.0, biofix="2026-05-03")
    assert (said.biofix, said.reached) == ("2026-05-03", "2026-05-10")
    assert said.narrow == ("2026-05-05", "2026-05-15")
    assert said.wide == ("2026-04-30", "2026-05-20")


def test_a_biofix_is_the_first_warm_day() -> None:
    cold = [Weather("2026-04-29", 0, 50), Weather("2026-04-30", 0, 50)]
    said = predict([*cold, *_weather(10)], 112, 1000)
    assert (said.biofix, said.reached, said.narrow) == ("2026-05-01", "", ("", ""))
    assert said.total == pytest.approx(48)
    assert generations(1356, 678) == 2
    assert generations(1356, 0) is None


def test_a_series_with_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="2026-05-03"):
        gapless([*_weather(1), Weather("2026-05-03", 1, 2)])
    with pytest.raises(ValueError, match="lowest"):
        day_degrees(Weather("2026-05-03", 30, 2), 112)


def test_the_grey_model_of_the_textbook_series() -> None:
    """Seven yearly noise levels: a = 0.0023, b = 72.6573, error ratio good (textbook figures)."""
    model = grey_model([71.1, 72.4, 72.4, 72.1, 71.4, 72.0, 71.6], 2)
    assert model.a == pytest.approx(0.0023, abs=5e-5)
    assert model.b == pytest.approx(72.6573, abs=5e-4)
    assert model.fitted[1] == pytest.approx(72.4057, abs=1e-3)
    assert len(model.ahead) == 2
    assert model.ratio_ok
    assert model.grade in {"好", "合格", "勉强", "不合格"}


def test_conditions_of_the_grey_model() -> None:
    with pytest.raises(ValueError, match="four"):
        grey_model([1, 2, 3])
    with pytest.raises(ValueError, match="without"):
        grey_model([1, 2, 0, 3])
    flat = grey_model([5, 5, 5, 5], 1)
    assert (flat.c, flat.p, flat.grade, flat.ahead) == (None, None, "", (5.0,))
    steep = grey_model([1, 2, 4, 8, 16], 1)
    assert not steep.ratio_ok
    growing = grey_model([100, 110, 121, 133.1, 146.41], 1)
    assert growing.grade == "好"
    assert growing.ahead[0] == pytest.approx(161.05, rel=0.005)


@pytest.mark.parametrize(
    ("share", "word"), [(0, "未发生"), (10, "轻"), (200, "轻"), (201, "中"), (501, "重")]
)
def test_grades_by_the_rules(share: int, word: str) -> None:
    found = occurrence("fww", share, builtin_book())
    assert (found.value, found.unverified) == (word, True)


def test_no_rule_no_grade() -> None:
    assert occurrence("fww", 100, RuleBook()).value == ""
    assert occurrence("fww", None, builtin_book()).value == ""
    assert disaster("fww", 1, 1, RuleBook()).value == ""
    assert sample_need(4, 0, 0, RuleBook()) is None


@pytest.mark.parametrize(
    ("leaf", "trees", "either", "both"),
    [
        (2000, 0, "是", "否"),
        (1999, 199, "否", "否"),
        (2000, 200, "是", "是"),
        (None, 200, "是", ""),
        (None, 199, "", "否"),
    ],
)
def test_disaster_by_either_or_both(
    leaf: int | None, trees: int | None, either: str, both: str
) -> None:
    book = builtin_book()
    strict = RuleBook(
        [row for row in book.rows() if not row.key.endswith("fww.logic")]
        + [RuleValue("pest.disaster.fww.logic", AND, "flag")]
    )
    assert disaster("fww", leaf, trees, book).value == either
    assert disaster("fww", leaf, trees, strict).value == both


@pytest.mark.parametrize(
    ("suspects", "sampled", "positive", "least", "reason"),
    [
        (7, 0, 0, 7, "all"),
        (10, 3, 0, 10, "all"),
        (60, 0, 0, 10, "first"),
        (1500, 10, 0, 15, "share"),
        (60, 10, 0, 10, "share"),
        (1500, 4, 1, 4, "positive"),
    ],
)
def test_how_many_trees_are_sampled(
    suspects: int, sampled: int, positive: int, least: int, reason: str
) -> None:
    need = sample_need(suspects, sampled, positive, builtin_book())
    assert need is not None
    assert (need.least, need.reason) == (least, reason)


def test_arrival_falls_with_distance() -> None:
    near, far = arrival_share([(0, 1)], 2000), arrival_share([(2000, 1)], 2000)
    assert near == pytest.approx(0.6321, abs=1e-4)
    assert far == pytest.approx(0.3078, abs=1e-4)
    assert arrival_share([], 2000) == 0
    with pytest.raises(ValueError, match="reach"):
        arrival_share([(1, 1)], 0)
