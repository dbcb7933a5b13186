"""Yearly series and GM(1,1): the numbers, the conditions, why it refuses, and the forecast."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.grey_model import GRADES, LEAST_YEARS
from patrol_app.domain.instant import date_of
from patrol_app.domain.records.pest_figures import Forecast
from patrol_app.gui.context import Context, New
from patrol_app.gui.forms.items import ItemsEdit
from patrol_app.gui.kit import (
    Button,
    Card,
    Chip,
    CodeCombo,
    SplitColumns,
    h,
    holder,
    label,
    v,
)
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import scroll
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pest.figures import mu
from patrol_app.gui.pest.plot import Chart, Plot
from patrol_app.i18n import N_, _
from patrol_app.services.pest_outlook import (
    MU_E4,
    Outlook,
    forecast_values,
    outlook,
    year_rows,
)
from patrol_app.services.pest_series import YearValue, pests, series

REFUSED = {
    "few": N_("Refused: {n} years are here, the model needs {least}"),
    "zero": N_("Refused: a year without area cannot be fitted"),
    "gap": N_("Refused: a year is left out between the first and the last"),
    "twice": N_("Refused: a year stands twice"),
}
SOURCES = {"reported": N_("reported"), "records": N_("own records")}
GOOD, FAIR = GRADES[0][2], GRADES[1][2]
GRADE_WORDS = {
    GOOD: N_("Good"), FAIR: N_("Fair"), GRADES[2][2]: N_("Barely fair"), "不合格": N_("Poor"),
}  # fmt: skip


class OutlookView(Editor):
    """Series at the left; chart, conditions and result at the right.

    Attributes:
        pest, rows, plot, conditions: the parts; found: what the rows say now.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Yearly series and forecast"))
        self.found = Outlook()
        self._known: tuple[YearValue, ...] = ()
        self.pest = CodeCombo([], _("Pest"))
        self.pest.setAccessibleName(_("Pest"))
        self.pest.edited.connect(self.take_records)
        anew = Button(_("Take from the records"), "quiet", "database-refresh-outline")
        anew.clicked.connect(self.take_records)
        self.rows = ItemsEdit(specs(Forecast)["series"], {})
        self.rows.set_value(())
        self.rows.edited.connect(self.compute)
        self._sources = label("", "caption", wrap=True)
        left = Card(_("Yearly areas"), actions=[anew])
        left.put(h(label(_("Pest"), "caption"), (self.pest, 1)), self.rows, self._sources)
        self.plot = Plot(_("Yearly areas"))
        picture = Card(_("Known years and what the model says"), actions=[aid()])
        picture.put((self.plot, 1))
        self._column = v(gap="half")
        self.conditions = Card(_("Conditions of GM(1,1)"))
        self.conditions.body.addLayout(self._column)
        right = holder(v((picture, 1), self.conditions, gap="card_gap"))
        whole = v(
            (
                SplitColumns(
                    right, holder(v(scroll(holder(v(left, None))))), "side_xl", before=True
                ),
                1,
            )
        )
        self.setLayout(whole)
        self.compute()
        app = ctx.app
        ctx.work.query(lambda: pests(app.store.queries), self._show_pests, owner=self)

    def context(self) -> str:
        """The pest and its years."""
        years = self.found.years
        return f"{self.pest.value() or ''} {years[0]}—{years[-1]}" if years else ""

    def head_actions(self) -> list[QWidget]:
        """Back; keep what the model says as a forecast."""
        back = Button(_("Back to the list"), "", "arrow-left", "Esc")
        back.clicked.connect(self.closed)
        keep = Button(_("Keep as forecast"), "primary", "content-save-outline", "Ctrl+S")
        keep.clicked.connect(self.keep_forecast)
        keep.setEnabled(self.found.model is not None)
        return [back, keep]

    def focus_first(self) -> None:
        """The rows."""
        self.rows.setFocus()

    def take_records(self) -> None:
        """Fill the rows from reported figures and records; what was typed goes."""
        app, pest = self.ctx.app, self.pest.value() or ""
        today = date_of(app.clock.now_ms())
        self.ctx.work.query(
            partial(series, app.store.queries, pest, today), self._show_series, owner=self
        )

    def compute(self) -> None:
        """Fit the model to the rows as they are typed."""
        rows = [(one.year, one.area_mu_e4) for one in self.rows.value()]
        before = self.found.model is not None
        self.found = outlook([(y, a) for y, a in rows if y is not None and a is not None])
        self._draw()
        self._say()
        if before != (self.found.model is not None):
            self.head_changed.emit()

    def keep_forecast(self) -> None:
        """A new forecast with the numbers used; trend and degree are the person's."""
        if self.found.model is not None:
            values = forecast_values(self.found, self.pest.value() or "")
            self.ctx.navigate("pest", New("forecast", values))

    def _show_pests(self, names: list[str]) -> None:
        self.pest.set_pairs([(name, name) for name in names])
        self.pest.set_value(names[0])
        self.take_records()

    def _show_series(self, known: list[YearValue]) -> None:
        self._known = tuple(known)
        whole = [(one.year, one.area_mu_e4) for one in known if not one.running]
        self.rows.set_value(year_rows(whole))
        said = [
            _("{year}: {source} ({words})").format(
                year=one.year, source=_(SOURCES[one.source]),
                words=one.words if one.source == "reported"
                else _("{n} records").format(n=one.words),
            )
            for one in known
            if not one.running
        ]  # fmt: skip
        said += [
            _("{year}: the year has not ended and is not taken").format(year=one.year)
            for one in known
            if one.running
        ]
        self._sources.setText("\n".join(said))
        self.compute()
        self.head_changed.emit()

    def _draw(self) -> None:
        found = self.found
        names = [str(year) for year in found.years]
        bars: list[float | None] = list(found.areas)
        line: list[float | None] = []
        if found.model is not None:
            names.append(str(found.year))
            bars.append(found.model.ahead[0])
            line = [*found.model.fitted, found.model.ahead[0]]
        legend = [("series.1", _("Area known"))]
        if line:
            legend.append(("series.0", _("GM(1,1), dashed ahead")))
        words = ", ".join(f"{n} {b:.1f}" for n, b in zip(names, bars, strict=True) if b is not None)
        self.plot.show_chart(
            Chart(names, bars, line, len(found.years), unit=_("mu"), words=words, legend=legend)
        )

    def _say(self) -> None:
        clear_layout(self._column)
        for tone, chip, words in condition_rows(self.found):
            text = label(words, "table", wrap=True)
            self._column.add(holder(h(Chip(tone, chip), (text, 1))))
        words = result_words(self.found)
        if words:
            self._column.add(label(words, "strong", wrap=True))


