"""First pinyin letters of common Chinese characters, for type-ahead."""

from __future__ import annotations

from bisect import bisect_right

# Level-1 characters of GB 2312-1980 stand in pinyin order, so the first code of each letter
# is enough; rarer characters (level 2, by radical) stay as they are and match by themselves.
_FIRST = (
    (0xB0A1, "a"),
    (0xB0C5, "b"),
    (0xB2C1, "c"),
    (0xB4EE, "d"),
    (0xB6EA, "e"),
    (0xB7A2, "f"),
    (0xB8C1, "g"),
    (0xB9FE, "h"),
    (0xBBF7, "j"),
    (0xBFA6, "k"),
    (0xC0AC, "l"),
    (0xC2E8, "m"),
    (0xC4C3, "n"),
    (0xC5B6, "o"),
    (0xC5BE, "p"),
    (0xC6DA, "q"),
    (0xC8BB, "r"),
    (0xC8F6, "s"),
    (0xCBFA, "t"),
    (0xCDDA, "w"),
    (0xCEF4, "x"),
    (0xD1B9, "y"),
    (0xD4D1, "z"),
)
_CODES = [code for code, _letter in _FIRST]
_LAST = 0xD7F9


def initials(text: str) -> str:
    """First letters of ``text`` in lower case: ``日常巡护`` -> ``rcxh``."""
    return "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    try:
        raw = char.encode("gb2312")
    except UnicodeEncodeError:
        return char.lower()
    if len(raw) != 2:
        return char.lower()
    code = raw[0] << 8 | raw[1]
    if not _CODES[0] <= code <= _LAST:
        return char.lower()
    return _FIRST[bisect_right(_CODES, code) - 1][1]


def matches(text: str, typed: str) -> bool:
    """Whether ``typed`` is part of ``text`` or of its first letters."""
    wanted = typed.strip().lower()
    return wanted in text.lower() or wanted in initials(text)
