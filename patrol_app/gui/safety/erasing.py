"""Erasing a party's data by law: the ground is asked, what cannot be undone is said first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import Button, EmptyState, FormField, Note, Table, h, label, pin, v
from patrol_app.gui.models.columns import Column
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.backup_types import BackupRow
from patrol_app.services.erasures import RIGHT as RIGHT
from patrol_app.services.erasures import Erased, Holder, Ordered
from patrol_app.services.ports import Stored
from patrol_app.services.value_words import listed

LONGEST = 400
WIDEST, HIGHEST = 1_280, 640  # px; a laptop's screen less its task bar
Holding = Sequence[tuple[BackupRow, int]]


@dataclass(frozen=True)
class Standing:
    """One order with the backups here that still hold what it names."""

    order: Ordered
    backups: Holding


class EraseDialog(QDialog):
    """Orders the data of one party erased.

    Args:
        ctx: see ``Context``.
        stored: the party.
        parent: window it stands over.

    Attributes:
        ground: why; go: the button that does it.
    """

    def __init__(self, ctx: Context, stored: Stored, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ctx, self._rec = ctx, stored.record.id
        self.setWindowTitle(_("Erase by law"))
        number = stored.record.number
        self.ground = PlainText(_("e.g. the time of keeping is over; no names"), longest=LONGEST)
        self._field = FormField(_("Ground"), self.ground, required=True)
        warning = Note(
            "overdue",
            _("This cannot be taken back"),
            _(
                "Name, numbers and village are dropped here at once, and at every unit when its"
                " next package comes. Records that name the party stay, without the person."
            ),
        )
        self.go = Button(_("Erase for good"), "danger", "account-off-outline")
        self.go.clicked.connect(self._erase)
        close = Button(f"{_('Cancel')}  Esc")
        close.clicked.connect(self.reject)
        title = label(_("Erase the data of party {number}?").format(number=number), "section")
        self.setLayout(
            v(
                title,
                warning,
                self._field,
                h(None, close, self.go),
                gap="card_gap",
                margins="x2",
            )
        )
        pin(self, width="width.dialog")
        self.ground.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """As high as its sentences need at this width."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        column = self.layout()
        if column is not None:
            self.setMinimumHeight(column.totalHeightForWidth(self.width()))

    def _erase(self) -> None:
        """Write the order; without a ground nothing is done."""
        ground = self.ground.value()
        self._field.set_error("" if ground else _("Please say on what ground"))
        if not ground:
            self._fit()
            self.ground.setFocus()
            return
        app, actor, rec = self._ctx.app, self._ctx.actor(), self._rec
        self.go.setEnabled(False)

        def order() -> tuple[Erased, Holding]:
            """Order, and look which backups hold the data still."""
            done = app.erasures.erase(actor, "party", rec, ground)
            return done, app.backups.holding(done.at_ms)

        self._ctx.work.command(order, self._done, self._refused, owner=self)

    def _done(self, found: tuple[Erased, Holding]) -> None:
        done, holding = found
        words = _("Erased: {n} entries").format(n=done.lines)
        self._ctx.toast(" · ".join(part for part in (words, in_backups(holding)) if part), None)
        self.accept()

    def _refused(self, fault: PatrolError) -> None:
        self.go.setEnabled(True)
        self._field.set_error(fault.message())
        self._fit()


class OrdersDialog(QDialog):
    """Every order to erase, how far it is carried out, and what still holds the data.

    Args:
        ctx: see ``Context``.
        parent: window it stands over.

    Attributes:
        table: row objects are ``Standing``.
    """

    def __init__(self, ctx: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Erased by law"))
        self.table = Table(
            [
                Column("at", _("Ordered"), 184, value=lambda row: short_moment(row.order.at_ms)),
                Column("unit", _("Unit"), 88, value=lambda row: row.order.unit),
                Column("ground", _("Ground"), 0, value=lambda row: row.order.ground),
                Column("here", _("Dropped here"), 112, value=_here),
                Column("below", _("Not confirmed by"), 168, value=_below),
                Column("kept", _("In backups until"), 184, value=_kept),
            ],
            name=_("Erased by law"),
        )
        self.table.set_empty(
            EmptyState(
                "account-off-outline",
                _("Nothing was erased"),
                _("A party's data are erased from the list of parties, when the law allows it."),
            )
        )
        words = label(
            _(
                "A unit confirms by its next package. Backups that hold the data still go by"
                " their rotation; keep no copy of them elsewhere."
            ),
            "caption",
            wrap=True,
        )
        close = Button(_("Close"))
        close.clicked.connect(self.accept)
        self.setLayout(v(words, (self.table, 1), h(None, close), gap="card_gap", margins="x2"))
        self.resize(*roomy(980, 440))
        app = ctx.app

        def read() -> list[Standing]:
            """Orders, and the backups that were made before they were carried out."""
            return [
                Standing(one, app.backups.holding(one.dropped_ms) if one.dropped_ms else ())
                for one in app.erasures.orders()
            ]

        ctx.work.query(read, self.table.set_rows, owner=self)


def roomy(width: int, height: int) -> tuple[int, int]:
    """Px of a dialog at the present text size, inside the smallest screen."""
    scale = current().scale
    return min(round(width * scale), WIDEST), min(round(height * scale), HIGHEST)


def in_backups(holding: Holding) -> str:
    """Until when backups here hold the data, or nothing."""
    if not holding:
        return ""
    last = short_moment(max(until for _row, until in holding))
    return _("{n} backups hold them until {date}").format(n=len(holding), date=last)


def _here(row: Standing) -> str:
    left, lines = row.order.left, row.order.lines
    return _("whole") if not left else _("{n} of {total}").format(n=lines - left, total=lines)


def _below(row: Standing) -> str:
    return listed(_device(one) for one in row.order.holders) or "—"


def _device(one: Holder) -> str:
    name = f"{one.unit}-{one.device_no}"
    return _("{name} (revoked)").format(name=name) if one.revoked else name


def _kept(row: Standing) -> str:
    return short_moment(max(until for _row, until in row.backups)) if row.backups else "—"
