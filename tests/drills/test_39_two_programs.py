"""Two programs on one data folder: one writes, the other says who; a killed one blocks nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.prepared import station
from tests.e2e.program import Program

# holds the store as a window does, says so, and waits for its stdin to end
HOLDER = """
import sys
from patrol_app.bootstrap import build
from patrol_app.paths import DataPaths
from patrol_app.settings import Settings
from pathlib import Path
app = build(DataPaths(Path(sys.argv[1])), Settings(Path(sys.argv[1]).parent / "settings.json"))
print("held", flush=True)
sys.stdin.read()
app.close()
"""


def holding(place: Program) -> subprocess.Popen[str]:
    """Another process that has the data folder open for writing."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(place.data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=place.environment,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.mark.ci
def test_the_second_writer_is_told_who_holds_the_store(tmp_path: Path) -> None:
    """Exit 3 with the holder's process id; reading goes on; afterwards writing works."""
    place = station(tmp_path)
    source = place.write({"description": "示例"})
    holder = holding(place)
    try:
        error = place.run("add", "finding", "--from", source).refused(3)
        assert error["code"] == "store.in_use"
        assert str(holder.pid) in error["message"]
        assert place.run("list", "finding", "--drafts").good().items == []
        assert place.run("check").good().document["ok"] is True
    finally:
        holder.communicate(timeout=240)
    assert holder.returncode == 0
    place.run("add", "finding", "--from", source).good()


@pytest.mark.ci
def test_a_killed_holder_blocks_nobody(tmp_path: Path) -> None:
    """The lock goes with the process, whatever note it left behind."""
    place = station(tmp_path)
    holder = holding(place)
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate(timeout=240)
    note = place.data / "lock.holder"
    left = [path.name for path in place.data.iterdir() if path.name.endswith(note.suffix)]
    assert left, "the killed process left its note"
    place.add("finding", description="示例")
    assert place.run("check").good().document["ok"] is True
    left = [path.name for path in place.data.iterdir() if path.name.endswith(note.suffix)]
    assert not left
