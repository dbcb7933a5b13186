"""The tab 各站: every device below, what came of it, what is amiss; table and day as files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import DAY_MS, date_of, minute_text
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.panel import ExchangePanel
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import Button, Card, CodeCombo, EmptyState, Segmented, Table, topped, v
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import toned, two
from patrol_app.i18n import _
from patrol_app.services.city_desk import DeskRow, city_day, needs_look, read_desk
from patrol_app.services.exchange_sheets import day_sheet, desk_sheet
from patrol_app.services.rehearsal_rows import span_words
from patrol_app.services.report_types import Paper, Sheet

ALL, LOOK = "all", "look"
DAYS = 31  # how far back a day's report can be asked for here


class StationsPanel(ExchangePanel):
    """One row a device.

    Args:
        ctx: see ``Context``.

    Attributes:
        choose: file dialogs; tests hand in their own.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.choose = Chooser()
        self._rows: list[DeskRow] = []
        self.pick = Segmented([(ALL, _("All")), (LOOK, _("To look at"))], ALL, _("Show"))
        self.pick.changed.connect(lambda _code: self._fill())
        self.day = CodeCombo([])
        self.day.setAccessibleName(_("Day of the report"))
        self.day.setMinimumContentsLength(10)
        self.card = Card(_("Stations"), actions=[self.day, self.pick], flush=True)
        self.table = Table(_columns(), name=_("Stations"), row="row_touch", hug=True)
        self.table.set_empty(
            EmptyState(
                "office-building-outline",
                _("No device is enrolled below"),
                _("Enrolled devices stand here with what came of them."),
            )
        )
        self.card.put((self.table, 1))
        self.setLayout(v((topped(self.card), 1)))

    def refresh(self) -> None:
        """Read the table anew."""
        app = self.ctx.app
        self.ctx.work.query(self._read, self._show, owner=self)
        today = app.clock.now_ms()
        days = [date_of(today - back * DAY_MS) for back in range(DAYS)]
        kept = self.day.value()
        self.day.set_pairs([(day, day) for day in days])
        self.day.set_value(kept if kept in days else days[0])

    def head_actions(self) -> list[QWidget]:
        """The day's report and the table as files."""
        day = Button(_("Day's report"), icon="calendar-export-outline")
        day.clicked.connect(self.save_day)
        table = Button(_("Export table"), "primary", "file-export-outline", "Ctrl+Enter")
        table.setEnabled(bool(self._rows))
        table.clicked.connect(self.save_table)
        return [day, table]

    def focus(self) -> None:
        """The table; without rows the filter."""
        (self.table.view if self._rows else self.pick).setFocus()

    def shown(self) -> list[DeskRow]:
        """The rows that the filter lets through."""
        look = needs_look(self._rows)
        if self.pick.value() == LOOK:
            return look
        return [*look, *(row for row in self._rows if not row.looks())]

    def save_table(self) -> None:
        """Write the rows shown as xlsx, PDF or CSV."""
        words = _("only what needs a look") if self.pick.value() == LOOK else ""
        rows = self.shown()
        self._save(_("Stations"), lambda made: desk_sheet(rows, made, words))

    def save_day(self) -> None:
        """Write what came on the chosen day."""
        app, day = self.ctx.app, self.day.value() or ""
        title = _("Exchange on {day}").format(day=day)
        self._save(
            title,
            lambda made: day_sheet(city_day(app.store.queries, day, app.clock.now_ms()), made),
        )

    def _read(self) -> list[DeskRow]:
        app = self.ctx.app
        return read_desk(app.store.queries, app.clock.now_ms())

    def _show(self, rows: list[DeskRow]) -> None:
        self._rows = rows
        count = len(needs_look(rows))
        self.pick.set_words(LOOK, f"{_('To look at')} {count}" if count else _("To look at"))
        self._fill()
        self.head_changed.emit()

    def _fill(self) -> None:
        shown = self.shown()
        self.table.set_rows(shown)
        month = sum(row.month for row in self._rows)
        self.card.set_caption(
            _("{n} devices · {records} records this month").format(n=len(self._rows), records=month)
        )

    def _save(self, title: str, make: Callable[[str], Sheet]) -> None:
        """Ask where to, then write beside the window."""
        folder = Path(self.ctx.settings.text("paper_folder") or "")
        name = str(folder / f"{title}.xlsx")
        found = self.choose.save(self, title, name, ("xlsx", "pdf", "csv"))
        if found is None:
            return
        app, who = self.ctx.app, self.ctx.actor().name
        out = found.absolute()

        def job(_progress: object, _cancelled: object) -> Paper:
            """Make and write the sheet."""
            made = f"{minute_text(app.clock.now_ms())} · {who}"
            return app.reports.sheet(make(made), out)

        self.ctx.work.heavy(job, self._saved, self._failed, owner=self)

    def _saved(self, paper: Paper) -> None:
        words = _("{n} rows written: {file}")
        self.ctx.toast(words.format(n=paper.facts["rows"], file=paper.path.name), None)

    def _failed(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)


def _columns() -> list[Column]:
    return [
        Column("unit", _("Unit"), value=_who, sort_key="unit"),
        Column("weight", _("State"), 150, value=_state, sort_key="weight"),
        Column("received_ms", _("Last package"), 156, value=_last, sort_key="received_ms"),
        Column("silent", _("Silent days"), 72, "right", value=_silent, sort_key="silent"),
        Column("missing", _("Missing entries"), 110, value=_missing, sort_key="missing"),
        _count("held", _("On hold")),
        _count("conflicts", _("Conflicts")),
        _count("incomplete", _("Incomplete"), 80),
        _count("photos", _("Photos missing"), 80),
        _count("month", _("This month"), 72, tone=""),
        Column("version", _("Version"), 72, sort_key="version"),
        Column("receipt_ms", _("Last receipt"), 156, value=_receipt, sort_key="receipt_ms"),
    ]


def _count(key: str, title: str, width: int = 64, tone: str = "due") -> Column:
    """A figure; 0 is a dash, others in the colour of what is due."""

    def cell(row: DeskRow) -> Cell:
        """The figure of one row."""
        number = int(getattr(row, key))
        if not number:
            return Cell("—")
        return toned(tone, str(number)) if tone else Cell(str(number))

    return Column(key, title, width, "right", value=cell, sort_key=key)


def _who(row: DeskRow) -> Cell:
    return two(row.name, f"{row.unit} {row.device_no}")


def _state(row: DeskRow) -> Cell:
    looks = row.looks()
    if not looks:
        return chip("ok", _("In order")) if row.received_ms else chip("info", _("Nothing yet"))
    grave = bool(row.frozen or row.quarantined or row.missing)
    tone = "overdue" if grave else "conflict" if row.conflicts else "due"
    more = f" +{len(looks) - 1}" if len(looks) > 1 else ""
    return chip(tone, looks[0] + more)


def _last(row: DeskRow) -> Cell:
    if not row.received_ms or row.package is None:
        return Cell("—")
    return two(short_moment(row.received_ms), _("entries {span}").format(
        span=span_words((row.package,))))  # fmt: skip


def _silent(row: DeskRow) -> Cell:
    if row.silent is None:
        return Cell("—")
    return toned("due", str(row.silent)) if row.late else Cell(str(row.silent))


def _missing(row: DeskRow) -> Cell:
    return toned("overdue", span_words(row.missing)) if row.missing else Cell("—")


def _receipt(row: DeskRow) -> Cell:
    if not row.receipt_ms:
        return Cell("—")
    return two(short_moment(row.receipt_ms), _("fetched") if row.fetched else _("not fetched yet"))
