"""Encrypted content-addressed files: attachments, tracks, imported files.

Each blob is an age file to one identity kept inside the store; its name is a keyed hash of
its content's hash, so that the folder tells a finder nothing (docs/format.md, blob).
"""

from __future__ import annotations

import hashlib
import hmac
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from patrol_app.domain.journal.canonical import canonical
from patrol_app.domain.journal.strict import parse_strict
from patrol_app.errors import EnvironmentFault, PatrolError, UserError
from patrol_app.i18n import N_
from patrol_app.limits import BLOB_CHUNK_BYTES, BLOB_FILE_BYTES
from patrol_app.storage.faults import disk_faults
from patrol_app.storage.files import ensure_folder, remove_file, write_atomic

VERSION: Final = 1
NAME_KEY_BYTES: Final = 32
# One chunk's age file: 16 bytes per 64 KiB, and a header well below this allowance.
CIPHERTEXT_ROOM: Final = 64 * 1024
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ChunkList:
    """What stands in place of a blob above 32 MiB.

    Attributes:
        sha256: hash of the whole content.
        length: bytes of it.
        chunks: hashes of its pieces in order, each a blob of its own.
    """

    sha256: str
    length: int
    chunks: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """Canonical JSON ``{v,sha256,bytes,chunks}``."""
        return canonical(
            {
                "v": VERSION,
                "sha256": self.sha256,
                "bytes": self.length,
                "chunks": list(self.chunks),
            }
        )

    @classmethod
    def parse(cls, raw: bytes) -> ChunkList:
        """Read a chunk list strictly.

        Raises:
            ValueError: it does not follow the format.
        """
        try:
            value = parse_strict(raw)
        except PatrolError as error:
            raise ValueError("not a chunk list") from error
        if not isinstance(value, dict) or set(value) != {"v", "sha256", "bytes", "chunks"}:
            raise ValueError("not a chunk list")
        size, chunks = value["bytes"], value["chunks"]
        if value["v"] != VERSION or type(size) is not int or not isinstance(chunks, list):
            raise ValueError("not a chunk list of this version")
        if not 0 < size <= BLOB_FILE_BYTES or len(chunks) > BLOB_FILE_BYTES // BLOB_CHUNK_BYTES:
            raise ValueError("a chunk list beyond the limits")
        if not all(isinstance(h, str) and _HASH.fullmatch(h) for h in [value["sha256"], *chunks]):
            raise ValueError("a chunk list without hashes")
        # else writing the list would replace the very piece it stands on
        if len(chunks) < 2 or value["sha256"] in chunks:
            raise ValueError("a chunk list has pieces other than the whole")
        return cls(value["sha256"], size, tuple(chunks))


