"""The map page in the real window: layers, filters, what is clicked, gaps, base map, printing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from patrol_app.bootstrap import App
from patrol_app.domain.position import Place
from patrol_app.geo.sets import PointSet
from patrol_app.gui.front import Front
from patrol_app.gui.kit import ListRow, Note
from patrol_app.gui.map import modes
from patrol_app.gui.pages.map import MapPage
from patrol_app.gui.pages.patrols_table import SPAN
from patrol_app.services.sample import STATIONS, fill
from patrol_app.services.sample_ground import publish
from tests.support.mbtiles import make, picture
from tests.support.page_window import Answers
from tests.support.windows import Watch, dressed, opened, present, settle

pytestmark = pytest.mark.keeps_threads  # of the one window that all tests here share


def ground(app: App) -> None:
    """The sample's records and areas, one drill with a place of doubtful datum."""
    fill(app, STATIONS[0])
    publish(app)
    place = Place(lon=1_120_200_000, lat=388_300_000, datum="shifted", source="hand")
    values = {"name": "示例夜练", "drill_type": "实战演练", "position": place}
    app.records.new("drill", values, app.session.actor)


class Sheet:
    """The page with what tests ask of it."""

    def __init__(self, front: Front, watch: Watch) -> None:
        self.front, self.watch, self.answers = front, watch, Answers()
        front.window.show_page("map")
        page = front.window.page("map")
        assert isinstance(page, MapPage)
        page._chooser = self.answers
        self.page, self.map = page, page.map
        self.calm()

    def calm(self) -> None:
        """Until nothing is read or drawn any more."""
        for _round in range(4):
            settle(self.front)
            self.map.settle()
            settle(self.front)

    def pixels(self) -> QImage:
        """The map as it looks."""
        self.calm()
        return self.map.grab().toImage()

    def at(self, x: float, y: float) -> QPoint:
        """The pixel of a place in metres."""
        left, top = self.map.view().to_pixels(np.array([[x, y]]))[0]
        return QPoint(round(left), round(top))

    def pin(self, role: str) -> tuple[QPoint, str]:
        """Pixel and key of the first pin of a role."""
        for shape in self.map.whole().singles():
            if isinstance(shape, PointSet) and shape.role == role:
                return self.at(*shape.points[0]), shape.keys[0]
        raise AssertionError(role)

    def choose(self, key: str, code: str) -> None:
        """A filter as its menu sets it."""
        button = self.page.filters.bar.buttons[key]
        button.choose(code)
        button.changed.emit(code)
        self.calm()

    def tick(self, key: str) -> None:
        """A click into the box of a layer."""
        box = self.page.layers.rows[key].tick
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(10, box.height() // 2))
        self.calm()


@pytest.fixture(autouse=True)
def _dressed() -> None:
    """Dressed once for the whole module: a full window takes seconds to dress again."""


@pytest.fixture(scope="module")
def whole(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheet]:
    """One window for all tests."""
    watch = Watch()
    with dressed(qapp), opened(tmp_path_factory.mktemp("map"), watch, ground) as front:
        yield Sheet(front, watch)


@pytest.fixture
def sheet(whole: Sheet) -> Iterator[Sheet]:
    """The page as at its start: all layers, no filter, everything in view."""
    present(whole.front)
    whole.calm()
    yield whole
    whole.map.stop()
    whole.page.layers.base_dropped.emit()
    for state in whole.page._choice.states():
        whole.page._choice.show(state.key, True)
    whole.page.layers._fill()
    for key in whole.page.filters.bar.values():
        whole.page.filters.bar.buttons[key].choose("")
    whole.page._ask(anew=True)
    whole.calm()
    whole.front.window.hide()
    assert whole.watch.seen == []  # the window's own thread asked the store for nothing


@pytest.mark.ci
def test_layers_say_how_much_they_hold(sheet: Sheet) -> None:
    counts = {key: row._count.text() for key, row in sheet.page.layers.rows.items()}
    assert counts == {
        "finding": "1", "grazing": "1", "pest": "1", "drill": "1", "walk": "1", "unvisited":
        counts["unvisited"], "grid": "9", "zone": "2", "compartment": "225",
        "tending": counts["tending"], "wildlife": counts["wildlife"],
    }  # fmt: skip
    assert int(counts["unvisited"]) > 8
    assert sheet.page.filters.bar._count.text() == "1 条轨迹 · 4 个点"


@pytest.mark.ci
def test_a_pin_is_picked_and_its_record_opened(sheet: Sheet) -> None:
    place, key = sheet.pin("finding")
    QTest.mouseClick(sheet.map, Qt.MouseButton.LeftButton, pos=place)
    sheet.calm()
    assert key.startswith("finding:") and sheet.page.picked.isVisible()
    assert sheet.page._opens is not None and sheet.page._opens.type == "finding"
    QTest.mouseClick(sheet.page.picked.button, Qt.MouseButton.LeftButton)
    settle(sheet.front)
    assert sheet.front.window.current_key() == "patrol"
    sheet.front.window.show_page("map")
    sheet.calm()


def test_a_compartment_is_named_where_it_is_clicked(sheet: Sheet) -> None:
    for key in ("walk", "unvisited", "grid", "zone"):
        sheet.tick(key)
    QTest.mouseClick(sheet.map, Qt.MouseButton.LeftButton, pos=sheet.at(2_500, -1_500))
    sheet.calm()
    assert "-" in sheet.page.picked._title.text() and not sheet.page.picked.button.isVisible()


def test_a_doubtful_datum_is_said_and_hatched(sheet: Sheet) -> None:
    pins = next(s for s in sheet.map.whole().singles()
                if isinstance(s, PointSet) and s.role == "drill")  # fmt: skip
    assert pins.uncertain.tolist() == [True]
    place, _key = sheet.pin("drill")
    QTest.mouseClick(sheet.map, Qt.MouseButton.LeftButton, pos=place)
    sheet.calm()
    assert "坐标未确认" in sheet.page.picked._lines.text()


def test_a_layer_is_hidden_by_its_box_and_that_is_kept(sheet: Sheet) -> None:
    place, _key = sheet.pin("finding")
    before = sheet.pixels().pixelColor(place)
    sheet.tick("finding")
    assert sheet.pixels().pixelColor(place) != before
    assert '["finding", false, 100]' in sheet.front.ctx.settings.text("map_layers")


def test_order_and_strength_of_a_layer(sheet: Sheet) -> None:
    row = sheet.page.layers.rows["compartment"]
    row.moved.emit("compartment", 1)
    sheet.page.layers.rows["compartment"].faded.emit("compartment", 25)
    sheet.calm()
    kept = sheet.front.ctx.settings.text("map_layers")
    assert kept.startswith('[["zone", true, 100], ["compartment", true, 25]')
    groups = [group for group in sheet.map.whole().layers() if group.key == "compartment"]
    assert groups[0].opacity == 0.25
    sheet.page.layers.rows["compartment"].moved.emit("compartment", -1)
    sheet.page.layers.rows["compartment"].faded.emit("compartment", 100)


def test_filters_hold_of_every_layer_that_knows_them(sheet: Sheet) -> None:
    grid = next(code for code, words in sheet.page.filters.bar.buttons["grid"]._choices)
    sheet.choose("grid", grid)
    counts = sheet.page._scene.counts
    assert (counts["walk"], counts["pest"], counts["drill"]) == (1, 1, 0)
    assert len(sheet.page._gaps) == 1
    sheet.choose("period", "today")
    assert sheet.page._scene.counts["walk"] == 0
    assert sheet.page._note is None  # nothing fits the filter: that is no empty map


def test_every_filter_of_the_list_acts_on_the_map_and_back(sheet: Sheet) -> None:
    page, front = sheet.page, sheet.front
    patrols: Any = front.window.page("patrol")
    assert [*page.filters.bar.buttons] == [*patrols.filters.bar.buttons]
    values = {"type": "ROUTINE", "evidence": "B", "period": SPAN, "first": "2020-01-01"}
    patrols.filters.restore(values)
    patrols.on_map()
    sheet.calm()
    assert page.filters.state() == values
    walked = page._scene.counts["walk"]
    assert walked and page._scene.counts["pest"] == 0  # a type of patrol: no other record has one
    page.filters.restore({**values, "last": "2020-01-02"})
    sheet.calm()
    assert page._scene.counts["walk"] == 0
    page.filters.restore({"text": "这样的字句没有"})
    sheet.calm()
    assert (page._scene.counts["walk"], page._scene.counts["pest"]) == (0, 0)
    page.filters.restore({"state": "returned"})
    sheet.calm()
    assert page._scene.counts["drill"] == 0  # nobody sent one back
    page.show_list()
    sheet.calm()
    assert (
        patrols.filters.state() == {"state": "returned"} and front.window.page("patrol").isVisible()
    )
    patrols.filters.restore({})
    front.window.show_page("map")
    page.filters.restore({})
    sheet.calm()


def test_the_grid_least_seen_comes_first_and_is_shown(sheet: Sheet) -> None:
    gaps = sheet.page._gaps
    assert [gap.percent_e2 for gap in gaps] == sorted(gap.percent_e2 for gap in gaps)
    assert gaps[-1].code == "014" and gaps[-1].percent_e2 > 0
    row = sheet.page.gaps.findChildren(ListRow)[0]
    assert gaps[0].code in row.accessibleName()
    before = sheet.map.view()
    assert row.button is not None
    QTest.mouseClick(row.button, Qt.MouseButton.LeftButton)
    assert sheet.map.view().resolution < before.resolution


def test_wheel_and_keys_move_the_map(sheet: Sheet) -> None:
    start = sheet.map.view()
    middle = QPointF(sheet.map.rect().center())
    wheel = QWheelEvent(
        middle, sheet.map.mapToGlobal(middle), QPoint(), QPoint(0, 240),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(sheet.map, wheel)
    assert sheet.map.view().resolution == pytest.approx(start.resolution / 2)
    sheet.map.setFocus()
    QTest.keyClick(sheet.map, Qt.Key.Key_Left)
    assert sheet.map.view().x < start.x + 1
    QTest.keyClick(sheet.map, Qt.Key.Key_Home)
    assert sheet.map.view().resolution == pytest.approx(start.resolution)


def test_measuring_by_keyboard_alone(sheet: Sheet) -> None:
    told: list[tuple[str, int]] = []
    sheet.map.measured.connect(lambda kind, spots: told.append((kind, len(spots))))
    sheet.map.setFocus()
    QTest.keyClick(sheet.map, Qt.Key.Key_M)
    QTest.keyClick(sheet.map, Qt.Key.Key_Return)
    QTest.keyClick(sheet.map, Qt.Key.Key_Right)
    QTest.keyClick(sheet.map, Qt.Key.Key_Return)
    assert sheet.map.mode is not None
    metres = 60 * sheet.map.view().resolution
    shown = f"{metres / 1000:.2f} km" if metres >= 1000 else f"{metres:.0f} m"
    assert sheet.map.mode.words().startswith("距离 ")
    assert abs(float(sheet.map.mode.words().split()[1]) - float(shown.split()[0])) < 3
    assert sheet.map.accessibleDescription() == sheet.map.mode.words()
    QTest.keyClick(sheet.map, Qt.Key.Key_Backspace)
    assert len(sheet.map.mode.spots) == 1
    QTest.keyClick(sheet.map, Qt.Key.Key_Space)
    QTest.keyClick(sheet.map, Qt.Key.Key_Escape)
    assert sheet.map.mode is None and told == [(modes.WAY, 2)]


def test_a_place_is_picked_even_on_a_pin(sheet: Sheet) -> None:
    places: list[object] = []
    picked: list[str] = []
    sheet.map.placed.connect(places.append)
    sheet.map.picked.connect(picked.append)
    at, _key = sheet.pin("finding")
    sheet.map.pick("照片在哪里拍的")
    QTest.mouseClick(sheet.map, Qt.MouseButton.LeftButton, pos=at)
    assert len(places) == 1 and picked == [] and sheet.map.mode is None
    QTest.mouseClick(sheet.map, Qt.MouseButton.LeftButton, pos=at)
    sheet.calm()
    assert len(places) == 1 and len(picked) == 1
    sheet.map.placed.disconnect(places.append)
    sheet.map.picked.disconnect(picked.append)


def test_the_base_map_lies_under_everything(sheet: Sheet, tmp_path: Path) -> None:
    corner = QPoint(sheet.map.width() // 2, 12)
    plain = sheet.pixels().pixelColor(corner)
    sheet.answers.given = [make(tmp_path / "a.mbtiles")]
    QTest.mouseClick(sheet.page.layers.choose, Qt.MouseButton.LeftButton)
    sheet.calm()
    assert sheet.page.layers._base.text() == "底图：试验底图"
    for state in sheet.page._choice.states():
        sheet.page._choice.show(state.key, False)
    sheet.page._draw()
    west, south = sheet.map.plane().metres(np.array([388_600_000]), np.array([1_119_700_000]))[0]
    inside = sheet.at(west, south)
    found = sheet.pixels().pixelColor(inside)
    assert found == QColor("#88AA66") != plain


def test_a_base_map_of_another_kind_is_named_and_the_map_works(
    sheet: Sheet, tmp_path: Path
) -> None:
    image = tmp_path / "county.tif"
    image.write_bytes(b"II*\0" + bytes(100))
    sheet.answers.given = [image]
    sheet.page.choose_base()
    sheet.calm()
    notes = [note for note in sheet.page.findChildren(Note) if note.isVisible()]
    assert len(notes) == 1
    assert any("county.tif 是 GeoTIFF" in label.text() for label in notes[0].findChildren(QLabel))
    assert sheet.map.tiles.base is None and sheet.page._scene.counts["grid"] == 9


def test_damaged_squares_leave_the_ground_empty(sheet: Sheet, tmp_path: Path) -> None:
    good = make(tmp_path / "a.mbtiles")
    hostile = good.read_bytes().replace(picture()[:60], b"\x89PNG\r\n\x1a\n" + bytes(52))
    (tmp_path / "b.mbtiles").write_bytes(hostile)
    sheet.answers.given = [tmp_path / "b.mbtiles"]
    sheet.page.choose_base()
    sheet.calm()
    assert not sheet.map.tiles.busy() and sheet.map.tiles.pictures(
        sheet.map.view(), sheet.map.plane()
    ) == []  # fmt: skip


def test_the_position_is_shown_as_the_settings_say(sheet: Sheet) -> None:
    sheet.map._mouse = None
    sheet.map.set_notation("cgcs2000")
    assert sheet.map._position().startswith("CGCS2000 37 带 · X 430")
    sheet.map.set_notation("dms")
    assert "°" in sheet.map._position()
    sheet.map.set_notation("decimal")


def test_what_is_seen_is_printed(sheet: Sheet, tmp_path: Path) -> None:
    sheet.answers.place = tmp_path
    QTest.keyClick(sheet.map, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    sheet.calm()
    files = list(tmp_path.glob("*.pdf"))
    assert len(files) == 1
    document = QPdfDocument()
    document.load(str(files[0]))
    text = document.getAllText(0).text()
    document.close()
    for words in ("内部工作用图", "图例", "未巡到处", "比例尺约 1 :", "示例沟—北坡"):
        assert words in text, words
