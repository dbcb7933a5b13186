"""Who may import whom: the contracts of pyproject.toml, and what they cannot say."""

from __future__ import annotations

import ast
import graphlib
import logging.config
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import ROOT, Source, sources

QT_AND_STORES = "PySide6 shiboken6 sqlalchemy sqlmodel alembic sqlcipher3 reportlab openpyxl"


def test_contracts_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    """import-linter finds every contract of pyproject.toml kept."""
    monkeypatch.chdir(ROOT)
    # it puts the current folder on the path
    monkeypatch.setattr(sys, "path", list(sys.path))
    # and it silences every logger that is there, for the tests after this one too
    monkeypatch.setattr(logging.config, "dictConfig", lambda _config: None)
    code = lint_imports(no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_no_import_cycles() -> None:
    """No module imports itself by way of others, lazily either."""
    graph = grimp.build_graph("patrol_app", exclude_type_checking_imports=True, cache_dir=None)
    needs = {name: graph.find_modules_directly_imported_by(name) - {name} for name in graph.modules}
    try:
        graphlib.TopologicalSorter(needs).prepare()
    except graphlib.CycleError as error:
        pytest.fail(f"import cycle: {' -> '.join(error.args[1])}")


def test_every_folder_is_a_package() -> None:
    """import-linter sees only folders with an ``__init__.py``."""
    bare = {
        source.path.parent.relative_to(ROOT).as_posix()
        for source in sources("patrol_app")
        if not (source.path.parent / "__init__.py").exists()
    }
    assert not bare


def imports(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that the import statements among ``nodes`` bring, with their modules."""
    out: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            out |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            out |= {f"{node.module}.{alias.name}" for alias in node.names}
    return out


def top_level_imports(source: Source) -> set[str]:
    """What ``source`` imports when it is itself imported."""
    return imports(source.tree.body)


def all_imports(source: Source) -> set[str]:
    """What ``source`` imports anywhere, inside functions too."""
    return imports(ast.walk(source.tree))


def test_command_line_loads_the_window_lazily() -> None:
    """No module of the command line imports the window at its top."""
    eager = {
        source.name
        for source in sources("patrol_app/cli", "patrol_app/bootstrap.py", "patrol_app/__main__.py")
        if any(name.startswith("patrol_app.gui") for name in top_level_imports(source))
    }
    assert not eager


def test_geo_knows_few_root_modules() -> None:
    """geo may use errors, i18n and limits; the other root modules belong to the floors above."""
    allowed = {"errors", "i18n", "limits", "geo"}
    named = {
        f"{source.name}: {name}"
        for source in sources("patrol_app/geo")
        for name in all_imports(source)
        if name.startswith("patrol_app.") and name.split(".")[1] not in allowed
    }
    assert not named


def test_window_starts_workers_by_command_only() -> None:
    """What a worker process does is never called inside the window's process."""
    named = {
        source.name
        for source in sources("patrol_app/gui")
        if any(name.startswith("patrol_app.worker_host") for name in all_imports(source))
    }
    assert not named


def loaded_after(statement: str) -> set[str]:
    """Top-level names in ``sys.modules`` of a fresh interpreter after ``statement``."""
    code = f"{statement}\nimport sys\nprint(' '.join({{m.split('.')[0] for m in sys.modules}}))"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-1000:]
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("patrol_app.domain", QT_AND_STORES + " sqlite3 numpy shapely pyproj PIL"),
        ("patrol_app.domain.records", QT_AND_STORES + " sqlite3 numpy shapely pyproj PIL"),
        ("patrol_app.cli.main", QT_AND_STORES + " shapely pyproj PIL"),
    ],
)
def test_import_stays_light(module: str, unwanted: str) -> None:
    """Importing ``module`` loads neither Qt nor a store nor a paper library."""
    loaded = loaded_after(f"import {module}")
    assert not loaded & set(unwanted.split())


def test_domain_asks_no_clock_and_opens_no_file() -> None:
    """Domain functions get the time handed in; they read and write nothing."""
    found = []
    for source in sources("patrol_app/domain"):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name in {"open", "print", "input"} or name.rsplit(".", 1)[-1] in {
                *("now", "utcnow", "today", "read_text", "write_text", "read_bytes", "write_bytes"),
            }:
                found.append(f"{source.name}:{node.lineno} {name}")
    assert not found


def test_migrations_are_the_only_exemption() -> None:
    """Everything else under patrol_app is looked at."""
    seen = {source.path for source in sources("patrol_app")}
    present = set(Path(ROOT / "patrol_app").rglob("*.py"))
    left_out = {path.relative_to(ROOT).as_posix() for path in present - seen}
    assert all(name.startswith("patrol_app/storage/migrations/versions/") for name in left_out)
