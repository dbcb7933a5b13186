"""The checks and test runs: what dev.py check, test and soak start."""

from __future__ import annotations

import time
from collections.abc import Callable

from devtools import coverage_gate
from devtools.places import BUILD, run_python
from devtools.soaking import soak

CODE = ["patrol_app", "packaging", "tests", "dev.py"]
REPORT = BUILD / "coverage.json"
PARALLEL = ("-q", "-n", "2", "--dist", "loadfile", "--durations", "15")
# its module does nothing by itself, and its script breaks where the path has a space
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"
Step = tuple[str, list[str]]
CHECKS: list[Step] = [
    ("ruff format", ["-m", "ruff", "format", "--check", *CODE]),
    ("ruff", ["-m", "ruff", "check", *CODE]),
    ("mypy --strict", ["-m", "mypy"]),
    ("import-linter", ["-c", LINT, "--no-logo"]),
    ("catalogue", ["packaging/i18n.py", "check"]),
    ("architecture", ["-m", "pytest", "-q", "--tb=short", "tests/architecture"]),
]


def check(names: list[str]) -> int:
    """Run every check, or those whose name holds one of ``names``; 1 when any failed."""
    chosen = [step for step in CHECKS if not names or any(name in step[0] for name in names)]
    failed = []
    for name, command in chosen:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        code = run_python(*command)
        print(f"== {name}: {'ok' if code == 0 else 'FAILED'} ({time.monotonic() - started:.0f} s)")
        if code:
            failed.append(name)
    print(f"check: {len(chosen) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}")
    return 1 if failed or not chosen else 0


def test(arguments: list[str]) -> int:
    """Run the tests.

    Args:
        arguments: none for the plain run, which also measures branch coverage and leaves
            ``tests/architecture`` to ``check``; ``--ci`` for the tests marked ``ci``; anything else
            goes to pytest as it is.
    """
    if "--ci" in arguments:
        return run_python("-m", "pytest", *PARALLEL, *arguments)
    if arguments:
        return run_python("-m", "pytest", *arguments)
    REPORT.unlink(missing_ok=True)
    # the floors are held by ``check`` already
    once = ("--ignore", "tests/architecture")
    measured = ("--cov", "--cov-report", f"json:{REPORT}", "--cov-report", "term:skip-covered")
    code = run_python("-m", "pytest", *PARALLEL, *once, *measured)
    return code or coverage_gate.verdict(REPORT)


COMMANDS: dict[str, Callable[[list[str]], int]] = {"check": check, "test": test, "soak": soak}
