"""The project's Python files, read and parsed once, for the tests about their shape."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# the only exemption: a released migration is never touched again
EXEMPT = ROOT / "patrol_app" / "storage" / "migrations" / "versions"
SKIPPED_FOLDERS = {".venv", ".git", "build", "dist", "__pycache__", "fonts"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One Python file.

    Attributes:
        path: absolute.
        text: its content.
        tree: the same, parsed.
    """

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """Path from the project's root, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


@cache
def read(path: Path) -> Source:
    """Read and parse ``path``, once; ``forget`` frees the trees."""
    text = path.read_text(encoding="utf-8")
    return Source(path, text, ast.parse(text, str(path)))


def forget() -> None:
    """Free what was parsed."""
    read.cache_clear()


def sources(*tops: str) -> tuple[Source, ...]:
    """The Python files under the named folders (or the named files) of the project."""
    found: list[Path] = []
    for top in tops:
        path = ROOT / top
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    kept = [path for path in found if EXEMPT not in path.parents]
    return tuple(read(path) for path in kept)


def everything() -> tuple[Source, ...]:
    """Program, tests and packaging."""
    return sources("patrol_app", "packaging", "tests", "dev.py")


def program() -> tuple[Source, ...]:
    """What a person runs, and what builds it."""
    return sources("patrol_app", "packaging", "dev.py")


@cache
def committed() -> tuple[Path, ...]:
    """Every file in git; without git every file outside the ignored folders."""
    try:
        done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        walked = (path for path in ROOT.rglob("*") if path.is_file())
        parts = ((path, set(path.relative_to(ROOT).parts)) for path in walked)
        return tuple(path for path, names in parts if not names & SKIPPED_FOLDERS)
    names = done.stdout.decode("utf-8").split("\0")
    return tuple(ROOT / name for name in names if name and (ROOT / name).is_file())
