"""Every formula of domain.md §7.2 that patrols feed, against its line of the table."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain import indicators as of
from patrol_app.domain.indicators import Share


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6))
def test_a_share_is_rounded_half_up_and_never_by_floats(part: int, whole: int) -> None:
    value = Share(part, whole).e2
    assert value is not None
    assert Fraction(-1, 2) < Fraction(value) - Fraction(part * 10_000, whole) <= Fraction(1, 2)


@given(part=st.integers(0, 1000))
def test_a_share_of_nothing_is_a_dash(part: int) -> None:
    assert Share(part, 0).e2 is None
    assert Share(part, 0).text() == "—"
    assert Share(part, 0).reaches(1) is None


@given(actual=st.integers(0, 100), required=st.integers(1, 100))
def test_rounds_are_capped_and_the_extra_stands_apart(actual: int, required: int) -> None:
    share = of.round_completion(actual, required)  # 巡林次数完成率, cap 100
    assert share.e2 is not None and share.e2 <= 10_000
    assert share.extra == max(actual - required, 0)


def test_figures_of_the_bulletin() -> None:
    # 新晃: 上线率 99.86 %, 平均上线巡护率 97.67 %, 出巡达标率 94.79 % (§7.2, product.md §3)
    assert of.online_rate(713, 714).text() == "99.86"
    assert of.mean_patrol_rate([20, 22], [22, 21]).text() == "97.67"
    assert not of.online_rate(713, 714).reaches(10_000)
    assert of.mean_patrol_rate([20, 22], [22, 21]).reaches(9_000)


def test_who_reaches_the_required_valid_days() -> None:
    share = of.standard_rate({"a": 20, "b": 19, "x": 99}, {"a": 20, "b": 20, "c": 20, "d": 0})
    assert (share.part, share.whole, share.text()) == (2, 4, "50.00")


@given(attended=st.integers(0, 31), required=st.integers(0, 31), excused=st.integers(0, 31))
def test_approved_leave_leaves_the_requirement(attended: int, required: int, excused: int) -> None:
    share = of.attendance(attended, required, excused)  # 出勤率: leave approved -> exclude
    if required <= excused:
        assert share.text() == "—"
    else:
        assert share.e2 is not None and share.e2 <= 10_000
        more = of.attendance(attended + 1, required, excused).e2
        assert more is not None and more >= share.e2


def test_effective_way_counts_valid_days_only() -> None:
    assert of.effective_cm([(100, True), (900, False), (50, True), (7, None)]) == 150
    assert of.effective_cm([(900, False)]) == 0
    assert of.effective_cm([(7, None), (None, None)]) is None


def test_coverage_weighs_grids_by_their_area() -> None:
    assert of.area_coverage([(10_000, 100), (0, 300)]).text() == "25.00"
    assert of.area_coverage([]).text() == "—"
    assert of.checkpoint_coverage(3, 4).text() == "75.00"


@given(parts=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 10**6)), min_size=1))
def test_coverage_lies_between_its_grids(parts: list[tuple[int, int]]) -> None:
    value = of.area_coverage(parts).e2
    assert value is not None
    assert min(share for share, _ in parts) <= value <= max(share for share, _ in parts)


def test_problem_figures() -> None:
    assert of.problem_rate(12, 800).text() == "15.00"  # x 1000
    assert of.mended_rate(355, 362).text() == "98.07"  # 分宜: 362 problems, 98 % closed
    assert of.on_time_rate(8, 12, 2).text() == "80.00"
    assert of.repeat_rate(1, 8).text() == "12.50"
    assert of.spots_checked(9, 9).text() == "100.00"
    assert of.handled_rate(1, 3).text() == "33.33"
    assert of.drill_rate(5, 4).text() == "100.00"
    assert of.pass_rate(2, 3).text() == "66.67"


def test_mending_days_have_mean_and_median() -> None:
    assert of.mending_days([1, 2, 10]) == of.Mean(433, 200)
    assert of.mending_days([1, 2]) == of.Mean(150, 150)
    assert of.mending_days([]) == of.Mean(None, None)


@given(grades=st.lists(st.sampled_from("ABCD"), min_size=1))
def test_evidence_shares_make_the_whole(grades: list[str]) -> None:
    found = of.evidence_shares(grades)
    assert sum(share.part for share in found.values()) == len(grades)
    assert list(found) == list("ABCD")


@pytest.mark.parametrize("target", [0, 9_000, 10_000])
def test_a_target_is_reached_exactly_or_not(target: int) -> None:
    assert Share(target, 10_000).reaches(target) is True
    assert Share(target, 10_000).reaches(target + 1) is False
