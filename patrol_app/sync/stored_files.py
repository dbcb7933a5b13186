"""Stored files on their way out: sizes to plan with, pieces to send, and what cannot go."""

from __future__ import annotations

import hashlib

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import _
from patrol_app.limits import BLOB_CHUNK_BYTES
from patrol_app.services.exchange_types import Dropped
from patrol_app.services.ports import Blobs
from patrol_app.sync.inner import Pieces

_UNUSABLE = ("blob.missing", "blob.damaged")


class BadBlob(Exception):
    """A stored file that cannot be sent; the package is made again without it."""

    def __init__(self, sha256: str, code: str) -> None:
        super().__init__(code)
        self.sha256 = sha256
        self.code = code


class StoredFiles:
    """The files of one export or delivery.

    Args:
        blobs: the content store.

    Attributes:
        left_out: why a file does not go, by its sha256.
    """

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._lists: dict[str, bytes] = {}  # chunk lists by their own sha256
        self.left_out: dict[str, str] = {}

    def held(self, sha256: str) -> bool:
        """Whether the file is here."""
        return self._blobs.has(sha256)

    def sized(self, sha256: str, stated: int = 0) -> tuple[tuple[str, int], ...]:
        """The stored file with its length to plan with; none where it cannot go.

        Above 32 MiB its pieces, then the list that names them.

        Args:
            sha256: the file.
            stated: length that its op states; 0 = look (which means to decrypt it).
        """
        if sha256 in self.left_out:
            return ()
        try:
            size = stated if stated and self._blobs.has(sha256) else self._blobs.size(sha256)
            listed = self._blobs.chunk_list(sha256) if size > BLOB_CHUNK_BYTES else None
        except EnvironmentFault as found:
            if found.code not in _UNUSABLE:
                raise
            self.left_out[sha256] = found.code
            return ()
        if listed is None:
            return ((sha256, size),)
        unusable = [one for one in listed.chunks if one in self.left_out]
        if unusable:
            self.left_out[sha256] = self.left_out.pop(unusable[0])
            return ()
        raw = listed.to_bytes()
        name = hashlib.sha256(raw).hexdigest()
        self._lists[name] = raw
        return (*((chunk, BLOB_CHUNK_BYTES) for chunk in listed.chunks), (name, len(raw)))

    def pieces(self, sha256: str) -> Pieces:
        """What gives the content of a planned file, called once; raises :class:`BadBlob`."""

        def pieces() -> tuple[bytes]:
            """The whole blob: 32 MiB at most."""
            if sha256 in self._lists:
                return (self._lists[sha256],)
            try:
                return (self._blobs.get(sha256),)
            except EnvironmentFault as fault:
                if fault.code in _UNUSABLE:
                    raise BadBlob(sha256, fault.code) from fault
                raise

        return pieces

    def dropped(self) -> tuple[Dropped, ...]:
        """What did not go, by reason, for people."""
        words = {
            "blob.missing": _("Files that are not here any more"),
            "blob.damaged": _("Files that are damaged"),
        }
        codes = sorted(set(self.left_out.values()))
        counts = {code: sum(one == code for one in self.left_out.values()) for code in codes}
        return tuple(Dropped(code, words.get(code, code), counts[code]) for code in codes)
