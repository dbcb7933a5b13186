"""The four rates 四率 of a period from records and reported figures, with the guard in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from patrol_app.domain import pest_rates
from patrol_app.domain.fields import specs
from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.domain.pest_rates import Rate
from patrol_app.domain.records import record_type
from patrol_app.domain.records.pest_figures import Forecast, ReportedFigure
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.services.listing import pages
from patrol_app.services.pest_areas import Areas, areas_of
from patrol_app.services.ports import Condition, Listing, Queries, State, Stored
from patrol_app.services.units import counties

TOLD: Final[tuple[State, ...]] = ("submitted", "changed")
YEAR: Final = "全年"
Guard = Literal[
    "", "no_forest", "no_actual", "no_forecast", "no_control", "no_due", "below_zero"
]  # why a rate is not said, or was lifted to zero


@dataclass(frozen=True)
class RateLine:
    """One rate.

    Attributes:
        key: ``disaster_rate``, ``forecast_accuracy``, ``clean_control``, ``nursery_inspection``.
        guard: why it reads — or 0; rule: its target, None where none is set.
        reported: the codes of figures that stand in place of records.
    """

    key: str
    rate: Rate
    guard: Guard
    rule: RuleValue | None
    reported: tuple[str, ...] = ()

    @property
    def at_most(self) -> bool:
        """The target is a ceiling."""
        return self.rate.per == pest_rates.PER_MILLE

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where either is unknown."""
        if self.rule is None:
            return None
        return self.rate.meets(self.rule.value, at_most=self.at_most)


def rows_between(
    queries: Queries, code: str, codes: Sequence[str], first: str, last: str
) -> list[Stored]:
    """Submitted records of a type in units and days, the oldest first, both days included."""
    kind = record_type(code)
    days = specs(kind.cls)[kind.time].ui.kind == "date"
    low: Any = first if days else day_start(first)
    high: Any = f"{last}~" if days else day_start(last) + DAY_MS
    conditions = (
        Condition(kind.time, ">=", low),
        Condition(kind.time, "<", high),
        Condition("unit", "in", tuple(codes)),
    )
    return list(pages(queries, Listing(code, conditions, TOLD, descending=False)))


def areas_between(queries: Queries, codes: Sequence[str], first: str, last: str) -> Areas:
    """(pest, county, township) -> areas of the units in the days."""
    surveys, worms, works = (
        rows_between(queries, code, codes, first, last)
        for code in ("survey", "webworm", "control_work")
    )
    sheets: list[Any] = [row.record for row in surveys]
    work: list[Any] = [row.record for row in works]
    return areas_of(sheets, worms, work, counties(queries, codes))


def four_rates(
    queries: Queries, codes: Sequence[str], first: str, last: str, book: RuleBook
) -> tuple[RateLine, ...]:
    """成灾率, 测报准确率, 无公害防治率, 种苗产地检疫率 of the year of ``last``."""
    found = areas_between(queries, codes, first, last).values()
    told = _Figures(queries, codes, int(last[:4]))
    disaster, d_codes = told.sum("DISASTER", sum(one.disaster for one in found))
    occurred, o_codes = told.sum("OCCURRED", sum(one.occurred for one in found))
    controlled, c_codes = told.sum("CONTROLLED", sum(one.controlled for one in found))
    clean, k_codes = told.sum("CLEAN", sum(one.clean for one in found))
    forest, f_codes = told.sum("FOREST", 0)
    due, u_codes = told.sum("NURSERY_DUE", 0)
    done, n_codes = told.sum("NURSERY_DONE", 0)
    expected = told.expected()
    accuracy = pest_rates.forecast_accuracy(-1 if expected is None else expected, occurred)
    guard: Guard = ""
    if occurred <= 0:
        guard = "no_actual"
    elif expected is None:
        guard = "no_forecast"
    elif expected > 2 * occurred:
        guard = "below_zero"
    made: tuple[tuple[str, Rate, Guard, tuple[str, ...]], ...] = (
        ("disaster_rate", pest_rates.disaster_rate(disaster, forest),
         "" if forest else "no_forest", d_codes + f_codes),
        ("forecast_accuracy", accuracy, guard, o_codes),
        ("clean_control", pest_rates.clean_control_rate(clean, controlled),
         "" if controlled else "no_control", c_codes + k_codes),
        ("nursery_inspection", pest_rates.nursery_inspection_rate(done, due),
         "" if due else "no_due", u_codes + n_codes),
    )  # fmt: skip
    return tuple(
        RateLine(key, rate, why, book.find(f"target.{key}", last), codes_)
        for key, rate, why, codes_ in made
    )


class _Figures:
    """Reported figures and forecasts of one year in some units."""

    def __init__(self, queries: Queries, codes: Sequence[str], year: int) -> None:
        self._told = [row.record for row in _of_year(queries, "reported_figure", codes, year)]
        self._said = [row.record for row in _of_year(queries, "forecast", codes, year)]

    def sum(self, figure: str, otherwise: int) -> tuple[int, tuple[str, ...]]:
        """A reported area: the whole where it is given, else the townships' sum; and codes."""
        found = [
            one for one in self._told if isinstance(one, ReportedFigure) and one.figure == figure
        ]
        kept = [one for one in found if not one.town] or found
        area = sum(one.area_mu_e4 or 0 for one in kept)
        return (area, tuple(one.code for one in kept)) if area else (otherwise, ())

    def expected(self) -> int | None:
        """The area forecast for the whole year and unit; None where nobody said."""
        kept = [
            one.area_mu_e4 or 0
            for one in self._said
            if isinstance(one, Forecast) and one.span == YEAR and not one.town
        ]
        return sum(kept) if kept else None


def _of_year(queries: Queries, code: str, codes: Sequence[str], year: int) -> list[Stored]:
    conditions = (Condition("year", "=", year), Condition("unit", "in", tuple(codes)))
    listing = Listing(code, conditions, TOLD, order="year", descending=False)
    return list(pages(queries, listing))
