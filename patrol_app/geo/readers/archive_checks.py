"""What an archive from outside may not be: sizes, names and layout, checked before it is read."""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.i18n import N_

_LOCAL: Final = struct.Struct("<4s5H3I2H")
_ENCRYPTED: Final = 0x1 | 0x40 | 0x2000
_UTF8: Final = 0x800
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its name as written, and the bytes it expands to."""

    name: str
    size: int


def bad_archive(reason: str) -> UserError:
    """The refusal of an archive, with the rule that it breaks."""
    return UserError(
        "zip.refused", N_("The archive is not opened, for safety: {reason}"), reason=reason
    )


def check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse what would expand beyond the limits, is encrypted, or is no plain file."""
    if len(infos) > limits.ZIP_ENTRIES:
        raise bad_archive("entries")
    if sum(info.file_size for info in infos) > limits.ZIP_EXPANDED_BYTES:
        raise bad_archive("size")
    for info in infos:
        if info.file_size > limits.ZIP_RATIO * info.compress_size:
            raise bad_archive("ratio")
        if info.flag_bits & _ENCRYPTED:
            raise bad_archive("encrypted")
        if info.compress_type not in _METHODS:
            raise bad_archive("method")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise bad_archive("link")


def check_names(infos: list[zipfile.ZipInfo]) -> None:
    """Refuse names that leave the folder, that Windows keeps for itself, or that are twice."""
    seen = set()
    for info in infos:
        # zipfile cuts at a NUL and turns backslashes round; the written name counts.
        written = info.orig_filename
        parts = PurePosixPath(written).parts
        if not written or written.startswith("/") or re.match(r"[A-Za-z]:", written):
            raise bad_archive("name")
        if "\\" in written or ".." in parts or any(ord(sign) < 32 for sign in written):
            raise bad_archive("name")
        for part in parts:
            if _RESERVED.fullmatch(part.split(".")[0].rstrip()) or part != part.rstrip(" ."):
                raise bad_archive("name")
        key = unicodedata.normalize("NFC", written).casefold().rstrip("/")
        if key in seen:
            raise bad_archive("duplicate")
        seen.add(key)


def check_layout(infos: list[zipfile.ZipInfo], data: bytes) -> None:
    """Local headers say what the list says, and no two files share a byte."""
    end = 0
    for info in sorted(infos, key=lambda one: one.header_offset):
        at = info.header_offset
        if at < end or len(data) - at < _LOCAL.size:
            raise bad_archive("overlap")
        fields = _LOCAL.unpack_from(data, at)
        magic, flags, method, name_size, extra = (fields[k] for k in (0, 2, 3, 9, 10))
        name_at = at + _LOCAL.size
        name = data[name_at : name_at + name_size]
        coding = "utf-8" if info.flag_bits & _UTF8 else "cp437"
        if magic != b"PK\x03\x04" or method != info.compress_type or flags & _ENCRYPTED:
            raise bad_archive("header")
        if name != info.orig_filename.encode(coding, "replace"):
            raise bad_archive("header")
        end = name_at + name_size + extra + info.compress_size
        if end > len(data):
            raise bad_archive("header")
