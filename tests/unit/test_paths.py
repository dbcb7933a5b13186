"""How the program starts itself once more."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from patrol_app import paths


def test_from_source_by_the_module() -> None:
    assert paths.program() == [sys.executable, "-m", "patrol_app"]


def test_frozen_by_its_own_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(sys, "executable", "/usr/lib/patrol-app/patrol-app")
    assert paths.program() == ["/usr/lib/patrol-app/patrol-app"]


def test_frozen_on_windows_by_the_one_with_a_console(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The window's executable has no streams for a reader."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "Patrol.exe"))
    assert paths.program() == [str(tmp_path / "patrol-app.exe")]
