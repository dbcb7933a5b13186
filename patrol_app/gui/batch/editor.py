"""Batch entry: choose a folder, read it, correct the grid, write the rows, see what they became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui import kit
from patrol_app.gui.batch.results import Results
from patrol_app.gui.batch.table import BatchTable
from patrol_app.gui.context import Context
from patrol_app.gui.kit.dialogs import leave
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pages.faces import Faces, refusal_face, work_face
from patrol_app.gui.work import Task
from patrol_app.i18n import _
from patrol_app.services.batch.owners import Choices
from patrol_app.services.batch.service import answered
from patrol_app.services.batch.types import Batch, BatchRow, RowDone

CHECK_MS = 120  # a pause in typing after which the rules are asked
SETTLING = frozenset({"means", "start_at", "from", "end_at"})


class BatchEditor(Editor):
    """Batch entry in the window.

    Args:
        ctx: see ``Context``.
        paths: folders and files; empty asks for a folder.

    Attributes:
        batch: as it stands in the grid; None before it was read.
        table: the grids; None before.
        results: what became of the rows; None before they were written.

    Signals:
        opened: record id of a patrol that the person wants to see.
    """

    opened = Signal(str)

    def __init__(self, ctx: Context, paths: Sequence[Path] = ()) -> None:
        super().__init__(ctx, _("Batch entry"))
        self.batch: Batch | None = None
        self.table: BatchTable | None = None
        self.results: Results | None = None
        self._task: Task | None = None
        self._writing = self._edited = False
        self._days: dict[str, Any] = {}
        self._ticket = 0
        choose = kit.EmptyState(
            "folder-open-outline",
            _("Which folder?"),
            _("Tracks and photos of many rangers: a folder for each, named by ranger or receiver."),
            _("Choose a folder"),
        )
        choose.primary.connect(self.ask_folder)
        self._faces = Faces(choose, self)
        self._check_soon = QTimer(self)
        self._check_soon.setSingleShot(True)
        self._check_soon.setInterval(CHECK_MS)
        self._check_soon.timeout.connect(self.check)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.activated.connect(self.escape)
        if paths:
            self.read(paths)

    # --- reading ---------------------------------------------------------------------------

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        found = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if found:
            self.read([Path(found)])

    def take_drop(self, paths: list[str]) -> bool:
        """Another folder begins anew, unless rows were edited or are being written."""
        if not self._writing and not self._edited:
            self.read([Path(path) for path in paths])
        return True

    def read(self, paths: Sequence[Path]) -> None:
        """Read in the reader process; the grid follows."""
        self._stop()
        self.batch, self.table, self.results = None, None, None
        line = kit.ProgressLine(
            _("Reading files"), _("Cancelling leaves nothing behind: nothing is written yet.")
        )
        line.cancelled.connect(self._stop)
        self._faces.bring(work_face(line), keep=self.table)
        app, actor, chosen = self.ctx.app, self.ctx.actor(), tuple(paths)
        self._task = self.ctx.work.heavy(
            lambda progress, cancelled: (
                app.batch.plan(chosen, actor, on_progress=progress, cancelled=cancelled),
                app.batch.choices(),
            ),
            self._read,
            self._failed,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        self.head_changed.emit()

    def _read(self, found: tuple[Batch, Choices]) -> None:
        self._task = None
        self.batch, choices = found
        self.table = BatchTable(choices)
        self.table.rows_edited.connect(self._rows_edited)
        self.table.datum_chosen.connect(self._datum)
        self._faces.bring(self.table)
        self.table.show_batch(self.batch)
        self.check()
        self.head_changed.emit()
        self.focus_first()

    def _failed(self, fault: PatrolError) -> None:
        self._task, self._writing = None, False
        if fault.code == "work.cancelled":
            self._faces.ask_again()
        else:
            title, verb = _("Nothing was read"), _("Choose a folder")
            self._faces.bring(refusal_face(title, fault, verb, self.ask_folder))
        self.batch, self.table = None, None
        self.head_changed.emit()

    # --- correcting ------------------------------------------------------------------------

    def check(self) -> None:
        """Ask the rules about every row; what they say stands beside the cells."""
        self._check_soon.stop()
        if self.batch is None:
            return
        self._ticket += 1
        app, rows, ticket = self.ctx.app, self.batch.rows, self._ticket
        self.ctx.work.query(
            lambda: app.batch.check(rows), lambda found: self._checked(ticket, found), owner=self
        )

    def _checked(self, ticket: int, found: Any) -> None:
        if self.table is not None and ticket == self._ticket:
            self.table.show_checked(found)

    def _rows_edited(self, rows: Sequence[BatchRow], keys: set[str]) -> None:
        """Take over what was typed; a ranger goes for all rows handed in together."""
        if self.batch is None or self.table is None:
            return
        self._edited = True
        before = {row.key: row for row in self.batch.rows}
        batch = self.batch
        for row in rows:
            batch = batch.with_row(row)
            if "ranger_id" in keys and not before[row.key].values.get("ranger_id"):
                batch = _for_group(batch, row)
        self.batch = batch
        self.table.show_batch(batch)
        if "take" in keys:  # a head made anew while its key is down would lose the click
            self.head_changed.emit()
        if keys & SETTLING:
            self._settle([row.key for row in rows])
        self._check_soon.start()

    def _settle(self, keys: Sequence[int]) -> None:
        """Cut tracks to typed times, read them again for another means."""
        assert self.batch is not None
        app = self.ctx.app
        rows = [row for row in self.batch.rows if row.key in set(keys) and row.whole]
        if rows:
            self.ctx.work.heavy(
                lambda _progress, _cancelled: [app.batch.settled(row) for row in rows],
                self._settled,
                owner=self,
            )

    def _settled(self, rows: Sequence[BatchRow]) -> None:
        """The tracks as they will be written; what was typed meanwhile stays."""
        if self.batch is None or self.table is None:
            return
        now = {row.key: row for row in self.batch.rows}
        for row in rows:
            typed = now[row.key]
            kept = replace(row, take=typed.take, values=typed.values, findings=typed.findings)
            self.batch = self.batch.with_row(kept)
        self.table.show_batch(self.batch)
        self._check_soon.start()

    def _datum(self, code: str) -> None:
        if self.batch is not None and self.table is not None and code:
            self.batch = answered(self.batch, code)
            self.table.show_batch(self.batch)
            self.table.grid.setFocus()
            self.check()

    # --- writing ---------------------------------------------------------------------------

    def save(self) -> None:
        """Write the ticked rows as drafts."""
        self.write(submit=False)

    def submit(self) -> None:
        """Write and submit the ticked rows; what the rules refuse is shown first."""
        self.write(submit=True)

    def write(self, *, submit: bool, ready_only: bool = False) -> None:
        """Write rows.

        Args:
            submit: as the form would submit them.
            ready_only: leave out rows with entries that need a look.
        """
        batch, table = self.batch, self.table
        if batch is None or table is None or self._writing:
            return
        if batch.asks_datum:
            self.ctx.toast(_("Say which coordinates the files have first"), None)
            table.datum.setFocus()
            return
        app, actor, ticket = self.ctx.app, self.ctx.actor(), self._ticket

        def judged(found: Any) -> None:
            """Go on once the rules have said what they say of the newest words."""
            if self.table is not table or ticket != self._ticket:
                return
            table.show_checked(found)
            self._judged(found, submit=submit, ready_only=ready_only)

        rows = batch.rows
        self._check_soon.stop()
        if actor.may("write:patrol"):
            self.ctx.work.query(lambda: app.batch.check(rows), judged, owner=self)

    def _judged(self, found: Any, *, submit: bool, ready_only: bool) -> None:
        assert self.batch is not None and self.table is not None
        bad = {key for key, one in found.items() if one.errors} if submit else set()
        batch = self.batch
        if self.table.rows.unread() or self.table.finds.unread():
            self.table.go_to_error()
            self.ctx.toast(_("Some cells cannot be read yet"), None)
            return
        if bad and not ready_only:
            self._ask_ready(len(bad), len(found) - len(bad))
            return
        rows = tuple(replace(row, take=row.take and row.key not in bad) for row in batch.rows)
        self._write(replace(batch, rows=rows), submit)

    def _ask_ready(self, bad: int, ready: int) -> None:
        """Say what hinders; the others may go."""
        assert self.table is not None
        words = _("{n} patrols have entries that need a look").format(n=bad)
        verb = _("Submit the other {n}").format(n=ready) if ready else ""
        note = kit.Note("overdue", words, _("They are marked in the grid."), verb)
        note.acted.connect(lambda: self.write(submit=True, ready_only=True))
        self.table.show_note(note)
        self.table.go_to_error()

    def _write(self, batch: Batch, submit: bool) -> None:
        count = sum(row.take for row in batch.rows)
        if not count:
            self.ctx.toast(_("No row is ticked"), None)
            return
        line = kit.ProgressLine(_("Writing"), _("Rows that are written stay; the others wait."))
        self._faces.bring(work_face(line), keep=self.table)
        self._writing = True
        app, actor = self.ctx.app, self.ctx.actor()
        self._task = self.ctx.work.heavy(
            lambda progress, cancelled: app.batch.apply(
                batch, actor, submit=submit, on_progress=progress, cancelled=cancelled
            ),
            self._written,
            self._failed_writing,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        line.cancelled.connect(self._task.cancel)
        self.head_changed.emit()

    def _written(self, done: list[RowDone]) -> None:
        """Rows that stand in the book leave the grid."""
        assert self.batch is not None and self.table is not None
        self._task, self._writing, self._edited = None, False, False
        rows = {row.key: row for row in self.batch.rows}
        gone = {one.key for one in done if one.rec}
        left = tuple(row for row in self.batch.rows if row.key not in gone)
        self.batch = replace(self.batch, rows=left)
        waiting = sum(row.take for row in left)
        self.results = Results([(rows[one.key], one) for one in done], waiting)
        self.results.back_asked.connect(self.back_to_grid)
        self.results.opened.connect(self.opened)
        self._faces.bring(self.results, keep=self.table)
        self.head_changed.emit()
        self.results.focus_first()

    def _failed_writing(self, fault: PatrolError) -> None:
        self._task, self._writing = None, False
        self.back_to_grid()
        self.ctx.toast(fault.message(), None)

    def back_to_grid(self) -> None:
        """The rows that are left."""
        if self.table is not None and self.batch is not None:
            self.results = None
            self._faces.setCurrentWidget(self.table)
            self.table.show_note(None)
            self.table.show_batch(self.batch)
            self.check()
            self.head_changed.emit()
            self.focus_first()

    # --- head ------------------------------------------------------------------------------

    def head_actions(self) -> list[QWidget]:
        """Another folder, drafts, submit."""
        if self._writing or self.results is not None or self.batch is None:
            return []
        count = sum(row.take for row in self.batch.rows)
        other = kit.Button(_("Other folder"), "", "folder-open-outline")
        other.clicked.connect(self.ask_folder)
        save = kit.Button(_("Save drafts"), "", "content-save-outline", "Ctrl+S")
        save.clicked.connect(self.save)
        words = _("Submit {n}").format(n=count)
        submit = kit.Button(words, "primary", "send-check-outline", "Ctrl+Enter")
        submit.clicked.connect(self.submit)
        for button in (save, submit):
            button.setEnabled(bool(count))
        return [other, save, submit]

    def focus_first(self) -> None:
        """The question about the coordinates, else the grid."""
        if self.table is None:
            self.setFocus()
        elif self.batch is not None and self.batch.asks_datum:
            self.table.datum.setFocus()
        else:
            self.table.show_part(self.table.switch.value())

    def leave_question(self) -> str:
        """Rows that were corrected would be lost."""
        return _("Leave this batch?") if self._edited and not self._writing else ""

    def left(self) -> None:
        """Give up reading."""
        self._check_soon.stop()
        if not self._writing:
            self._stop()

    def escape(self) -> None:
        """Back to the list; asks where corrections would be lost."""
        question = self.leave_question()
        if self._writing:
            return
        if not question or leave(self, question, _("The corrected rows are not written yet.")):
            self.closed.emit()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None


def _for_group(batch: Batch, named: BatchRow) -> Batch:
    """The ranger of one row for all rows handed in with it that name nobody."""
    told = {name: named.values.get(name) for name in ("ranger_id", "grid_id")}
    for row in batch.rows:
        if row.group == named.group and row.key != named.key and not row.values.get("ranger_id"):
            batch = batch.with_row(row.edited(**told))
    return batch
