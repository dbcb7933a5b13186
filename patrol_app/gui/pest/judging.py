"""What the page of pests can judge of its records, each a view in place of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from patrol_app.gui.context import Context
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pest.coverage import CoverageView
from patrol_app.gui.pest.degrees import DegreesView
from patrol_app.gui.pest.outlook import OutlookView
from patrol_app.gui.pest.rates import RatesView
from patrol_app.gui.pest.spread import SpreadView
from patrol_app.i18n import N_

COVERAGE, SPREAD, OUTLOOK, DEGREES = "coverage", "spread", "outlook", "degrees"
RATES = "rates"
VIEWS: Mapping[str, tuple[str, Callable[[Context], Editor]]] = {
    COVERAGE: (N_("Coverage of a round"), CoverageView),
    SPREAD: (N_("Spread of the epidemic"), SpreadView),
    OUTLOOK: (N_("Yearly series and forecast"), OutlookView),
    DEGREES: (N_("Degree-days"), DegreesView),
    RATES: (N_("The four rates"), RatesView),
}
