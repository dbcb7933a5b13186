"""One writer: the second is told who the first is; a crash frees the lock."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from patrol_app.errors import EnvironmentFault
from patrol_app.paths import DataPaths
from patrol_app.storage.lock import Holder, WriterLock, read_holder

HOLD = """
import sys
from pathlib import Path
from patrol_app.paths import DataPaths
from patrol_app.storage.lock import WriterLock
lock = WriterLock(DataPaths(Path(sys.argv[1])))
lock.acquire("receive", 0)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data")


def holding(paths: DataPaths) -> subprocess.Popen[bytes]:
    """A second process that holds the lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(paths.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    return process


def test_acquire_and_release(paths: DataPaths) -> None:
    with WriterLock(paths).acquire("save", 0) as lock:
        assert lock.held and read_holder(paths) == Holder(os.getpid(), "save")
        with pytest.raises(EnvironmentFault, match=r"store\.in_use"):
            WriterLock(paths).acquire("other", 0)
    assert not lock.held and read_holder(paths) is None
    lock.release()
    WriterLock(paths).acquire("again", 0).release()


def test_another_process_is_named_and_its_crash_frees(paths: DataPaths) -> None:
    process = holding(paths)
    try:
        with pytest.raises(EnvironmentFault) as caught:
            WriterLock(paths).acquire("save", 0.1)
        assert caught.value.code == "store.in_use"
        assert str(process.pid) in caught.value.message()
        assert "receive" in caught.value.message()
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert read_holder(paths) == Holder(process.pid, "receive")
    with WriterLock(paths).acquire("save", 0):
        assert read_holder(paths) == Holder(os.getpid(), "save")


def test_a_waiting_writer_gets_its_turn(paths: DataPaths) -> None:
    process = holding(paths)
    assert process.stdin is not None
    process.stdin.close()
    with WriterLock(paths).acquire("save", 30) as lock:
        assert lock.held
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


@pytest.mark.parametrize("note", [b"", b"{}", b"[1]", b'{"pid":"x","work":1}', b"\xff"])
def test_a_garbled_note_is_no_hindrance(paths: DataPaths, note: bytes) -> None:
    with WriterLock(paths).acquire("save", 0):
        note_path = paths.lock.with_name(paths.lock.name + ".holder")
        note_path.write_bytes(note)
        with pytest.raises(EnvironmentFault, match=r"store\.in_use"):
            WriterLock(paths).acquire("other", 0)
