"""Writing onto a stick: the place asked for, the work under way, why nothing was written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.exchange.jobs import Ask, Tell
from patrol_app.gui.exchange.parts import NotePlace, PlaceEdit
from patrol_app.gui.kit import FormField, ProgressLine, clear_layout, holder, v
from patrol_app.gui.work import Task
from patrol_app.i18n import _

T = TypeVar("T")
KEPT = "export_folder"  # setting: where packages were written last


class StickWriter:
    """The parts that everything which writes packages has; whoever shows them lays them out.

    Args:
        ctx: see ``Context``.
        choose: file dialogs.
        hint: who can open what is written.
        owner: the panel or editor; outcomes are dropped when it is gone.
        changed: called when writing began or failed.

    Attributes:
        place: the folder; field: with its label; work: where progress is shown.
        note: what came of it.
    """

    def __init__(
        self,
        ctx: Context,
        choose: Chooser,
        hint: str,
        owner: QWidget,
        changed: Callable[[], None],
    ) -> None:
        self._ctx, self._choose, self._owner, self._changed = ctx, choose, owner, changed
        self._task: Task | None = None
        self.place = PlaceEdit(_("Choose…"), self._ask)
        kept = ctx.settings.text(KEPT)
        self.place.set_value(Path(kept) if kept else None)
        self.field = FormField(_("USB stick or folder"), self.place, required=True, hint=hint)
        self._lines = v()
        self.work = holder(self._lines)
        self.note = NotePlace()

    @property
    def busy(self) -> bool:
        """Whether packages are being written."""
        return self._task is not None

    def cancel(self) -> None:
        """Stop what is under way: a half package never stands under its name."""
        if self._task is not None:
            self._task.cancel()

    def folder(self) -> Path | None:
        """The place, ready to be written to; None, and said beside the field, without one."""
        folder = self.place.value()
        if folder is None:
            self.field.set_error(_("Please choose where to"))
            self.place.line.setFocus()
            return None
        self.field.set_error("")
        self.note.clear()
        return folder

    def write(
        self, job: Callable[[Tell, Ask], T], done: Callable[[T], None], origin: str = ""
    ) -> None:
        """Run ``job`` under a progress line.

        Args:
            job: called with (progress, cancelled), beside the window's thread.
            done: takes the result; the place can be typed into again.
            origin: name of the page that writes.
        """
        line = ProgressLine(
            _("Writing packages"), _("Cancel leaves nothing half done on the stick.")
        )
        self._lines.add(line)

        def finish(result: T) -> None:
            """Take the line away and go on."""
            self._end()
            done(result)

        self._task = self._ctx.work.heavy(
            job, finish, self._failed, line.show_progress, owner=self._owner, origin=origin
        )
        line.cancelled.connect(self._task.cancel)
        self.place.setEnabled(False)
        self._changed()

    def keep(self, folder: Path) -> None:
        """Remember where packages were written."""
        settings, text = self._ctx.settings, str(folder)
        self._ctx.work.command(lambda: settings.set(KEPT, text), owner=self._owner)

    def _ask(self) -> Path | None:
        return self._choose.folder(self._owner, _("USB stick or folder"), self.place.line.text())

    def _end(self) -> None:
        self._task = None
        self.place.setEnabled(True)
        clear_layout(self._lines)

    def _failed(self, fault: PatrolError) -> None:
        self._end()
        if fault.code == "work.cancelled":
            self.note.say("info", _("Cancelled"), _("Nothing was written."))
        else:
            self.note.fault(_("Nothing was written"), fault)
        self._changed()
