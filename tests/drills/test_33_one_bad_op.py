"""One bad line in a bundle, under an enrolled device's real key: it is held, the others are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.domain.records.unit import unit_id
from patrol_app.i18n import _
from patrol_app.services.held_words import reason_text
from patrol_app.services.held_work import held_lines
from patrol_app.services.ports import Listing, OpDraft
from tests.e2e.prepared import city, enrolled, opened
from tests.support.fleet import fleet
from tests.support.folders import new_app

# Real kills, mounts or several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


def test_one_bad_field_among_a_thousand(tmp_path: Path) -> None:
    """A tenth of the drill."""
    _spoiled(tmp_path, 500)


@pytest.mark.soak
def test_one_bad_field_among_ten_thousand(tmp_path: Path) -> None:
    """The whole drill."""
    _spoiled(tmp_path, 5_000)


def _spoiled(folder: Path, findings: int) -> None:
    """All but one are in; the one is shown; the journal goes on after it without a gap."""
    app = new_app(folder, "city", "DEMO00")
    (post,) = fleet(app, 1, folder)
    sent = post.spoiled(folder, findings, findings // 2)
    (taken,) = app.exchange.receive([sent.path], out=folder / "back").items
    lines = 2 * findings - 1
    assert (taken.status, taken.held) == ("done", 1)
    queries = app.store.queries
    assert queries.count(Listing("finding", states=("submitted",))) == findings - 1
    (row,) = held_lines(queries)
    assert (row.unit, row.seq, row.reason) == (post.unit, findings + 1, "op.field")
    assert reason_text(row.reason) == _("Does not fit its form")
    info = queries.stream_info(post.stream)
    assert info is not None and (info.contiguous_upto, info.missing) == (lines, ())
    # the journal goes on
    (more,) = app.exchange.receive([post.package(folder).path], out=None).items
    assert (more.status, more.held, more.gaps) == ("done", 0, ())
    assert queries.count(Listing("finding", states=("submitted",))) == findings + 1
    assert app.store.check() == []
    app.close()


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
