"""Degree-days of a weather series with what a forecast keeps of it: an aid, never a finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from patrol_app.domain.degree_days import (
    Method,
    Prediction,
    Weather,
    generations,
    predict,
    running,
)
from patrol_app.domain.setting import RuleBook
from patrol_app.services.pest_outlook import AID
from patrol_app.services.weather_series import text_of

STAGES: Final = ("fww.K", "fww.K.egg", "fww.K.larva", "fww.K.pupa")
BASE: Final = "fww.C"
YEAR_DAYS: Final = 365
DEGREES: Final = "积温"
METHODS: Final = {"mean": "均值法", "sine": "单正弦法"}


@dataclass(frozen=True)
class Asked:
    """What is computed.

    Attributes:
        days: the series; base_e2: threshold C in 1/100 °C; total: degree-days of the event.
        biofix: first day that counts, empty for the first warm one.
        cut_e1: upper cut-off in 1/10 °C, None without one.
    """

    days: tuple[Weather, ...]
    base_e2: int
    total: int
    biofix: str = ""
    method: Method = "mean"
    cut_e1: int | None = None


@dataclass(frozen=True)
class Degrees:
    """What a series gives.

    Attributes:
        sums: at the end of each day; found: when the total is reached.
        generations: potential ones of a whole year of days; None for a shorter series.
    """

    asked: Asked
    sums: tuple[float, ...]
    found: Prediction
    generations: float | None


@dataclass(frozen=True)
class Preset:
    """A total of the rules: its key, degree-days, whether it is 未核实."""

    key: str
    total: int
    weak: bool


def presets(book: RuleBook) -> tuple[list[Preset], int | None, bool]:
    """Totals of the rules that are set, the threshold in 1/100 °C, and whether that is weak."""
    rows = [(key, book.find(key)) for key in STAGES]
    known = [Preset(key, row.value, row.unverified) for key, row in rows if row is not None]
    base = book.find(BASE)
    return known, base.value if base else None, base.unverified if base else True


def degrees(asked: Asked) -> Degrees:
    """Sum the series.

    Raises:
        ValueError: a day is missing, doubled, or its extremes are exchanged.
    """
    base = asked.base_e2 / 10
    found = predict(
        asked.days, base, asked.total, biofix=asked.biofix, method=asked.method,
        cut_e1=asked.cut_e1,
    )  # fmt: skip
    sums = running(asked.days, base, found.biofix, asked.method, asked.cut_e1)
    whole = len(asked.days) >= YEAR_DAYS and not asked.biofix
    number = generations(found.total, asked.total) if whole else None
    return Degrees(asked, tuple(sums), found, number)


def model_note(made: Degrees) -> str:
    """The numbers used, as kept with the forecast and printed."""
    asked, found = made.asked, made.found
    parts = [
        f"积温 C={asked.base_e2 / 100:g}℃ K={asked.total}日度 {METHODS[asked.method]}",
        f"起点{found.biofix}",
        f"气象{asked.days[0].day}—{asked.days[-1].day}共{len(asked.days)}日",
    ]
    if asked.cut_e1 is not None:
        parts.append(f"上限{asked.cut_e1 / 10:g}℃")
    if found.reached:
        parts.append(f"达到{found.reached}，±5日{found.narrow[0]}—{found.narrow[1]}，"
                     f"±10日{found.wide[0]}—{found.wide[1]}")  # fmt: skip
    else:
        parts.append(f"累计{found.total:.1f}日度，未达到")
    return "；".join([*parts, AID])


def forecast_values(made: Degrees, pest: str) -> dict[str, Any]:
    """What a new ``Forecast`` takes over; area, trend and degree stay for the person."""
    found = made.found
    last = made.asked.days[-1].day
    values: dict[str, Any] = {
        "year": int((found.reached or last)[:4]),
        "pest_name": pest,
        "bases": (DEGREES,),
        "model_note": model_note(made),
        "weather": text_of(made.asked.days),
    }
    if found.reached:
        values["period"] = f"{found.reached}前后（±5日 {found.narrow[0]}—{found.narrow[1]}）"
    return values
