"""The tab 下发 of the Exchange page: which devices have what waiting, and writing it."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from patrol_app.gui.context import Context
from patrol_app.gui.exchange import jobs
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.panel import ExchangePanel
from patrol_app.gui.exchange.parts import path_row
from patrol_app.gui.exchange.stick import StickWriter
from patrol_app.gui.exchange.view import day_words
from patrol_app.gui.kit import (
    Button,
    Card,
    EmptyState,
    SplitColumns,
    Table,
    holder,
    label,
    pin,
    topped,
    v,
)
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import _
from patrol_app.services.delivery_types import Delivered, Waiting

SHOWN = 6  # files named one by one


class DeliverPanel(ExchangePanel):
    """Devices left, the place and what was written right.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.

    Attributes:
        table: one line a device, those with something waiting first.
    """

    def __init__(self, ctx: Context, choose: Chooser | None = None) -> None:
        super().__init__(ctx)
        self.rows: tuple[Waiting, ...] = ()
        self.table = Table(
            [
                Column("name", _("Device"), 0, value=_device),
                Column("records", _("Records waiting"), 116, "right", value=_records),
                Column("last_ms", _("Last delivery"), 116, value=_last),
                Column("unacknowledged", _("No word yet"), 96, "right", value=_open),
                Column("state", _("Status"), 160, value=waiting_state),
            ],
            name=_("Devices below"),
            row="row_touch",
            hug=True,
        )
        self.table.selection_changed.connect(lambda _rows: self.head_changed.emit())
        self.table.set_empty(
            EmptyState(
                "shield-check-outline",
                _("No device is enrolled yet"),
                _("Decisions go down to the devices that were granted here."),
            )
        )
        self._devices = Card(_("Devices below"), flush=True).put((self.table, 1))
        hint = _("Sealed: only its own device opens it")
        self._stick = StickWriter(ctx, choose or Chooser(), hint, self, self.head_changed.emit)
        self.place, self.note = self._stick.place, self._stick.note
        self._result = v(gap="card_gap")
        where = Card(_("Where to")).put(self._stick.field, self._stick.work)
        side = holder(v(where, self.note, self._result, None, gap="card_gap"))
        self.setLayout(v((SplitColumns(topped(self._devices), pin(side), "side_l"), 1)))

    def refresh(self) -> None:
        """Read what waits, on a reader thread: it looks at the whole journal."""
        exchange = self.ctx.app.exchange
        self.ctx.work.query(exchange.waiting_down, self._fill, owner=self)

    def head_actions(self) -> list[QWidget]:
        """Base data, deliver."""
        may = self.ctx.actor().may("deliver") and not self._stick.busy and bool(self.rows)
        base = Button(_("Base data for all"), icon="database-export-outline")
        base.setToolTip(_("Units, published tables and a new program version, for everybody below"))
        base.setEnabled(may)
        base.clicked.connect(partial(self.start, base=True))
        due = sum(one.due for one in self.rows)
        words = _("Send down to {n} devices").format(n=due) if due else _("Send down again")
        if self.chosen():
            words = _("Send down to the {n} selected").format(n=len(self.chosen()))
        send = Button(words, "primary", "usb-flash-drive-outline", "Ctrl+Enter")
        send.setEnabled(may)
        send.clicked.connect(partial(self.start, base=False))
        return [base, send]

    def focus(self) -> None:
        """The place while there is none, else the list."""
        (self.table.view if self.place.value() else self.place.line).setFocus()

    def chosen(self) -> tuple[str, ...]:
        """Keys of the devices selected; none or all of them means everybody."""
        rows = [row for row in self.table.selected() if isinstance(row, Waiting)]
        return tuple(row.kid for row in rows) if 0 < len(rows) < len(self.rows) else ()

    def start(self, *, base: bool) -> None:
        """Write deliveries, or the base data."""
        folder = self._stick.folder()
        if folder is None:
            return
        clear_layout(self._result)
        app, kids = self.ctx.app, () if base else self.chosen()
        self._stick.write(
            lambda progress, cancelled: jobs.deliver(
                app, folder, progress, cancelled, base=base, kids=kids
            ),
            self._finish,
        )

    def _fill(self, rows: tuple[Waiting, ...]) -> None:
        self.rows = tuple(sorted(rows, key=lambda one: (not one.due, one.unit, one.device_no)))
        self._devices.set_caption(_("{n} devices").format(n=len(rows)))
        self.table.set_rows(self.rows)
        self.head_changed.emit()

    def _finish(self, done: Delivered) -> None:
        if not done.paths:
            self.note.say(
                "info",
                _("Nothing waits for a device below"),
                _("Every delivery is acknowledged."),
            )
        else:
            self._stick.keep(done.paths[0].parent)
            self._result.add(_written(done))
            if done.left_out:
                left = sum(one.count for one in done.left_out)
                self.note.say("due", _("{n} files could not go along").format(n=left))
            else:
                self.note.say("ok", _("The stick can be removed safely"))
        self.refresh()
        self.head_changed.emit()


def waiting_state(one: Waiting) -> Cell:
    """One chip: asked for, waiting, without a word, or in order."""
    if one.missing:
        return chip("overdue", _("Asks for {n} packages").format(n=one.missing))
    if one.due:
        return chip("due", _("Waiting to be sent"))
    if one.unacknowledged:
        return chip("info", _("Sent, no word yet"))
    return chip("ok", _("Has everything"))


def _device(one: Waiting) -> Cell:
    return two(one.name, f"{one.unit} · {_('device {no}').format(no=one.device_no)}")


def _records(one: Waiting) -> Cell:
    entries = _("{n} entries").format(n=spaced(one.ops)) if one.ops else ""
    if one.records:
        return two(spaced(one.records), entries)
    return Cell(_("Papers only") if one.papers else "—")


def _last(one: Waiting) -> Cell:
    if not one.last_no:
        return Cell("—")
    return two(day_words(one.last_ms), _("No. {no}").format(no=one.last_no))


def _open(one: Waiting) -> str:
    return str(one.unacknowledged) if one.unacknowledged else "—"


def _written(done: Delivered) -> Card:
    """The files, and whose they are."""
    if done.base is not None:
        words = _("Base data {version} · {datasets} tables · {units} units").format(
            version=done.base.version, datasets=done.base.datasets, units=done.base.units
        )
    else:
        words = _("{n} packages for {devices} devices").format(
            n=len(done.paths), devices=len({item.kid for item in done.items})
        )
    card = Card(_("Written and read back"))
    card.put(label(words, "body", wrap=True))
    card.put(path_row(done.paths[0].parent))
    for path in done.paths[:SHOWN]:
        card.put(label(path.name, "table", wrap=True))
    if len(done.paths) > SHOWN:
        more = len(done.paths) - SHOWN
        card.put(label(_("and {n} more in this folder").format(n=more), "caption"))
    card.put(
        label(
            _("Carry it to the stations. Their word comes back with their next package."),
            "caption",
            wrap=True,
        )
    )
    return card
