"""Degree-days: temperatures typed or read from a csv, the day of an event with its error bars."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from patrol_app.domain.degree_days import Weather
from patrol_app.domain.rule_text import rule_name
from patrol_app.errors import UserError
from patrol_app.gui.context import Context, New
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.controls import IsoDateEdit, PlainProse
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    FormColumns,
    FormField,
    ScaledEdit,
    SplitColumns,
    h,
    holder,
    label,
    unverified,
    v,
)
from patrol_app.gui.kit.layout import scroll
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pest.outlook import aid
from patrol_app.gui.pest.plot import Band, Chart, Plot
from patrol_app.i18n import N_, _
from patrol_app.services.pest_areas import WEBWORM
from patrol_app.services.pest_degrees import (
    Asked,
    Degrees,
    Preset,
    degrees,
    forecast_values,
    presets,
)
from patrol_app.services.rules import rule_book
from patrol_app.services.value_words import day_words
from patrol_app.services.weather_series import read_file, read_text, text_of

OWN = "own"
METHODS = (("mean", N_("Mean of the day")), ("sine", N_("Single sine")))
WAIT_MS = 300  # after the last key, before the series is read again
KINDS = ("csv", "txt")


class DegreesView(Editor):
    """Series and parameters at the left, the sum with its error bars at the right.

    Args:
        ctx: see ``Context``.
        weather: lines to begin with, those kept with a forecast.
        choose: asks for a file; tests hand in their own.

    Attributes:
        days: what could be read; made: what they give, None while something is missing.
        text, stage, base, total, biofix, method, cut, plot: the parts.
    """

    def __init__(self, ctx: Context, weather: str = "", choose: Chooser | None = None) -> None:
        super().__init__(ctx, _("Degree-days"))
        self._choose = choose or Chooser()
        self.days: tuple[Weather, ...] = ()
        self.made: Degrees | None = None
        self._presets: tuple[Preset, ...] = ()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(WAIT_MS)
        self._soon.timeout.connect(self.compute)
        self.text = PlainProse("2026-05-01 8.2 21.4", lines=10)
        self._series = FormField(
            _("Temperatures"), self.text,
            hint=_("One day a line: day, lowest, highest. No day left out."),
        )  # fmt: skip
        self._weak = unverified()
        self._parameters()
        read = Button(_("Read a csv file"), "quiet", "file-import-outline")
        read.clicked.connect(self.choose_file)
        data = Card(_("Weather series"), actions=[read])
        data.put(self._series)
        rules = Card(_("What is computed"))
        fields = FormColumns(2).put(
            (self._field(_("Event"), self.stage), 2),
            self._field(_("Degree-days needed K"), self.total),
            self._field(_("Threshold C"), self.base, "℃"),
            self._field(_("Upper cut-off"), self.cut, "℃"),
            self._field(_("First day that counts"), self.biofix),
            self._field(_("Way of the day's sum"), self.method),
        )  # fmt: skip
        rules.put(fields, h(self._weak, None))
        self.plot = Plot(_("Sum of degree-days"))
        picture = Card(_("Sum of degree-days"), actions=[aid()])
        picture.put((self.plot, 1))
        self._said = label("", "strong", wrap=True)
        self._bars = label("", "table", wrap=True)
        result = Card(_("Result"))
        result.put(self._said, self._bars)
        right = holder(v((picture, 1), result, gap="card_gap"))
        left = holder(v(scroll(holder(v(rules, data, None, gap="card_gap")))))
        self.setLayout(v((SplitColumns(right, left, "side_xl", before=True), 1)))
        self.text.set_value(weather)
        app = ctx.app
        ctx.work.query(lambda: presets(rule_book(app.store.queries)), self._begin, owner=self)

    def context(self) -> str:
        """First and last day of the series."""
        return f"{self.days[0].day} — {self.days[-1].day}" if self.days else ""

    def head_actions(self) -> list[QWidget]:
        """Back; keep the result as a forecast."""
        back = Button(_("Back to the list"), "", "arrow-left", "Esc")
        back.clicked.connect(self.closed)
        keep = Button(_("Keep as forecast"), "primary", "content-save-outline", "Ctrl+S")
        keep.clicked.connect(self.keep_forecast)
        keep.setEnabled(self.made is not None)
        return [back, keep]

    def focus_first(self) -> None:
        """The series."""
        self.text.setFocus()

    def leave_question(self) -> str:
        """The series is kept with a forecast only."""
        return ""

    def take_drop(self, paths: list[str]) -> bool:
        """One csv file with temperatures."""
        from pathlib import Path

        if len(paths) != 1 or not paths[0].lower().endswith(KINDS):
            return False
        self.read(Path(paths[0]))
        return True

    def choose_file(self) -> None:
        """Ask for a csv file and read it."""
        found = self._choose.open(self, _("Read a csv file"), KINDS)
        if found is not None:
            self.read(found)

    def read(self, path: Any) -> None:
        """Take the days of a file in place of what was typed."""
        self.ctx.work.query(
            lambda: text_of(read_file(path)), self._take_text,
            lambda fault: self._refuse(fault.message()), owner=self,
        )  # fmt: skip

    def compute(self) -> None:
        """Read the lines and sum them; what cannot be read is said below the field."""
        before, self.made = self.made is not None, None
        try:
            self.days = tuple(read_text(self.text.value()))
        except UserError as fault:
            self.days = ()
            self._refuse(fault.message())
        else:
            self._series.set_error("")
            self._sum()
        self._draw()
        self._say()
        if before != (self.made is not None) or self.days:
            self.head_changed.emit()

    def keep_forecast(self) -> None:
        """A new forecast with the series and every number used."""
        if self.made is not None:
            self.ctx.navigate("pest", New("forecast", forecast_values(self.made, WEBWORM)))

    def _parameters(self) -> None:
        self.stage = CodeCombo([(OWN, _("Own figure"))])
        self.base = ScaledEdit(2, -5_000, 4_000)
        self.total = ScaledEdit(0, 1, 20_000)
        self.biofix = IsoDateEdit()
        self.method = CodeCombo([(code, _(words)) for code, words in METHODS])
        self.method.set_value("mean")
        self.cut = ScaledEdit(1, 0, 600)
        self.stage.edited.connect(self._take_preset)
        self.total.edited.connect(lambda: self.stage.set_value(OWN))
        for control in (self.base, self.total, self.biofix, self.method, self.cut, self.text):
            control.edited.connect(self._soon.start)

    def _field(self, words: str, control: QWidget, unit: str = "") -> FormField:
        return FormField(words, control, unit=unit)

    def _begin(self, known: tuple[list[Preset], int | None, bool]) -> None:
        rows, base, weak = known
        self._presets = tuple(rows)
        pairs = [(one.key, rule_name(one.key)) for one in rows]
        self.stage.set_pairs([*pairs, (OWN, _("Own figure"))])
        self._weak.setVisible(weak or any(one.weak for one in rows))
        if base is not None:
            self.base.set_value(base)
        if rows:
            self.stage.set_value(rows[0].key)
            self.total.set_value(rows[0].total)
        self.compute()

    def _take_preset(self) -> None:
        chosen = next((one for one in self._presets if one.key == self.stage.value()), None)
        if chosen is not None:
            self.total.set_value(chosen.total)
        self.compute()

    def _take_text(self, text: str) -> None:
        self.text.set_value(text)
        self.compute()

    def _refuse(self, words: str) -> None:
        self._series.set_error(words)

    def _sum(self) -> None:
        base, total = self.base.value(), self.total.value()
        unread = any(
            control.problem() for control in (self.base, self.total, self.biofix, self.cut)
        )
        if not self.days or unread or base is None or not total:
            return
        method: Any = self.method.value() or "mean"
        asked = Asked(self.days, base, total, self.biofix.value() or "", method, self.cut.value())
        self.made = degrees(asked)

    def _draw(self) -> None:
        made = self.made
        if made is None:
            self.plot.show_chart(Chart())
            return
        names = [day.day[5:] for day in made.asked.days]
        bands = []
        if made.found.reached:
            at = [day.day for day in made.asked.days].index(made.found.reached)
            bands = [Band(at - 10, at + 10, "due", 40), Band(at - 5, at + 5, "due", 80)]
        level = (float(made.asked.total), _("{total} degree-days").format(total=made.asked.total))
        legend = [("series.0", _("Sum of degree-days"))]
        if bands:
            legend.append(("due", _("Within 5 and 10 days")))
        self.plot.show_chart(
            Chart(names, (), made.sums, level=level, bands=bands, unit=_("DD"),
                  words=self._words(), legend=legend)
        )  # fmt: skip

    def _words(self) -> str:
        made = self.made
        if made is None:
            return ""
        found = made.found
        if found.reached:
            return _("Expected on {day}").format(day=day_words(found.reached))
        words = _("Not reached: {sum} of {total} degree-days by {day}")
        day = made.asked.days[-1].day
        return words.format(sum=f"{found.total:.1f}", total=made.asked.total, day=day_words(day))

    def _say(self) -> None:
        made = self.made
        if made is None:
            self._said.setText(_("Nothing to compute yet"))
            self._bars.setText(_("Type temperatures or read a file; C and K are needed too."))
            return
        self._said.setText(self._words())
        found, parts = made.found, []
        parts.append(
            _("counted from {day}").format(day=day_words(found.biofix) if found.biofix else "—")
        )
        if found.reached:
            words = _("within 5 days {near} to {far}; within 10 days {nearer} to {farther}")
            parts.append(
                words.format(
                    near=day_words(found.narrow[0]),
                    far=day_words(found.narrow[1]),
                    nearer=day_words(found.wide[0]),
                    farther=day_words(found.wide[1]),
                )
            )
        if made.generations is not None:
            words = _("{n} generations possible in these days")
            parts.append(words.format(n=f"{made.generations:.2f}"))
        self._bars.setText(" · ".join(parts))
