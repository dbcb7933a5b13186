"""Former division codes in a file are taken by the present ones (``domain.md`` §8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from patrol_app.domain.records.dataset import COMPARTMENT

FIELDS: Final = ("xian", "xiang", "cun", "admin_code12", "division_code")
WIDTHS: Final = (12, 9, 6)  # digits of a village, a township, a county
KEY_DIGITS: Final = 21  # a sub-compartment's key that begins with its village (§8.3)


def present(code: str, former: Mapping[str, str]) -> str:
    """A code with its longest part that is a former code replaced; others stay as they are.

    A township that kept its last digits has its county replaced alone.
    """
    if not code.isdigit():
        return code
    for width in WIDTHS:
        new = former.get(code[:width]) if len(code) >= width else None
        if new is not None and len(new) == width:
            return new + code[width:]
    return code


def renewed(kind: str, values: dict[str, Any], former: Mapping[str, str]) -> bool:
    """Put present codes in the place of former ones; whether there was any.

    Args:
        kind: of the row.
        values: of one row by field; changed in place.
        former: old code -> present code.
    """
    changed = False
    for name in (*FIELDS, "code") if kind == COMPARTMENT else FIELDS:
        code = values.get(name)
        if not isinstance(code, str) or (name == "code" and len(code) != KEY_DIGITS):
            continue
        new = present(code, former)
        if new != code:
            values[name], changed = new, True
    return changed
