"""A stick of five stations with one bad package, by keyboard; the receipts; the stations' view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from patrol_app.gui.pages.exchange import ExchangePage
from tests.support.exchange import World
from tests.support.page_window import PageWindow, column

CODES = tuple(f"DEMO0{n}" for n in range(1, 6))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A city and five stations, each with one finding on one stick in a folder of its own."""
    folder = tmp_path_factory.mktemp("five")
    made = World.new(folder)
    stick = folder / "stick"
    for code in CODES:
        side = made.station(code)
        side.finding()
        place = stick / "各站" / code
        place.mkdir(parents=True)
        side.app.exchange.export(place)
    (bad,) = (stick / "各站" / CODES[2]).iterdir()
    data = bytearray(bad.read_bytes())
    data[-5] ^= 4
    bad.write_bytes(data)
    (stick / "照片.jpg").write_bytes(b"x")
    yield made
    made.close()


@pytest.mark.ci
def test_stick_is_previewed_taken_in_and_answered(
    qtbot: QtBot, world: World, tmp_path: Path
) -> None:
    """Drop, read, save the preview, Ctrl+Enter, receipts by station; four stations show them."""
    stick = world.folder / "stick"
    window = PageWindow(world.city.app, ExchangePage)
    try:
        page = window.page
        before = world.city.app.paths.store.read_bytes()
        page.take_drop([str(stick)])
        window.settle()
        words = column(page.editor.list.table, "what")
        assert sum("发现：新增 1" in one for one in words) == 4
        assert "不是交换文件" in words
        assert "拒收" in column(page.editor.list.table, "word")
        window.answers.place = tmp_path
        page.editor.save_preview()
        window.settle()
        assert (tmp_path / "导入预演.pdf").read_bytes().startswith(b"%PDF")
        assert world.city.app.paths.store.read_bytes() == before
        window.press(qtbot, "Ctrl+Return")
        assert len(page.editor._done.receipts) == 4
        window.press(qtbot, "Ctrl+Return")
        assert page.editor is None
        page.show_tab("stations")
        window.settle()
        units = [words.split()[-2] for words in column(page.panel.table, "unit")]
        assert units == list(CODES)
        states = dict(zip(CODES, column(page.panel.table, "weight"), strict=True))
        assert states.pop(CODES[2]) == "尚未来件"
        assert set(states.values()) == {"正常"}
    finally:
        window.close()
    for code in CODES:
        folder = stick / "回执" / code
        assert folder.is_dir() == (code != CODES[2])
        station = world.stations[code]
        heard = station.receive(folder) if folder.is_dir() else None
        assert (heard is None) == (code == CODES[2])
        (level,) = station.app.store.queries.receipts() or (None,)
        assert (level is not None and level.contiguous_upto > 0) == (code != CODES[2])


@pytest.mark.ci
def test_inbox_offers_and_takes_nothing(qtbot: QtBot, world: World, tmp_path: Path) -> None:
    """A package laid into the watched folder shows as a note; its preview opens by the button."""
    app = world.city.app
    inbox = tmp_path / "收件"
    inbox.mkdir()
    app.settings.set("inbox_folder", str(inbox))
    window = PageWindow(app, ExchangePage)
    try:
        page = window.page
        assert page.inbox.offered == ()
        side = world.stations[CODES[0]]
        side.finding()
        (sent,) = side.app.exchange.export(inbox).paths
        page.inbox.look()
        window.settle()
        assert page.inbox.offered == (sent,)
        known = len(app.store.queries.bundles_in())
        page._open_inbox()
        window.settle()
        assert [one.path for one in page.editor._seen.outcome.bundles] == [sent]
        assert len(app.store.queries.bundles_in()) == known
        page.close_editor()
        assert page.inbox.offered == ()
    finally:
        window.close()
        app.settings.set("inbox_folder", "")
