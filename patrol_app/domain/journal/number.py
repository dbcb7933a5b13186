"""Numbers for people, ``P140925S1-01-260803-007`` or ``XW140925S1-…`` (sync.md §1, Numbers)."""

from __future__ import annotations

import base64
import re
from datetime import date
from typing import NamedTuple

from patrol_app.errors import UserError
from patrol_app.i18n import N_

_UNIT = re.compile(r"[0-9A-Z]{2,12}")
_DEVICE = re.compile(r"[0-9]{2,3}|X[A-Z2-7]{3}")
# X alone is no kind: it says that the kind has two letters. XX stays free for a longer one.
_KIND = re.compile(r"[A-WYZ]|X[A-WYZ]")
_NUMBER = re.compile(
    r"([A-WYZ]|X[A-WYZ])([0-9A-Z]{2,12})-([0-9]{2,3}|X[A-Z2-7]{3})-([0-9]{6})"
    r"-([0-9]{3}|[1-9][0-9]{3,8})",
    re.ASCII,
)


class RecordNumber(NamedTuple):
    """The parts of a number.

    Attributes:
        letter: of its kind (``RecordType.letter``): one letter, or ``X`` and a letter.
        unit: unit code.
        device: device number from the grant, or ``X`` and 3 base32 letters before it.
        date_yymmdd: Beijing date of creation.
        seq: from 1 within unit, device and date.
    """

    letter: str
    unit: str
    device: str
    date_yymmdd: str
    seq: int


def valid_unit_code(code: str) -> bool:
    """Whether ``code`` may name a unit: 2 to 12 digits and capital letters."""
    return _UNIT.fullmatch(code) is not None


def valid_letter(letter: str) -> bool:
    """Whether ``letter`` may name a kind of record: ``W`` or ``XW``, never ``X`` or ``XX``."""
    return _KIND.fullmatch(letter) is not None


def record_number(letter: str, unit: str, device: str, date_yymmdd: str, seq: int) -> str:
    """The number of a new record.

    Args:
        letter: of the kind: one letter other than ``X``, or ``X`` and a letter other than that.
        unit: unit code.
        device: two or three digits, or ``X`` and 3 base32 letters.
        date_yymmdd: Beijing date of creation.
        seq: from 1; written with at least three digits.

    Raises:
        ValueError: a part does not have its form.
    """
    if not valid_letter(letter):
        raise ValueError("no kind of record has this letter")
    if not valid_unit_code(unit) or not _DEVICE.fullmatch(device):
        raise ValueError("unit code or device number has another form")
    number = f"{letter}{unit}-{device}-{date_yymmdd}-{seq:03d}"
    if _parts(number) is None:
        raise ValueError("date or sequence of a record number has another form")
    return number


def temporary_device(random2: bytes) -> str:
    """``X`` and 3 base32 characters: a device's number until a grant brings one.

    Args:
        random2: at least 2 random bytes.

    Raises:
        ValueError: fewer than 2 bytes.
    """
    if len(random2) < 2:
        raise ValueError("a temporary device number takes 2 random bytes")
    return "X" + base64.b32encode(random2[:2]).decode("ascii")[:3]


def parse_number(text: str) -> RecordNumber:
    """The parts of a number as a person or another station wrote it.

    Whether there is a type of this letter only the registry knows: ``records.bearers``.

    Raises:
        UserError: ``number.form``.
    """
    found = _parts(text)
    if found is None:
        raise UserError("number.form", N_("Not a record number: {text}"), text=text[:40])
    return found


def _parts(text: str) -> RecordNumber | None:
    match = _NUMBER.fullmatch(text)
    if match is None or int(match[5]) == 0:
        return None
    yymmdd = match[4]
    try:
        date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None
    return RecordNumber(match[1], match[2], match[3], yymmdd, int(match[5]))
