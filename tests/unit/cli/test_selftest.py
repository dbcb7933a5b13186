"""The self-test tells what fails, and pictures come from a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from patrol_app.cli import picturing, selftest
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_


def test_the_first_failing_step_ends_the_job(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        """A sample that a rule refuses."""
        raise UserError("sample.wrong", N_("Cancelled"))

    monkeypatch.setattr(selftest, "fill", refuse)
    before = os.environ.get("PATROL_CONFIG_DIR")
    rows = selftest.run_all()
    assert [row.good for row in rows] == [True] * 5 + [False]
    assert (rows[-1].name, rows[-1].said.split(":")[0]) == ("import and submit", "sample.wrong")
    assert os.environ.get("PATROL_CONFIG_DIR") == before


def test_a_missing_library_is_named_and_other_texts_are_not(tmp_path: Path) -> None:
    def lacking() -> str:
        """What Qt says on a bare system."""
        raise ImportError("libEGL.so.1: cannot open shared object file")

    def leaking() -> str:
        """A text that may hold data."""
        raise ValueError("李护林")

    assert "libEGL.so.1" in selftest._tried("x", lacking).said
    assert selftest._tried("x", leaking).said == "ValueError"


@pytest.mark.parametrize("code", ["raise SystemExit(3)", "import no_such_module_of_qt"])
def test_a_window_that_cannot_be_pictured_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str
) -> None:
    monkeypatch.setattr(picturing, "program", lambda: [sys.executable, "-c", code])
    with pytest.raises(EnvironmentFault) as fault:
        picturing.picture(tmp_path, tmp_path, "x")
    assert fault.value.code == "demo.pictures"


def test_a_window_that_hangs_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def hang(*_arguments: Any, timeout: float, **_options: Any) -> None:
        """As subprocess tells it after the time is over."""
        raise subprocess.TimeoutExpired("patrol-app", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(EnvironmentFault):
        picturing.picture(tmp_path, tmp_path, "x")


def test_pages_are_asked_for_without_a_screen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = (
        "import os, pathlib, sys; assert os.environ['QT_QPA_PLATFORM'] == 'offscreen';"
        "pathlib.Path(sys.argv[3], 'said').write_text(' '.join(sys.argv[1:]))"
    )
    monkeypatch.setattr(picturing, "program", lambda: [sys.executable, "-c", code])
    picturing.picture(tmp_path / "data", tmp_path, "x", "today")
    said = (tmp_path / "said").read_text()
    assert said == f"pictures {tmp_path / 'data'} {tmp_path} x today"
