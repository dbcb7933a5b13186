"""The mirror of the encrypted files beside a backup: by name, never rotated, checked by sample."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from patrol_app.storage.blob_care import ASIDE
from patrol_app.storage.blobs import BlobStore
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import PART, STEP, ensure_folder, write_atomic

FOLDER: Final = "blob"
SAMPLE: Final = 20


def sampled(hashes: Sequence[str]) -> list[str]:
    """At most twenty of ``hashes``, others each time."""
    return random.SystemRandom().sample(list(hashes), min(SAMPLE, len(hashes)))


def copy_missing(source: Path, target: Path, stop: Callable[[], None]) -> tuple[int, int]:
    """Copy every file that ``target`` lacks or holds in another length.

    Args:
        source: a folder of encrypted files; absent counts as empty.
        target: made when absent.
        stop: raises to end the work between two files.

    Returns:
        Files copied, and files that the target holds of the source now.

    Raises:
        EnvironmentFault: a disk failed.
    """
    copied = held = 0
    for path in _files(source):
        stop()
        mirror = target / path.parent.name / path.name
        held += 1
        with disk_faults(mirror):
            if mirror.is_file() and mirror.stat().st_size == path.stat().st_size:
                continue
            ensure_folder(mirror.parent)
        copy_file(path, mirror)
        copied += 1
    return copied, held


def copy_file(source: Path, target: Path) -> None:
    """Copy one file, whole or not at all, read back.

    Raises:
        EnvironmentFault: a disk failed.
    """
    with disk_faults(source), source.open("rb") as stream:
        write_atomic(target, iter(lambda: stream.read(STEP), b""))


def mend(live: BlobStore, mirror: BlobStore, hashes: Sequence[str]) -> int:
    """Write those of ``hashes`` anew that the mirror holds damaged and the store whole.

    Returns:
        How many were mended.
    """
    mended = 0
    for sha256 in hashes:
        if mirror.has(sha256) and not mirror.verify(sha256) and live.verify(sha256):
            for name in (sha256, *_chunks(live, sha256)):
                copy_file(live.path_of(name), mirror.path_of(name))
            mended += 1
    return mended


def fetch(sha256: str, source: BlobStore, target: BlobStore) -> bool:
    """Bring one file from ``source`` if it holds it whole; whether it did."""
    if not source.verify(sha256):
        return False
    for name in (*_chunks(source, sha256), sha256):
        with disk_faults(target.path_of(name)):
            ensure_folder(target.path_of(name).parent)
        copy_file(source.path_of(name), target.path_of(name))
    return True


def _chunks(blobs: BlobStore, sha256: str) -> tuple[str, ...]:
    listed = blobs.chunk_list(sha256)
    return listed.chunks if listed else ()


def _files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for inner in sorted(folder.iterdir()):
        if inner.is_dir() and len(inner.name) == 2:
            yield from sorted(
                one for one in inner.iterdir() if one.is_file() and one.suffix not in (PART, ASIDE)
            )
