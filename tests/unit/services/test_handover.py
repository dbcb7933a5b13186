"""Notes between the users of one laptop: kept, bounded, put away, never in the journal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from patrol_app.services.handover import CHARS, NOTES, Handover, notes
from tests.support.folders import station_copy


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path)
    yield made
    made.close()


def test_a_note_is_left_and_put_away(app: App) -> None:
    desk, me = Handover(app.store, app.clock), app.session.actor
    ops = app.store.queries.streams()[0].last_seq
    first = desk.leave(me, "  对讲机在充电，明早 3 号网格还要去  ")
    second = desk.leave(me, "钥匙在抽屉")
    assert [one.text for one in notes(app.store.queries)] == [second.text, first.text]
    assert first.text == "对讲机在充电，明早 3 号网格还要去"
    desk.put_away(first.id)
    desk.put_away(first.id)
    assert notes(app.store.queries) == (second,)
    assert app.store.queries.streams()[0].last_seq == ops


def test_empty_long_and_too_many_are_refused(app: App) -> None:
    desk, me = Handover(app.store, app.clock), app.session.actor
    for words, code in ((" \n", "handover.empty"), ("字" * (CHARS + 1), "handover.long")):
        with pytest.raises(UserError) as fault:
            desk.leave(me, words)
        assert fault.value.code == code
    for turn in range(NOTES):
        desk.leave(me, f"第 {turn} 张")
    with pytest.raises(UserError) as full:
        desk.leave(me, "再来一张")
    assert full.value.code == "handover.full"
    assert len(notes(app.store.queries)) == NOTES
