"""The hash chain that stands beside the ops of one stream (sync.md §1).

A signed header carries two links; erasing an op's bytes keeps its hash, so the chain
still verifies.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from functools import lru_cache

ZERO_LINK = bytes(32)
_PREFIX = b"HL-link-1"


def link(stream: str, n: int, before: bytes, op_hash: str) -> bytes:
    """The link of op ``n``: SHA-256 over prefix, stream, n, the link before and the op's hash.

    Args:
        stream: UUID text.
        n: the op's seq, from 1.
        before: link n-1, 32 bytes; ``ZERO_LINK`` for n = 1.
        op_hash: 64 hex digits.

    Raises:
        ValueError: a part has another size or range.
    """
    hashed = bytes.fromhex(op_hash)
    if len(before) != 32 or len(hashed) != 32 or not 1 <= n < 2**64:
        raise ValueError("link takes n >= 1, a link of 32 bytes and a hash of 32 bytes")
    parts = (_begin(stream), n.to_bytes(8, "big"), before, hashed)
    return hashlib.sha256(b"".join(parts)).digest()


@lru_cache(maxsize=64)
def _begin(stream: str) -> bytes:
    """What every link of a stream begins with; ops come by the thousand from few streams."""
    return _PREFIX + uuid.UUID(stream).bytes


def chain(stream: str, first: int, before: bytes, op_hashes: Iterable[str]) -> list[bytes]:
    """The links of consecutive ops; the last one is the header's ``link_upto``.

    Args:
        stream: UUID text.
        first: seq of the first hash.
        before: link of ``first`` - 1.
        op_hashes: hashes in order of seq, without a gap.
    """
    links = []
    for n, op_hash in enumerate(op_hashes, first):
        before = link(stream, n, before, op_hash)
        links.append(before)
    return links
