"""Files that pass between stores."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import BinaryIO

import pytest

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.paths import DataPaths
from patrol_app.storage import exchange_files
from patrol_app.storage.exchange_files import ExchangeFiles


@pytest.fixture
def files(tmp_path: Path) -> ExchangeFiles:
    return ExchangeFiles(DataPaths(tmp_path / "data"))


def test_written_whole_and_hashed(files: ExchangeFiles, tmp_path: Path) -> None:
    digest = files.write(tmp_path / "a.hlb", lambda out: out.writelines([b"ab", b"c"]))
    assert (tmp_path / "a.hlb").read_bytes() == b"abc"
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert [p.name for p in tmp_path.iterdir()] == ["a.hlb"]


def test_a_fault_leaves_the_old_file(files: ExchangeFiles, tmp_path: Path) -> None:
    target = tmp_path / "a.hlb"
    files.write(target, lambda out: out.writelines([b"old"]))

    def full(out: BinaryIO) -> None:
        """Some bytes, then no space."""
        out.write(b"half")
        raise OSError(errno.ENOSPC, "full")

    with pytest.raises(EnvironmentFault):
        files.write(target, full)
    assert target.read_bytes() == b"old" and len(list(tmp_path.iterdir())) == 1


def test_a_lying_disk_is_found(
    files: ExchangeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange_files, "sha256_of", lambda path, dropped: "0" * 64)
    with pytest.raises(EnvironmentFault, match=r"file\.readback"):
        files.write(tmp_path / "a.hlb", lambda out: out.writelines([b"x"]))
    assert list(tmp_path.iterdir()) == []


def test_once_means_once(files: ExchangeFiles, tmp_path: Path) -> None:
    target = tmp_path / "recovery.txt"
    files.write_once(target, b"first")
    assert target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(UserError, match=r"file\.exists"):
        files.write_once(target, b"second")
    assert target.read_bytes() == b"first"


def test_spooled_kept_and_dropped(files: ExchangeFiles, tmp_path: Path) -> None:
    source = tmp_path / "stick.hlb"
    source.write_bytes(b"abc")
    spooled, digest = files.spool(source, 10)
    assert spooled.read_bytes() == b"abc" and spooled.name == digest
    kept = files.keep(spooled, "x.hlb")
    assert kept.read_bytes() == b"abc" and not spooled.exists()
    files.drop(spooled)
    spooled, _digest = files.spool(source, 10)
    files.drop(spooled)
    assert not spooled.exists() and source.exists()
    with pytest.raises(UserError, match=r"file\.too_large"):
        files.spool(source, 2)
