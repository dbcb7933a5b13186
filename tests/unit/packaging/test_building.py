"""The build stops at the first thing that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from devtools import building, deb, frozen_checks, installer, setup


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the steps that ran; every one succeeds."""
    ran: list[str] = []

    def note(name: str, code: int = 0) -> object:
        """A step that only remembers its name."""

        def step(*_arguments: object) -> int:
            """Remember."""
            ran.append(name)
            return code

        return step

    monkeypatch.setattr(setup, "install_locked", note("packages"))
    monkeypatch.setattr(building, "run_python", note("python"))
    monkeypatch.setattr(building, "freeze", note("freeze"))
    monkeypatch.setattr(frozen_checks, "judge", note("judge"))
    monkeypatch.setattr(building, "self_test", note("self-test"))
    monkeypatch.setattr(deb, "make", note("deb"))
    monkeypatch.setattr(installer, "compiler", lambda: None)
    return ran


def test_the_self_test_is_the_last_step(calls: list[str]) -> None:
    assert building.build([]) == 0
    assert calls == ["packages", "python", "python", "freeze", "judge", "self-test"]


def test_a_package_is_made_of_a_program_that_works(
    calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert building.build(["--deb"]) == 0
    assert calls[-2:] == ["self-test", "deb"]
    calls.clear()
    monkeypatch.setattr(building, "self_test", lambda _tree: 3)
    assert building.build(["--deb"]) == 3
    assert "deb" not in calls


def test_the_program_gets_no_help_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONUTF8"):
        monkeypatch.setenv(name, "x")
    found = building.bare_environment()
    assert not {"PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONUTF8"} & set(found)
    assert found["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.parametrize("code", [0, 3])
def test_the_programs_answer_is_the_builds_answer(tmp_path: Path, code: int) -> None:
    program = tmp_path / "patrol-app"
    program.write_text(f'#!/bin/sh\n[ "$1" = --version ] || exit {code}\n', encoding="ascii")
    program.chmod(0o755)
    assert building.self_test(tmp_path) == code
