"""One round in the real windows by keyboard: settle, rehearse, receive, answer, show (issue: 7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from patrol_app.bootstrap import App
from patrol_app.gui.context import Settle
from patrol_app.gui.front import Front
from patrol_app.gui.theme import current
from patrol_app.services.travel import stages
from tests.support.exchange import World
from tests.support.meeting import carry
from tests.support.page_window import Answers, column
from tests.support.windows import dressed, present, press, settle

CODES = tuple(f"DEMO0{n}" for n in range(1, 6))
BAD = CODES[2]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city, five stations with a finding each, and a second laptop of the first one."""
    made = World.new(tmp_path)
    for code in CODES:
        made.station(code)
    made.station(CODES[0], "second", same_unit=True)
    yield made
    made.close()


@contextmanager
def window(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Front, Any]]:
    """The whole window on an open folder, at its Exchange page; the folder stays open."""
    with monkeypatch.context() as patched:
        patched.setattr(app, "close", lambda: None)
        front = Front(app, current())
        front.window.resize(1366, 697)
        front.window.show_page("exchange")
        present(front)
        page: Any = front.window.page("exchange")
        page._choose = Answers()
        try:
            yield front, page
            calm(front)
        finally:
            front.close()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert not front.work.bugs, front.work.bugs


def calm(front: Front) -> None:
    """Until nothing is under way; an answer may have asked for more."""
    settle(front)
    settle(front)


def keys(front: Front, *names: str) -> None:
    """Each key goes to what has the focus."""
    for name in names:
        press(front.window.focusWidget() or front.window, name)
        calm(front)


def words(page: Any) -> str:
    """What the page says."""
    return " ".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


@pytest.mark.ci
def test_a_round_of_the_exchange(
    qapp: QApplication,
    qtbot: QtBot,
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A conflict, a stick of five with one bad package, receipts, and the stations show them."""
    stick = tmp_path / "stick"
    first, second = world.stations[CODES[0]], world.stations["second"]
    made = {code: world.stations[code].finding() for code in CODES}
    carry(first.app, second.app)
    second.app.clock.now += 60_000  # type: ignore[attr-defined]
    first.edit(made[CODES[0]], description="甲")
    second.edit(made[CODES[0]], description="乙")
    carry(second.app, first.app)
    with dressed(qapp):
        with window(first.app, monkeypatch) as (front, page):
            page.accept(Settle())
            calm(front)
            keys(front, "Return", "Left", "Ctrl+Return")  # from the list to its first field
        settled = first.app.records.get("finding", made[CODES[0]].record.id)
        assert settled.conflicts == 0 and settled.record.description == "甲"  # type: ignore[attr-defined]

        for code in CODES:
            place = stick / code
            place.mkdir(parents=True)
            world.stations[code].app.exchange.export(place)
        (bad,) = (path for path in (stick / BAD).iterdir())
        data = bytearray(bad.read_bytes())
        data[-5] ^= 4
        bad.write_bytes(data)
        _at_the_city(world, stick, monkeypatch)
        _at_the_stations(world, stick, made, monkeypatch)


def _at_the_city(world: World, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stick dropped on the window: nothing is written before Ctrl+Enter."""
    app = world.city.app
    with window(app, monkeypatch) as (front, page):
        before = app.paths.store.read_bytes()
        page.take_drop([str(stick)])
        calm(front)
        assert "拒收" in column(page.editor.list.table, "word")
        assert len(page.editor._seen.outcome.bundles) == 5
        assert app.paths.store.read_bytes() == before
        keys(front, "Ctrl+Return")
        assert len(page.editor._done.receipts) == 4
        keys(front, "Ctrl+Return")
        assert page.editor is None
        page.show_tab("stations")
        calm(front)
        states = column(page.panel.table, "weight")
        assert states.count("尚未来件") == 2  # the bad package's station, and the second laptop


def _at_the_stations(
    world: World, stick: Path, made: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reads its folder; the fifth by its window and keyboard."""
    for code in CODES:
        app, folder = world.stations[code].app, stick / "回执" / code
        assert folder.is_dir() == (code != BAD)
        if code == CODES[-1]:
            with window(app, monkeypatch) as (front, page):
                assert "市已收" not in words(page)
                page.open_receive((folder,))
                calm(front)
                keys(front, "Ctrl+Return")
                page.close_editor()
                calm(front)
                assert "市已收" in words(page)
        elif code != BAD:
            world.stations[code].receive(folder)
        rec = made[code].record.id
        stage = stages(app.store.queries, [rec])[rec]
        assert stage == ("exported" if code == BAD else "city")
