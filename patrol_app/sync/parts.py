"""How an export is split into parts, each below every limit and importable alone.

``plan_parts(ops, next_seq, extra_blobs=(), caps=CAPS) -> list[Part]``. Greedy and in order: an op
goes into the open part or opens the next, then its blobs likewise; a blob that does not fit any
more goes ahead of the next part's ops (blobs may come before or after their ops). A blob is sent
once an export. Sizes count unpacked, so a part is never larger than planned.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.limits import (
    BLOB_CHUNK_BYTES,
    BUNDLE_BLOBS,
    BUNDLE_EXPANDED_BYTES,
    BUNDLE_FILE_BYTES,
    BUNDLE_OPS,
    KIB,
    MIB,
    OP_LINE_BYTES,
)
from patrol_app.sync.header import MAX_PARTS

# ZIP headers (206 B) and the manifest's entry (about 170 B) of one blob, rounded up.
BLOB_OVERHEAD = KIB // 2


@dataclass(frozen=True)
class Caps:
    """The most that one part may hold. ``bytes`` leaves room for age's and zstd's growth."""

    # age adds 16 B per 64 KiB, zstd at worst 3 B per 128 KiB; 1/1024 covers both four times.
    bytes: int = BUNDLE_FILE_BYTES - BUNDLE_FILE_BYTES // 1024 - MIB
    expanded: int = BUNDLE_EXPANDED_BYTES
    ops: int = BUNDLE_OPS
    blobs: int = BUNDLE_BLOBS


CAPS = Caps()


@dataclass(frozen=True)
class OpItem:
    """An op to send: its seq, the bytes of its line, its blobs as (sha256, bytes)."""

    seq: int
    line_bytes: int
    blobs: tuple[tuple[str, int], ...] = ()


@dataclass
class Part:
    """One planned part: ops ``first``..``upto`` (none: first = upto + 1) and blobs."""

    first: int
    upto: int
    line_bytes: int = 0
    blobs: list[str] = field(default_factory=list)
    blob_bytes: int = 0

    @property
    def ops(self) -> int:
        """How many ops the part holds."""
        return self.upto - self.first + 1

    @property
    def size(self) -> int:
        """Upper bound of the part's inner file, without fixed overhead."""
        return self.line_bytes + self.blob_bytes + BLOB_OVERHEAD * len(self.blobs)

    def takes(self, ops: int, blobs: int, size: int, caps: Caps) -> bool:
        """Whether so many more ops, blobs and bytes stay below the caps."""
        return (
            self.ops + ops <= caps.ops
            and len(self.blobs) + blobs <= caps.blobs
            and self.size + size <= min(caps.bytes, caps.expanded)
        )


def plan_parts(
    ops: Iterable[OpItem],
    next_seq: int,
    extra_blobs: Iterable[tuple[str, int]] = (),
    caps: Caps = CAPS,
) -> list[Part]:
    """Split an export.

    Args:
        ops: consecutive ops, the first with ``next_seq``.
        next_seq: seq that the range begins with (also when there are no ops).
        extra_blobs: wanted blobs of ops sent before, as (sha256, bytes).
        caps: limits of one part.

    Returns:
        At least one part; together they hold every op and every blob once.

    Raises:
        UserError: ``op.too_long``, ``blob.too_large`` (chunk it first), ``export.too_many_parts``.
        ValueError: a gap in ``ops`` (a fault of the caller).
    """
    parts = [Part(next_seq, next_seq - 1)]
    sent: set[str] = set()

    def place_blob(sha: str, size: int) -> None:
        """Put a blob that was not placed yet into the open part or the next."""
        if sha in sent:
            return
        if size > BLOB_CHUNK_BYTES:
            raise UserError("blob.too_large", N_("A stored file is too large to be sent whole."))
        sent.add(sha)
        part = _room(parts, 0, 1, size + BLOB_OVERHEAD, caps)
        part.blobs.append(sha)
        part.blob_bytes += size

    for op in ops:
        if op.seq != parts[-1].upto + 1:
            raise ValueError("ops are not consecutive")
        if op.line_bytes > OP_LINE_BYTES:
            raise UserError("op.too_long", N_("A record change is too large to be sent."))
        part = _room(parts, 1, 0, op.line_bytes + 1, caps)
        part.upto = op.seq
        part.line_bytes += op.line_bytes + 1
        for sha, size in op.blobs:
            place_blob(sha, size)
    for sha, size in extra_blobs:
        place_blob(sha, size)
    if len(parts) > MAX_PARTS:
        raise UserError("export.too_many_parts", N_("The export would need too many files."))
    return parts


def _room(parts: list[Part], ops: int, blobs: int, size: int, caps: Caps) -> Part:
    """The open part when the addition fits, else a new one behind it."""
    if not parts[-1].takes(ops, blobs, size, caps) and parts[-1].size:
        end = parts[-1].upto
        parts.append(Part(end + 1, end))
    return parts[-1]
