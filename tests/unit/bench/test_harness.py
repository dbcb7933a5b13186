"""The harness pairs what ran in one round, and tells goals and missing peers as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.harness import Bench, Measured, Spread, Way, exponent, number, spread


@pytest.fixture
def lines() -> list[str]:
    """What the bench printed."""
    return []


@pytest.fixture
def bench(tmp_path: Path, lines: list[str]) -> Bench:
    """Three rounds that print into ``lines``."""
    return Bench(3, 0.5, tmp_path, tmp_path, say=lines.append)


def taken(*costs: float) -> Iterator[float]:
    return iter(costs)


def test_ratios_are_paired_by_round() -> None:
    """The median of ratios, not the ratio of medians: a slow round is slow for both."""
    measured = Measured({"ours": [1.0, 10.0, 3.0], "peer": [2.0, 20.0, 1.0]})
    assert measured.ratio("ours", "peer") == Spread(0.5, 0.5, 3.0)
    assert measured.ratio("ours", "absent") is None


@pytest.mark.ci
def test_ways_run_in_turn_and_each_round_begins_elsewhere(bench: Bench) -> None:
    order: list[str] = []

    def note(name: str) -> float:
        order.append(name)
        return 1.0

    bench.compare("turns", [Way(name, "peer", lambda n=name: note(n)) for name in "abc"])
    assert "".join(order) == "abcbcacab"


@pytest.mark.ci
def test_a_missing_peer_is_told_and_its_goal_left_open(bench: Bench, lines: list[str]) -> None:
    ways = [Way("ours", "ours", lambda: 1.0), Way("peer", "peer", None, "not installed")]
    measured = bench.compare("t", ways)
    assert bench.goal("peer / ours", measured.ratio("peer", "ours"), least=2) is None
    assert any("missing: not installed" in line for line in lines)
    assert "not measured (peer missing)" in lines[-1]


@pytest.mark.ci
def test_a_peer_that_breaks_ends_nothing(bench: Bench, lines: list[str]) -> None:
    def breaks() -> float:
        raise OSError("gone")

    measured = bench.compare("t", [Way("ours", "ours", lambda: 1.0), Way("p", "peer", breaks)])
    assert measured.ratio("ours", "p") is None
    assert any("OSError: gone" in line for line in lines)


def test_our_own_failure_is_not_hidden(bench: Bench) -> None:
    def breaks() -> float:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        bench.compare("t", [Way("ours", "ours", breaks)])


def test_goals_go_by_the_median(bench: Bench, lines: list[str]) -> None:
    found = spread(list(taken(1.0, 9.0, 2.0)))
    assert bench.goal("small", found, most=2.0) is True
    assert lines[-1].endswith("reached") and "NOT" not in lines[-1]
    assert bench.goal("large", found, least=2.1) is False
    assert lines[-1].endswith("NOT REACHED")


def test_the_exponent_is_of_both_ends() -> None:
    assert exponent({10: 1.0, 1000: 100.0}) == pytest.approx(1.0)
    assert exponent({10: 1.0, 1000: 10_000.0}) == pytest.approx(2.0)


def test_sizes_follow_the_scale(bench: Bench) -> None:
    assert bench.size(1_001) == 500
    assert bench.size(0) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234.5, "1,234"), (12.345, "12.3"), (0.0123, "0.0123"), (0.000123, "0.000123")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text
