"""Films hung on a record: known by their first bytes, kept whole with their hash, never decoded."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.i18n import N_
from patrol_app.services.ports import Store

ROLE: Final = "video"  # word of ``attachment_role``
SUFFIXES: Final = (".mp4", ".mov", ".m4v", ".3gp", ".avi", ".mkv", ".webm")
_HEAD_BYTES: Final = 12
# Brands of the ftyp box that are still pictures: HEIC, HEIF, AVIF.
_PICTURES: Final = (b"hei", b"hev", b"mif1", b"msf1", b"avi")


@dataclass(frozen=True)
class Film:
    """A file that begins as a film does; ``mime`` by its container."""

    path: Path
    mime: str


def film_of(path: Path) -> Film | None:
    """The film that ``path`` is by its first bytes; None for anything else.

    Raises:
        UserError: ``film.large``: above ``limits.FILM_BYTES``.
    """
    try:
        with path.open("rb") as stream:
            mime = _mime(stream.read(_HEAD_BYTES))
        size = path.stat().st_size
    except OSError:
        return None  # the reader of photos says why it cannot be read
    if mime and size > limits.FILM_BYTES:
        most = limits.FILM_BYTES // limits.MIB
        words = N_("The film {name} is larger than {most} MB: shorten it first")
        raise UserError("film.large", words, name=path.name, most=most)
    return Film(path, mime) if mime else None


def keep_film(store: Store, film: Film, parent: tuple[str, str]) -> dict[str, Any]:
    """Keep a film's bytes; the field values of its attachment.

    Where and when it was taken is left open: a film's container is not read.

    Args:
        store: the open data folder.
        film: see ``film_of``.
        parent: (type, record id) that it hangs on.

    Raises:
        EnvironmentFault: the disk failed.
    """
    sha256 = store.blobs.put(film.path)
    return {
        "parent_id": parent[1],
        "parent_type": parent[0],
        "role": ROLE,
        "name": film.path.name[:400],
        "mime": film.mime,
        "sha256": sha256,
        "bytes": store.blobs.size(sha256),
    }


def save_original(store: Store, sha256: str, target: Path) -> None:
    """Write an attachment's original to ``target``, byte for byte.

    Raises:
        UserError: ``original.absent``: it is not here.
        EnvironmentFault: ``blob.damaged``; ``export.write``: the file cannot be written.
    """
    if not store.blobs.has(sha256):
        raise UserError("original.absent", N_("The original is not in this folder"))
    try:
        with store.blobs.open_stream(sha256) as stream, target.open("wb") as out:
            shutil.copyfileobj(stream, out)
    except OSError as fault:
        raise EnvironmentFault("export.write", N_("The file cannot be written")) from fault


def _mime(head: bytes) -> str:
    """By the container's own mark; empty for what is no film."""
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        if brand.startswith(_PICTURES):
            return ""
        named = {b"qt": "video/quicktime", b"3g": "video/3gpp"}
        return named.get(brand[:2], "video/mp4")
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "video/x-msvideo"
    return "video/x-matroska" if head[:4] == b"\x1a\x45\xdf\xa3" else ""
