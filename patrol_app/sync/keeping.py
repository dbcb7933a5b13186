"""Blobs of a bundle into the content store, several at a time.

Each is synced to the disk before its name stands; most of that is waiting, so a few threads
wait together. They are in before the transaction begins: a crash leaves files that nobody cites,
never a record whose photo was said to be here and is not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from patrol_app import limits
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.services.ports import Blobs
from patrol_app.sync.inner import Inner

WRITERS = 4
LISTS = "exchange.lists"  # meta: chunk lists whose pieces have not all come, by their own sha256
LIST_START = b'{"bytes":'  # how a chunk list begins; its pieces prove that it is one
LIST_BYTES = limits.CHUNK_LIST_BYTES
WAITING_BYTES = 64 * 1024 * 1024


def keep_blobs(inner: Inner, blobs: Blobs, alive: Callable[[], None]) -> int:
    """Put every blob that is not held yet.

    Args:
        inner: the checked content; read in this thread alone.
        blobs: the content store, safe in several threads.
        alive: called before each; raises when the person stopped.

    Returns:
        How many were new.

    Raises:
        EnvironmentFault: the disk is full or failed.
    """
    waiting: deque[tuple[Future[str], int]] = deque()
    held, count = 0, 0
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="keep-blobs") as pool:
        for sha in inner.blobs():
            alive()
            if blobs.has(sha):
                continue
            data = b"".join(inner.blob(sha))
            while waiting and held + len(data) > WAITING_BYTES:
                held -= _settle(waiting)
            waiting.append((pool.submit(blobs.put, data), len(data)))
            held += len(data)
            count += 1
            while len(waiting) > 4 * WRITERS:
                held -= _settle(waiting)
        while waiting:
            _settle(waiting)
    return count


def join_lists(inner: Inner, blobs: Blobs, waiting: str) -> str:
    """Put large files together whose pieces have all come, in whatever order.

    Args:
        inner: the content, whose blobs are kept already.
        blobs: the content store.
        waiting: value of ``LISTS``: lists of earlier bundles.

    Returns:
        The new value of ``LISTS``.

    Raises:
        EnvironmentFault: the disk is full or failed.
    """
    small = [sha for sha in inner.blobs() if inner.blob_size(sha) <= LIST_BYTES]
    left = []
    for sha in dict.fromkeys((*waiting.split(), *small)):
        try:
            raw = blobs.get(sha)
            if raw.startswith(LIST_START):
                blobs.put_list(raw)
        except EnvironmentFault as fault:
            if fault.code not in ("blob.missing", "blob.damaged"):
                raise
            left.append(sha)
        except UserError as fault:
            # A small file that only looks like a list stays the file it is.
            if fault.code != "blob.list":
                raise
    return " ".join(left)


def _settle(waiting: deque[tuple[Future[str], int]]) -> int:
    """Wait for the oldest; its bytes."""
    future, size = waiting.popleft()
    future.result()
    return size
