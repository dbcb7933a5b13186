"""What the use cases ask of the disk: content-addressed files, and files whole or not there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, BinaryIO, Protocol


class Chunked(Protocol):
    """The list that stands for a file above 32 MiB."""

    @property
    def chunks(self) -> Sequence[str]:
        """sha256 of its pieces, in order."""

    def to_bytes(self) -> bytes:
        """The list as it travels."""


class Blobs(Protocol):
    """Content-addressed files."""

    def put(self, data: bytes | Path) -> str:
        """Keep bytes, or what a file holds; the sha256 hex."""

    def get(self, sha256: str) -> bytes:
        """The bytes, verified.

        Raises:
            EnvironmentFault: absent or damaged.
        """

    def open_stream(self, sha256: str) -> IO[bytes]:
        """The bytes to be read forward, verified piece by piece.

        Raises:
            EnvironmentFault: absent or damaged, while reading too.
        """

    def has(self, sha256: str) -> bool:
        """Whether it is held."""

    def size(self, sha256: str) -> int:
        """Its length in bytes."""

    def chunk_list(self, sha256: str) -> Chunked | None:
        """The list of a file above 32 MiB; None for a smaller one.

        Raises:
            EnvironmentFault: absent or damaged.
        """

    def put_list(self, raw: bytes) -> str:
        """Take in a list once all of its pieces are held; sha256 of the whole.

        Raises:
            UserError: ``blob.list``, it is none, or its pieces are another content.
            EnvironmentFault: ``blob.missing``, a piece is not here yet.
        """


class Files(Protocol):
    """Files outside the store that are whole or not there."""

    def write(self, target: Path, fill: Callable[[BinaryIO], None]) -> str:
        """Write ``target`` by ``fill``, durable and read back; its sha256 hex.

        Raises:
            EnvironmentFault: the disk is full, failed, or gave other bytes back.
        """

    def write_once(self, target: Path, data: bytes) -> None:
        """As ``write``, but never over a file that is there.

        Raises:
            UserError: ``file.exists``.
        """

    def write_folder(self, target: Path, fill: Callable[[Path], None]) -> None:
        """A new folder ``target`` with all that ``fill`` writes into the one given, or none.

        Raises:
            UserError: ``file.exists``; whatever ``fill`` raises.
            EnvironmentFault: the disk failed.
        """

    def spool(self, source: Path, max_bytes: int) -> tuple[Path, str]:
        """A private copy of ``source`` (often on a stick) and its sha256 hex.

        Raises:
            UserError: no regular file, or too large.
            EnvironmentFault: it cannot be read whole.
        """

    def keep(self, spooled: Path, name: str) -> Path:
        """Move a spooled copy among the files kept aside; where it lies now."""

    def drop(self, spooled: Path) -> None:
        """Remove a spooled copy."""
