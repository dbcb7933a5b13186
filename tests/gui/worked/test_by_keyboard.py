"""Every record type typed from its paper by keyboard alone, reviewed, sent, received, equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.domain.records import RECORD_TYPES
from tests.support.worked.every import (
    EXAMPLES,
    STATIONS,
    UNREVIEWED,
    UNSUBMITTED,
    WITHOUT,
)
from tests.support.worked.paper_lines import LINES
from tests.support.worked.round import go_round


@pytest.mark.ci
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("station", STATIONS)
def test_from_the_paper_to_the_city(station: str, tmp_path: Path) -> None:
    part = STATIONS[station]
    go_round(tmp_path, part.ALL, part.prepare, LINES.get(station, ()))


def test_no_type_is_without_an_example_or_a_reason() -> None:
    worked = {one.code for one in EXAMPLES}
    every = {kind.code for kind in RECORD_TYPES}
    assert worked | set(WITHOUT) == every
    assert not worked & set(WITHOUT)


def test_what_is_not_given_back_has_its_reason() -> None:
    """Each reviewed type has an example that is sent back and mended; the others say why not."""
    kinds = {kind.code: kind for kind in RECORD_TYPES if kind.code not in WITHOUT}
    assert {code for code, kind in kinds.items() if not kind.submit} == set(UNSUBMITTED)
    left = {code for code, kind in kinds.items() if kind.submit and not kind.reviewed}
    assert left == set(UNREVIEWED)
    mended = {one.code for one in EXAMPLES if one.correction is not None}
    assert {code for code, kind in kinds.items() if kind.reviewed} <= mended
    steps = {code for code, kind in kinds.items() if kind.parent}
    assert set(kinds) - steps == mended
