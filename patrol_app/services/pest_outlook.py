"""A yearly series with its grey model, the conditions of it, and the forecast it becomes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from patrol_app.domain import grey_model
from patrol_app.domain.grey_model import GreyModel
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.pest_figures import YearArea

MU_E4: Final = 10_000
GREY: Final = "GM(1,1)"
AID: Final = "辅助预测，非实测"
Refusal = Literal["", "few", "zero", "gap", "twice"]


@dataclass(frozen=True)
class Outlook:
    """What a series says.

    Attributes:
        years, areas: in order, 亩; refusal: why there is no model, empty where there is one.
        ratios: of neighbouring years; low, high: what they must lie within.
        model: None where it is refused; year: the one it speaks of.
    """

    years: tuple[int, ...] = ()
    areas: tuple[float, ...] = ()
    refusal: Refusal = "few"
    ratios: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    model: GreyModel | None = None

    @property
    def year(self) -> int:
        """The year after the last known one."""
        return self.years[-1] + 1 if self.years else 0

    @property
    def ahead_mu_e4(self) -> int | None:
        """The area said for ``year``, 1/10,000 亩; None without a model."""
        return None if self.model is None else round(self.model.ahead[0] * MU_E4)


def outlook(series: Sequence[tuple[int, int]]) -> Outlook:
    """Fit the model to (year, area in 1/10,000 亩), or say why not (§4)."""
    rows = sorted(series)
    years = tuple(year for year, _area in rows)
    areas = tuple(area / MU_E4 for _year, area in rows)
    if len(set(years)) < len(years):
        return Outlook(years, areas, "twice")
    refusal = grey_model.refusal(years, areas)
    if refusal:
        return Outlook(years, areas, refusal)
    low, high = grey_model.band(len(areas))
    model = grey_model.grey_model(areas)
    return Outlook(years, areas, "", grey_model.level_ratios(areas), low, high, model)


def outlook_of(series: Sequence[YearArea]) -> Outlook:
    """The same of the rows kept with a forecast; rows without year or area are left out."""
    known = [(row.year, row.area_mu_e4) for row in series]
    return outlook([(y, a) for y, a in known if y is not None and a is not None])


def model_note(found: Outlook) -> str:
    """The figures of the model as kept with the forecast; empty without a model.

    Words are the bureau's: the note is data and is printed as it stands.
    """
    model = found.model
    if model is None:
        return ""
    passed = "通过" if model.ratio_ok else "未通过"
    parts = [
        f"GM(1,1) {found.years[0]}—{found.years[-1]}年共{len(found.years)}年",
        f"a={model.a:.4f} b={model.b:.2f}",
        f"级比检验{passed}（{found.low:.4f}—{found.high:.4f}）",
    ]
    if model.c is not None and model.p is not None:
        parts.append(f"C={model.c:.3f} P={model.p:.2f} 精度{model.grade}")
    return "；".join([*parts, AID])


def year_rows(series: Sequence[tuple[int, int]]) -> tuple[YearArea, ...]:
    """(year, area in 1/10,000 亩) as rows of a forecast."""
    return tuple(
        YearArea(key=new_item_key(secrets.token_bytes(5)), order=place, year=year, area_mu_e4=area)
        for place, (year, area) in enumerate(series)
    )


def forecast_values(found: Outlook, pest: str) -> dict[str, Any]:
    """What a new ``Forecast`` takes over; trend and degree stay for the person.

    Args:
        found: with a model.
        pest: its name.
    """
    areas = [round(area * MU_E4) for area in found.areas]
    return {
        "year": found.year,
        "span": "全年",
        "pest_name": pest,
        "area_mu_e4": found.ahead_mu_e4,
        "last_mu_e4": areas[-1],
        "bases": (GREY,),
        "model_note": model_note(found),
        "series": year_rows(list(zip(found.years, areas, strict=True))),
    }
