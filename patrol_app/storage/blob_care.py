"""Stored files that no longer read whole: put aside under another name, never thrown away."""

from __future__ import annotations

import os

from patrol_app.errors import EnvironmentFault
from patrol_app.storage.blobs import BlobStore
from patrol_app.storage.faults import disk_faults

ASIDE = ".damaged"  # behind the name: nobody reads it, and the name is free for a whole one


def put_aside(blobs: BlobStore, sha256: str) -> None:
    """Free the name of a damaged file, of a large one those of its damaged pieces too.

    A name that a damaged file holds would keep a whole one from being written.

    Args:
        blobs: the content store.
        sha256: the content; one that is away already is no fault.

    Raises:
        EnvironmentFault: the disk failed.
    """
    try:
        listed = blobs.chunk_list(sha256)
    except EnvironmentFault as fault:
        if fault.code not in ("blob.missing", "blob.damaged"):
            raise
        listed = None
    pieces = listed.chunks if listed else ()
    for name in (sha256, *(one for one in pieces if not blobs.verify(one))):
        path = blobs.path_of(name)
        with disk_faults(path):
            if path.is_file():
                os.replace(path, path.with_name(path.name + ASIDE))
