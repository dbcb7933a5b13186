"""Rules and types name each other: a module of either can be the first that is asked for.

Otherwise a single test file, or a new command, would stop at its imports while the whole suite,
which has loaded the types before, runs well.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import patrol_app

ROOT = Path(patrol_app.__file__).resolve().parents[1]


@pytest.mark.ci
@pytest.mark.parametrize("name", ["rules.task", "rules.case", "rules.pest_survey", "records.task"])
def test_it_comes_first(name: str) -> None:
    command = [sys.executable, "-c", f"import patrol_app.domain.{name}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
