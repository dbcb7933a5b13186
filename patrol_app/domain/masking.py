"""Personal data shown in part: enough to recognise what one knows, too little to learn it."""

from __future__ import annotations

from typing import Final

STAR: Final = "*"
NAME_STAR: Final = "＊"
MASK: Final = "***"
_LONG = 7  # shorter texts would give themselves away by their ends


def masked(value: str) -> str:
    """A phone or ID number with its middle hidden (``138****1234``); other text whole.

    Args:
        value: as stored; empty stays empty.
    """
    text = value.strip()
    if not text:
        return ""
    if len(text) < _LONG or not text.isascii():
        return MASK
    return text[:3] + STAR * (len(text) - 7) + text[-4:] if len(text) > 8 else text[:1] + MASK


def masked_field(field: str, value: object) -> str:
    """A private field of a record as it is shown without leave.

    Args:
        field: its name; ``name`` keeps the first character, ``born_on`` the year.
        value: as the record holds it.
    """
    text = str(value)
    if field == "born_on":
        return text[:4] + "-**-**"
    return masked_name(text) if field == "name" else masked(text)


def masked_name(name: str) -> str:
    """The first character of a name and a star for each other (``张＊＊``)."""
    text = name.strip()
    return text[:1] + NAME_STAR * (len(text) - 1)
