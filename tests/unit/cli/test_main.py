"""The parts of the command line that need no data folder."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from patrol_app.cli.main import hoisted, run
from patrol_app.cli.output import Output


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (["list", "patrol", "--json"], ["--json", "list", "patrol"]),
        (["show", "--data-dir", "d", "patrol", "P"], ["--data-dir", "d", "show", "patrol", "P"]),
        (["list", "--lang=en", "x"], ["--lang=en", "list", "x"]),
        (["list", "--", "--json"], ["list", "--", "--json"]),
        (["list", "--user"], ["list", "--user"]),
        (["--json"], ["--json"]),
    ],
)
def test_global_options_come_first(given: list[str], wanted: list[str]) -> None:
    assert hoisted(given) == wanted


def test_version_is_one_document() -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(["--json", "--version"]) == 0
    assert out.getvalue().startswith('{"version": ')


def test_an_unexpected_fault_is_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("patrol_app.cli.main.make_context", broken)
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(["--json", "list", "patrol"]) == 3
    assert '"code": "internal"' in out.getvalue()
    assert "secret" not in out.getvalue()


def test_an_interrupt_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("patrol_app.cli.main.make_context", interrupted)
    out = io.StringIO()
    with redirect_stdout(out):
        assert run(["--json", "list", "patrol"]) == 130
    assert '"code": "interrupted"' in out.getvalue()


def test_a_file_name_that_is_no_text_keeps_the_document_valid() -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        Output(True).document({"file": "a\udcff"})
    assert out.getvalue() == '{"file": "a\\udcff"}\n'


def test_paths_are_absolute_and_never_wrapped() -> None:
    out = io.StringIO()
    with redirect_stdout(out):
        Output().path(Path("x" * 300))
    assert out.getvalue() == str(Path("x" * 300).absolute()) + "\n"
