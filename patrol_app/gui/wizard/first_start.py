"""First start: sample data, a station or county, or the city; Enter goes on."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from patrol_app.errors import PatrolError
from patrol_app.gui.kit import Note, WizardFrame, WizardStep, v
from patrol_app.gui.theme import current
from patrol_app.gui.wizard.steps import CITY, SAMPLE, FileStep, HowStep, PlaceStep, WhoStep
from patrol_app.gui.work import Work
from patrol_app.i18n import _
from patrol_app.paths import DataPaths
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings

HOW, WHO, FILE, PLACE = range(4)
SAMPLE_CODE = "DEMO01"
BACKUPS = "backup_folder"
SIZE = (760, 520)  # px at 100 %
EDGE = 48  # px of the screen for title bar and frame


def ask(paths: DataPaths, settings: Settings) -> DataPaths | None:
    """Run the wizard; the folder that stands afterwards, or None when the person gave up."""
    wizard = FirstStart(paths, settings)
    wizard.exec()
    made = wizard.made
    wizard.end()
    return made


def sample_paths(paths: DataPaths) -> DataPaths:
    """The folder of sample data that belongs to ``paths``: beside it, never inside."""
    return DataPaths(paths.root.with_name(f"{paths.root.name}-sample"))


def _size() -> tuple[int, int]:
    """Width and height: larger with the text, never beyond the screen."""
    room = QGuiApplication.primaryScreen().availableGeometry()
    wide, high = (current().scaled(one) for one in SIZE)
    return min(wide, room.width() - EDGE), min(high, room.height() - EDGE)


class FirstStart(QDialog):
    """The wizard.

    Args:
        paths: folder to set up.
        settings: options of this machine.

    Attributes:
        made: the folder that stands, None until then.
        request_file: the enrolment request that was written, or None.
    """

    def __init__(self, paths: DataPaths, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle(_("Forest Patrol · first start"))
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._paths, self._settings = paths, settings
        self.made: DataPaths | None = None
        self.request_file: Path | None = None
        self.work = Work(self)
        self.how, self.who, self.file = HowStep(), WhoStep(), FileStep()
        self.place = PlaceStep(paths.root, settings.text(BACKUPS))
        self.frame = WizardFrame(
            [
                WizardStep(_("How to start"), self.how, self._how_ready, can_skip=False),
                WizardStep(_("Unit and person"), self.who, self._who_ready, can_skip=False),
                WizardStep(_("Key or request"), self.file, self._file_ready),
                WizardStep(_("Backup place"), self.place, self._place_ready, can_skip=False),
            ],
            finish=_("Set up"),
        )
        self.frame.skipped.connect(self._skipped)
        self.frame.moved.connect(self._moved)
        self._want_file = True
        self._note: Note | None = None
        self._busy = False
        self._column = v((self.frame, 1), gap="card_gap", margins="x2")
        self.setLayout(self._column)
        self.resize(*_size())
        QTimer.singleShot(0, self.how.setFocus)

    def end(self) -> None:
        """End the threads and go away."""
        self.work.close()
        self.hide()
        self.deleteLater()

    def reject(self) -> None:
        """Esc and the close button leave, but never in the middle of the set-up."""
        if not self._busy:
            super().reject()

    def _moved(self, number: int) -> None:
        way = self.how.value()
        if number == WHO:
            self.who.set_way(way)
            self.who.unit.setFocus()
        elif number == FILE:
            self.file.set_way(way, self.who.unit.value())
            self.frame.skip.setVisible(way != CITY)
            self.file.path.setFocus()
        elif number == PLACE:
            self.place.path.setFocus()
        else:
            self.frame.next.setFocus()

    def _how_ready(self) -> bool:
        if self.how.value() == SAMPLE:
            self._start_sample()
            return False
        return True

    def _who_ready(self) -> bool:
        return self.who.ready()

    def _file_ready(self) -> bool:
        """A city needs its file; a station may go on with none."""
        self._want_file = True
        target = self.file.value()
        if target is None:
            if self.how.value() == CITY:
                self.file.show_problem(_("Please fill in {field}").format(field=_("File")))
                return False
            self._want_file = False
        elif not target.is_absolute():
            self.file.show_problem(_("Please choose the whole path"))
            return False
        return True

    def _skipped(self, number: int) -> None:
        if number == FILE:
            self._want_file = False

    def _place_ready(self) -> bool:
        """The last step starts the work and stays until it is done."""
        if not self.place.ready():
            return False
        way = self.how.value()
        target = self.file.value() if self._want_file else None
        request = InitRequest(
            role=self.who.role(way),
            unit=self.who.unit.value(),
            name=self.who.name.value(),
            person=self.who.person.value(),
            profile=self.who.profile.value() or "",
            recovery_out=target if way == CITY else None,
        )
        enrol = target if way != CITY else None
        paths, settings = self._paths, self._settings
        backups = self.place.value()
        self._run(partial(_set_up, paths, settings, request, enrol, backups), paths)
        return False

    def _start_sample(self) -> None:
        paths = sample_paths(self._paths)
        if paths.vault.exists():
            self._done(paths, None)
            return
        self._run(partial(_set_up_sample, paths, self._settings), paths)

    def _run(self, job: partial[Path | None], paths: DataPaths) -> None:
        if self._busy:
            return
        self._busy = True
        self.frame.setEnabled(False)
        self._say(Note("info", _("Setting up; this takes a few seconds")))
        self.work.command(job, partial(self._done, paths), self._failed, owner=self)

    def _done(self, paths: DataPaths, request_file: Path | None) -> None:
        self._busy = False
        self.made, self.request_file = paths, request_file
        self.accept()

    def _failed(self, fault: PatrolError) -> None:
        self._busy = False
        self.frame.setEnabled(True)
        step = {"unit": WHO, "name": WHO, "profile": WHO, "recovery-out": FILE}
        wanted = step.get(fault.field or "")
        while wanted is not None and self.frame.at() > wanted:
            self.frame.go_back()
        if wanted == FILE:
            self.file.show_problem(fault.message())
            self._say(None)
        else:
            self._say(Note("overdue", fault.message()))

    def _say(self, note: Note | None) -> None:
        if self._note is not None:
            self._column.removeWidget(self._note)
            self._note.hide()
            self._note.deleteLater()
        self._note = note
        if note is not None:
            self._column.insertWidget(0, note)


def _set_up(
    paths: DataPaths, settings: Settings, request: InitRequest, enrol: Path | None, backups: str
) -> Path | None:
    """Make the folder and, for a station, its request; keep where backups go.

    Runs on the writer thread.
    """
    from patrol_app.bootstrap import initialise

    app, _done = initialise(paths, settings, request)
    try:
        settings.set(BACKUPS, backups)
        if enrol is None:
            return None
        return app.exchange.request(enrol).path
    finally:
        app.close()


def _set_up_sample(paths: DataPaths, settings: Settings) -> Path | None:
    """Make the folder of sample data and fill it through the real services."""
    from patrol_app.bootstrap import initialise
    from patrol_app.services.sample import STATIONS, fill
    from patrol_app.services.sample_ground import base_map, publish

    request = InitRequest("station", SAMPLE_CODE, "示例林业站", "示例站长", sample=True)
    app, _done = initialise(paths, settings, request)
    try:
        fill(app, STATIONS[0])
        publish(app)
        if not settings.text("base_map"):
            settings.set("base_map", str(base_map()))
    finally:
        app.close()
    return None
