"""One bad line in a bundle, under an enrolled device's real key: it is held, the others are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.domain.records.unit import unit_id
from patrol_app.services.ports import OpDraft
from tests.e2e.prepared import city, enrolled, opened

# Real kills, mounts or several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


def test_one_bad_line_is_held_and_the_others_are_in(tmp_path: Path) -> None:
    """The city says how many are held, takes the rest, agrees, and thanks with a receipt."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    place.add("finding", description="示例：之前")
    with opened(place) as app, app.store.begin("drill") as work:
        # a changed program writes what a station may not: the name of the city's own unit
        work.append([OpDraft(unit_id("DEMO00"), "unit", {"name": "改名"})])
        work.commit()
    place.add("finding", description="示例：之后")
    (sent,) = place.run("export", "--out", tmp_path / "stick").good().items
    seen = above.run("receive", sent["file"], "--rehearse").good()
    assert seen.items[0]["held"] == 1
    taken = above.run("receive", sent["file"], "--yes", "--out", tmp_path / "back").good()
    assert taken.items[0]["status"] == "done"
    assert taken.items[0]["held"] == 1
    listed = above.run("list", "finding", "--drafts").good().items
    assert {row["description"] for row in listed} == {"示例：之前", "示例：之后"}
    (own,) = [row for row in above.run("list", "unit").good().items if row["number"] == "DEMO00"]
    assert own["name"] == "示例市林业局"
    assert above.run("check").good().document["ok"] is True
    receipt = Path(taken.document["files"][0])
    place.run("receive", receipt, "--yes").good()
    with opened(place) as app:
        (heard,) = app.store.queries.receipts()
        assert len(heard.held) == 1
