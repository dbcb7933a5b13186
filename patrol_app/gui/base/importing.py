"""Import of base data in the window: file, preview, questions, rehearsal, one write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from patrol_app.bootstrap import App
from patrol_app.errors import PatrolError
from patrol_app.geo.vector.gather import SUFFIXES
from patrol_app.gui import kit
from patrol_app.gui.base.importing_parts import (
    AnswersColumn,
    kind_words,
    look_words,
    preview_table,
    rehearsal,
)
from patrol_app.gui.context import Context
from patrol_app.gui.kit.steps import AHEAD, DONE, NOW, Step, Steps
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pages.faces import refusal_face, work_face
from patrol_app.gui.work import Task
from patrol_app.i18n import N_, _
from patrol_app.services.base_import import BaseImport
from patrol_app.services.base_reading import Answers, Look
from patrol_app.services.base_types import BaseDone, BasePlan

STEPS: Final = (
    N_("File"), N_("Look"), N_("Coordinates"), N_("Columns"), N_("Rehearsal"), N_("Done"),
)  # fmt: skip
FILE, PREVIEW, COORDINATES, COLUMNS, REHEARSAL, FINISHED = range(6)
TABLES: Final = (".xlsx", ".csv")
ENDINGS: Final = tuple(sorted({*SUFFIXES, *TABLES} - {".json", ".kmz", ".gdb"}))


def takes(path: Path) -> bool:
    """Whether a dropped file or folder could be base data."""
    return path.suffix.lower() in {*SUFFIXES, *TABLES}


class ImportBaseEditor(Editor):
    """One file of base data on its way in.

    Args:
        ctx: see ``Context``.
        kind: what its rows are, as far as the person has said.
        path: the file; None asks for it.

    Attributes:
        look: what the file holds; plan: the rehearsal; both None before.
        answers: the questions, None before the file was read.

    Signals:
        imported: ``BaseDone`` of what was written.
    """

    imported = Signal(object)

    words = N_("Import base data")

    def __init__(self, ctx: Context, kind: str = "", path: Path | None = None) -> None:
        super().__init__(ctx, _(self.words))
        self.look: Look | None = None
        self.plan: BasePlan | None = None
        self.answers: AnswersColumn | None = None
        self.done: BaseDone | None = None
        self._kind = kind or "compartment"
        self._path = path
        self._task: Task | None = None
        self._writing = False
        self.steps = Steps([])
        self._layers = QStackedLayout()
        strip = kit.Card(margins=("card_pad", "x1", "card_pad", "x1")).put(self.steps)
        body = QWidget()
        body.setLayout(self._layers)
        self.setLayout(kit.v(strip, (body, 1), gap="card_gap"))
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.activated.connect(self.escape)
        if path is None:
            self._ask()
        else:
            self.read(path)

    def importer(self, app: App) -> BaseImport:
        """What reads and writes; called beside the window's thread only."""
        return app.base_import

    def context(self) -> str:
        """The file, and whether anything was written."""
        if self.look is None:
            return ""
        state = _("written") if self.done else _("nothing was written yet")
        return f"{state} · {self.look.path.name} · {look_words(self.look)}"  # the end is cut first

    def head_actions(self) -> list[QWidget]:
        """Another file, then the next step; the last one names what it will write."""
        if self.done is not None:
            finished = kit.Button(_("Done"), "primary", "check", "Ctrl+Enter")
            finished.clicked.connect(self.closed)
            return [finished]
        if self.look is None or self._task is not None:
            return []
        if self.plan is not None:
            change = kit.Button(_("Change answers"), "", "arrow-left")
            change.clicked.connect(self.change)
            count = kit.spaced(self.plan.count)
            go = kit.Button(_("Import {n} rows").format(n=count), "primary", "import", "Ctrl+Enter")
            go.setEnabled(not self.plan.fault_count and self.plan.count > 0)
            go.clicked.connect(self.confirm)
            return [change, go]
        other = kit.Button(_("Other file"), "", "file-plus-outline")
        other.clicked.connect(self.ask_file)
        go = kit.Button(_("Rehearse"), "primary", "table-check", "Ctrl+Enter")
        go.setEnabled(self.answers is not None and not self.answers.asked())
        go.clicked.connect(self.rehearse)
        return [other, go]

    def ask_file(self) -> None:
        """Let the person choose a file."""
        known = " ".join(f"*{ending}" for ending in ENDINGS)
        found, _kind = QFileDialog.getOpenFileName(
            self, _("Choose a file of base data"), "", f"{_('Base data')} ({known})"
        )
        if found:
            self.read(Path(found))

    def ask_folder(self) -> None:
        """Let the person choose a FileGDB or the folder of a shapefile."""
        found = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if found:
            self.read(Path(found))

    def take_drop(self, paths: list[str]) -> bool:
        """Another file begins anew, unless one is being written."""
        if not self._writing and paths:
            self.read(Path(paths[0]))
        return True

    def read(self, path: Path, *, layer: str = "", encoding: str = "") -> None:
        """Read the file in the reader process; preview and questions follow."""
        self._path, self.plan, self.done = path, None, None
        app, kind, importer = self.ctx.app, self._kind, self.importer

        def job(progress: Any, cancelled: Any) -> tuple[Look, dict[str, str]]:
            """The file and the columns proposed."""
            look = importer(app).look(
                path, layer=layer, encoding=encoding, on_progress=progress, cancelled=cancelled
            )
            return look, importer(app).mapping(kind, look)

        words = _("Cancelling leaves nothing behind: nothing is written yet.")
        self._run(job, self._looked, _("Reading the file"), words, PREVIEW)

    def rehearse(self) -> None:
        """Turn the whole file into rows; nothing is written."""
        look, column = self.look, self.answers
        if look is None or column is None or column.asked():
            return
        answers, app, actor = self._answered(column), self.ctx.app, self.ctx.actor()
        importer = self.importer

        def job(progress: Any, cancelled: Any) -> BasePlan:
            """The rehearsal."""
            return importer(app).plan(
                look, answers, actor, on_progress=progress, cancelled=cancelled
            )

        words = _("Cancelling leaves nothing behind: nothing is written yet.")
        self._run(job, self._planned, _("Rehearsing"), words, REHEARSAL)

    def confirm(self) -> None:
        """Write what the rehearsal said, in one transaction."""
        plan, app, actor = self.plan, self.ctx.app, self.ctx.actor()
        importer = self.importer
        if plan is None or plan.fault_count or self._task is not None:
            return
        self._writing = True

        def job(_progress: Any, _cancelled: Any) -> BaseDone:
            """The write."""
            return importer(app).apply(plan, actor)

        self._run(
            job, self._written, _("Writing"), _("All of it is written, or nothing."), FINISHED
        )

    def change(self) -> None:
        """Back to the questions; the answers stay."""
        self.plan = None
        if self._layers.count() > 1:
            self._drop_shown()
        self._show_steps(COLUMNS)
        self.head_changed.emit()

    def left(self) -> None:
        """Give up reading."""
        if not self._writing:
            self._stop()

    def escape(self) -> None:
        """Back; nothing was written."""
        if not self._writing:
            self.closed.emit()

    def focus_first(self) -> None:
        """What is asked first."""
        target = self.answers.kind if self.answers is not None else self
        target.setFocus()

    def _answered(self, column: AnswersColumn) -> Answers:
        epsg, swapped = column.system.choice() if column.system is not None else (0, False)
        return Answers(
            self._kind,
            mapping=column.mapping(),
            layer=column.layer.value() or "" if column.layer is not None else "",
            encoding=column.encoding.value() or "" if column.encoding is not None else "",
            epsg=epsg,
            swapped=swapped,
            unit=column.unit.value() or "",
            shift=column.system.shift() if column.system is not None else (),
            name=column.version.name.value() if column.version is not None else "",
            valid_from=(column.version.valid_from.value() or "") if column.version else "",
        )

    def _looked(self, found: tuple[Look, dict[str, str]]) -> None:
        self.look, mapping = found
        self._show_answers(mapping)

    def _show_answers(self, mapping: dict[str, str]) -> None:
        assert self.look is not None
        look = self.look
        self.answers = AnswersColumn(look, self._kind, mapping)
        self.answers.kind_changed.connect(self._other_kind)
        self.answers.reading_changed.connect(self._read_again)
        self.answers.edited.connect(self._edited)
        table = preview_table(look)
        card = kit.Card(_("First rows"), look_words(look), flush=True).put((table, 1))
        self._clear()
        side = kit.holder(kit.v((kit.scroll(self.answers, whole=True), 1)))
        self._layers.addWidget(kit.SplitColumns(kit.topped(card), side, "side_xl"))
        self._edited()
        self.focus_first()

    def _edited(self) -> None:
        column = self.answers
        asked = column is not None and column.system is not None and column.asked()
        self._show_steps(COORDINATES if asked else COLUMNS)
        self.head_changed.emit()

    def _other_kind(self, kind: str) -> None:
        look = self.look
        if not kind or look is None:
            return
        self._kind, app, importer = kind, self.ctx.app, self.importer
        self.ctx.work.query(
            lambda: importer(app).mapping(kind, look), self._show_answers, owner=self
        )

    def _read_again(self) -> None:
        column = self.answers
        if column is None or self._path is None:
            return
        layer = column.layer.value() or "" if column.layer is not None else ""
        encoding = column.encoding.value() or "" if column.encoding is not None else ""
        self.read(self._path, layer=layer, encoding=encoding)

    def _planned(self, plan: BasePlan) -> None:
        self.plan = plan
        shown = rehearsal(plan)
        self._layers.addWidget(shown)
        self._layers.setCurrentWidget(shown)
        shown.setFocus()
        self._show_steps(REHEARSAL)
        self.head_changed.emit()

    def _written(self, done: BaseDone) -> None:
        self.done, self._writing = done, False
        words = _("{n} rows of {kind} are in use.").format(
            n=kit.spaced(done.count), kind=kind_words(self._kind)
        )
        face = kit.EmptyState("check-circle-outline", _("Imported"), words, _("Done"))
        face.primary.connect(self.closed)
        self._clear()
        self._layers.addWidget(face)
        self._show_steps(FINISHED)
        self.head_changed.emit()
        self.imported.emit(done)

    def _failed(self, fault: PatrolError) -> None:
        self._task, self._writing = None, False
        self._drop_shown()
        if fault.code == "work.cancelled" or self.look is not None:
            if self.look is None:
                self._ask()
            elif fault.code != "work.cancelled":
                self.ctx.toast(fault.message(), None)
            self._show_steps(COLUMNS if self.look is not None else FILE)
        else:
            title, verb = _("Nothing was imported"), _("Choose another file")
            self._clear()
            self._layers.addWidget(refusal_face(title, fault, verb, self.ask_file))
            self._show_steps(FILE)
        self.head_changed.emit()

    def _run(
        self,
        job: Callable[[Any, Any], Any],
        then: Callable[[Any], None],
        title: str,
        promise: str,
        step: int,
    ) -> None:
        """Run heavy work under a progress line that lies over what is shown."""
        self._stop()
        line = kit.ProgressLine(title, promise)
        line.cancel.setEnabled(not self._writing)
        line.cancelled.connect(self._stop)
        self._layers.addWidget(work_face(line))
        self._layers.setCurrentIndex(self._layers.count() - 1)

        def finished(result: Any) -> None:
            """Take the line away and go on."""
            self._task = None
            self._drop_shown()
            then(result)

        self._task = self.ctx.work.heavy(
            job, finished, self._failed, line.show_progress, owner=self, origin=self.origin
        )
        self._show_steps(step)
        self.head_changed.emit()

    def _ask(self) -> None:
        face = kit.EmptyState(
            "database-import-outline",
            _("Which file?"),
            _("Shapefile, GeoPackage, FileGDB, KML, GeoJSON, xlsx or CSV; dropping it works too."),
            _("Choose a file"),
            _("Choose a folder"),
            first_icon="file-plus-outline",
        )
        face.primary.connect(self.ask_file)
        face.secondary.connect(self.ask_folder)
        self._clear()
        self._layers.addWidget(face)
        self._show_steps(FILE)

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _clear(self) -> None:
        while self._layers.count():
            self._drop_shown()

    def _drop_shown(self) -> None:
        """Take away what lies on top."""
        top = self._layers.widget(self._layers.count() - 1) if self._layers.count() else None
        if top is not None:
            self._layers.removeWidget(top)
            top.hide()
            top.deleteLater()
            if self._layers.count():
                self._layers.setCurrentIndex(self._layers.count() - 1)

    def _show_steps(self, at: int) -> None:
        without = self.look is not None and not self.look.shapes
        steps = []
        for number, words in enumerate(STEPS):
            state = DONE if number < at or (at == FINISHED and self.done) else AHEAD
            state = NOW if number == at and not self.done else state
            note = _("no shapes") if number == COORDINATES and without else ""
            steps.append(Step(_(words), note, state))
        self.steps.show_steps(steps)
