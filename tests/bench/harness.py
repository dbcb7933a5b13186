"""Rounds of ours, the peers and the limits in turn; paired medians; goals reported."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Measure = Callable[[], float]


@dataclass(frozen=True)
class Way:
    """One way of doing the work.

    Attributes:
        name: as printed.
        role: ``ours``, ``peer`` or ``limit``.
        measure: does the work once and answers its cost, mostly seconds; it prepares and
            clears up outside of what it times. None where the way is missing here.
        missing: what is missing.
    """

    name: str
    role: str
    measure: Measure | None
    missing: str = ""


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of several rounds."""

    median: float
    low: float
    high: float

    def text(self, unit: str = "") -> str:
        """``median (low–high)``."""
        return f"{number(self.median)}{unit} ({number(self.low)}–{number(self.high)})"


@dataclass
class Measured:
    """Costs by way and round.

    Attributes:
        costs: way -> one cost a round; missing ways have none.
    """

    costs: dict[str, list[float]] = field(default_factory=dict)

    def spread(self, name: str) -> Spread:
        """The rounds of one way."""
        return spread(self.costs[name])

    def ratio(self, name: str, other: str) -> Spread | None:
        """``name`` over ``other``, round by round; None where one of them is missing."""
        pairs = list(zip(self.costs.get(name, ()), self.costs.get(other, ()), strict=False))
        return spread([one / two for one, two in pairs]) if pairs else None


@dataclass
class Bench:
    """What a workload is given.

    Attributes:
        rounds: rounds of each comparison.
        scale: share of the full size (1 = as the goals say).
        folder: scratch space, empty at the start.
        cache: what is kept between runs.
        say: prints one line.
    """

    rounds: int
    scale: float
    folder: Path
    cache: Path
    say: Callable[[str], None] = print

    def size(self, full: int) -> int:
        """``full`` at this scale, at least 1."""
        return max(1, round(full * self.scale))

    def compare(self, title: str, ways: Sequence[Way], *, unit: str = "s") -> Measured:
        """Run every way once a round, each round in another order, and print the table.

        Args:
            title: what is measured.
            ways: ours first.
            unit: of the costs.

        A peer that fails is told as missing, with its reason.
        """
        measured = Measured()
        present = [way for way in ways if way.measure is not None]
        broken: dict[str, str] = {}
        for round_ in range(self.rounds):
            turn = round_ % max(1, len(present))
            for way in [*present[turn:], *present[:turn]]:
                if way.name in broken:
                    continue
                gc.collect()
                assert way.measure is not None
                try:
                    measured.costs.setdefault(way.name, []).append(way.measure())
                except Exception as error:
                    if way.role == "ours":
                        raise
                    measured.costs.pop(way.name)
                    broken[way.name] = f"it failed here: {type(error).__name__}: {error}"
        shown = [
            Way(way.name, way.role, None, broken[way.name]) if way.name in broken else way
            for way in ways
        ]
        self.table(title, shown, measured, unit)
        return measured

    def table(self, title: str, ways: Sequence[Way], measured: Measured, unit: str) -> None:
        """Print costs and their ratios to the first way."""
        self.say(f"  {title}")
        first = ways[0].name
        for way in ways:
            if way.measure is None:
                self.say(f"    {way.role:<6}{way.name:<44} missing: {way.missing}")
                continue
            line = f"    {way.role:<6}{way.name:<44} {measured.spread(way.name).text(' ' + unit)}"
            if way.name != first and (ratio := measured.ratio(first, way.name)):
                line += f"   ours/this {ratio.text('×')}"
            self.say(line)

    def goal(self, text: str, value: Spread | float | None, *, least: float | None = None,
             most: float | None = None) -> bool | None:  # fmt: skip
        """Print whether a goal is reached by the median.

        Args:
            text: the goal in words.
            value: what was found; None where its peer is missing.
            least: the goal as a lower bound.
            most: the goal as an upper bound.

        Returns:
            Whether it is reached; None where it could not be measured.
        """
        bound = f"≥ {least:g}" if least is not None else f"≤ {most:g}"
        if value is None:
            self.say(f"    goal  {text} {bound}: not measured (peer missing)")
            return None
        middle = value.median if isinstance(value, Spread) else value
        shown = value.text() if isinstance(value, Spread) else number(value)
        reached = middle >= least if least is not None else middle <= (most or 0)
        self.say(f"    goal  {text} {bound}: {shown} {'reached' if reached else 'NOT REACHED'}")
        return reached

    def growth(self, text: str, costs: Mapping[int, float], unit: str = "s") -> float:
        """Print and answer the exponent of growth between the smallest and largest size."""
        value = exponent(costs)
        sizes = ", ".join(
            f"{size:,}: {number(cost)} {unit}" for size, cost in sorted(costs.items())
        )
        self.say(f"    growth {text}: size^{value:.2f} ({sizes})")
        return value


def spread(values: Sequence[float]) -> Spread:
    """Median, least and greatest.

    Raises:
        statistics.StatisticsError: no values.
    """
    return Spread(statistics.median(values), min(values), max(values))


def exponent(costs: Mapping[int, float]) -> float:
    """How cost grows with size: log(cost ratio) / log(size ratio) of the two ends."""
    import math

    small, large = min(costs), max(costs)
    if small == large:
        return float("nan")
    return math.log(costs[large] / costs[small]) / math.log(large / small)


def number(value: float) -> str:
    """Three meaningful digits without an exponent."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 0.001 else f"{value:.6f}"


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
