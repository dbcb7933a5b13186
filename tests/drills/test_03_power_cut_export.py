"""The power goes while packages are written to a stick: parts, or whole files that verify."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import PatrolError
from patrol_app.sync.container import check_body, open_header
from tests.drills.power import MOST, acknowledged, opens, recorded
from tests.e2e.prepared import city, enrolled
from tests.support.power_cut import State, bad_states

pytestmark = [pytest.mark.ci, pytest.mark.timeout(1_800)]


def test_while_exporting(tmp_path: Path) -> None:
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "place", above)
    place.add("finding", description="上报")
    stick = tmp_path / "stick"
    tape = recorded(place, "export", "--out", stick, beside=(stick,))
    whole = 0

    def judge(state: State) -> str:
        """What bears a final name is whole; what was told is there; the folder opens."""
        nonlocal whole
        bundles = [path for path in stick.iterdir() if path.suffix != ".part"]
        for path in bundles:
            try:
                with path.open("rb") as stream:
                    check_body(stream, open_header(stream))
            except PatrolError as fault:
                return f"partial under a final name: {fault.code}"
        whole += bool(bundles)
        if acknowledged(state) and not bundles:
            return "told and gone"
        return opens(place) if state.place % 5 == 0 else ""

    count, bad = bad_states(tape, judge, most=MOST)
    assert count > 30
    assert whole
    assert bad == []
