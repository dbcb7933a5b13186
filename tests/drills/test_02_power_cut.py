"""The power goes while a record is saved, and while a package is received: nothing acknowledged
is lost, nothing is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import PatrolError
from patrol_app.services.ports import Listing
from tests.drills.power import MOST, acknowledged, recorded, started
from tests.e2e.prepared import city, enrolled, station
from tests.e2e.program import Program
from tests.support.power_cut import State, bad_states

pytestmark = [pytest.mark.ci, pytest.mark.timeout(1_800)]


def findings(program: Program) -> list[str]:
    """Their descriptions, after a clean check."""
    with started(program) as store:
        found = store.check()
        if found:
            return [f"check: {found[0]}"]
        listing = Listing("finding", states=("draft", "submitted", "changed"))
        rows = store.queries.page(listing).rows
    return sorted(str(getattr(row.record, "description", "")) for row in rows)


def test_while_saving(tmp_path: Path) -> None:
    place = station(tmp_path / "station")
    place.add("finding", description="此前")
    source = place.write({"description": "之后"}, "later.json")
    tape = recorded(place, "add", "finding", "--from", source)
    acks = 0

    def judge(state: State) -> str:
        """The record before is there; the new one whole or not at all, and there if told."""
        nonlocal acks
        acks += acknowledged(state)
        try:
            found = findings(place)
        except PatrolError as fault:
            return fault.code
        if found not in (["此前"], ["之后", "此前"]):
            return f"{found}"
        return "lost" if acknowledged(state) and "之后" not in found else ""

    count, bad = bad_states(tape, judge, most=MOST)
    assert count > 40
    assert acks
    assert bad == []


def test_while_receiving(tmp_path: Path) -> None:
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "place", above)
    place.add("finding", description="上报")
    (item,) = place.run("export", "--out", tmp_path / "stick").good().items
    back = tmp_path / "back"
    tape = recorded(above, "receive", item["file"], "--yes", "--out", back, beside=(back,))

    def judge(state: State) -> str:
        """All or nothing; a receipt that can be read says what is held for good."""
        try:
            found = findings(above)
        except PatrolError as fault:
            return fault.code
        if found not in ([], ["上报"]):
            return f"{found}"
        said = acknowledged(state) or any(back.glob("*.hlb"))
        return "a receipt for what is lost" if said and not found else ""

    count, bad = bad_states(tape, judge, most=MOST)
    assert count > 40
    assert bad == []
