"""From bytes of unknown encoding to text. The order matters and is fixed (limits table, CSV row).

A UTF-8 file also decodes as GB18030 without an error, so strict UTF-8 comes first.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from patrol_app.errors import UserError
from patrol_app.i18n import N_

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_STEP = 1 << 20
_PROBE = b"<gpx>"  # not empty: decoding nothing succeeds even where a codec is not for text
_NO_TEXT = frozenset(
    {
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "unicode-escape",
        "raw-unicode-escape",
        "utf-7",
    }
)
LONGEST = 4  # bytes of the longest character in the encodings above


@dataclass(frozen=True)
class Recoded:
    """Text as UTF-8 and how it was found.

    Attributes:
        data: UTF-8 bytes without a byte order mark; the given bytes where they are that already.
        encoding: Python's name of the encoding used.
        declared_wrong: the file named another encoding that does not fit.
        cut: bytes of a broken last character that were left out.
    """

    data: bytes
    encoding: str
    declared_wrong: bool = False
    cut: int = 0


def marked_encoding(data: bytes) -> tuple[str, int] | None:
    """Encoding and length of a byte order mark, or of plain UTF-16 by its zero bytes."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, len(mark)
    if data[1:2] == b"\0" and data[3:4] == b"\0" and data[:1] != b"\0":
        return "utf-16-le", 0
    if data[:1] == b"\0" and data[2:3] == b"\0" and data[1:2] != b"\0":
        return "utf-16-be", 0
    return None


def recode(data: bytes, declared: str = "") -> Recoded:
    """UTF-8 of ``data``: its mark, then the declared encoding, strict UTF-8, strict GB18030.

    A character broken off at the very end (a cut file) is left out and counted.

    Raises:
        UserError: none of them fits.
    """
    marked = marked_encoding(data)
    if marked is not None:
        name, length = marked
        found = _try(data[length:], name)
        if found is None:
            raise _unreadable()
        return Recoded(found[0], name, cut=found[1])
    named = _codec(declared)
    # Every byte is a letter in these, so they can be claimed by a file that is in truth UTF-8.
    single = named.startswith(("iso8859", "cp125", "latin"))
    order = [named] if named and not single else []
    order += ["utf-8"]
    order += [named] if single else []
    order += ["gb18030"]
    for name in order:
        found = _try(data, name)
        if found is not None:
            wrong = bool(declared) and name not in (named, "ascii") and not data.isascii()
            return Recoded(found[0], name, declared_wrong=wrong, cut=found[1])
    raise _unreadable()


def _unreadable() -> UserError:
    return UserError("file.encoding", N_("The text encoding of the file cannot be read"))


def _codec(declared: str) -> str:
    """Python's name of a declared text encoding; empty for none, unknown or not for text."""
    try:
        name = codecs.lookup(declared).name if declared else ""
        plain = bool(name) and _PROBE.decode(name) == _PROBE.decode("ascii")
    except (LookupError, ValueError):
        return ""
    return name if plain and name not in _NO_TEXT else ""


def _try(data: bytes, name: str) -> tuple[bytes, int] | None:
    """UTF-8 of ``data`` read as ``name`` and the bytes left over; None when it does not fit.

    In steps: one character of a hostile file may cost four bytes of memory, all of it none.
    """
    if data.isascii() and name in ("utf-8", "ascii"):
        return data, 0
    decoder = codecs.getincrementaldecoder(name)()
    pieces = []
    same = name == "utf-8"
    try:
        for at in range(0, len(data), _STEP):
            text = decoder.decode(data[at : at + _STEP])
            if not same:
                pieces.append(text.encode())
        rest = decoder.getstate()[0]
        left = len(rest) if isinstance(rest, bytes) else 0
    except (UnicodeError, ValueError):
        return None
    if left >= LONGEST:
        return None
    return (data[: len(data) - left] if same else b"".join(pieces)), left