class BlobStore:
    """The blob folder of one store.

    Args:
        folder: where the files lie, in 256 folders of two hex digits.
        name_key: 32 bytes, random per store; hides which contents are held.
        identity: age X25519 identity (``AGE-SECRET-KEY-1…``) that reads and is written to.
        chunk_bytes: pieces of larger blobs; another value than 32 MiB is for tests.

    Raises:
        ValueError: the key or the identity is malformed.
    """

    def __init__(
        self,
        folder: Path,
        name_key: bytes,
        identity: str,
        *,
        chunk_bytes: int = BLOB_CHUNK_BYTES,
    ) -> None:
        import pyrage

        if len(name_key) != NAME_KEY_BYTES:
            raise ValueError("the name key has 32 bytes")
        try:
            self._identity = pyrage.x25519.Identity.from_str(identity)
        except pyrage.IdentityError as error:
            raise ValueError("not an age identity") from error
        self._recipient = self._identity.to_public()
        self._folder = folder
        self._name_key = name_key
        self._chunk_bytes = chunk_bytes

    def path_of(self, sha256: str) -> Path:
        """Where the blob with content hash ``sha256`` lies or would lie.

        Raises:
            ValueError: not a lower-case hex SHA-256.
        """
        if not _HASH.fullmatch(sha256):
            raise ValueError("not a lower-case hex SHA-256")
        name = hmac.new(self._name_key, bytes.fromhex(sha256), hashlib.sha256).hexdigest()
        return self._folder / name[:2] / name

    def put(self, data: bytes | Path | BinaryIO) -> str:
        """Keep a content; a whole one held already is left alone, a damaged one is mended.

        Args:
            data: bytes, a file's path, or a stream read to its end.

        Returns:
            The lower-case hex SHA-256 of the content.

        Raises:
            UserError: ``blob.too_large``, above 2 GiB.
            EnvironmentFault: the disk failed; nothing partial has a final name.
        """
        if isinstance(data, bytes):
            return self._put_stream(io.BytesIO(data))
        if isinstance(data, Path):
            with disk_faults(data), data.open("rb") as stream:
                return self._put_stream(stream)
        return self._put_stream(data)

    def put_list(self, raw: bytes) -> str:
        """Take in a chunk list from outside once all of its chunks are here.

        Returns:
            The hash of the whole content.

        Raises:
            UserError: ``blob.list``, malformed, or its chunks are not the content it names.
            EnvironmentFault: ``blob.missing`` or ``blob.damaged`` for a chunk; the disk failed.
        """
        try:
            listed = ChunkList.parse(raw)
            for _piece in self._assemble(listed):
                pass
        except ValueError as error:
            raise UserError(
                "blob.list", N_("A large file in the package does not fit its parts.")
            ) from error
        self._keep(listed.sha256, listed.to_bytes())
        return listed.sha256

    def get(self, sha256: str) -> bytes:
        """The content, its hash checked.

        Raises:
            EnvironmentFault: ``blob.missing``, ``blob.damaged``, or the disk failed.
        """
        with self.open_stream(sha256) as stream:
            return stream.read()

    def open_stream(self, sha256: str) -> IO[bytes]:
        """The content as a stream to read forward; each piece is whole and checked before
        its first byte is given, the whole before its last.

        Raises:
            EnvironmentFault: ``blob.missing``, ``blob.damaged``, or the disk failed; while
                reading too.
        """
        found = self._load(sha256)
        if isinstance(found, bytes):
            return io.BytesIO(found)
        return io.BufferedReader(_PieceReader(self._checked(found)), 256 * 1024)

    def has(self, sha256: str) -> bool:
        """Whether a file for this content is here; :meth:`verify` reads it."""
        return self.path_of(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Length of the content in bytes.

        Raises:
            EnvironmentFault: ``blob.missing``, ``blob.damaged``, or the disk failed.
        """
        found = self._load(sha256)
        return len(found) if isinstance(found, bytes) else found.length

    def chunk_list(self, sha256: str) -> ChunkList | None:
        """The chunk list of a large blob; None for a plain one.

        Raises:
            EnvironmentFault: ``blob.missing``, ``blob.damaged``, or the disk failed.
        """
        found = self._load(sha256)
        return None if isinstance(found, bytes) else found

    def verify(self, sha256: str) -> bool:
        """Whether every byte is here and right.

        Raises:
            EnvironmentFault: the disk failed (a missing or damaged file is an answer).
        """
        try:
            with self.open_stream(sha256) as stream:
                while stream.read(1024 * 1024):
                    pass
        except EnvironmentFault as fault:
            if fault.code in ("blob.missing", "blob.damaged"):
                return False
            raise
        return True

    def delete(self, sha256: str, *, keep: Collection[str] = ()) -> bool:
        """Remove a content, of a large one its chunks too.

        Args:
            sha256: the content.
            keep: chunk hashes that another list or record still needs.

        Returns:
            False when it was not here.

        Raises:
            EnvironmentFault: the disk failed.
        """
        chunks: tuple[str, ...] = ()
        if self.has(sha256):
            try:
                found = self._load(sha256)
                chunks = () if isinstance(found, bytes) else found.chunks
            except EnvironmentFault as fault:
                # what cannot be read can still be removed
                if fault.code != "blob.damaged":
                    raise
        removed = remove_file(self.path_of(sha256))
        for chunk in chunks:
            if chunk not in keep:
                remove_file(self.path_of(chunk))
        return removed

    def _put_stream(self, stream: BinaryIO) -> str:
        """Keep the rest of ``stream``: plain up to one chunk, else as a list of chunks."""
        first = _read_full(stream, self._chunk_bytes)
        second = _read_full(stream, self._chunk_bytes)
        if not second:
            sha256 = hashlib.sha256(first).hexdigest()
            self._keep(sha256, first)
            return sha256
        whole, size, chunks = hashlib.sha256(), 0, []
        more = iter(lambda: _read_full(stream, self._chunk_bytes), b"")
        for piece in chain((first, second), more):
            size += len(piece)
            if size > BLOB_FILE_BYTES:
                raise UserError("blob.too_large", N_("A file above 2 GB is not taken."))
            whole.update(piece)
            chunks.append(hashlib.sha256(piece).hexdigest())
            self._keep(chunks[-1], piece)
        listed = ChunkList(whole.hexdigest(), size, tuple(chunks))
        self._keep(listed.sha256, listed.to_bytes())
        return listed.sha256

    def _keep(self, sha256: str, plain: bytes) -> None:
        """Write a blob or a list under the content's name unless a whole one is here."""
        if not (self.has(sha256) and self.verify(sha256)):
            self._write(sha256, plain)

    def _write(self, sha256: str, plain: bytes) -> None:
        import pyrage

        target = self.path_of(sha256)
        with disk_faults(target):
            ensure_folder(target.parent)
        write_atomic(target, pyrage.encrypt(plain, [self._recipient]))

    def _load(self, sha256: str) -> bytes | ChunkList:
        """Decrypt one file: the content with this hash, or the list that stands for it."""
        import pyrage

        path = self.path_of(sha256)
        if not path.is_file():
            raise _fault("missing", sha256)
        with disk_faults(path), path.open("rb") as stream:
            raw = stream.read(BLOB_CHUNK_BYTES + CIPHERTEXT_ROOM)
        try:
            plain: bytes = pyrage.decrypt(raw, [self._identity])
        except pyrage.DecryptError as error:
            raise _fault("damaged", sha256) from error
        if hashlib.sha256(plain).hexdigest() == sha256:
            return plain
        try:
            listed = ChunkList.parse(plain)
        except ValueError as error:
            raise _fault("damaged", sha256) from error
        if listed.sha256 != sha256:
            raise _fault("damaged", sha256)
        return listed

    def _assemble(self, listed: ChunkList) -> Iterator[bytes]:
        """The pieces of a list in order; the last one only when the whole is right.

        Raises:
            ValueError: together they are not what the list names.
        """
        whole, left = hashlib.sha256(), listed.length
        for index, chunk in enumerate(listed.chunks):
            piece = self._load(chunk)
            if not isinstance(piece, bytes) or len(piece) > left:
                raise ValueError("a chunk is not a piece of this content")
            whole.update(piece)
            left -= len(piece)
            if index == len(listed.chunks) - 1 and (left or whole.hexdigest() != listed.sha256):
                raise ValueError("the chunks are another content")
            yield piece
        if left:
            raise ValueError("the chunks end early")

    def _checked(self, listed: ChunkList) -> Iterator[bytes]:
        """As :meth:`_assemble`; a wrong whole is a damaged blob."""
        try:
            yield from self._assemble(listed)
        except ValueError as error:
            raise _fault("damaged", listed.sha256) from error


class _PieceReader(io.RawIOBase):
    """A raw stream over an iterator of byte strings."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` from the present piece; 0 at the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _read_full(stream: BinaryIO, count: int) -> bytes:
    """``count`` bytes of ``stream``, fewer only at its end (raw streams may give less)."""
    parts: list[bytes] = []
    while count and (piece := stream.read(count)):
        parts.append(piece)
        count -= len(piece)
    return b"".join(parts)


def _fault(kind: str, sha256: str) -> EnvironmentFault:
    """The fault of a missing or damaged blob; the message names the start of its hash."""
    if kind == "missing":
        msgid = N_("An attached file is not here ({name}). Fetch it from the city or a backup.")
    else:
        msgid = N_("An attached file is damaged ({name}). Fetch it from the city or a backup.")
    return EnvironmentFault(f"blob.{kind}", msgid, name=sha256[:12])
