"""Start and end of the window: application, fonts, theme, language, first start, evidence."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QSettings, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from patrol_app import i18n, logs
from patrol_app.errors import PatrolError, UserError
from patrol_app.gui import theme
from patrol_app.gui.main_window import MainWindow
from patrol_app.gui.rail import rail_items
from patrol_app.i18n import _
from patrol_app.paths import DataPaths, config_dir, default_data_dir, resource
from patrol_app.settings import Settings

if TYPE_CHECKING:
    from patrol_app.bootstrap import App, Login
    from patrol_app.bootstrap_safety import StoreKey
    from patrol_app.gui.front import Front
    from patrol_app.gui.users.gate import Gate

GEOMETRY_FILE = "window.ini"
SECRETS = ("pin", "password")
UNPAINTED_MS = 1_000  # a window that no screen shows is never painted: the folder opens anyway
SLEEP_WATCH_MS = 2_000  # the first pages come before the system's bus
_log = logging.getLogger(__name__)
_translators: list[QTranslator] = []


def run(
    paths: DataPaths, settings: Settings, *, user: str = "", password: str | None = None
) -> int:
    """Open the window on a data folder; the wizard first where there is none.

    Args:
        paths: the folder.
        settings: options of this machine.
        user: number of the acting person, or empty for the first.
        password: of that person, from a file; else the window asks where one is needed.

    Returns:
        Exit code: 0, or 3 when the folder cannot be opened.
    """
    application = make_application(settings)
    here: DataPaths | None = remembered(paths, settings)
    while here is not None:
        folder = here if here.vault.exists() else _first_start(here, settings)
        if folder is None:
            return 0
        session = _Session(folder, settings, user, password)
        application.exec()
        session.close()
        if session.refused:
            return 3
        if session.restoring is not None:
            _restore(folder, settings, *session.restoring)
        here = session.following
    return 0


def run_gui(data_dir: Path, language: str = "", *, user: str = "") -> int:
    """As ``run``, from a folder and a language alone."""
    settings = Settings()
    i18n.use(language or settings.text("language"))
    return run(DataPaths(data_dir.absolute()), settings, user=user)


def _restore(paths: DataPaths, settings: Settings, file: Path, key: StoreKey) -> None:
    """Restore a closed folder; a refusal is told and the folder stays as it was."""
    from patrol_app.bootstrap_safety import restore

    try:
        restore(paths, settings, file, key=key)
    except PatrolError as fault:
        _refuse(fault)


def make_application(settings: Settings) -> QApplication:
    """The application, dressed: style, fonts, theme, Qt's own words, icon."""
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Patrol")
    application.setApplicationDisplayName(_("Forest Patrol"))
    application.setWindowIcon(QIcon(str(resource("icons/app.svg"))))
    _translate_qt(application)
    theme.apply(application, settings.text("theme"), settings.number("scale") / 100)
    return application


def remembered(paths: DataPaths, settings: Settings) -> DataPaths:
    """The folder to open: an empty default one gives way to the one opened last."""
    last = settings.text("last_data_dir")
    if paths.vault.exists() or not last or paths.root != default_data_dir().absolute():
        return paths
    other = DataPaths(Path(last))
    return other if other.vault.exists() else paths


def _open(paths: DataPaths, settings: Settings, user: str, password: str | None) -> App:
    from patrol_app.bootstrap import build

    crashed = crash_evidence(paths)
    logs.configure(paths.logs)
    # what is imported here stays to the end: looking through it for garbage finds none
    collecting = gc.isenabled()
    gc.disable()
    try:
        app = build(paths, settings, user=user, password=password)
    finally:
        if collecting:
            gc.enable()
    if user and not app.proved:
        app.session.use(user)
    if crashed:
        _log.warning("the last start ended in a crash, %d bytes of evidence", crashed)
    return app


def crash_evidence(paths: DataPaths) -> int:
    """Bytes of evidence that a crash of the last start left; the file is put aside."""
    file = paths.logs / logs.CRASH_NAME
    try:
        size = file.stat().st_size
        if size:
            file.replace(file.with_suffix(".last.log"))
    except OSError:
        return 0
    return size


