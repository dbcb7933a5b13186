"""Rules of a party: an ID number that was mistyped is told; whoever has another paper is not."""

from __future__ import annotations

from typing import Final

from patrol_app.domain.records.party import Party
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.i18n import N_

LENGTH: Final = 18
# GB 11643-1999: weights of the first 17 digits, and the last character by the sum modulo 11
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_LAST: Final = "10X98765432"


def id_number(party: Party, context: RuleContext) -> list[Remark]:
    """Length and last character of a resident's number; numbers with a letter first are others'.

    The remark never holds the number itself.
    """
    text = "".join(party.id_number.split()).upper()
    if not text or not text[0].isdecimal():
        return []
    if len(text) != LENGTH:
        words = N_("It has {n} characters, an ID number has {all}")
        return [Remark("party.id_length", "warning", "id_number", words,
                       {"n": len(text), "all": LENGTH})]  # fmt: skip
    body = text[:-1]
    if not (body.isascii() and body.isdecimal()) or text[-1] != last_of(body):
        words = N_("The last character does not fit the others: please compare")
        return [Remark("party.id_check", "warning", "id_number", words)]
    return []


def last_of(body: str) -> str:
    """The last character of an ID number (GB 11643-1999).

    Args:
        body: the 17 digits before it.
    """
    return _LAST[
        sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    ]


RULES = (id_number,)
