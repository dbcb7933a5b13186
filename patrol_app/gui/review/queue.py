"""The queue: a list at the left, the record at the right, one key for each deed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.domain.review import WAITING
from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.gui import kit
from patrol_app.gui.context import Context, Queue
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.listing import Line, RecordSource, columns_of
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pages.filters import periods
from patrol_app.gui.pages.patrols_table import columns as patrol_columns
from patrol_app.gui.review import acting
from patrol_app.gui.review.detail import Detail, DetailPanel, parts_of, read_detail
from patrol_app.gui.review.history import show_history
from patrol_app.gui.review.parts import ADVICE, PARTS, listing_of
from patrol_app.gui.review.reasons import UnlockDialog
from patrol_app.gui.review.returning import ReturnDialog
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of
from patrol_app.services.listing import pages
from patrol_app.services.ports import Listing, Stored
from patrol_app.services.reviews import Seen

MARKED_MOST = 2_000
LARGE = 1.5  # text size from which words give way
SHOWN_COLUMNS = 5  # of a type's list; the record itself stands beside it
PATROL_COLUMNS = ("date", "ranger", "grid", "route", "km", "hours", "evidence", "_state")


class QueueEditor(Editor):
    """What waits for a review, and what was said before.

    Args:
        ctx: see ``Context``.
        queue: type and part to show first.

    Attributes:
        table: the list; panel: the record under the cursor.
        marks: records marked for a deed, as they were seen, by id.

    Signals:
        open_asked: (type, record id) to be opened in its form.
    """

    open_asked = Signal(str, str)

    def __init__(self, ctx: Context, queue: Queue) -> None:
        self.kind: RecordType = record_type(queue.type)
        super().__init__(ctx, _("Review"))
        self.part = queue.state
        self.marks: dict[str, Seen] = {}
        self._parts: dict[str, tuple[Seen, ...]] = {}
        self._wanted = ""
        self._total = 0
        self.source = RecordSource(ctx, queue.type, self)
        self.table = kit.Table(
            self._columns(), self.source.ask, name=_("To review"), row="row_compact", hug=True
        )
        self.source.model = self.table.model
        self.source.counted.connect(self._counted)
        self.source.failed.connect(self._failed)
        self.table.opened.connect(lambda line: self._open(line))
        self.table.model.loaded.connect(self._stand)
        self.table.view.selectionModel().currentRowChanged.connect(lambda *_rows: self._show())
        self.table.selection_changed.connect(lambda _lines: self._refit_bar())
        self.filters = kit.FilterBar(self._filters())
        self.filters.changed.connect(lambda *_pair: self.reload())
        self.panel = DetailPanel(dms=ctx.settings.text("coordinates") == "dms")
        card = kit.Card(flush=True).put((self.table, 1))
        left = kit.v(self.filters, (card, 1), gap="card_gap")
        left.addStretch(0)  # a short list hugs its rows
        left.add(self._bar())
        split = kit.SplitColumns(kit.holder(left), self.panel, "side_xl")
        self.setLayout(kit.v((split, 1)))
        self._keys()
        self._set_empty()
        self.reload()

    # --- header ----------------------------------------------------------------------------

    def context(self) -> str:
        """How many are in this part."""
        return _("{n} records").format(n=kit.spaced(self._total))

    def head_actions(self) -> list[QWidget]:
        """The parts of the queue."""
        pairs = [(code, _(words)) for code, (words, _states) in PARTS.items()]
        switch = kit.Segmented(pairs, self.part, _("Part of the queue"))
        switch.changed.connect(self.show_part)
        return [switch]

    def focus_first(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def changed(self, changes: Changes) -> None:
        """Records of the type, or what others said of them, changed."""
        if {type for type, _rec in changes.records} & {self.kind.code, "review", "seal"}:
            self.table.model.refresh()

    # --- list ------------------------------------------------------------------------------

    def show_part(self, part: str) -> None:
        """Show another part; marks are given up."""
        self.part = part
        self.marks.clear()
        self._set_empty()
        self.reload()
        self.head_changed.emit()
        self.table.view.setFocus()

    def reload(self) -> None:
        """Ask for the rows anew."""
        self.source.show(self._listing())
        self._refit_bar()

    def _listing(self) -> Listing:
        return listing_of(self.kind, self.part, self.filters.values().get("period", ""))

    def _filters(self) -> list[tuple[str, str, Sequence[tuple[str, str]]]]:
        return [("period", _("Period"), periods())] if self.kind.time else []

    def _columns(self) -> list[Column]:
        mark = Column("_mark", _("Mark"), 60, value=self._mark_cell)
        if self.kind.code == "patrol":
            known = {column.key: column for column in patrol_columns()}
            picked = [known[key] for key in PATROL_COLUMNS]
        else:
            every = columns_of(self.kind)
            picked = [*every[:SHOWN_COLUMNS], *([every[-1]] if len(every) > SHOWN_COLUMNS else [])]
        return [mark, *picked]

    def _mark_cell(self, line: Line) -> Cell:
        on = line.stored.record.id in self.marks
        return Cell(_("marked") if on else "", "check", on=on)

    def _counted(self, total: int) -> None:
        self._total = total
        self.filters.set_count(_("{n} records").format(n=kit.spaced(total)))
        self.head_changed.emit()

    def _failed(self, fault: PatrolError) -> None:
        self.ctx.toast(fault.message(), None)

    def _stand(self) -> None:
        """Keep the cursor on a row, the next one after a deed."""
        count, view = self.table.model.rowCount(), self.table.view
        if not count:
            self._wanted = ""
            self.panel.show_detail(None)
        elif not view.currentIndex().isValid() or not view.selectionModel().hasSelection():
            self.table.select(min(max(view.currentIndex().row(), 0), count - 1))
        self._show()
        self._refit_bar()

    def line(self) -> Line | None:
        """The row under the cursor."""
        index = self.table.view.currentIndex()
        found = self.table.model.row_at(index.row()) if index.isValid() else None
        return found if isinstance(found, Line) else None

    def _show(self) -> None:
        """Read the record under the cursor, unless it is shown as it stands."""
        line = self.line()
        if line is None:
            return
        stored, shown = line.stored, self.panel.detail
        if shown is not None and shown.stored == stored:
            return
        rec = self._wanted = stored.record.id
        app, code = self.ctx.app, self.kind.code
        self.ctx.work.query(
            lambda: read_detail(app, code, rec), self._take, self._failed, owner=self
        )

    def _take(self, detail: Detail) -> None:
        rec = detail.stored.record.id
        self._parts[rec] = _seen_parts(detail.parts)
        if rec == self._wanted:
            self.panel.show_detail(detail)

    # --- deeds -----------------------------------------------------------------------------

    def targets(self) -> list[Seen]:
        """What a deed is done to: the marked ones, else the selected, else the current."""
        if self.marks:
            return list(self.marks.values())
        lines = [line for line in self.table.selected() if isinstance(line, Line)]
        return [Seen(line.stored.record.id, line.stored.heads) for line in lines]

    def mark(self) -> None:
        """Mark or unmark the current row and go on to the next one."""
        line = self.line()
        if line is None:
            return
        self._toggle(line)
        row = self.table.view.currentIndex().row()
        if row + 1 < self.table.model.rowCount():
            self.table.select(row + 1)
        self._refit_bar()

    def mark_all(self) -> None:
        """Mark every row of the list, or none if all are."""
        if len(self.marks) >= min(self._total, MARKED_MOST):
            self._take_marks({})
            return
        queries, listing = self.ctx.app.store.queries, self._listing()

        def read() -> dict[str, Seen]:
            """All of them as the list has them now."""
            rows = pages(queries, listing, MARKED_MOST)
            return {row.record.id: Seen(row.record.id, row.heads) for row in rows}

        self.ctx.work.query(read, self._take_marks, owner=self)

    def _take_marks(self, marks: dict[str, Seen]) -> None:
        self.marks = marks
        self._read_parts(list(marks))
        self.table.view.viewport().update()
        self._refit_bar()

    def approve(self) -> None:
        """Approve what was seen, findings of a patrol with it."""
        seen = self.targets()
        if seen and self._may("review") and self.part != "locked":
            parts = [part for one in seen for part in self._parts.get(one.rec, ())]
            every = [*seen, *parts]
            acting.approve(self.ctx, self, self.kind.code, every, len(seen), self._done)

    def give_back(self) -> None:
        """Ask for reasons and return the current record."""
        line = self.line()
        if line is None or not self._may("review") or self.part == "locked":
            return
        stored, number = line.stored, name_of(line.stored)
        detail = self.panel.detail
        offered = {}
        if detail is not None and detail.stored.record.id == stored.record.id:
            offered = {one.field: one.message() for one in detail.remarks if one.level != "note"}
        dialog = ReturnDialog(self.kind.code, number, self.window(), offered)
        seen = Seen(stored.record.id, stored.heads)
        dialog.agreed.connect(
            lambda reasons: acting.give_back(
                self.ctx, self, self.kind.code, seen, number, reasons, self._done
            )
        )
        dialog.open()

    def lock(self) -> None:
        """Lock approved records; on a locked one ask for a reason and unlock it."""
        line, seen = self.line(), self.targets()
        if line is None or not self._may("lock"):
            return
        if self.part != "locked":
            parts = [part for one in seen for part in self._parts.get(one.rec, ())]
            acting.lock(self.ctx, self, self.kind.code, [*seen, *parts], self._done)
            return
        rec, number = line.stored.record.id, name_of(line.stored)
        dialog = UnlockDialog(number, self.window())
        dialog.agreed.connect(
            lambda reason: acting.unlock(
                self.ctx, self, self.kind.code, rec, number, reason, self._done
            )
        )
        dialog.open()

    def history(self) -> None:
        """Everything that happened to the current record."""
        line = self.line()
        if line is not None:
            show_history(self.ctx, line.stored)

    def _open(self, line: Line | None) -> None:
        if line is not None:
            self.open_asked.emit(self.kind.code, line.stored.record.id)

    def _toggle(self, line: Line) -> None:
        rec = line.stored.record.id
        if self.marks.pop(rec, None) is None:
            self.marks[rec] = Seen(rec, line.stored.heads)
            self._read_parts([rec])
        self.table.view.viewport().update()

    def _read_parts(self, recs: Sequence[str]) -> None:
        """The findings of marked patrols as they stand now: they go with the approval."""
        app, code = self.ctx.app, self.kind.code
        missing = [rec for rec in recs if rec not in self._parts]

        def read() -> dict[str, tuple[Seen, ...]]:
            """Heads by patrol."""
            return {rec: _seen_parts(parts_of(app, code, rec)) for rec in missing}

        if missing and code == "patrol":
            self.ctx.work.query(read, self._parts.update, owner=self)

    def _may(self, right: str) -> bool:
        if self.ctx.actor().may(right):
            return True
        self.ctx.toast(_("Your role does not allow this"), None)
        return False

    def _done(self) -> None:
        """A deed is done: the row leaves, the next one stands in its place."""
        self.marks.clear()
        self.table.model.refresh()
        self.table.view.setFocus()

    def _bar(self) -> QWidget:
        self._picked = kit.label("", "strong")
        self._buttons = {
            "mark": kit.Button(self._keyed(_("Mark"), "Space")),
            "history": kit.Button(self._keyed(_("History"), "H")),
            "lock": kit.Button(self._keyed(_("Lock"), "L"), "", "lock-outline"),
            "return": kit.Button(self._keyed(_("Send back"), "R"), "", "undo-variant"),
            "approve": kit.Button(self._keyed(_("Approve"), "A"), "primary", "check"),
        }
        deeds = (self.mark, self.history, self.lock, self.give_back, self.approve)
        for button, deed in zip(self._buttons.values(), deeds, strict=True):
            button.clicked.connect(lambda _checked=False, act=deed: act())
        self._deeds = kit.ActionBar(self._picked, list(self._buttons.values()))
        return self._deeds

    @staticmethod
    def _keyed(words: str, key: str) -> str:
        """Words with the key beside them, unless large text needs the room."""
        return words if current().scale >= LARGE else f"{words}  {key}"

    def _refit_bar(self) -> None:
        if not hasattr(self, "_picked"):
            return
        count = len(self.targets())
        words = _("{n} marked") if self.marks else _("{n} selected")
        self._picked.setText(words.format(n=count) if count > 1 or self.marks else "")
        some, actor = bool(count), self.ctx.actor()
        reviews = actor.may("review") and some and self.part != "locked"
        self._buttons["approve"].setEnabled(reviews and self.part != "approved")
        self._buttons["return"].setEnabled(reviews)
        self._buttons["lock"].setEnabled(
            actor.may("lock") and some and self.part in ("approved", "locked")
        )
        verb = _("Unlock") if self.part == "locked" else _("Lock")
        self._buttons["lock"].set_words(self._keyed(verb, "L"))
        self._buttons["history"].setEnabled(some)
        self._buttons["mark"].setEnabled(some)
        self._deeds.fit()

    def _keys(self) -> None:
        for key, act in (
            ("A", self.approve),
            ("R", self.give_back),
            ("L", self.lock),
            ("H", self.history),
            ("Space", self.mark),
            ("Ctrl+A", self.mark_all),
            ("Esc", self.closed.emit),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _set_empty(self) -> None:
        words = _("Nothing to review") if self.part == "waiting" else _("Nothing here")
        self.table.set_empty(kit.EmptyState("clipboard-check-outline", words, _(ADVICE[self.part])))


def _seen_parts(parts: Sequence[Stored]) -> tuple[Seen, ...]:
    """Submitted findings of a patrol as they were seen; those already decided stay out."""
    return tuple(
        Seen(one.record.id, one.heads, one.type)
        for one in parts
        if one.state == "submitted" and one.review in WAITING
    )
