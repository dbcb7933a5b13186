"""Words typed into a cell as values, and values as words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from patrol_app.domain.instant import MINUTE_MS, Instant, beijing, date_of, day_start
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.gui.forms.values import choices, listed
from patrol_app.gui.kit import reading
from patrol_app.gui.kit.initials import initials
from patrol_app.gui.kit.inputs import china_today
from patrol_app.i18n import N_, _
from patrol_app.services.batch.day_cells import read_cell
from patrol_app.services.batch.types import BatchRow

Pairs = Sequence[tuple[str, str]]
NOT_LISTED = N_("Choose one from the list")
_PARTS = "、,，;； "


def chosen(text: str, pairs: Pairs) -> str | None:
    """The code meant by a label, a code, its first letters or a part of it; None for nothing.

    Raises:
        UserError: nothing or more than one entry fits.
    """
    wanted = text.strip().casefold()
    if not wanted or wanted == "—":
        return None
    for code, words in pairs:
        if wanted in (code.casefold(), words.casefold()):
            return code
    for fits in (
        [code for code, words in pairs if initials(words).casefold() == wanted],
        [code for code, words in pairs if words.casefold().startswith(wanted)],
        [code for code, words in pairs if wanted in f"{words} {initials(words)}".casefold()],
    ):
        if len(fits) == 1:
            return fits[0]
    raise UserError("field.word", NOT_LISTED)


def several(text: str, pairs: Pairs) -> tuple[str, ...]:
    """The codes of several entries parted by commas or the Chinese list mark.

    Raises:
        UserError: one of them fits nothing.
    """
    for mark in _PARTS:
        text = text.replace(mark, "\n")
    found = [chosen(part, pairs) for part in text.split("\n") if part.strip()]
    return tuple(dict.fromkeys(one for one in found if one))


def labels(codes: Sequence[str], pairs: Pairs) -> str:
    """Several codes as words."""
    known = dict(pairs)
    return listed(known.get(code, code) for code in codes)


def word_of(code: Any, name: str) -> str:
    """A code of a vocabulary as words."""
    return vocabulary(name).label(str(code)) if code not in (None, "") else ""


def number(name: str, text: str) -> int | None:
    """A number of the day's head: temperature, wind force, danger.

    Raises:
        UserError: it cannot be read.
    """
    if not text:
        return None
    value = read_cell(name, reading.tidy(text))
    if not isinstance(value, int):
        raise UserError("field.number", N_("A number is expected"))
    return value


def code_pairs(name: str) -> Pairs:
    """(code, label) of a vocabulary."""
    return choices(name)


def show_day(row: BatchRow) -> str:
    """The date as it is typed and read."""
    return row.date


def write_day(row: BatchRow, text: str) -> BatchRow:
    """Move both times to another date.

    Raises:
        UserError: no date.
    """
    if not text:
        return row.edited(start_at=None, end_at=None)
    day: date = reading.read_date(text, china_today())
    start, end = row.start_at, row.end_at
    if start is None:
        return row.edited(start_at=Instant(day_start(day.isoformat())))
    shift = day_start(day.isoformat()) - day_start(date_of(start.ms))
    moved = Instant(start.ms + shift, start.precision)
    return row.edited(start_at=moved, end_at=end and Instant(end.ms + shift, end.precision))


def show_clock(moment: Instant | None) -> str:
    """``08:20``."""
    return f"{beijing(moment.ms):%H:%M}" if moment else ""


def write_clock(row: BatchRow, name: str, text: str) -> BatchRow:
    """Set one of the two times; an end before the start is on the next day.

    Raises:
        UserError: no time, or the date is not known yet.
    """
    if not text:
        return row.edited(**{name: None})
    if show_clock(row.values.get(name)) == text:
        return row
    at = reading.read_clock(text)
    base = row.start_at or row.end_at
    if base is None:
        raise UserError("batch.day", N_("The date comes first"))
    moment = day_start(date_of(base.ms)) + at * MINUTE_MS
    if name == "end_at" and row.start_at and moment < row.start_at.ms // MINUTE_MS * MINUTE_MS:
        moment += 86_400_000
    return row.edited(**{name: Instant(moment, "minute")})


def nothing_words(row: BatchRow) -> str:
    """What stands in the column of findings."""
    if row.taken:
        return _("{n} found").format(n=len(row.taken))
    return _("Nothing seen") if row.values.get("nothing_found") else ""


def write_nothing(row: BatchRow, text: str) -> BatchRow:
    """正常, or nothing said yet; a row with findings keeps them.

    Raises:
        UserError: other words.
    """
    if row.taken:
        return row.edited(nothing_found=None)
    if not text:
        return row.edited(nothing_found=None)
    if text in (_("Nothing seen"), "正常", "1", "y", "Y", "是"):
        return row.edited(nothing_found=True)
    raise UserError("batch.nothing", N_("Space marks a day without findings"))
