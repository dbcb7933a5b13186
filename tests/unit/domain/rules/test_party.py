"""An ID number that was mistyped is told, without the number."""

from __future__ import annotations

import pytest

from patrol_app.domain.records.party import Party
from patrol_app.domain.remark import RuleContext
from patrol_app.domain.rules.party import id_number, last_of
from patrol_app.domain.setting import RuleBook
from tests.support.records import PARTY, UNIT


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", []),
        ("11010519491231002X", []),  # the example of GB 11643-1999
        (" 110105 19491231 002x ", []),
        ("14222519680312101", ["party.id_length"]),  # the mock-up's: 17 characters
        ("110105194912310021", ["party.id_check"]),
        ("11010519491231OO2X", ["party.id_check"]),
        ("E12345678", []),  # a passport
    ],
)
def test_length_and_last_character(text: str, codes: list[str]) -> None:
    one = Party(id=PARTY, unit=UNIT, name="示例户", id_number=text)
    found = id_number(one, RuleContext(0, RuleBook()))
    assert [remark.code for remark in found] == codes
    assert not text or all(text not in remark.message() for remark in found)
    assert all((remark.level, remark.field) == ("warning", "id_number") for remark in found)


def test_the_published_example() -> None:
    assert last_of("11010519491231002") == "X"
