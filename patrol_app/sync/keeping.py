"""Blobs of a bundle into the content store, several at a time.

Each is synced to the disk before its name stands; most of that is waiting, so a few threads
wait together. They are in before the transaction begins: a crash leaves files that nobody cites,
never a record whose photo was said to be here and is not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from patrol_app.services.ports import Blobs
from patrol_app.sync.inner import Inner

WRITERS = 4
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


def _settle(waiting: deque[tuple[Future[str], int]]) -> int:
    """Wait for the oldest; its bytes."""
    future, size = waiting.popleft()
    future.result()
    return size
