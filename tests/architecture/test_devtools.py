"""dev.py works before anything is installed, and says what is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fetch_resources
from devtools import coverage_gate, gates, places, product, setup, system
from devtools.places import SetupError
from tests.architecture.sources import ROOT


def test_dev_needs_the_standard_library_only() -> None:
    """Without site-packages dev.py still starts and explains itself."""
    command = [sys.executable, "-S", "-I", str(ROOT / "dev.py"), "nonsense"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert "python3 dev.py COMMAND" in done.stdout


def test_every_command_is_explained() -> None:
    """The text that dev.py prints names each command at the start of a line."""
    text = (ROOT / "dev.py").read_text(encoding="utf-8")
    for name in {**gates.COMMANDS, **product.COMMANDS, "setup": None}:
        assert f"\n  {name} " in text


def test_every_run_has_sets_in_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that hangs on an order fails always or never; another order is asked for by name."""
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    assert places.environment(offscreen=True)["PYTHONHASHSEED"] == "0"
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert places.environment(offscreen=True)["PYTHONHASHSEED"] == "7"


def test_a_broken_floor_fails_the_step(tmp_path: Path) -> None:
    """The step of import-linter does look: where a contract is broken it ends with 1."""
    (step,) = [command for name, command in gates.CHECKS if name == "import-linter"]
    (tmp_path / "pack").mkdir()
    for name, text in (("__init__", ""), ("low", "import pack.high"), ("high", "")):
        (tmp_path / "pack" / f"{name}.py").write_text(text)
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = pack\n"
        "[importlinter:contract:1]\nname = floors\ntype = layers\n"
        "layers =\n    pack.high\n    pack.low\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, *step], cwd=tmp_path, env=environment)
    assert done.returncode == 1
    (tmp_path / "pack" / "low.py").write_text("")
    done = subprocess.run([sys.executable, *step], cwd=tmp_path, env=environment)
    assert done.returncode == 0


def test_without_root_the_one_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who may not install gets a line to hand to one who may."""
    monkeypatch.setattr(system, "is_root", lambda: False)
    with pytest.raises(SetupError, match="apt-get install -y --no-install-recommends age qpdf"):
        system.install(["age", "qpdf"])


def test_missing_packages_are_found() -> None:
    """What dpkg does not know is missing; what is installed is not."""
    if not system.is_debian():
        pytest.skip("no dpkg here")
    assert system.missing(["dpkg", "no-such-package-patrol"]) == ["no-such-package-patrol"]


def test_a_changed_lock_is_installed_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """pip runs when the hash of the locks differs from the stamp, and not again after that."""
    calls: list[tuple[str, ...]] = []
    monkeypatch.setattr(setup, "STAMP", tmp_path / "stamp.json")
    monkeypatch.setattr(setup, "pip_install", lambda *arguments: calls.append(arguments))
    setup.install_packages({"locks": "of another day"})
    assert calls[0][0] == "--require-hashes"
    assert calls[1][:2] == ("--no-deps", "--no-build-isolation")
    setup.install_packages(setup.read_stamp())
    assert len(calls) == 2


def test_a_font_that_differs_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A cut file is not taken for the font."""
    (tmp_path / "a.ttf").write_bytes(b"cut")
    expected = {tmp_path / "a.ttf": "0" * 64, tmp_path / "b.ttf": "1" * 64}
    monkeypatch.setattr(fetch_resources, "ROOT", tmp_path)
    monkeypatch.setattr(fetch_resources, "expected", lambda: expected)
    assert fetch_resources.wrong() == ["checksum differs: a.ttf", "missing: b.ttf"]


def test_no_npm_is_an_answer_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without any npm the step fails and says what a person can do."""
    monkeypatch.setattr(fetch_resources, "npm_commands", list)
    assert fetch_resources.main(["--force"]) == 1
    assert "packaging/resources.sha256" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="bash runs it")
def test_ci_script_is_executable() -> None:
    """.ci/run starts as it is."""
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_coverage_is_judged_floor_by_floor(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A well-tested floor does not hide a neglected one; nothing measured is a failure."""

    def entry(covered: int) -> dict[str, dict[str, int]]:
        numbers = {"num_statements": 80, "num_branches": 20, "covered_branches": 20}
        return {"summary": {**numbers, "covered_lines": covered - 20}}

    files = {f"patrol_app/{name}/a.py": entry(100) for name in ("domain", "geo", "sync")}
    report = tmp_path / "coverage.json"
    assert coverage_gate.verdict(report) == 1
    report.write_text(json.dumps({"files": files}), encoding="utf-8")
    assert coverage_gate.verdict(report) == 0
    files["patrol_app/geo/a.py"] = entry(89)
    report.write_text(json.dumps({"files": files}), encoding="utf-8")
    assert coverage_gate.verdict(report) == 1
    assert "coverage geo: 89.0 %" in capsys.readouterr().out
