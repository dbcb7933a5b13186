"""The main job in the real window: a GPS file and photos become a patrol, a paper, a package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.gui import theme
from patrol_app.gui.exchange.export import ExportEditor
from patrol_app.gui.pages.exchange import ExchangePage
from patrol_app.gui.pages.papers import PapersPage
from tests.support.exchange import Side, World
from tests.support.grab import front
from tests.support.ranger import ROUTE, Desk, fill_log

MOST_BY_HAND = 8
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def enrol(desk: Desk, folder: Path) -> None:
    """Make the station known to a city, so that it may export."""
    world = World.new(folder)
    world.enrol(Side(desk.app, folder))
    world.city.app.close()


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """A ranger who walked the day before."""
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    made = Desk(tmp_path)
    enrol(made, tmp_path)
    yield made
    made.close()
    i18n.use("en")


def test_from_the_receiver_to_the_sealed_file(qtbot, desk: Desk) -> None:
    front(qtbot, desk.window)
    desk.window.show_page("today")
    desk.settle()
    desk.drop(desk.files(photos=3))  # anywhere on the window, here on Today
    assert desk.window.current_key() == "patrol"
    desk.importing.answer("wgs84")
    desk.press("Ctrl+Return")
    rec = desk.editor.rec
    assert len(desk.editor.loaded.photos) == 3

    fill_log(desk)
    assert len(desk.typed) <= MOST_BY_HAND, desk.typed
    desk.press("Ctrl+Return")

    stored = desk.app.records.get("patrol", rec)
    assert stored.state == "submitted"
    assert desk.patrol(rec).route == ROUTE
    assert desk.page.editor is None
    numbers = [desk.page.table.model.row_at(n).stored.record.number for n in range(2)]
    assert stored.record.number in numbers

    row = numbers.index(stored.record.number)
    desk.page.table.select(row)
    desk.page.table.view.setFocus()
    qtbot.keyClick(desk.page.table.view, "\r")
    desk.settle()
    desk.press("Ctrl+P")
    papers = desk.window.page("papers")
    assert isinstance(papers, PapersPage)
    assert desk.window.current_key() == "papers"
    assert stored.record.number in papers.page_context()
    assert papers.well.pages() >= 1

    out = desk.folder / "stick"
    out.mkdir()
    desk.window.show_page("exchange")
    desk.settle()
    exchange = desk.window.page("exchange")
    assert isinstance(exchange, ExchangePage)
    exchange.open_export()
    export = exchange.editor
    assert isinstance(export, ExportEditor)
    export.place.set_value(out)
    desk.press("Ctrl+Return")
    assert [path.suffix for path in out.iterdir()] == [".hlb"]
    assert desk.app.store.queries.bundles_out()[0].upto_seq >= 5
