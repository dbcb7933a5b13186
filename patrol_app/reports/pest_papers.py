"""The pest papers by the code that window and command line use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports import pest_chain, pest_surveys, pest_totals
from patrol_app.reports.pest_reading import Asked, asked
from patrol_app.reports.table_model import Ledger
from patrol_app.services.pest_year import year_to
from patrol_app.services.ports import Clock, Queries
from patrol_app.services.rules import rule_book

BUILDERS: Final[Mapping[str, Callable[[Asked], Ledger]]] = {
    "pest-survey": pest_surveys.sheets,
    "pest-census": pest_surveys.census,
    "pest-samples": pest_chain.samples,
    "pest-lab": pest_chain.results,
    "pest-disposal": pest_chain.disposal,
    "pest-traps": pest_chain.traps,
    "pest-webworm": pest_surveys.webworm,
    "pest-control": pest_totals.control,
    "pest-forecast": pest_totals.forecasts,
    "pest-rates": pest_totals.rates,
}


def build(
    queries: Queries, clock: Clock, paper: str, unit: str | None, first: str, last: str
) -> Ledger:
    """The paper ``paper`` of a unit and all below it, both days included.

    Raises:
        UserError: ``report.paper``, ``report.unit``, ``field.date``.
    """
    if paper not in BUILDERS:
        raise UserError("report.paper", N_("There is no paper {code}"), code=paper)
    start = first or year_to(rule_book(queries), last)
    return BUILDERS[paper](asked(queries, clock, unit, start, last))
