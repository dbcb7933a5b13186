from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.geo.display import (
    DisplayList,
    LocalPlane,
    Point,
    Polygon,
    Polyline,
    scale_length,
    thinned,
)
from patrol_app.gui.map import MapPanel, View
from patrol_app.gui.map.hit import hit
from patrol_app.gui.map.paths import polygon
from tests.support.gallery import display, track


@pytest.fixture
def panel(qtbot) -> MapPanel:
    """A map of 800 by 500 with the sample patrol."""
    made = MapPanel()
    qtbot.addWidget(made)
    made.resize(800, 500)
    made.show_list(display())
    made.show()
    QApplication.processEvents()
    made.settle()
    return made


def found(shown: DisplayList, x: float, y: float) -> str:
    """Key of what lies there, empty for nothing."""
    under = hit(shown, x, y, 1.0)
    return under.key if under else ""


def at(panel: MapPanel, x: float, y: float) -> QPoint:
    """The pixel of a place in metres."""
    px = panel.view().to_pixels(np.array([[x, y]]))[0]
    return QPoint(round(px[0]), round(px[1]))


def test_a_degree_in_metres() -> None:
    # 38.5 N: 111 014 m north, 87 238 m east a degree (WGS84, length tables)
    east, north = LocalPlane(385_000_000, 1_121_000_000).scale()
    assert north == pytest.approx(111_007, abs=15)
    assert east == pytest.approx(87_231, abs=25)


def test_plane_goes_there_and_back() -> None:
    plane = LocalPlane(385_000_000, 1_121_000_000)
    metres = plane.metres(np.array([385_123_456]), np.array([1_121_654_321]))
    assert plane.position(*metres[0]) == (385_123_456, 1_121_654_321)


def test_fit_shows_everything_clear_of_the_legend(panel: MapPanel) -> None:
    bounds = display().bounds()
    assert bounds is not None
    west, south, east, north = bounds
    low, high = at(panel, west, south), at(panel, east, north)
    assert 40 < low.x() and high.x() < 800 - 100
    assert 0 < high.y() and low.y() < 500


def test_drag_moves_the_map_exactly(panel: MapPanel) -> None:
    before = panel.view()
    QTest.mousePress(panel, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    QTest.mouseMove(panel, QPoint(450, 300))
    QTest.mouseRelease(panel, Qt.MouseButton.LeftButton, pos=QPoint(450, 300))
    assert panel.view().x == pytest.approx(before.x - 50 * before.resolution)


def test_zoom_keeps_the_place_under_the_pointer(panel: MapPanel) -> None:
    place = panel.view().to_metres(200, 150)
    panel.zoom(2.0, QPointF(200, 150))
    assert panel.view().to_metres(200, 150) == pytest.approx(place)


def test_click_picks_the_pin_before_the_area(qtbot, panel: MapPanel) -> None:
    start = track()[0]
    with qtbot.waitSignal(panel.picked) as caught:
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=at(panel, *start))
    assert caught.args == ["s"]
    with qtbot.waitSignal(panel.picked) as caught:
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=at(panel, 700, 60))
    assert caught.args == ["zone-1"]


def test_free_ground_gives_a_position(qtbot, panel: MapPanel) -> None:
    with qtbot.waitSignal(panel.pointed) as caught:
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=at(panel, 0, -150))
    lat, lon = caught.args[0]
    assert abs(lat - 384_986_500) < 3000 and abs(lon - 1_121_000_000) < 3000


def test_keyboard_moves_zooms_and_picks(qtbot, panel: MapPanel) -> None:
    before = panel.view()
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.view().x > before.x
    QTest.keyClick(panel, Qt.Key.Key_Plus)
    assert panel.view().resolution == pytest.approx(before.resolution / 2)
    QTest.keyClick(panel, Qt.Key.Key_N)
    with qtbot.waitSignal(panel.picked) as caught:
        QTest.keyClick(panel, Qt.Key.Key_Return)
    assert caught.args == ["s"]
    QTest.keyClick(panel, Qt.Key.Key_0)
    assert panel.view().resolution == pytest.approx(before.resolution)


def test_map_has_a_name_and_says_what_it_shows(panel: MapPanel) -> None:
    assert panel.accessibleName() == "地图"
    assert "禁牧区" in panel.accessibleDescription()


def test_thinning_keeps_the_shape() -> None:
    line = track()
    few = thinned(line, 4.0)
    assert len(few) < len(line) / 4
    assert np.array_equal(few[0], line[0]) and np.array_equal(few[-1], line[-1])
    gaps = [np.hypot(*(few - point).T).min() for point in line[::500]]
    assert max(gaps) < 40


def test_polygon_takes_the_points_over() -> None:
    made = polygon(np.array([[1.5, 2.5], [3.0, 4.0]]))
    assert [(made.at(n).x(), made.at(n).y()) for n in range(made.size())] == [
        (1.5, 2.5),
        (3.0, 4.0),
    ]


def test_hole_is_not_inside() -> None:
    outer = np.array([[0, 0], [100, 0], [100, 100], [0, 100]], float)
    hole = outer * 0.2 + 40
    shown = DisplayList(LocalPlane(0, 0), (Polygon([outer, hole], "zone", "z"),))
    assert found(shown, 10, 10) == "z"
    assert found(shown, 50, 50) == ""
    pin = DisplayList(LocalPlane(0, 0), (*shown.shapes, Point(12, 10, "photo", "p")))
    assert found(pin, 10, 10) == "p"


def test_scale_lengths_are_round() -> None:
    assert [scale_length(r, 120) for r in (0.5, 3.0, 90.0)] == [50, 200, 10_000]


def test_a_low_map_keeps_two_tools(panel: MapPanel) -> None:
    panel.resize(500, 180)
    assert [tool.isVisible() for tool in panel._tools] == [True, True, False, False, False]


def test_view_clamps_its_zoom() -> None:
    assert View(resolution=1.0).zoomed(1e9, 0, 0).resolution == pytest.approx(0.05)


def test_a_long_track_is_drawn_with_few_points(panel: MapPanel) -> None:
    """The picture needs few points of a long track; time itself is measured by the bench."""
    panel.settle()
    lines = [shape for shape in panel.whole().singles() if isinstance(shape, Polyline)]
    drawn = sum(len(line.at(panel.view().resolution)) for line in lines)
    assert 0 < drawn < 2500 < sum(len(line.points) for line in lines)
