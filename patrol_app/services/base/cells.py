"""Cells of foreign tables as values: dates, areas, working days, codes. No guess is silent."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

from patrol_app.domain.instant import day_start

MU, HECTARE, SQUARE_METRE = "mu", "ha", "m2"
UNITS: Final = (MU, HECTARE, SQUARE_METRE)
# 1/10,000 亩 in one unit: 1 ha = 15 亩, 1 m² = 0.0015 亩
_MU_E4: Final = {MU: Decimal(10_000), HECTARE: Decimal(150_000), SQUARE_METRE: Decimal(15)}
_UNIT_WORDS: Final = (
    (SQUARE_METRE, re.compile(r"平方米|㎡|(?<![a-z])m²|(?<![a-z])m2|sqm", re.IGNORECASE)),
    (HECTARE, re.compile(r"公顷|hm2|hm²|(?<![a-z])ha(?![a-z])|hectare", re.IGNORECASE)),
    (MU, re.compile(r"亩|(?<![a-z])mu(?![a-z])", re.IGNORECASE)),
)
_DATE: Final = re.compile(
    r"(\d{4})(?:年|[-./])(\d{1,2})(?:月|[-./])(\d{1,2})日?(?:[T ]\d{1,2}:.*)?"
)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES: Final = frozenset("上班 工作日 工作 班 是 1 true yes y working workday".split())
_NO: Final = frozenset(
    "休 休息 休息日 放假 节假日 假日 假 否 0 false no n holiday off rest".split()
)
_SPLIT: Final = re.compile(r"[\s,，;；、/]+")


def date(text: str) -> str:
    """``YYYY-MM-DD`` of ``2026-8-3``, ``2026/08/03``, ``2026年8月3日`` or ``20260803``.

    Raises:
        ValueError: no such day.
    """
    found = _DATE.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        raise ValueError("not a date")
    day = f"{found.group(1)}-{int(found.group(2)):02d}-{int(found.group(3)):02d}"
    day_start(day)
    return day


def area_mu_e4(text: str, unit: str) -> int:
    """An area as 1/10,000 亩, half a unit rounded up.

    Args:
        text: a decimal; blanks and thousands separators allowed.
        unit: ``mu``, ``ha`` or ``m2``.

    Raises:
        ValueError: no number, negative, or beyond what is kept.
    """
    try:
        value = Decimal(text.replace(",", "").replace("，", "").replace(" ", ""))
        if not value.is_finite() or value < 0 or value.adjusted() > 14:
            raise ValueError("not an area")
        return int((value * _MU_E4[unit]).quantize(Decimal(1), ROUND_HALF_UP))
    except InvalidOperation:
        raise ValueError("not an area") from None


def unit_in(header: str) -> str:
    """The unit that a column's name states; empty for none."""
    return next((unit for unit, words in _UNIT_WORDS if words.search(header)), "")


def working(text: str) -> bool:
    """Whether a day is worked.

    Raises:
        ValueError: neither a word for yes nor one for no.
    """
    word = text.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError("neither working nor free")


def codes(text: str) -> list[str]:
    """Codes separated by blanks or commas."""
    return [part for part in _SPLIT.split(text) if part]


def compartment_key(parts: dict[str, str]) -> str:
    """The key of a sub-compartment (domain.md §8.3).

    Collective forest: village (12) + compartment (4) + number (5); state forest: farm (9) +
    compartment (4) + number (5). Numbers that a sheet has shortened get their zeros back.

    Args:
        parts: ``xian xiang cun lin_chang lin_ban xiao_ban xi_ban``, empty where absent.

    Raises:
        ValueError: a part is missing or too long.
    """
    numbers = _padded(parts.get("lin_ban", ""), 4) + _padded(parts.get("xiao_ban", ""), 5)
    part = parts.get("xi_ban", "").strip()
    tail = f"-{part}" if part and part.strip("0") else ""
    village = _village(parts)
    if village:
        return village + numbers + tail
    farm = parts.get("lin_chang", "").strip()
    if farm.strip("0"):
        return _padded(farm, 9) + numbers + tail
    raise ValueError("neither village nor farm")


def _village(parts: dict[str, str]) -> str:
    """12 digits, also put together of county (6), township (3 or 9) and village (3)."""
    village = parts.get("cun", "").strip()
    if not village.strip("0"):
        return ""
    if len(village) == 12:
        return village
    township, county = parts.get("xiang", "").strip(), parts.get("xian", "").strip()
    if len(village) <= 3 and len(township) == 9:
        return township + village.zfill(3)
    if len(village) <= 3 and len(township) <= 3 and township and len(county) == 6:
        return county + township.zfill(3) + village.zfill(3)
    raise ValueError("the village has 12 digits")


def _padded(text: str, width: int) -> str:
    value = text.strip()
    if not value or len(value) > width or not value.isascii():
        raise ValueError("a part of the key is missing or too long")
    return value.zfill(width)
