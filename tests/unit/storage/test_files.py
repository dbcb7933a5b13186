"""Whole files or none, spool copies, and what a bad disk says."""

import hashlib
import os
import resource
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.storage import files
from patrol_app.storage.files import (
    copy_to_spool,
    remove_parts,
    replace_patiently,
    write_atomic,
)


def test_content_hash_and_mode(tmp_path: Path) -> None:
    digest = write_atomic(tmp_path / "a", iter([b"ab", b"", b"c"]))
    assert digest == hashlib.sha256(b"abc").hexdigest()
    assert (tmp_path / "a").read_bytes() == b"abc"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["a"]


def test_wrong_expected_hash_keeps_the_old_file(tmp_path: Path) -> None:
    write_atomic(tmp_path / "a", b"old")
    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(tmp_path / "a", b"new", expect_sha256="0" * 64)
    assert caught.value.code == "file.readback"
    assert (tmp_path / "a").read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


def test_failing_source_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"start"
        raise OSError(5, "read error")

    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(tmp_path / "a", broken())
    assert caught.value.code == "disk.error"
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_reads_back_other_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def rot(handle: int) -> None:
        real(handle)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            os.pwrite(handle, b"X", 0)

    monkeypatch.setattr(os, "fsync", rot)
    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(tmp_path / "a", b"abc")
    assert caught.value.code == "file.readback"
    assert list(tmp_path.iterdir()) == []


def test_order_of_sync_rename_and_folder_sync(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    sync, replace = os.fsync, os.replace

    def fsync(handle: int) -> None:
        calls.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def rename(source: Path, target: Path) -> None:
        calls.append("rename")
        replace(source, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", rename)
    write_atomic(tmp_path / "a", b"abc")
    assert calls == ["file", "rename", "folder"]


def test_a_held_file_is_tried_again_then_told(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"x")
    holds = [True] * 3
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)

    real = files._replace

    def replace(part: Path, target: Path) -> None:
        if holds:
            holds.pop()
            raise PermissionError(13, "held")
        real(part, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "_replace", replace)
        replace_patiently(tmp_path / "part", tmp_path / "a", pause=pause)
        assert len(pauses) == 3 and (tmp_path / "a").exists()
        holds.extend([True] * 1000)
        pauses.clear()
        with pytest.raises(PermissionError):
            replace_patiently(tmp_path / "a", tmp_path / "b", patience_s=2.0, pause=pause)
    assert sum(pauses) == pytest.approx(2.0, abs=0.2)


def test_spool_copy(tmp_path: Path) -> None:
    source = tmp_path / "stick.hlb"
    source.write_bytes(b"z" * 3_000_000)
    got = copy_to_spool(source, tmp_path / "spool", max_bytes=3_000_000)
    assert got.bytes == 3_000_000
    assert got.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert got.path.read_bytes() == source.read_bytes()
    assert copy_to_spool(source, tmp_path / "spool", max_bytes=3_000_000) == got


def test_spool_refuses_large_files_pipes_and_folders(tmp_path: Path) -> None:
    source = tmp_path / "big"
    source.write_bytes(b"z" * 1001)
    spool = tmp_path / "spool"
    with pytest.raises(UserError, match=r"file\.too_large"):
        copy_to_spool(source, spool, max_bytes=1000)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError, match=r"file\.not_regular"):
        copy_to_spool(tmp_path / "pipe", spool, max_bytes=1000)
    with pytest.raises(UserError, match=r"file\.not_regular"):
        copy_to_spool(tmp_path, spool, max_bytes=1000)
    with pytest.raises(EnvironmentFault, match=r"disk\.missing"):
        copy_to_spool(tmp_path / "none", spool, max_bytes=1000)
    assert list(spool.iterdir()) == []


def test_remove_parts_takes_only_parts(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("a.part", "sub/b.0011.part", "sub/keep", "part"):
        (tmp_path / name).write_bytes(b"")
    assert remove_parts(tmp_path) == 2
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_file()) == ["keep", "part"]


def test_full_disk(small_disk: Path) -> None:
    write_atomic(small_disk / "a", b"old")
    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(small_disk / "a", (b"x" * 65_536 for _ in range(8)))
    assert caught.value.code == "disk.full"
    assert (small_disk / "a").read_bytes() == b"old"
    assert len(list(small_disk.iterdir())) == 1
    write_atomic(small_disk / "b", b"y" * 100_000)


def test_read_only_disk(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(small_disk / "a", b"x")
    assert caught.value.code == "disk.read_only"


def test_file_size_limit(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(EnvironmentFault) as caught:
            write_atomic(tmp_path / "a", b"x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.code == "disk.too_large"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [(28, "disk.full"), (107, "disk.gone"), (13, "disk.denied"), (40, "disk.failed")],
)
def test_words_for_errors(number: int, code: str) -> None:
    fault = files.environment_fault(OSError(number, "x"), Path("/d/bundle.hlb"))
    assert fault.code == code
    assert "bundle.hlb" in fault.message()
