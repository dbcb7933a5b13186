"""The tab 冲突 of the Exchange page: records with two changes, and the one that is settled."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from patrol_app.domain.instant import date_of
from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.conflict import acting
from patrol_app.gui.conflict.compare import CompareView
from patrol_app.gui.conflict.reading import Shown, read_shown, reveal
from patrol_app.gui.context import Context, Open, page_of
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.panel import ExchangePanel
from patrol_app.gui.exchange.parts import NotePlace
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import _
from patrol_app.services.conflict_types import How, Row
from patrol_app.services.report_types import Paper
from patrol_app.services.value_words import listed


class ListFirst(kit.SplitColumns):
    """The narrow column stands at the left."""

    def _refit(self) -> None:
        super()._refit()
        if not self.is_folded:
            self._box.setDirection(kit.Box.Direction.RightToLeft)


class ConflictPanel(ExchangePanel):
    """List left, fields side by side right.

    Args:
        ctx: see ``Context``.

    Attributes:
        table: the list; compare: the record under its cursor.
        choose: file dialogs; tests hand in their own.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._rows: tuple[Row, ...] = ()
        self.choose = Chooser()
        self._wanted: tuple[str, str] | None = None
        self._asked = ("", "")
        self._whole = ("", "")  # shown in full
        self._refocus = False
        self.note = NotePlace()
        self.table = kit.Table(
            [
                Column("number", _("Record"), 0, value=_record),
                Column("labels", _("Fields"), 96, value=_fields),
            ],
            name=_("Conflicts"),
            row="row_touch",
            hug=True,
        )
        self.table.opened.connect(lambda _row: self.focus_fields())
        self.table.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._show())
        self.table.selection_changed.connect(lambda _rows: self._refit())
        self.compare = CompareView(dms=ctx.settings.text("coordinates") == "dms")
        self.compare.changed.connect(self.head_changed)
        self.compare.wanted.connect(self.show_in_full)
        self._many = kit.holder(self._bar())
        records = kit.topped(kit.Card(flush=True).put((self.table, 1)))
        left = kit.v((records, 1), self._many, gap="card_gap")
        self._left = kit.holder(left)
        split = ListFirst(self.compare, self._left, "side_l")
        self._stand = QStackedWidget()
        self._stand.addWidget(split)
        self._stand.addWidget(
            kit.Card().put(
                (
                    kit.EmptyState(
                        "check-all",
                        _("No conflict is open"),
                        _("Where two people change one field, both values are shown here."),
                    ),
                    1,
                )
            )
        )
        self.setLayout(kit.v(self.note, (self._stand, 1), gap="card_gap"))
        self._refit()

    def refresh(self) -> None:
        """Read the list anew; the cursor stays on its record."""
        app, actor = self.ctx.app, self.ctx.actor()
        self.ctx.work.query(lambda: app.conflicts.rows(actor), self._fill, owner=self)

    def show_record(self, type: str, rec: str) -> None:
        """Put the cursor on a record, at once or when the list has been read."""
        self._wanted = (type, rec)
        self.refresh()

    def head_actions(self) -> list[QWidget]:
        """Open the record, settle it."""
        shown = self.compare.shown
        paper = kit.Button(_("Print the list"), icon="printer-outline")
        paper.clicked.connect(self.print_list)
        if shown is None:
            return [paper]
        look = kit.Button(_("Open the record"), icon="open-in-new")
        look.clicked.connect(self._open_record)
        if shown.conflict.refusal is not None:
            return [paper, look]
        done, total = len(self.compare.choices()), len(self.compare.rows)
        words = _("Settle {n} of {total}").format(n=done, total=total)
        send = kit.Button(words, "primary", "call-merge", "Ctrl+Enter")
        send.clicked.connect(self.settle)
        return [paper, look, send]

    def focus(self) -> None:
        """The first field that is open, else the list."""
        if not self.compare.isVisible() or not self.focus_fields():
            self.table.view.setFocus()

    def focus_fields(self) -> bool:
        """The first field without a choice; whether there is one."""
        shown = self.compare.shown
        may = shown is not None and shown.conflict.refusal is None
        return may and self.compare.focus_open()

    def print_list(self) -> None:
        """Write what is open and what was settled this month as PDF or xlsx."""
        app, day = self.ctx.app, date_of(self.ctx.app.clock.now_ms())
        folder = Path(self.ctx.settings.text("paper_folder") or "")
        name = str(folder / f"{_('Conflicts')}-{day}.pdf")
        found = self.choose.save(self, _("Print the list"), name, ("pdf", "xlsx"))
        if found is None:
            return
        out, first = found.absolute(), f"{day[:8]}01"
        self.ctx.work.heavy(
            lambda _progress, _cancelled: app.reports.conflicts(None, first, day, out),
            self._printed,
            self._not_printed,
            owner=self,
        )

    def _printed(self, paper: Paper) -> None:
        words = _("{n} rows written: {file}")
        self.ctx.toast(words.format(n=paper.facts["rows"], file=paper.path.name), None)

    def _not_printed(self, fault: PatrolError) -> None:
        self.note.fault(_("Not done"), fault)

    def show_in_full(self) -> None:
        """Show guarded places of this record exactly; the view is written down first."""
        shown = self.compare.shown
        if shown is None:
            return
        app, actor, found = self.ctx.app, self.ctx.actor(), shown.conflict

        def show(whole: Shown | None) -> None:
            """The newest answer alone counts."""
            if self._asked == (found.type, found.rec):
                self._whole = self._asked
                self.compare.show_record(whole)
                self.head_changed.emit()
                self.focus()

        self.ctx.work.command(lambda: reveal(app, actor, found.type, found.rec), show, owner=self)

    def settle(self) -> None:
        """Settle the record shown; fields without a choice come first."""
        shown = self.compare.shown
        if shown is None or shown.conflict.refusal is not None:
            return
        self.note.clear()
        if self.compare.focus_open():
            left = len(self.compare.rows) - len(self.compare.choices())
            self.note.say("due", _("{n} fields have no choice yet").format(n=left))
            return
        found = shown.conflict
        at = next((n for n, row in enumerate(self._rows) if row.rec == found.rec), 0)
        rest = [row for row in self._rows if row.rec != found.rec]
        if rest:
            follow = rest[min(at, len(rest) - 1)]
            self._wanted = (follow.type, follow.rec)
        acting.settle(self.ctx, self, found, self.compare.choices(), self.refresh)

    def settle_selected(self, how: How) -> None:
        """Settle the selected records alike."""
        rows = [row for row in self.table.selected() if isinstance(row, Row)]
        acting.settle_many(self.ctx, self, rows, how, self.refresh)

    def _bar(self) -> kit.Box:
        """What can be done with several records at once."""
        self._count = kit.label("", "caption")
        row = kit.v(self._count, gap="half")
        for words, how in (
            (_("All: what stands"), "standing"),
            (_("All: the other value"), "other"),
            (_("All: keep both"), "both"),
        ):
            button = kit.Button(words)
            button.clicked.connect(lambda _on=False, how=how: self.settle_selected(how))
            row.add(button)
        return row

    def _refit(self) -> None:
        count = len(self.table.selected())
        self._many.setVisible(count > 1)
        self._count.setText(_("{n} selected").format(n=count))

    def _fill(self, rows: Sequence[Row]) -> None:
        keep = self._wanted or self._asked
        inside = self.compare.isAncestorOf(self.focusWidget() or self)
        self._refocus = self._refocus or inside or self._wanted is not None
        self._rows, self._wanted = tuple(rows), None
        self.table.set_rows(self._rows)
        at = next((n for n, row in enumerate(self._rows) if (row.type, row.rec) == keep), 0)
        self._asked = ("", "")
        self._stand.setCurrentIndex(0 if self._rows else 1)
        if self._rows:
            self.table.select(at)
            self._show()
        else:
            self.compare.show_record(None)
            self.head_changed.emit()

    def _show(self) -> None:
        """Read the record under the cursor."""
        row = self.table.model.row_at(self.table.view.currentIndex().row())
        if not isinstance(row, Row) or (row.type, row.rec) == self._asked:
            return
        self._asked = asked = (row.type, row.rec)
        app, actor = self.ctx.app, self.ctx.actor()
        if asked != self._whole:
            self._whole = ("", "")
        clear = asked == self._whole and actor.may("private")  # the view is written down already

        def show(shown: Shown | None) -> None:
            """The newest answer alone counts."""
            if asked != self._asked:
                return
            if not self._same(shown):  # what was chosen stays while the record does
                self.note.clear()
                self.compare.show_record(shown, may_show=actor.may("private"))
                self.head_changed.emit()
            if self._refocus:
                self._refocus = False
                self.focus()

        self.ctx.work.query(
            lambda: read_shown(app, actor, row.type, row.rec, clear=clear), show, owner=self
        )

    def _same(self, shown: Shown | None) -> bool:
        """Whether the record shown is this one, unchanged."""
        now = self.compare.shown
        return now is not None and shown is not None and now.conflict == shown.conflict

    def _open_record(self) -> None:
        shown = self.compare.shown
        if shown is not None:
            found = shown.conflict
            self.ctx.navigate(page_of(found.type), Open(found.type, found.rec))


def _record(row: Row) -> Cell:
    return two(row.number, " · ".join((row.label, row.title or listed(row.labels))))


def _fields(row: Row) -> Cell:
    if not row.settable:
        return chip("locked", _("Not here"))
    return chip("conflict", _("{n} fields").format(n=len(row.labels)))
