"""Texts in a CSV file that a spreadsheet would compute: marked on the way out, bare on the way in.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a return is run by a spreadsheet that
opens the file (OWASP, "CSV injection"). An apostrophe before it makes it text; a text that begins
with apostrophes before such a sign gets one more, so that reading gives back what was written.
"""

from __future__ import annotations

from typing import Final

SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
_MARK: Final = "'"


def marked(text: str) -> str:
    """``text`` as no spreadsheet computes it."""
    return _MARK + text if text.lstrip(_MARK).startswith(SIGNS) else text


def unmarked(text: str) -> str:
    """What ``marked`` was given; any other text as it is."""
    bare = text[1:] if text.startswith(_MARK) else text
    return bare if bare.lstrip(_MARK).startswith(SIGNS) else text