class _Session(QObject):
    """One window on one folder. It is shown first and the folder opened behind it.

    Args:
        paths: the folder.
        settings: options of this machine.
        user: number of the acting person, or empty.
        password: of that person, or None.

    Attributes:
        following: the folder to go on with, or None.
        restoring: the backup to put in its place first, with the key of the folder.
        refused: the folder could not be opened.
    """

    def __init__(
        self, paths: DataPaths, settings: Settings, user: str, password: str | None = None
    ) -> None:
        super().__init__()
        self.following: DataPaths | None = None
        self.restoring: tuple[Path, StoreKey] | None = None
        self.refused = False
        self._paths, self._settings, self._user = paths, settings, user
        self._password = password
        self.gate: Gate | None = None
        self._front: Front | None = None
        self._begun = False
        place = str(config_dir() / GEOMETRY_FILE)
        self._geometry = QSettings(place, QSettings.Format.IniFormat)
        self._window = MainWindow(rail_items(), {}, self._geometry)
        self._window.painted.connect(self._open)
        QTimer.singleShot(UNPAINTED_MS, self._open)
        self._window.show()

    def close(self) -> None:
        """Finish the writes and close the folder."""
        if self._front is not None:
            if self.following is None:
                from patrol_app.gui.safety.closing import ClosingBackup

                ClosingBackup(self._front.ctx).run()
            self._front.close()
        else:
            self._window.deleteLater()
        sys.excepthook = sys.__excepthook__

    def _open(self) -> None:
        """Open the folder, once, and fill the window."""
        if self._begun or not self._window.isVisible():
            return
        self._begun = True
        from patrol_app.bootstrap import door

        try:
            people = door(self._paths)
            if people is None or self._password is not None:
                self._fill(_open(self._paths, self._settings, self._user, self._password))
            else:
                self._ask(people)
        except PatrolError as fault:
            self.refused = True
            _refuse(fault)
            self._window.close()

    def _ask(self, people: Sequence[Login]) -> None:
        """The folder opens with a password: ask for it in the window."""
        from patrol_app.gui.users.gate import LOGIN, PASSWORD, Face, Gate

        self.gate = Gate(LOGIN)
        self.gate.entered.connect(self._entered)
        self.gate.forgotten.connect(self._forgotten)
        self._window.cover(self.gate)
        self.gate.set_faces(
            [Face(one.id, one.label or one.number, one.number, PASSWORD, True) for one in people],
            next((one.id for one in people if self._user in (one.id, one.number)), ""),
        )
        self.gate.focus_first()

    def _entered(self, person: str, _kind: str, password: str) -> None:
        """Try the password; a wrong one is told and the gate stays."""
        try:
            app = _open(self._paths, self._settings, person, password)
        except UserError as fault:
            if self.gate is not None:
                self.gate.show_error(fault.message())
            return
        except PatrolError as fault:
            self.refused = True
            _refuse(fault)
            self._window.close()
            return
        self.gate = None
        self._window.uncover()
        self._fill(app)

    def _forgotten(self) -> None:
        """Help the chosen person to a new password by way of the city."""
        from patrol_app.gui.users.forgotten import Forgotten

        face = self.gate.chosen() if self.gate is not None else None
        if face is not None:
            Forgotten(self._paths, partial(self._recover, face.id), self._window).open()

    def _recover(self, person: str, answer: bytes, password: str) -> None:
        """Open by the city's answer, set the password, and go in with it."""
        from patrol_app.bootstrap import build
        from patrol_app.bootstrap_recovery import recovery_done

        app = build(self._paths, self._settings, answer=answer)
        try:
            app.users.recover(person, password)
        finally:
            app.close()
        recovery_done(self._paths)
        self._entered(person, "", password)

    def _fill(self, app: App) -> None:
        """Fill the window with the open folder."""
        from patrol_app.gui.front import Front

        front = Front(app, theme.current(), self._geometry, self._window)
        self._front = front
        sys.excepthook = _hook(front)
        front.setup_asked.connect(self._set_up)
        front.restore_asked.connect(lambda path: self._restore_from(path, app.store.key))
        front.window.show_page("today")
        if not app.proved and app.users.one(app.session.actor.id).asks in SECRETS:
            front.guard.lock_now()
        QTimer.singleShot(SLEEP_WATCH_MS, front, front.guard.begin_sleep_watch)
        last = (app.paths.logs / logs.CRASH_NAME).with_suffix(".last.log")
        if last.exists():
            front.toast(_("The last start ended unexpectedly; what was typed is kept"), None)
            last.unlink(missing_ok=True)
        if self._settings.text("last_data_dir") != str(app.paths.root):
            self._settings.set("last_data_dir", str(app.paths.root))

    def _restore_from(self, path: Path, key: StoreKey) -> None:
        """Leave the folder, put the backup in its place, open it again."""
        self.restoring, self.following = (path, key), self._paths
        self._window.close()

    def _set_up(self) -> None:
        """Leave this folder for a new one."""
        self.following = DataPaths(default_data_dir().absolute())
        self._window.close()


def _hook(
    front: Front,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Exceptions in slots: noted in the log, told in one sentence, the window goes on."""

    def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Note and tell."""
        _log.error("bug in a slot", exc_info=(kind, error, trace))
        front.toast(_("The program made a mistake; it is noted in the log"), None)

    return tell


def _first_start(paths: DataPaths, settings: Settings) -> DataPaths | None:
    from patrol_app.gui.wizard.first_start import ask

    return ask(paths, settings)


def _refuse(fault: PatrolError) -> None:
    from patrol_app.gui.kit import Question

    box = Question(_("The data folder cannot be opened"), fault.message(), _("Close"), danger=False)
    box.exec()


def _translate_qt(application: QApplication) -> None:
    """Words of Qt's own buttons and menus."""
    for old in _translators:
        application.removeTranslator(old)
    _translators.clear()
    if i18n.language() != "zh_CN":
        QLocale.setDefault(QLocale(QLocale.Language.English))
        return
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator = QTranslator(application)
    if translator.load("qtbase_zh_CN", folder):
        application.installTranslator(translator)
        _translators.append(translator)
