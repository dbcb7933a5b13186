"""Working days of a year: what the calendar names beside plain weekdays and weekends."""

from __future__ import annotations

from datetime import date

from patrol_app.gui.base.desk import DeskView
from patrol_app.gui.context import Context
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    DateEdit,
    EmptyState,
    FormField,
    Note,
    Table,
    YesNo,
    h,
    holder,
    v,
)
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.i18n import N_, _
from patrol_app.services.calendar_desk import CalendarDesk
from patrol_app.services.working_days import Day

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip
YEARS = 3


class CalendarView(DeskView):
    """The named days of one year, and a form for one day.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        app = ctx.app
        self._desk = CalendarDesk(app.store, app.clock, app.datasets)
        this = self._desk.this_year()
        years = [str(this + 1 - at) for at in range(YEARS)]
        self.year = CodeCombo([(year, year) for year in years])
        self.year.setAccessibleName(_("Year"))
        self.year.set_value(str(this))
        self.year.edited.connect(self.refresh)
        self.table = Table(
            [
                Column("day", _("Day"), 120, value=lambda one: one.day),
                Column("weekday", _("Weekday"), 110, value=_weekday),
                Column("name", _("Holiday"), 0, value=lambda one: one.name),
                Column("working", _("State"), 120, value=_state),
            ],
            name=_("Calendar"),
        )
        self.table.selection_changed.connect(self._choose)
        self.empty = EmptyState(
            "calendar-blank-outline",
            _("Only weekends are free in this year"),
            _("Fill in the published holidays, then add the bureau's own days."),
            _("Fill in the published holidays") if self.may() else "",
        )
        self.empty.primary.connect(self.fill)
        self.table.set_empty(self.empty)
        card = Card(flush=True)
        card.put((self.table, 1))
        top = holder(h(FormField(_("Year"), self.year), None))
        self.lay_out(holder(v(top, (card, 1), gap="card_gap")), self._form())

    def refresh(self) -> None:
        """Read the year that is shown."""
        year = int(self.year.value() or self._desk.this_year())
        self.ctx.work.query(lambda: self._desk.days(year), self.table.set_rows, owner=self)

    def focus(self) -> None:
        """The table."""
        self.table.view.setFocus()

    def fill(self) -> None:
        """Put in what was published for the year."""
        year, actor = int(self.year.value() or self._desk.this_year()), self.ctx.actor()
        self.run(lambda: self._desk.fill(actor, year), self.kept)

    def save(self) -> None:
        """Keep the day as typed."""
        day = self.day.value()
        if not isinstance(day, date):
            self.fields["day"].set_error(_("No such day"))
            return
        named = Day(day.isoformat(), self.working.value(), self.name.value())
        actor = self.ctx.actor()
        self.run(lambda: self._desk.put(actor, named), self.kept)

    def clear(self) -> None:
        """Let the chosen day be what its weekday says."""
        chosen = self.table.selected()
        if len(chosen) == 1:
            day, actor = chosen[0].day, self.ctx.actor()
            self.run(lambda: self._desk.clear(actor, day), self.kept)

    def _form(self) -> Card:
        self.day = DateEdit()
        self.name = PlainText(longest=60)
        self.working = YesNo(_("Working day"))
        self.fields = {
            "day": FormField(_("Day"), self.day, required=True),
            "name": FormField(_("Holiday"), self.name),
        }
        card = Card(_("Day"))
        card.put(self.fields["day"], self.fields["name"], self.working)
        save = Button(_("Save"), "primary", "content-save-outline", "Ctrl+S")
        save.clicked.connect(self.save)
        clear = Button(_("Take away"), "", "close")
        clear.clicked.connect(self.clear)
        card.put(holder(h(clear, None, save)))
        fill = Button(_("Fill in the published holidays"), "", "calendar-import")
        fill.clicked.connect(self.fill)
        card.put(
            Note("info", _("Due days of problems are counted in working days.")),
            holder(h(None, fill)),
        )
        return card

    def _choose(self, days: list[Day]) -> None:
        if len(days) == 1:
            self.day.set_value(date.fromisoformat(days[0].day))
            self.name.setText(days[0].name)
            self.working.set_value(days[0].working)


def _weekday(day: Day) -> str:
    return _(WEEKDAYS[date.fromisoformat(day.day).weekday()])


def _state(day: Day) -> Cell:
    if day.working:
        return chip("info", _("Working day"), "briefcase-outline")
    return chip("ok", _("Free"), "calendar-check-outline")
