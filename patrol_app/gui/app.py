"""Start and end of the window: application, fonts, theme, language, first start, evidence."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from patrol_app import i18n, logs
from patrol_app.errors import PatrolError
from patrol_app.gui import theme
from patrol_app.gui.front import Front
from patrol_app.i18n import _
from patrol_app.paths import DataPaths, config_dir, default_data_dir, resource
from patrol_app.settings import Settings

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

GEOMETRY_FILE = "window.ini"
_log = logging.getLogger(__name__)
_translators: list[QTranslator] = []


def run(paths: DataPaths, settings: Settings, *, user: str = "") -> int:
    """Open the window on a data folder; the wizard first where there is none.

    Args:
        paths: the folder.
        settings: options of this machine.
        user: number of the acting person, or empty for the first.

    Returns:
        Exit code: 0, or 3 when the folder cannot be opened.
    """
    application = make_application(settings)
    here: DataPaths | None = remembered(paths, settings)
    while here is not None:
        folder = here if here.vault.exists() else _first_start(here, settings)
        if folder is None:
            return 0
        try:
            app = _open(folder, settings, user)
        except PatrolError as fault:
            _refuse(fault)
            return 3
        here = _session(application, app, settings)
    return 0


def run_gui(data_dir: Path, language: str = "", *, user: str = "") -> int:
    """As ``run``, from a folder and a language alone."""
    settings = Settings()
    i18n.use(language or settings.text("language"))
    return run(DataPaths(data_dir.absolute()), settings, user=user)


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


def _open(paths: DataPaths, settings: Settings, user: str) -> App:
    from patrol_app.bootstrap import build

    crashed = crash_evidence(paths)
    logs.configure(paths.logs)
    app = build(paths, settings)
    if user:
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


def _session(application: QApplication, app: App, settings: Settings) -> DataPaths | None:
    """One window on one folder; the folder to go on with, or None at the end."""
    following: list[DataPaths] = []
    crashed = (app.paths.logs / logs.CRASH_NAME).with_suffix(".last.log").exists()
    geometry = QSettings(str(config_dir() / GEOMETRY_FILE), QSettings.Format.IniFormat)
    front = Front(app, theme.current(), geometry)
    sys.excepthook = _hook(front)

    def set_up() -> None:
        """Leave this folder for a new one."""
        following.append(DataPaths(default_data_dir().absolute()))
        front.window.close()

    front.setup_asked.connect(set_up)
    front.window.show_page("today")
    front.window.show()
    if crashed:
        front.toast(_("The last start ended unexpectedly; what was typed is kept"), None)
        (app.paths.logs / logs.CRASH_NAME).with_suffix(".last.log").unlink(missing_ok=True)
    if settings.text("last_data_dir") != str(app.paths.root):
        settings.set("last_data_dir", str(app.paths.root))
    application.exec()
    front.close()
    sys.excepthook = sys.__excepthook__
    return following[0] if following else None


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
