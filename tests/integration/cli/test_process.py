"""The program as a script meets it: a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import ROOT, Command

CANARY = "金丝雀护林员"
PHONE = "13912345678"


def test_a_document_is_utf8_in_a_plain_locale(station: Command) -> None:
    station.add("person", {"name": CANARY})
    said = station.process("--json", "list", "person", env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert said.code == 0
    assert CANARY in [row["name"] for row in said.document["items"]]


def test_no_personal_data_reaches_the_log(station: Command) -> None:
    """The canary: seeded through records, refused input and a fault, found in no log."""
    station.add("person", {"name": CANARY, "phone": PHONE})
    bad = station.file("bad.json", {"name": 5, "phone": PHONE, CANARY: 1})
    assert station.process("--json", "add", "person", "--from", bad).code == 1
    assert station.process("--json", "show", "person", CANARY + "甲").code == 1
    (station.folder / "patrol.db").rename(station.folder / "away.db")
    said = station.process("--json", "--user", PHONE, "list", "person")
    assert (said.code, "Traceback" in said.err) == (3, False)
    written = b"".join(path.read_bytes() for path in (station.folder / "log").iterdir())
    assert written
    for secret in (CANARY, PHONE):
        assert secret.encode() not in written


def test_a_reader_that_goes_away_is_no_fault(station: Command) -> None:
    station.json("add", "person", "--from", station.file("p.json", [{"name": "x"}] * 50))
    program = [sys.executable, "-m", "patrol_app", "--data-dir", str(station.folder)]
    process = subprocess.Popen(
        [*program, "list", "person"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read()
    assert process.wait() == 0
    process.stderr.close()
    assert b"Traceback" not in errors


@pytest.mark.ci
@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_writer_is_named_to_whoever_waits(station: Command) -> None:
    """A held store: exit 3 with the holder's process id; a reading command goes on beside it."""
    code = (
        "import sys, pathlib\n"
        "from patrol_app.paths import DataPaths\n"
        "from patrol_app.storage.store import open_store\n"
        "store = open_store(DataPaths(pathlib.Path(sys.argv[1])))\n"
        "print('open', flush=True)\n"
        "sys.stdin.read()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(station.folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert holder.stdin is not None and holder.stdout is not None
    try:
        assert holder.stdout.readline().strip() == b"open"
        assert station.json("list", "person")["total"] == 1
        path = station.file("p.json", {"name": "x"})
        said = station("--json", "add", "person", "--from", path)
        assert (said.code, said.error["code"]) == (3, "store.in_use")
        assert str(holder.pid) in said.error["message"]
    finally:
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()


@pytest.mark.ci
def test_self_test_passes(tmp_path: Path) -> None:
    said = Command(tmp_path / "none").process("--json", "self-test")
    assert said.code == 0, said.out
    assert all(row["ok"] for row in said.document["items"])
    assert not (tmp_path / "none").exists()
