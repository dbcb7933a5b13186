"""The tab 待办: entries put aside, records that wait for an entry, files kept for others."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import minute_text
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context, Open, page_of
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.panel import ExchangePanel
from patrol_app.gui.exchange.tally import size_words
from patrol_app.gui.kit import Button, Card, EmptyState, Table, topped, v
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.i18n import _
from patrol_app.services.desk_ports import Carried
from patrol_app.services.held_work import HeldLine, WaitingRecord, held_lines, waiting_records
from patrol_app.services.ports import Queries


@dataclass(frozen=True)
class Waiting:
    """One line of the worklist.

    Attributes:
        tone / word: chip; who: unit and device; what: record or file; why: reason.
        done: what happens with it; type / rec: the record to open, or empty.
        carried: the file, where it is one.
    """

    tone: str
    word: str
    who: str
    what: str
    why: str
    done: str
    type: str = ""
    rec: str = ""
    carried: Carried | None = None


def read_waiting(queries: Queries) -> list[Waiting]:
    """Everything that waits, entries first."""
    return [
        *map(_held, held_lines(queries)),
        *map(_record, waiting_records(queries)),
        *map(_carried, queries.carried()),
    ]


class WaitingPanel(ExchangePanel):
    """One list.

    Args:
        ctx: see ``Context``.

    Attributes:
        choose: file dialogs; tests hand in their own.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self.choose = Chooser()
        self._rows: list[Waiting] = []
        self.card = Card(_("What waits"), flush=True)
        self.table = Table(
            [
                Column("word", _("Kind"), 120, value=lambda row: chip(row.tone, row.word)),
                Column("who", _("From"), 180),
                Column("what", _("Record or file"), 260),
                Column("why", _("Why")),
                Column("done", _("What is done"), 280, value=lambda row: Cell(row.done)),
            ],
            name=_("What waits"),
            hug=True,
        )
        self.table.set_empty(
            EmptyState(
                "check-all",
                _("Nothing is left to do"),
                _("Entries put aside, incomplete records and files for others stand here."),
            )
        )
        self.table.opened.connect(self._open)
        self.table.selection_changed.connect(lambda _rows: self.head_changed.emit())
        self.card.put((self.table, 1))
        self.setLayout(v((topped(self.card), 1)))

    def refresh(self) -> None:
        """Read the list anew."""
        queries = self.ctx.app.store.queries
        self.ctx.work.query(lambda: read_waiting(queries), self._show, owner=self)

    def head_actions(self) -> list[QWidget]:
        """Hand files on, drop those handed on."""
        carried = [row.carried for row in self._rows if row.carried]
        shown: list[QWidget] = []
        given = sum(1 for row in carried if row.given_ms)
        if given:
            drop = Button(_("Drop {n} handed on").format(n=given), icon="delete-outline")
            drop.clicked.connect(self.drop)
            shown.append(drop)
        if any(row.way == "down" for row in carried):
            give = Button(_("Hand on"), "primary", "usb-flash-drive-outline", "Ctrl+Enter")
            give.clicked.connect(self.hand_on)
            shown.append(give)
        return shown

    def focus(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def hand_on(self) -> None:
        """Lay what came from above for the selected units, else for all, into a folder."""
        chosen = [row.carried for row in self.table.selected() if row.carried]
        rows = chosen or [row.carried for row in self._rows if row.carried]
        units = sorted({code for row in rows if row.way == "down" for code in row.target.split()})
        start = self.ctx.settings.text("export_folder")
        folder = self.choose.folder(self, _("USB stick or folder"), start)
        if folder is None or not units:
            return
        app, again = self.ctx.app, bool(chosen)

        def job(_progress: object, _cancelled: object) -> int:
            """Copy; how many files were laid there."""
            found = app.exchange.hand_out(units, folder.absolute(), again=again)
            return sum(len(paths) for paths in found.values())

        self.ctx.work.heavy(job, self._handed, self._failed, owner=self)

    def drop(self) -> None:
        """Remove the files that were handed on."""
        app = self.ctx.app
        self.ctx.work.command(app.exchange.drop_carried, self._dropped, self._failed, owner=self)

    def _show(self, rows: list[Waiting]) -> None:
        self._rows = rows
        self.table.set_rows(rows)
        carried = [row.carried for row in rows if row.carried]
        words = _("{n} files for others, {size}")
        self.card.set_caption(
            words.format(n=len(carried), size=size_words(sum(row.bytes for row in carried)))
        )
        self.head_changed.emit()

    def _open(self, row: Waiting) -> None:
        if row.rec and row.type:
            self.ctx.navigate(page_of(row.type), Open(row.type, row.rec))

    def _handed(self, count: int) -> None:
        self.ctx.toast(_("{n} files handed on").format(n=count), None)
        self.refresh()

    def _dropped(self, count: int) -> None:
        self.ctx.toast(_("{n} files dropped").format(n=count), None)
        self.refresh()

    def _failed(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)


def _held(line: HeldLine) -> Waiting:
    done = (
        _("Taken in by itself after the upgrade")
        if line.upgrade
        else _("Kept; the receipt tells the station")
    )
    what = f"{line.number} · {_('entry {n}').format(n=line.seq)}"
    who = f"{line.name} {line.device_no}"
    return Waiting("due", _("On hold"), who, what, line.words, done, line.type, line.rec)


def _record(one: WaitingRecord) -> Waiting:
    done = _("The receipt asks for it") if one.waits else _("Ask the station to send all again")
    return Waiting(
        "due", _("Incomplete"), one.unit, one.number, one.words(), done, one.type, one.rec
    )


def _carried(row: Carried) -> Waiting:
    way = _("For the level above") if row.way == "up" else _("For {units}")
    words = way.format(units=row.target.replace(" ", ", ") or _("every unit below"))
    done = (
        _("Handed on {time}").format(time=minute_text(row.given_ms))
        if row.given_ms
        else _("Goes with the next export")
        if row.way == "up"
        else _("Goes with the next stick of that station")
    )
    tone = "locked" if row.given_ms else "info"
    return Waiting(tone, _("Hand on"), row.unit, row.name, words, done, carried=row)
