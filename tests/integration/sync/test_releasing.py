"""Entries put aside are taken in by the version that can read them, once, without being resent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.services import held_work
from patrol_app.storage import take
from tests.support.exchange import World, reopened
from tests.support.fleet import Post, fleet


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World.new(tmp_path)
    yield made
    made.close()


def test_an_upgrade_takes_in_what_waited(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An older program does not know the type; the next start of a newer one folds its lines."""
    (tmp_path / "work").mkdir()
    (post,) = fleet(world.city.app, 1, tmp_path / "work")
    sent = _package(post, tmp_path)
    app = world.city.app
    with monkeypatch.context() as older:
        older.setattr(take, "known", lambda kind: kind != "finding")
        taken = world.city.receive(sent)
    assert [item.held for item in taken.items] == [2]
    lines = held_work.held_lines(app.store.queries)
    assert [(line.seq, line.unit, line.upgrade) for line in lines] == [
        (1, "DEMO0001", True),
        (2, "DEMO0001", True),
    ]
    assert app.store.queries.held_by_stream() == {post.stream: 2}
    root = app.paths.root
    app.close()
    world.city = reopened(world.city, root)
    queries = world.city.app.store.queries
    assert queries.held() == []
    stored = queries.get("finding", lines[0].rec)
    assert stored is not None
    assert stored.state == "submitted"
    assert world.city.app.store.check() == []
    assert world.city.app.exchange.release_held() == 0


def _package(post: Post, folder: Path) -> Path:
    """One finding and its submission."""
    out = folder / "out"
    out.mkdir()
    return post.package(out, 1).path
