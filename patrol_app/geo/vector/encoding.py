"""Text of a DBF: .cpg, else the language byte, else strict UTF-8, else strict GB18030, else ask.

The order matters and is fixed (limits table, row DBF/CSV): UTF-8 also decodes as GB18030.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from patrol_app.geo.readers.text import LONGEST

ASKED: Final = "asked"
_LDID: Final = {0x4D: "gb18030", 0x4F: "big5", 0x13: "cp932", 0x4E: "cp949"}
_CODE_PAGE: Final = {"936": "gb18030", "54936": "gb18030", "950": "big5", "65001": "utf-8"}
_CHINESE: Final = frozenset({"gbk", "gb2312", "gb18030", "hz", "gb2312-80"})
LDID_AT: Final = 29  # offset of the language byte in a DBF header


@dataclass(frozen=True)
class Guess:
    """An encoding and how it was found (see ``Source.encoding_by``).

    Attributes:
        name: Python's name; ``gb18030`` for every Chinese one, of which it is the superset.
        by: how.
        stated_wrong: the file stated another one that does not fit.
    """

    name: str
    by: str
    stated_wrong: bool = False


def guess(values: Iterable[bytes], cpg: str = "", ldid: int = 0) -> Guess:
    """The encoding of a table's texts.

    Args:
        values: bytes of cells and field names.
        cpg: content of the .cpg file, empty where there is none.
        ldid: language byte of the DBF header.

    The answer is by ``asked`` where nothing fits; its name is then what to offer first.
    """
    texts = {value for value in values if not value.isascii()}
    if not texts:
        return Guess(named(cpg) or "utf-8", "ascii")
    wrong = False
    for name, by in ((named(cpg), "cpg"), (_LDID.get(ldid, ""), "ldid")):
        if name and fits(texts, name):
            return Guess(name, by)
        wrong = wrong or bool(name)
    for name in ("utf-8", "gb18030"):
        if fits(texts, name):
            return Guess(name, name, wrong)
    return Guess("gb18030", ASKED, wrong)


def named(text: str) -> str:
    """Python's name of what a .cpg file says; empty for nothing or nothing known."""
    word = text.strip().strip("\ufeff").lower()
    number = re.fullmatch(r"(?:cp|windows-|ansi|oem|msdos)?[\s_-]*(\d{3,5})", word)
    if number is not None:
        word = _CODE_PAGE.get(number.group(1), f"cp{number.group(1)}")
    try:
        found = codecs.lookup(word).name if word else ""
    except (LookupError, ValueError):
        return ""
    return "gb18030" if found in _CHINESE else found


def fits(values: Iterable[bytes], name: str) -> bool:
    """Whether every value reads strictly; a last character cut off by the field's width may."""
    return all(read(value, name) is not None for value in values)


def read(value: bytes, name: str) -> str | None:
    """The text of a cell without a cut last character; None where it does not read."""
    try:
        decoder = codecs.getincrementaldecoder(name)()
        text = decoder.decode(value)
        left = decoder.getstate()[0]
    except (UnicodeError, LookupError, ValueError):
        return None
    return text if not isinstance(left, bytes) or len(left) < LONGEST else None
