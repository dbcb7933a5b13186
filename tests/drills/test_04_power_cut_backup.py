"""The power goes while a backup is made, and while one is restored: the store before or the one
of the backup opens, never neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import PatrolError
from patrol_app.services.ports import Listing
from patrol_app.storage.backup_container import SUFFIX, open_backup
from tests.drills.power import MOST, acknowledged, opens, recorded, started
from tests.e2e.prepared import station
from tests.e2e.program import Program
from tests.support.power_cut import State, bad_states

pytestmark = [pytest.mark.ci, pytest.mark.timeout(1_800)]


def whole(path: Path, scratch: Path) -> str:
    """Empty, or why the backup is not one."""
    scratch.unlink(missing_ok=True)
    try:
        with open_backup(path) as found:
            found.extract(scratch)
    except PatrolError as fault:
        return fault.code
    return ""


def test_while_a_backup_is_made(tmp_path: Path) -> None:
    place = station(tmp_path / "station")
    place.add("finding", description="此前")
    stick = tmp_path / "stick"
    tape = recorded(place, "backup", "make", "--out", stick, beside=(stick,))
    seen = 0

    def judge(state: State) -> str:
        """A file with its final name is a whole backup; what was told is there."""
        nonlocal seen
        files = list(stick.glob(f"*{SUFFIX}"))
        for path in files:
            if said := whole(path, tmp_path / "scratch"):
                return f"partial under a final name: {said}"
        seen += bool(files)
        if acknowledged(state) and not files:
            return "told and gone"
        return opens(place) if state.place % 5 == 0 else ""

    count, bad = bad_states(tape, judge, most=MOST, every=8)
    assert count > 30
    assert seen
    assert bad == []


def descriptions(program: Program) -> list[str]:
    """Of all findings, after a clean check."""
    with started(program) as store:
        if found := store.check():
            return found[:1]
        listing = Listing("finding", states=("draft", "submitted", "changed"))
        return sorted(row.record.description for row in store.queries.page(listing).rows)  # type: ignore[attr-defined]


def test_while_a_backup_is_restored(tmp_path: Path) -> None:
    place = station(tmp_path / "station")
    place.add("finding", description="一")
    stick = tmp_path / "stick"
    (row,) = place.run("backup", "make", "--out", stick).good().items
    place.add("finding", description="二")
    tape = recorded(place, "backup", "restore", row["file"], "--yes")
    fates = set()

    def judge(state: State) -> str:
        """Old or new, whole; new once it was told."""
        try:
            found = descriptions(place)
        except PatrolError as fault:
            return fault.code
        fates.add(tuple(found))
        if found not in (["一"], ["一", "二"]):
            return f"{found}"
        return "told and gone" if acknowledged(state) and found != ["一"] else ""

    count, bad = bad_states(tape, judge, most=MOST, every=8)
    assert count > 30
    assert bad == []
    assert fates == {("一",), ("一", "二")}
