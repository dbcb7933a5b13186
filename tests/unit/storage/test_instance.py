"""Restored, cloned and moved data folders are told from the same one."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from patrol_app.storage import instance
from patrol_app.storage.instance import (
    StoreInstance,
    Verdict,
    check_instance,
    machine_hash,
    marker_path,
    new_nonce,
    write_marker,
)

STORED = StoreInstance("store-1", "aa" * 16, "m" * 64, 10)


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATROL_CONFIG_DIR", str(tmp_path / "config"))
    place = tmp_path / "data"
    place.mkdir()
    return place


def test_no_marker_is_a_new_epoch(root: Path) -> None:
    verdict = check_instance(root, STORED, STORED.machine)
    assert verdict is Verdict.NO_MARKER and verdict.new_epoch


@pytest.mark.parametrize(
    ("stored", "machine", "verdict"),
    [
        (STORED, "m" * 64, Verdict.SAME),
        (replace(STORED, last_seq=11), "m" * 64, Verdict.SAME),
        (replace(STORED, last_seq=9), "m" * 64, Verdict.BEHIND),
        (replace(STORED, nonce="bb" * 16), "m" * 64, Verdict.OTHER_NONCE),
        (replace(STORED, store_id="store-2"), "m" * 64, Verdict.OTHER_STORE),
        (STORED, "x" * 64, Verdict.OTHER_MACHINE),
        (STORED, "", Verdict.SAME),
        (replace(STORED, machine=""), "x" * 64, Verdict.SAME),
    ],
)
def test_verdicts(root: Path, stored: StoreInstance, machine: str, verdict: Verdict) -> None:
    write_marker(root, STORED)
    assert check_instance(root, stored, machine) is verdict
    assert verdict.new_epoch == (verdict is not Verdict.SAME)


def test_a_copied_folder_has_no_marker_and_a_link_is_the_same(root: Path, tmp_path: Path) -> None:
    write_marker(root, STORED)
    shutil.copytree(root, tmp_path / "clone")
    assert check_instance(tmp_path / "clone", STORED, "") is Verdict.NO_MARKER
    (tmp_path / "link").symlink_to(root)
    assert check_instance(tmp_path / "link", STORED, "") is Verdict.SAME


def test_marker_form(root: Path, tmp_path: Path) -> None:
    write_marker(root, STORED)
    path = marker_path(root)
    assert path.parent == tmp_path / "config" / "instances" and len(path.stem) == 16
    assert json.loads(path.read_bytes()) == {
        "v": 1, "store_id": "store-1", "nonce": "aa" * 16, "last_seq": 10,
    }  # fmt: skip


@pytest.mark.parametrize("raw", [b"", b"[]", b'{"v":2}', b'{"v":1,"last_seq":"1"}', b"\xff"])
def test_unreadable_marker_counts_as_none(root: Path, raw: bytes) -> None:
    write_marker(root, STORED)
    marker_path(root).write_bytes(raw)
    assert check_instance(root, STORED, "") is Verdict.NO_MARKER


def test_machine_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / "machine-id"
    monkeypatch.setattr(instance, "_MACHINE_FILES", (str(tmp_path / "none"), str(own)))
    assert machine_hash("s") == ""
    own.write_text("\n")
    assert machine_hash("s") == ""
    own.write_text("0123456789abcdef\n")
    one = machine_hash("s")
    assert len(one) == 64 and "0123456789abcdef" not in one
    assert one == machine_hash("s") != machine_hash("t")
    assert len({new_nonce() for _ in range(10)}) == 10