def condition_rows(found: Outlook) -> list[tuple[str, str, str]]:
    """(tone, verdict, words) of each condition; only the refusal where there is no model."""
    model = found.model
    if model is None:
        refusal = found.refusal or "few"
        words = _(REFUSED[refusal])
        return [("overdue", _("No model"), words.format(n=len(found.years), least=LEAST_YEARS))]
    rows = [
        ("ok", _("Fits"), _("{n} years, at least {least}; all above zero, none left out").format(
            n=len(found.years), least=LEAST_YEARS)),
    ]  # fmt: skip
    ratios = " ".join(f"{one:.3f}" for one in found.ratios)
    band = f"({found.low:.3f}, {found.high:.3f})"
    rows.append(
        (
            "ok" if model.ratio_ok else "due",
            _("Fits") if model.ratio_ok else _("Does not fit"),
            _("Class ratios within {band}: {ratios}").format(band=band, ratios=ratios),
        )
    )
    if model.c is None or model.p is None:
        rows.append(("due", _("Unknown"), _("All years alike: C and P say nothing")))
        return rows
    tone = {GOOD: "ok", FAIR: "ok"}.get(model.grade, "due")
    words = _("Posterior error: C = {c}, P = {p} (good below 0.35 and above 0.95)")
    rows.append(
        (tone, _(GRADE_WORDS[model.grade]), words.format(c=f"{model.c:.3f}", p=f"{model.p:.2f}"))
    )
    return rows


def result_words(found: Outlook) -> str:
    """What the model says of the next year, beside the last known one."""
    if found.model is None or found.ahead_mu_e4 is None:
        return ""
    last = round(found.areas[-1] * MU_E4)
    words = _("{year}: {area} mu (last known year {last} mu). Trend and degree are yours to judge.")
    return words.format(year=found.year, area=mu(found.ahead_mu_e4), last=mu(last))


def aid() -> Chip:
    """What every forecast is marked with."""
    return Chip("info", _("An aid, not measured"), "information-outline", dashed=True)
