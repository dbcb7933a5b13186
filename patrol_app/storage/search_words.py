"""Words of the index: what a text is filed under, and what a search asks for.

A text is cut at spaces and punctuation into runs. A run is filed under every two neighbouring
characters and under its last one, so that a word of one character is the beginning of an
entry, a word of two is an entry, and a longer one is several entries that must all be there.
The index only proposes; the text itself decides (``search_sql``), so that the answer is that
of LIKE. FTS5's own trigram cannot find words of one or two characters (performance design).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise, product
from typing import Final

# Private-use characters begin the entries that are no text; they stand in no real text.
_NUMBER: Final = "\uf8f0"
_TYPE: Final = "\uf8f1"
_PINYIN: Final = "\uf8f2"
READINGS: Final = 8  # of one name, so that a name of many polyphones stays small
NAME_CHARS: Final = 12
_PUNCTUATION = (
    *range(0x2000, 0x2070),
    *range(0x3000, 0x3030),
    *range(0xFF00, 0xFF10),
    *range(0xFF1A, 0xFF21),
    *range(0xFF3B, 0xFF41),
    *range(0xFF5B, 0xFF66),
)
_PARTS = re.compile("[-/]")  # of a record number; what follows "/" is a step's place
_FOLD = {
    **{code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)},
    **dict.fromkeys((0x85, 0xA0, 0xB7, *_PUNCTUATION), " "),
}


def runs(text: str) -> list[str]:
    """The stretches of ``text`` without spaces and punctuation, ASCII in lower case."""
    return text.translate(_FOLD).split()


def text_entries(text: str) -> set[str]:
    """What a text is filed under."""
    found: set[str] = set()
    for run in runs(text):
        found.update(map("".join, pairwise(run)))
        found.add(run[-1])
    return found


def number_entries(number: str) -> set[str]:
    """What a record number is filed under: its parts, the unit also without the letter."""
    parts = _PARTS.split(number.lower())
    return {_NUMBER + part for part in (*parts, parts[0][1:]) if part}


def name_entries(name: str, *, inner: bool) -> set[str]:
    """First pinyin letters of a name, in every reading: ``张建国`` under ``zjg``.

    Args:
        name: a person, place or unit.
        inner: also from its second character on, and so forth.
    """
    letters = [found for char in name[:NAME_CHARS] if (found := _letters(char))]
    if len(letters) < 2 or name.isascii():
        return set()
    starts = range(len(letters) - 1) if inner else range(1)
    return {_PINYIN + reading for start in starts for reading in _readings(letters[start:])}


def type_entry(code: str) -> str:
    """The entry that every record of the type ``code`` has."""
    return _TYPE + code.replace("_", "")


def words_query(word: str) -> str:
    """The FTS5 expression for the records whose text may hold ``word``; "" where none can tell.

    A word without letters or digits (only punctuation) has no entries.
    """
    asked: dict[str, None] = {}
    for run in runs(word):
        if len(run) == 1:
            asked[f'"{run}"*'] = None
        asked.update((f'"{one}{two}"', None) for one, two in pairwise(run))
    return " AND ".join(asked)


def number_query(word: str) -> str:
    """The expression for numbers that ``word`` is the beginning of, from any part on."""
    parts = [part for part in _PARTS.split(word.strip().lower()) if part]
    if not parts or not all(part.isascii() and part.isalnum() for part in parts):
        return ""
    asked = [f'"{_NUMBER}{part}"' for part in parts]
    return " AND ".join(asked) + " *"


def pinyin_query(word: str) -> str:
    """The expression for names whose first letters begin with ``word``; "" where it is none."""
    wanted = word.strip().lower()
    if len(wanted) < 2 or not wanted.isascii() or not wanted.isalnum() or wanted.isdigit():
        return ""
    return f'"{_PINYIN}{wanted}" *'


def _readings(letters: Iterable[str]) -> list[str]:
    found: list[str] = []
    for reading in product(*letters):
        found.append("".join(reading))
        if len(found) == READINGS:
            break
    return found


@cache
def _letters(char: str) -> str:
    """First letters of every reading of ``char``, the commonest first; "" for punctuation."""
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    # lazily: the table of 42,000 characters takes 0.2 s to load
    from pypinyin.pinyin_dict import pinyin_dict

    spoken = pinyin_dict.get(ord(char), "").split(",")
    plain = (unicodedata.normalize("NFD", reading)[:1] for reading in spoken)
    return "".join(dict.fromkeys(plain))
