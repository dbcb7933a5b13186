"""How far a clock was off, as people type and read it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from patrol_app.errors import UserError
from patrol_app.i18n import N_

if TYPE_CHECKING:
    pass


_COLONS = re.compile(r"([+-]?)(\d{1,6}):([0-5]?\d)(?::([0-5]?\d))?", re.ASCII)
_UNITS = re.compile(
    r"([+-]?)(?:(\d{1,6})(?:h|小时|时))?(?:(\d{1,6})(?:min|m|分钟|分))?(?:(\d{1,9})(?:s|秒))?",
    re.ASCII,
)


def read_offset(text: str) -> int:
    """Read ``+1:02:03``, ``-8:00`` (hours first), ``8h``, ``5m30s``, ``8时5分`` as seconds.

    Raises:
        UserError: ``form.offset``.
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").lower().replace("\u2212", "-")
    match = _COLONS.fullmatch(plain) or _UNITS.fullmatch(plain)
    if match is None or not any(match.groups()[1:]):
        raise UserError("form.offset", N_("Write the correction like +1:02:03"))
    sign, hours, minutes, seconds = match.groups()
    total = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return -total if sign == "-" else total


def show_offset(seconds: int) -> str:
    """A correction as ``+1:02:03``; days go into the hours."""
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else '+'}{hours}:{minute:02d}:{second:02d}"
