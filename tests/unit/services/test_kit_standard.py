"""What a crew should hold, by the published standard of one county (``domain.md`` §6.2)."""

from __future__ import annotations

import pytest

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records.crew import Equipment
from patrol_app.services.kit_standard import lacking, standards
from tests.support import records as make

DAY = "2026-08-03"


def equipment(kind: str, sound: int) -> Equipment:
    """Sound pieces of a kind."""
    return Equipment(id=make.REC, unit=make.UNIT, name=kind, kind=kind, count=sound, sound=sound)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("风力灭火机", "5—10"),
        ("二号工具", "20—30"),
        ("对讲机", "2"),
        ("阻燃服", "25"),
        ("手电头灯", "25"),
    ],
)
def test_the_standard_of_yongxiu_for_a_crew_of_twenty_five(kind: str, words: str) -> None:
    found = standards(builtin_book(), DAY, make.UNIT, 25)
    assert (found[kind].words, found[kind].unverified) == (words, True)
    least = found[kind].low
    assert lacking([equipment(kind, least)], {kind: found[kind]}) == {}
    assert lacking([equipment(kind, least - 1)], {kind: found[kind]}) == {kind: 1}
