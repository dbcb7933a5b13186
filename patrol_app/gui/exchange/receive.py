"""Receiving: what it would do first, then doing it, then the receipts (look/07)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from patrol_app.domain.instant import minute_text
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange import jobs
from patrol_app.gui.exchange.choosing import Chooser, open_folder
from patrol_app.gui.exchange.parts import NotePlace, step_card
from patrol_app.gui.exchange.receipt_card import ReceiptCard
from patrol_app.gui.exchange.tally import FileList, count_tiles, size_words, takes
from patrol_app.gui.kit import (
    Button,
    Card,
    ProgressLine,
    SplitColumns,
    Step,
    Steps,
    holder,
    topped,
    v,
)
from patrol_app.gui.kit.banners import spaced
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.steps import AHEAD, DONE, LATE, NOW
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.work import Task
from patrol_app.i18n import _
from patrol_app.services.exchange_sheets import rehearsal_sheet
from patrol_app.services.exchange_types import Received
from patrol_app.services.rehearsal_rows import received_rows, rehearsal_rows
from patrol_app.services.rehearsal_words import BAD


class ReceiveEditor(Editor):
    """The rehearsal of some files, and taking them in.

    Args:
        ctx: see ``Context``.
        paths: files, folders, sticks.
        choose: file dialogs.
    """

    def __init__(self, ctx: Context, paths: Sequence[Path], choose: Chooser) -> None:
        super().__init__(ctx, _("Import preview"))
        self._paths, self._choose = tuple(paths), choose
        self._seen: jobs.Rehearsed | None = None
        self._done: Received | None = None
        self._task: Task | None = None
        self._fault = False
        self.steps = Steps([])
        self.note = NotePlace()
        self._counts = v()
        self.list = FileList()
        self.receipts = ReceiptCard(self._ask_place)
        self._work = v(gap="card_gap")
        side = holder(v(self.receipts, self._work, None, gap="card_gap"))
        strip = step_card(self.steps)
        self.columns = SplitColumns(topped(self.list), side, "side_l")
        rows = v(strip, self.note, holder(self._counts), (self.columns, 1), gap="card_gap")
        self.setLayout(rows)
        self._show_steps()
        self._rehearse()

    def context(self) -> str:
        """Which files, and whether anything was written."""
        files = self._seen.paths if self._seen else self._paths
        name = files[0].name or str(files[0]) if files else ""
        if len(files) > 1:
            name = _("{name} and others, {n} files").format(name=name, n=len(files))
        state = _("written") if self._done else _("nothing was written yet")
        return f"{state} · {name}"  # a long name is cut, the state is not

    def head_actions(self) -> list[QWidget]:
        """Leave and take in, or done."""
        if self._done is not None:
            shown: list[QWidget] = []
            if self._done.receipts:
                folder = self._done.receipts[0]
                opener = Button(_("Open folder"), icon="folder-open-outline")
                opener.clicked.connect(lambda: open_folder(folder))
                shown.append(opener)
            done = Button(_("Done"), "primary", "check", "Ctrl+Enter")
            done.clicked.connect(self.closed)
            return [*shown, done]
        paper = Button(_("Preview as PDF"), icon="file-pdf-box")
        paper.setEnabled(self._seen is not None)
        paper.clicked.connect(self.save_preview)
        drop = Button(_("Not now"))
        drop.clicked.connect(self.closed)
        words = takes(self._seen.outcome) if self._seen else ""
        take = Button(
            words or _("Nothing to take in"), "primary", "database-import-outline", "Ctrl+Enter"
        )
        take.setEnabled(bool(words) and self._task is None)
        take.clicked.connect(self.receive)
        return [paper, drop, take]

    def focus_first(self) -> None:
        """The list: Tab leads on."""
        self.list.table.view.setFocus()

    def save_preview(self) -> None:
        """Write the preview as PDF or workbook; nothing is taken in by that."""
        seen = self._seen
        if seen is None:
            return
        folder = Path(self.ctx.settings.text("paper_folder") or "")
        title = _("Import preview")
        found = self._choose.save(self, title, str(folder / f"{title}.pdf"), ("pdf", "xlsx"))
        if found is None:
            return
        app, who, out = self.ctx.app, self.ctx.actor().name, found.absolute()

        def job(_progress: object, _cancelled: object) -> str:
            """Make and write it; the file's name."""
            made = f"{minute_text(app.clock.now_ms())} · {who}"
            return app.reports.sheet(rehearsal_sheet(seen.outcome, seen.names, made), out).path.name

        def saved(name: str) -> None:
            """Say where it is."""
            self.ctx.toast(_("The preview was saved: {name}").format(name=name), None)

        self.ctx.work.heavy(
            job, saved, lambda fault: self.ctx.toast(fault.message(), None), owner=self
        )

    def left(self) -> None:
        """Stop what is under way; what one file brought is whole or not there."""
        if self._task is not None:
            self._task.cancel()

    def receive(self) -> None:
        """Take the files in and write the receipts."""
        seen = self._seen
        if seen is None or self._task is not None:
            return
        out = self.receipts.place()
        line = self._progress(
            _("Taking in"), _("Each file is taken whole or not at all; cancel keeps whole ones.")
        )
        app = self.ctx.app
        self._task = self.ctx.work.heavy(
            lambda progress, cancelled: jobs.receive(app, seen.paths, out, progress, cancelled),
            self._received,
            self._failed,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        line.cancelled.connect(self._task.cancel)
        self._show_steps()
        self.head_changed.emit()

    def _rehearse(self) -> None:
        line = self._progress(_("Checking the files"), _("Nothing is written by the preview."))
        app, paths = self.ctx.app, self._paths
        self._task = self.ctx.work.heavy(
            lambda progress, cancelled: jobs.rehearse(app, paths, progress, cancelled),
            self._rehearsed,
            self._failed,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        line.cancelled.connect(self._task.cancel)

    def _rehearsed(self, seen: jobs.Rehearsed) -> None:
        self._end()
        self._seen = seen
        self.receipts.set_place(seen.receipts)
        self._counts.add(count_tiles(seen.outcome))
        self.list.show_rows(rehearsal_rows(seen.outcome, seen.names))
        self._show_steps()
        self.head_changed.emit()

    def _received(self, done: Received) -> None:
        self._end()
        self._done = done
        self.title = _("Import result")
        names = self._seen.names if self._seen else {}
        self.list.show_rows(received_rows(done, names))
        self.receipts.show_written(done.receipts)
        bad = len(done.refused)
        if bad:
            words = _("{n} files were not taken in: see the list").format(n=bad)
            self.note.say("due", words, _("All others are in; the stick can be removed safely."))
        else:
            self.note.say("ok", _("All taken in; the stick can be removed safely"))
        self._show_steps()
        self.head_changed.emit()

    def _failed(self, fault: PatrolError) -> None:
        self._end()
        self._fault = True
        if fault.code == "work.cancelled":
            note = self.note.say("info", _("Cancelled"), "", _("Try again"))
        else:
            note = self.note.say(
                "overdue", _("The files could not be read"), fault.message(), _("Try again")
            )
        note.acted.connect(self._again)
        self._show_steps()
        self.head_changed.emit()

    def _again(self) -> None:
        if self._task is not None:
            return
        self._fault = False
        self.note.clear()
        if self._seen is None:
            self._rehearse()
        else:
            self.receive()

    def _ask_place(self) -> Path | None:
        return self._choose.folder(self, _("Folder for receipts"), str(self.receipts.place() or ""))

    def _progress(self, title: str, promise: str) -> ProgressLine:
        line = ProgressLine(title, promise)
        self._work.add(Card().put(line))
        return line

    def _end(self) -> None:
        self._task = None
        clear_layout(self._work)

    def _show_steps(self) -> None:
        """Choose, check, preview, write, receipts."""
        seen, done = self._seen, self._done
        files = sealed = preview = written = receipts = ""
        if seen is not None:
            fates = [bundle.fate for bundle in seen.outcome.bundles]
            files = f"{_('{n} files').format(n=len(fates))} · {size_words(seen.bytes)}"
            bad = sum(1 for fate in fates if fate in BAD)
            sealed = (
                _("{n} of {total} not in order").format(n=bad, total=len(fates))
                if bad
                else _("signatures valid, devices enrolled")
            )
            preview = _("{n} need attention").format(n=self.list.care())
        if done is not None:
            new, changed = sum(i.new for i in done.items), sum(i.changed for i in done.items)
            written = _("{new} new, {changed} changed").format(
                new=spaced(new), changed=spaced(changed)
            )
            receipts = _("{n} written").format(n=len(done.receipts))
        reached = 5 if done else 3 if seen and self._task else 2 if seen else 1
        stuck = LATE if self._fault else NOW
        states = [DONE if at < reached else stuck if at == reached else AHEAD for at in range(5)]
        pairs = [
            (_("Choose files"), files),
            (_("Check and open"), sealed),
            (_("Preview"), preview),
            (_("Write"), written),
            (_("Receipts"), receipts or _("to the same stick")),
        ]
        self.steps.show_steps(
            [Step(*pair, state) for pair, state in zip(pairs, states, strict=True)]
        )
