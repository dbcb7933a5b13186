"""Start and end of the program around the window."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from patrol_app import logs
from patrol_app.gui import app as start
from patrol_app.gui.main_window import MainWindow
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from tests.support.folders import new_app


def close_soon() -> None:
    """Close the main window once its folder is open."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow)]
    if not any(w.isVisible() and w.current_key() for w in windows):
        QTimer.singleShot(20, close_soon)
        return
    for window in windows:
        window.close()


def test_the_window_opens_on_a_folder_and_closes_cleanly(tmp_path: Path) -> None:
    new_app(tmp_path).close()
    settings = Settings(tmp_path / "settings.json")
    QTimer.singleShot(0, close_soon)
    assert start.run(DataPaths(tmp_path / "DEMO01"), settings) == 0
    assert settings.text("last_data_dir") == str(tmp_path / "DEMO01")
    logs.close()


def test_evidence_of_a_crash_is_put_aside_and_counted(tmp_path: Path) -> None:
    paths = DataPaths(tmp_path)
    paths.logs.mkdir(parents=True)
    (paths.logs / logs.CRASH_NAME).write_text("Fatal Python error", encoding="utf-8")
    assert start.crash_evidence(paths) == 18
    assert start.crash_evidence(paths) == 0


def test_an_empty_default_folder_gives_way_to_the_one_opened_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that was named on purpose is never replaced."""
    settings = Settings(tmp_path / "settings.json")
    new_app(tmp_path).close()
    settings.set("last_data_dir", str(tmp_path / "DEMO01"))
    named = DataPaths(tmp_path / "elsewhere")
    assert start.remembered(named, settings) == named
    monkeypatch.setattr(start, "default_data_dir", lambda: tmp_path / "elsewhere")
    assert start.remembered(named, settings) == DataPaths(tmp_path / "DEMO01")


def test_start_loads_no_heavy_library() -> None:
    """The first page may not wait for papers, tables, projections or pictures."""
    script = (
        "import sys, patrol_app.gui.app, patrol_app.gui.pages.today\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'reportlab', 'pyproj', 'shapely', 'openpyxl', 'PIL',"
        " 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


def test_opening_a_folder_loads_no_reader_of_files_and_only_the_rows_it_reads(
    tmp_path: Path,
) -> None:
    """Counting records of a type makes no mapped class for it; neither does opening make all."""
    new_app(tmp_path).close()
    script = f"""
import sys
from pathlib import Path
from patrol_app.bootstrap import build
from patrol_app.paths import DataPaths
from patrol_app.services.ports import Listing
from patrol_app.settings import Settings
from patrol_app.storage import rows
root = Path({str(tmp_path)!r})
app = build(DataPaths(root / "DEMO01"), Settings(root / "settings.json"))
assert app.store.queries.count(Listing("survey")) == 0
made = [name for name in sys.modules if name.startswith("patrol_app.storage.rows.pest")]
unwanted = {{"numpy", "patrol_app.services.imports"}} & set(sys.modules)
print(made, sorted(unwanted), "survey" in rows.every_row())
app.close()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[] [] True", done.stdout + done.stderr
