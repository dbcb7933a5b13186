"""The replay of power cuts catches what it must: else the drills that use it show nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.drills.kills import need_strace
from tests.support.power_cut import State, bad_states
from tests.support.power_record import record

pytestmark = pytest.mark.ci

START = """
import os, sys
root, mode = sys.argv[1:]
part, final, new = root + "/a.part", root + "/a", b"new" * 5000
handle = os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
os.write(handle, new)
if mode != "no sync":
    os.fsync(handle)
os.close(handle)
os.replace(part, final)
if mode == "right":
    folder = os.open(root, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
os.write(1, b"saved")
"""
OLD, NEW = b"old" * 3000, b"new" * 5000


@pytest.mark.parametrize(
    ("mode", "faults"),
    [
        ("right", set()),
        ("no sync", {"partial", "lost"}),
        ("no folder sync", {"lost"}),
    ],
)
def test_which_order_of_calls_is_safe(tmp_path: Path, mode: str, faults: set[str]) -> None:
    """A rename without a sync leaves half a file; without the folder's sync it may be undone."""
    need_strace()
    root = tmp_path / "root"
    root.mkdir()
    (root / "a").write_bytes(OLD)
    command = [sys.executable, "-c", START, str(root), mode]
    tape = record(command, [root], tmp_path / "log", tmp_path / "out", env=dict(os.environ))

    def judge(state: State) -> str:
        """Half a file under its name, or an acknowledged one that is gone."""
        found = (root / "a").read_bytes() if (root / "a").exists() else b""
        if found not in (OLD, NEW):
            return "partial"
        return "lost" if state.told == b"saved" and found != NEW else ""

    count, bad = bad_states(tape, judge)
    assert count >= 5
    assert {said for _place, _mode, said in bad} == faults
