"""The form of a forecast: its model computed again from the numbers kept, its minutes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.forms.generic import GenericEditor
from patrol_app.gui.forms.loading import Loaded
from patrol_app.gui.forms.target import Target, register
from patrol_app.gui.kit import Button, Card, Chip, h, holder, label, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.papers.noting import FILE, note_paper
from patrol_app.gui.pest.outlook import aid, condition_rows, result_words
from patrol_app.i18n import _
from patrol_app.services.pest_outlook import outlook_of
from patrol_app.services.report_types import Paper

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

MINUTES = "pest-minutes"
FOLLOWED = frozenset({"series", "model_note"})


class ForecastEditor(GenericEditor):
    """A forecast with the conditions of its model beside it, and the minutes as paper.

    Attributes:
        model: the card of the conditions; minutes: the button of the paper.
    """

    def __init__(self, ctx: Context, target: Target, choose: Chooser | None = None) -> None:
        self._choose = choose or Chooser()
        self._lines = v(gap="half")
        self.model = Card(_("Model computed again"), actions=[aid()])
        self.model.body.addLayout(self._lines)
        self.model.hide()
        self.minutes = Button(_("Save the minutes (T5)"), "quiet", "file-pdf-box")
        self.minutes.clicked.connect(self.save_minutes)
        self.meeting = Card(_("Consultation"))
        self.meeting.put(
            label(_("One paper holds every forecast of the same day and year."), "caption",
                  wrap=True),
            h(self.minutes, None),
        )  # fmt: skip
        self.meeting.hide()
        super().__init__(ctx, target)

    def side_top(self) -> list[QWidget]:
        """The model, the paper."""
        return [self.model, self.meeting]

    def save_minutes(self) -> None:
        """Ask for a file and write the minutes of this forecast's meeting."""
        if self.stored is None:
            return
        number = self.stored.record.number
        name = f"{MINUTES}-{number.replace('/', '-')}.pdf"
        out = self._choose.save(self, _("Save the paper"), name, ["pdf"])
        if out is None:
            return
        app, target = self.ctx.app, out.absolute()
        self.ctx.work.heavy(
            lambda _progress, _cancelled: _write(app, number, target),
            self._written,
            lambda fault: self.ctx.toast(fault.message(), None),
            owner=self,
        )

    def _show(self, loaded: Loaded) -> None:
        super()._show(loaded)
        self._judge()

    def _edited(self, name: str) -> None:
        super()._edited(name)
        if name in FOLLOWED:
            self._judge()

    def _follow_stored(self) -> None:
        super()._follow_stored()
        self.meeting.setVisible(self.stored is not None)

    def _judge(self) -> None:
        """Fit the model to the rows as they stand: what is kept can be checked at any time."""
        if self.sheet is None:
            return
        rows = self.sheet.values().get("series") or ()
        self.model.setVisible(bool(rows))
        clear_layout(self._lines)
        found = outlook_of(rows)
        for tone, verdict, words in condition_rows(found) if rows else ():
            self._lines.add(holder(h(Chip(tone, verdict), (label(words, "table", wrap=True), 1))))
        if words := result_words(found):
            self._lines.add(label(words, "caption", wrap=True))

    def _written(self, paper: Paper) -> None:
        self.ctx.toast(_("Written: {name}").format(name=paper.path.name), None)
        note_paper(self.ctx, MINUTES, 1, FILE)


def _write(app: App, number: str, out: Path) -> Paper:
    return app.reports.pest_minutes(number, out)


@register("forecast")
def make_forecast(ctx: Context, target: Target) -> ForecastEditor:
    """The form of a forecast."""
    return ForecastEditor(ctx, target)
