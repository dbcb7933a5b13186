"""The tabs of devices and of files kept aside: what is shown, decided, and said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from patrol_app.gui.devices.aside import AsidePanel
from patrol_app.gui.devices.panel import DevicesPanel
from patrol_app.gui.pages.exchange import ExchangePage
from tests.support.exchange import World, reopened
from tests.support.page_window import PageWindow


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A city with one station, copied to another place, whose new journal has come."""
    made = World.new(tmp_path_factory.mktemp("devices"))
    side = made.station("DEMO01")
    side.finding()
    made.city.receive(*side.export().paths)
    side.app.close()
    shutil.copytree(side.app.paths.root, made.folder / "moved")
    side = made.stations["DEMO01"] = reopened(side, made.folder / "moved")
    side.finding()
    made.city.receive(*side.export().paths)
    yield made
    made.close()


def test_a_device_is_confirmed_and_revoked_and_its_file_decided(qtbot: QtBot, city: World) -> None:
    window = PageWindow(city.city.app, ExchangePage)
    page: ExchangePage = window.page  # type: ignore[assignment]
    window.settle()
    page.show_tab("devices")
    window.settle()
    panel = page.panel
    assert isinstance(panel, DevicesPanel)
    # the one that waits for somebody has the cursor
    assert panel.row is not None and panel.row.unit == "DEMO01" and panel.row.unconfirmed
    asked: list[str] = []

    def no(title: str, body: str, verb: str, danger: bool) -> bool:
        """The person thinks again."""
        asked.append(title)
        return False

    panel.ask = no
    panel.revoke()
    assert len(asked) == 1 and "DEMO01-01" in asked[0]
    panel.ask = lambda *_words: True
    panel.confirm()
    window.settle()
    assert panel.row is not None and not panel.row.unconfirmed
    panel.revoke()
    window.settle()
    assert panel.row is not None and panel.row.status == "revoked"
    assert panel.head_actions() == []

    side = city.stations["DEMO01"]
    side.finding(description="撤销后")
    city.city.receive(*side.export().paths)
    page.show_tab("aside")
    window.settle()
    aside = page.panel
    assert isinstance(aside, AsidePanel)
    assert aside.row is not None and aside.row.reason == "bundle.revoked"
    aside.reject()
    window.settle()
    assert aside.row is not None  # without a note nothing is decided
    aside.why.set_value("电话核实")
    aside.take()
    window.settle()
    assert aside.row is None
    (row,) = city.city.app.exchange.quarantine.list(decided=True)
    assert row.decision == "take" and "电话核实" in row.note
    window.close()


@pytest.mark.ci
def test_a_parent_is_offered_where_there_is_a_county(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory
) -> None:
    world = World.new(tmp_path_factory.mktemp("parents"))
    world.county("DEMO0C")
    side = world.unenrolled("DEMO01")
    asked = side.app.exchange.request(side.out)
    window = PageWindow(world.city.app, ExchangePage)
    page: ExchangePage = window.page  # type: ignore[assignment]
    window.settle()
    page.open_grant(asked.path)
    window.settle()
    editor = page.editor
    assert editor is not None and not editor._parent.isHidden()  # type: ignore[attr-defined]
    editor.above.set_value("DEMO0C")  # type: ignore[attr-defined]
    editor.start()  # type: ignore[attr-defined]
    window.settle()
    assert Path(side.out / "grant-DEMO01-01.hlb").exists()
    unit = world.city.app.store.queries.find("unit", "DEMO01")
    assert unit is not None and unit.record.parent_code == "DEMO0C"  # type: ignore[attr-defined]
    window.close()
    world.close()
