"""What the frozen program takes along, by the names PyInstaller and Windows use."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from devtools import freezing

ROOT = Path(__file__).resolve().parents[3]
SPEC = ROOT / "packaging" / "patrol.spec"
SYSTEM = "/usr/lib/x86_64-linux-gnu"

KEPT = [
    "PySide6/Qt/lib/libQt6Core.so.6",
    "PySide6/Qt/lib/libQt6Pdf.so.6",
    "PySide6/Qt6PrintSupport.dll",
    "PySide6/Qt/plugins/platforms/libqoffscreen.so",
    "PySide6/Qt/plugins/platforms/libqxcb.so",
    "PySide6\\plugins\\platforms\\qwindows.dll",
    "PySide6\\plugins\\platforms\\qoffscreen.dll",
    "PySide6/Qt/plugins/imageformats/libqjpeg.so",
    "PySide6/Qt/plugins/imageformats/libqsvg.so",
    "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
    "PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
    "PySide6/Qt/translations/qtbase_zh_CN.qm",
    "PySide6/Qt/translations/qtbase_en.qm",
    "qtawesome/fonts/materialdesignicons6-webfont-6.9.96.ttf",
    "resources/i18n/zh_CN/LC_MESSAGES/patrol.mo",
    "resources/fonts/NotoSansSC-Regular.ttf",
    "patrol_app/storage/migrations/env.py",
]
LEFT_OUT = [
    "PySide6/Qt/lib/libQt6Quick.so.6",
    "PySide6/Qt6Qml.dll",
    "PySide6/opengl32sw.dll",
    "PySide6/Qt/lib/libQt6WebEngineCore.so.6",
    "PySide6/Qt/lib/libQt6Charts.so.6",
    "PySide6/Qt6Graphs.dll",
    "PySide6/Qt/lib/libQt6DataVisualization.so.6",
    "libQt6VirtualKeyboard.so.6",
    "PySide6/Qt/qml/QtQuick/libqtquick2plugin.so",
    "PySide6\\plugins\\platforminputcontexts\\qtvirtualkeyboardplugin.dll",
    "PySide6/Qt/plugins/platforms/libqeglfs.so",
    "PySide6/Qt/plugins/platforms/libqminimal.so",
    "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
    "PySide6/Qt/plugins/imageformats/libqpdf.so",
    "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
    "PySide6/Qt/translations/qtbase_de.qm",
    "PySide6/Qt/translations/qtwebengine_locales/zh-CN.pak",
    "qtawesome/fonts/fontawesome5-solid-webfont-5.15.4.ttf",
    "resources/i18n/zh_CN/LC_MESSAGES/patrol.po",
    "resources/i18n/.lock",
]


@pytest.mark.parametrize("name", KEPT)
def test_it_is_taken(name: str) -> None:
    assert freezing.wanted(name)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_it_stays_outside(name: str) -> None:
    assert not freezing.wanted(name)


@pytest.mark.parametrize("name", ["libX11.so.6", "libglib-2.0.so.0", "libreadline.so.8"])
def test_the_target_brings_its_own_system_libraries(name: str) -> None:
    assert not freezing.wanted(name, f"{SYSTEM}/{name}")


@pytest.mark.parametrize(
    "name", ["libssl.so.3", "libsqlite3.so.0", "libpython3.11.so.1.0", "libgssapi_krb5.so.2"]
)
def test_what_python_and_qt_were_linked_to_goes_along(name: str) -> None:
    assert freezing.wanted(name, f"{SYSTEM}/{name}")


def test_extension_modules_of_a_system_python_go_along() -> None:
    name = "python3.11/lib-dynload/_sqlite3.cpython-311-x86_64-linux-gnu.so"
    assert freezing.wanted(name, f"/usr/lib/{name}")


@pytest.mark.parametrize("name", "Qml Quick WebEngineCore Charts Graphs DataVisualization".split())
def test_heavy_and_unfree_modules_are_excluded(name: str) -> None:
    assert f"PySide6.Qt{name}" in freezing.EXCLUDES


def test_nothing_that_the_program_imports_is_excluded() -> None:
    """A module named here would be missing in the built program only."""
    found = set()
    for path in (ROOT / "patrol_app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    roots = {name.split(".")[0] for name in found}
    assert "PySide6" in roots
    assert not (found | roots) & set(freezing.EXCLUDES)


def test_the_spec_neither_strips_nor_packs() -> None:
    """A stripped numpy does not load."""
    tree = ast.parse(SPEC.read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {node.func.id: node for node in calls if isinstance(node.func, ast.Name)}
    for name in ("EXE", "COLLECT"):
        options = {word.arg: ast.unparse(word.value) for word in named[name].keywords}
        assert (options["strip"], options["upx"]) == ("False", "False")
    options = {word.arg: ast.unparse(word.value) for word in named["Analysis"].keywords}
    assert options["excludes"] == "list(freezing.EXCLUDES)"
    assert '"sqlcipher3.dbapi2"' in SPEC.read_text(encoding="utf-8")


def test_the_lock_tells_what_belongs_to_the_program() -> None:
    assert freezing.locked(ROOT, "alembic")
    assert not freezing.locked(ROOT, "pytest")
