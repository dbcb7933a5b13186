"""The states of an enrolled station and of its city, for pictures: packages, rehearsal, tabs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from patrol_app.gui.exchange.tabs import exchange_tabs
from patrol_app.gui.front import Front
from patrol_app.gui.theme import current
from tests.support.exchange import Side, World, cut, flip
from tests.support.scenes import settle

Shoot = Callable[[Front, str, QWidget | None], None]


def station_scenes(side: Side, stick: Path, shoot: Shoot) -> None:
    """Page, export before and after, receipt."""
    front = Front(side.app, current())
    page: Any = _page(front)
    shoot(front, "station-exchange", None)
    page.open_export()
    shoot(front, "station-export", None)
    page.editor.place.set_value(stick)
    page.editor.start()
    settle(front)
    shoot(front, "station-exported", None)
    page.close_editor(refocus=False)
    front.window.show_page("today")
    shoot(front, "station-today", None)
    front.close()


def city_scenes(world: World, stick: Path, shoot: Shoot) -> None:
    """Page, grant, rehearsal of a stick with every kind of file, what was written, each tab."""
    front = Front(world.city.app, current())
    page: Any = _page(front)
    shoot(front, "city-exchange", None)
    asked = world.unenrolled("DEMO09").app.exchange.request(stick / "enrol-DEMO09.hlb")
    page.open_grant(asked.path)
    shoot(front, "city-grant", None)
    page.close_editor(refocus=False)
    asked.path.unlink()
    page.open_receive([stick])
    settle(front)
    shoot(front, "city-rehearsal", None)
    page.editor.receive()
    settle(front)
    shoot(front, "city-received", None)
    page.close_editor(refocus=False)
    for tab in exchange_tabs:
        settle(front)
        if page.tabs.codes().count(tab.code):
            page.show_tab(tab.code)
            shoot(front, f"city-tab-{tab.code}", None)
    front.window.show_page("today")
    shoot(front, "city-today", None)
    front.close()


def play_exchange(folder: Path, shoot: Shoot) -> None:
    """A city with two stations: work, a conflict, a damaged and a cut-off file on the stick."""
    world = World.new(folder)
    stick = folder / "stick"
    stick.mkdir()
    one, other = world.station("DEMO01"), world.station("DEMO01", "b", same_unit=True)
    two = world.station("DEMO02")
    person = one.add("person", name="示例护林员甲", duty="巡护一组")
    first = one.export()
    one.receive(*world.city.receive(*first.paths).receipts)
    other.receive(*world.city.app.exchange.deliver(folder / "down").paths)
    one.edit(person, duty="巡护二组")
    other.edit(person, duty="巡护三组")
    one.finding()
    two.finding()
    for file in (*other.export().paths, *two.export().paths):
        file.replace(stick / file.name)
    cut(stick / file.name, stick / f"cut-{file.name}", 900)
    flip(stick / file.name, stick / f"bad-{file.name}", 700)
    station_scenes(one, stick, shoot)
    city_scenes(world, stick, shoot)
    world.close()


def _page(front: Front) -> Any:
    front.window.show_page("exchange")
    settle(front)
    return front.window.page("exchange")
