"""Import of tracks and photos: read in the reader process, preview, one confirmation, one write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QRadioButton, QWidget

from patrol_app.errors import PatrolError
from patrol_app.geo.types import CGCS2000, SHIFTED, UNKNOWN, WGS84
from patrol_app.gui import kit
from patrol_app.gui.context import Context
from patrol_app.gui.forms.values import listed
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pages.faces import Faces, refusal_face, work_face
from patrol_app.gui.patrol.ground import FILE_FILTER
from patrol_app.gui.patrol.loading import prefill
from patrol_app.gui.patrol.preview import FileRow, dropped_of, rows_of
from patrol_app.gui.work import Task
from patrol_app.i18n import N_, _
from patrol_app.services.import_plan import with_datum
from patrol_app.services.import_types import Imported, ImportPlan

DATUMS = (
    (WGS84, N_("WGS84: receivers and most phones as they record")),
    (CGCS2000, N_("CGCS2000: survey receivers")),
    (SHIFTED, N_("Shifted: exported from a phone map")),
    (UNKNOWN, N_("Not sure: drawn dashed, kept out of judgements")),
)
DAYS = (N_("A patrol for each day"), N_("One patrol of several days, a leg for each"))


class ImportEditor(Editor):
    """The import in the window.

    Args:
        ctx: see ``Context``.
        paths: files and folders; empty asks for them.
        patrol: (record id, number) that they belong to, or empty texts.

    Signals:
        imported: ``Imported`` of what was written.
    """

    imported = Signal(object)

    def __init__(
        self, ctx: Context, paths: Sequence[Path] = (), patrol: tuple[str, str] = ("", "")
    ) -> None:
        super().__init__(ctx, _("Import tracks and photos"))
        self.patrol = patrol
        self.plan: ImportPlan | None = None
        self._preview: _Preview
        self._task: Task | None = None
        self._writing = False
        choose = kit.EmptyState(
            "cellphone-arrow-down",
            _("Which files?"),
            _(
                "Tracks (GPX, KML, CSV, NMEA, GeoJSON, FIT, TCX) and photos, or a folder of them; "
                "dropping them anywhere works too."
            ),
            _("Choose files"),
            _("Choose a folder"),
            first_icon="file-plus-outline",
        )
        choose.primary.connect(self.ask_files)
        choose.secondary.connect(self.ask_folder)
        self._faces = Faces(choose, self)
        self._datums = QButtonGroup(self)
        self._datums.idClicked.connect(lambda _place: self.head_changed.emit())
        self.days = QButtonGroup(self)
        self.days.idClicked.connect(self._part_days)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.activated.connect(self.escape)
        if paths:
            self.read(paths)

    def ask_files(self) -> None:
        """Let the person choose files."""
        found, _kind = QFileDialog.getOpenFileNames(
            self, _("Choose tracks and photos"), "", FILE_FILTER
        )
        if found:
            self.read([Path(path) for path in found])

    def ask_folder(self) -> None:
        """Let the person choose a folder."""
        found = QFileDialog.getExistingDirectory(self, _("Choose a folder"))
        if found:
            self.read([Path(found)])

    def take_drop(self, paths: list[str]) -> bool:
        """More files begin the import anew, unless it is being written."""
        if not self._writing:
            self.read([Path(path) for path in paths])
        return True

    def read(self, paths: Sequence[Path]) -> None:
        """Read the files in the reader process; the preview follows."""
        self._stop()
        self.plan = None
        line = kit.ProgressLine(
            _("Reading files"), _("Cancelling leaves nothing behind: nothing is written yet.")
        )
        line.cancelled.connect(self._stop)
        self._faces.bring(work_face(line))
        app, actor, number = self.ctx.app, self.ctx.actor(), self.patrol[1]
        chosen = tuple(paths)
        self._task = self.ctx.work.heavy(
            lambda progress, cancelled: app.imports.plan(
                chosen,
                actor,
                patrol=number or None,
                prefill=None if number else prefill(app, actor.id),
                on_progress=progress,
                cancelled=cancelled,
            ),
            self._planned,
            self._failed,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        self.head_changed.emit()

    def confirm(self) -> None:
        """Write what the preview says, in one transaction."""
        if self.plan is None or not self._ready():
            return
        plan = self._answered()
        line = kit.ProgressLine(_("Writing"), _("All of it is written, or nothing."))
        line.cancel.setEnabled(False)
        self._faces.bring(work_face(line))
        self._writing = True
        app, actor = self.ctx.app, self.ctx.actor()
        self._task = self.ctx.work.heavy(
            lambda progress, _cancelled: app.imports.apply(plan, actor, on_progress=progress),
            self._written,
            self._failed,
            line.show_progress,
            owner=self,
            origin=self.origin,
        )
        self.head_changed.emit()

    def context(self) -> str:
        """What it belongs to."""
        return _("for {number}").format(number=self.patrol[1]) if self.patrol[1] else ""

    def head_actions(self) -> list[QWidget]:
        """Other files, and the button that names what it will write."""
        if self.plan is None or self._writing:
            return []
        other = kit.Button(_("Other files"), "", "file-plus-outline")
        other.clicked.connect(self.ask_files)
        go = kit.Button(self._verb(self.plan), "primary", "check", "Ctrl+Enter")
        go.setEnabled(self._ready())
        go.clicked.connect(self.confirm)
        return [other, go]

    def left(self) -> None:
        """Give up reading."""
        if not self._writing:
            self._stop()

    def focus_first(self) -> None:
        """The first answer that is wanted."""
        first = self._datums.button(0)
        (first if first is not None and self.plan is not None else self).setFocus()

    def datum(self) -> str:
        """The answer chosen, empty while there is none."""
        place = self._datums.checkedId()
        return DATUMS[place][0] if place >= 0 else ""

    def answer(self, code: str) -> None:
        """Choose a datum as a click would."""
        place = [known for known, _words in DATUMS].index(code)
        self._datums.button(place).click()

    def escape(self) -> None:
        """Back; nothing was written."""
        if not self._writing:
            self.closed.emit()

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _ready(self) -> bool:
        plan = self.plan
        if plan is None or not (plan.tracks or plan.photos):
            return False
        return not plan.asks_datum or bool(self.datum())

    def _answered(self) -> ImportPlan:
        """The plan with the datum answered; "not sure" is an answer too."""
        assert self.plan is not None
        code = self.datum()
        if not self.plan.asks_datum:
            return self.plan
        return with_datum(self.plan, code)

    def _verb(self, plan: ImportPlan) -> str:
        photos = _("{n} photos").format(n=len(plan.photos))
        tracks = _("{n} legs") if plan.patrol else _("{n} patrols")
        count = len(plan.tracks) if plan.patrol else len(plan.patrols)
        parts = [tracks.format(n=count)] if count else []
        parts += [photos] if plan.photos else []
        return _("Write {what}").format(what=listed(parts) or "0")

    def _planned(self, plan: ImportPlan) -> None:
        self._task = None
        self.plan = replace(plan, each_day=True)
        self._preview = _Preview(self.plan, self._datums, self.days)
        self._faces.bring(self._preview)
        self.head_changed.emit()
        self.focus_first()

    def _part_days(self, place: int) -> None:
        if self.plan is not None:
            self.plan = replace(self.plan, each_day=place == 0)
            self._preview.show_files(self.plan)
            self.head_changed.emit()

    def _written(self, done: Imported) -> None:
        self._task, self._writing = None, False
        self.imported.emit(done)

    def _failed(self, fault: PatrolError) -> None:
        self._task, self._writing = None, False
        if fault.code == "work.cancelled":
            self._faces.ask_again()
        else:
            title, verb = _("Nothing was imported"), _("Choose files")
            self._faces.bring(refusal_face(title, fault, verb, self.ask_files))
        self.plan = None
        self.head_changed.emit()


class _Preview(QWidget):
    """Counts, the question about the datum, and one list with every file."""

    def __init__(self, plan: ImportPlan, datums: QButtonGroup, days: QButtonGroup) -> None:
        super().__init__()
        noted = any(row.notes for row in rows_of(plan))
        height = "row_touch" if noted else "row"  # two lines in a row
        self._table = kit.Table(_columns(), name=_("Files"), row=height, hug=True)
        self.show_files(plan)
        files = kit.Card(_("Files"), _("nothing is written yet"), flush=True).put((self._table, 1))
        side: list[Any] = []
        for group in (datums, days):
            for button in group.buttons():
                group.removeButton(button)
        if plan.asks_datum:
            side.append(_question(plan, datums))
        if plan.days > 1 and plan.patrol is None:
            side.append(_days(plan, days))
        side.append(_dropped(plan))
        column = kit.holder(kit.v(*side, None, gap="card_gap"))
        rows = kit.holder(kit.v((files, kit.SHARE), None))
        split = kit.SplitColumns(rows, column, "side_xl")
        self.setLayout(kit.v(_counts(plan), (split, 1), gap="card_gap"))

    def show_files(self, plan: ImportPlan) -> None:
        """What becomes of each file now."""
        self._table.set_rows(rows_of(plan))


def _columns() -> list[Column]:
    def fate(row: FileRow) -> Cell:
        """What becomes of a file, as a chip."""
        return chip(row.tone, row.fate, row.icon)

    def said(row: FileRow) -> Cell:
        """Facts, and what was dropped or mended below them."""
        return Cell(row.said, second=row.notes)

    return [
        Column("name", _("File"), 220),
        Column("fate", _("Becomes"), 150, value=fate),
        Column("said", _("What it says"), value=said),
    ]


def _counts(plan: ImportPlan) -> QWidget:
    timed = sum(photo.taken_at is not None for photo in plan.photos)
    length = sum(track.length_cm for track in plan.tracks) / 100_000
    tiles = (
        ("ok", "map-marker-path", len(plan.tracks), _("tracks"), f"{length:.2f} km"),
        ("ok", "camera-outline", len(plan.photos), _("photos"),
         _("{n} matched by time").format(n=timed)),
        ("info", "content-duplicate", len(plan.known), _("already imported"), ""),
        ("overdue" if plan.refused else "", "close-circle-outline", len(plan.refused),
         _("not taken"), ""),
    )  # fmt: skip
    made = [kit.CountTile(tone, icon, str(n), word, note) for tone, icon, n, word, note in tiles]
    return kit.holder(kit.Tiles(*made))


def _question(plan: ImportPlan, group: QButtonGroup) -> QWidget:
    """The datum, asked with radio buttons: it is never assumed."""
    names = listed(plan.asks_datum[:3])
    card = kit.Card(_("Which coordinates are in the file?"))
    card.put(kit.label(_("{name} does not say it.").format(name=names), "muted", wrap=True))
    for place, (_code, words) in enumerate(DATUMS):
        radio = QRadioButton(_(words))
        group.addButton(radio, place)
        card.put(radio)
    return card


def _days(plan: ImportPlan, group: QButtonGroup) -> QWidget:
    """A receiver read out after several days: a log is written for each day."""
    card = kit.Card(_("A file holds {n} days").format(n=plan.days))
    for place, words in enumerate(DAYS):
        radio = QRadioButton(_(words))
        radio.setChecked(plan.each_day == (place == 0))
        group.addButton(radio, place)
        card.put(radio)
    return card


def _dropped(plan: ImportPlan) -> QWidget:
    """Dropped points by reason; none is said aloud."""
    rows = dropped_of(plan)
    total = sum(count for track in plan.tracks for _reason, count in track.dropped)
    card = kit.Card(_("Points dropped"), _("{n} in all").format(n=kit.spaced(total)))
    for words in rows:
        card.put(kit.label(words, "table", wrap=True))
    if not rows:
        card.put(kit.label(_("Dropped 0: every point of the files is kept."), "table", wrap=True))
    card.put(kit.label(_("The files themselves are kept unchanged."), "caption", wrap=True))
    return card
