"""What belongs into the frozen program and what stays outside; packaging/patrol.spec asks here."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Final

NAME: Final = "patrol-app"
WINDOW_NAME: Final = "Patrol"  # Windows: the same program without a console

# Modules of Qt that the program never imports; the first three rows are heavy, the second not LGPL.
_QT: Final = (
    "WebEngineCore WebEngineWidgets WebEngineQuick WebChannel WebChannelQuick WebSockets WebView "
    "Charts Graphs GraphsWidgets DataVisualization VirtualKeyboard NetworkAuth "
    "Qml Quick Quick3D QuickWidgets QuickControls2 QuickTest QmlModels Location "
    "3DCore 3DRender 3DInput 3DLogic 3DAnimation 3DExtras OpenGL OpenGLWidgets "
    "Multimedia MultimediaWidgets SpatialAudio TextToSpeech Bluetooth Nfc Sensors RemoteObjects "
    "Scxml StateMachine Designer Help UiTools HttpServer Test Sql Concurrent SvgWidgets AxContainer"
)
# Packages that only tests, checks or the bench use, and what libraries would load if it were there.
_PACKAGES: Final = (
    "tkinter pytest _pytest pytestqt hypothesis mypy ruff coverage psutil gpxpy piexif rfc8785 "
    "time_machine importlinter grimp babel uv pip setuptools wheel PyInstaller "
    "matplotlib pandas geopandas pyarrow scipy IPython jinja2 tornado lxml psycopg psycopg2 "
    "MySQLdb orjson msgspec"
)
# The second of zstandard's two back ends, 12 MB, a GPL library that only a console prompt uses, and
# AVIF, 5 MB, which no importer reads.
_PARTS: Final = "zstandard._cffi zstandard.backend_cffi readline PIL._avif"
EXCLUDES: Final = (
    *(f"PySide6.Qt{name}" for name in _QT.split()),
    *_PACKAGES.split(),
    *_PARTS.split(),
)

# Libraries of Qt (without prefix "lib" and suffix) that hooks bring along for plugins left out.
_LIBRARIES: Final = (
    "Qt6Quick Qt6Qml Qt6WebEngine Qt6WebChannel Qt6WebView Qt63D Qt6Charts Qt6Graphs "
    "Qt6DataVisualization Qt6VirtualKeyboard Qt6Designer Qt6Location Qt6Multimedia Qt6ShaderTools "
    "Qt6EglFS Qt6EglFs Qt6OpenGLWidgets Qt6Test Qt6Sql opengl32sw d3dcompiler_"
).split()
# Plugins by folder: only these stay; a folder that is not named stays whole.
_PLUGINS: Final[dict[str, frozenset[str]]] = {
    "platforms": frozenset({"qxcb", "qoffscreen", "qwayland", "qwindows", "qcocoa"}),
    "imageformats": frozenset({"qjpeg", "qsvg", "qgif", "qico", "qwebp", "qtiff"}),
    # the desktop's own dialogs by its portal; GTK's theme would bring GTK
    "platformthemes": frozenset({"qxdgdesktopportal"}),
    "platforminputcontexts": frozenset(
        {"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}
    ),
    "generic": frozenset(),
    "egldeviceintegrations": frozenset(),
    "networkinformation": frozenset(),
    "qmltooling": frozenset(),
    "sqldrivers": frozenset(),
    "webview": frozenset(),
    "multimedia": frozenset(),
    "geoservices": frozenset(),
    "designer": frozenset(),
    "sceneparsers": frozenset(),
    "virtualkeyboard": frozenset(),
}
_TRANSLATIONS: Final = ("qtbase_zh_CN.qm", "qtbase_en.qm")
# Libraries of the building system that Python itself and Qt's network part were linked to; the
# others are asked of the target (`Depends`): a display or driver library of another system breaks.
_SYSTEM: Final = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/usr/local/lib/")
_TAKEN: Final = frozenset(
    (
        "python3 ssl crypto ffi sqlite3 expat z bz2 lzma uuid mpdec "
        "gssapi_krb5 krb5 k5crypto krb5support com_err keyutils"
    ).split()
)
_ICON_FONT: Final = "materialdesignicons6-"
_SOURCES: Final = (".po", ".pot", ".lock", ".part")  # of the catalogue; the program reads the .mo


def stem(name: str) -> str:
    """The bare name of a library: without folder, ``lib``, suffix and version."""
    base = PurePosixPath(name.replace("\\", "/")).name
    return base.removeprefix("lib").split(".")[0]


def wanted(name: str, source: str = "") -> bool:
    """Whether a file that PyInstaller found belongs into the program.

    Args:
        name: its place in the program, such as ``PySide6/Qt/plugins/platforms/libqxcb.so``;
            Windows has no ``Qt/`` in between and writes backslashes.
        source: where it was found.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if len(parts) == 1 and ".so" in name and source.startswith(_SYSTEM):
        return stem(name) in _TAKEN
    if parts[0] == "resources":
        return not name.endswith(_SOURCES)
    if "qtawesome" in parts and "fonts" in parts:
        return parts[-1].startswith(_ICON_FONT)
    if "PySide6" not in parts:
        # the same libraries are linked into the top folder as well
        return not stem(name).startswith(tuple(_LIBRARIES))
    if "qml" in parts:
        return False
    if "translations" in parts:
        return parts[-1] in _TRANSLATIONS
    if "plugins" in parts:
        folder = parts[parts.index("plugins") + 1]
        allowed = _PLUGINS.get(folder)
        return allowed is None or stem(name).startswith(tuple(allowed))
    return not stem(name).startswith(tuple(_LIBRARIES))


def locked(root: Path, package: str) -> bool:
    """Whether the program's lock names ``package``: what only tests or the bench use stays out."""
    lock = root / "packaging" / "requirements" / "base.txt"
    return f"\n{package}==" in "\n" + lock.read_text(encoding="utf-8")
