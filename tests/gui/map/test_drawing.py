"""Parts of the map's drawing: paths, names, layers kept, pictures that are given up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.geo.display import DisplayList, Group, LocalPlane, Point, Polygon, Polyline
from patrol_app.geo.sets import AreaSet, PointSet
from patrol_app.gui import theme
from patrol_app.gui.map import MapPanel, View
from patrol_app.gui.map import painter as painting
from patrol_app.gui.map.batch import draw_areas, plan_names
from patrol_app.gui.map.hit import hit
from patrol_app.gui.map.layers import KINDS, LayerChoice
from patrol_app.gui.map.painter import MapPainter
from patrol_app.gui.map.paths import path, settled

PLANE = LocalPlane(388_600_000, 1_119_700_000)
pixels = st.lists(
    st.tuples(st.floats(-9_000, 9_000), st.floats(-9_000, 9_000)), min_size=1, max_size=60
)


@pytest.fixture
def dressed(qapp: QApplication) -> None:
    """Light, 100 %."""
    theme.apply(qapp, "light", 1.0)


def raster(count: int, edge: float, names: bool = True) -> AreaSet:
    """``count`` times ``count`` squares."""
    corner = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]], float) * edge * 0.9
    rows, columns = np.divmod(np.arange(count * count), count)
    start = np.column_stack((columns, rows)) * edge - count * edge / 2
    points = (start[:, None, :] + corner).reshape(-1, 2)
    numbers = np.arange(count * count + 1)
    words = tuple(f"示例小班{n}" for n in range(count * count)) if names else ()
    codes = tuple(str(n) for n in range(count * count))
    return AreaSet(points, numbers * 5, numbers, "plot", codes, words, "area:")


@given(pixels, st.integers(1, 9))
def test_a_path_has_every_point_where_it_was(points: list[tuple[float, float]], step: int) -> None:
    places = np.array(points, float)
    begins = np.arange(len(places)) % step == 0
    made = path(places, begins)
    assert made.elementCount() == len(places)
    for number in range(len(places)):
        element = made.elementAt(number)
        assert (element.x, element.y) == tuple(places[number])  # type: ignore[attr-defined]
        assert element.isMoveTo() == bool(begins[number])


@given(pixels)
def test_points_on_one_half_pixel_become_one(points: list[tuple[float, float]]) -> None:
    places = np.array(points, float)
    begins = np.zeros(len(places), bool)
    begins[0] = True
    kept, first = settled(places, begins)
    assert first[0] and len(kept) <= len(places)
    cells = np.round(kept * 2)
    assert np.all(np.any(cells[1:] != cells[:-1], axis=1))
    # nothing is moved: every point lies within half a pixel of one that stayed
    away = np.abs(places[:, None, :] - kept[None]).max(axis=2).min(axis=1)
    assert away.max() <= 0.5 + 1e-6


def test_names_stand_where_there_is_room_and_never_on_each_other(dressed: None) -> None:
    view = View(resolution=2.0, width=800, height=600)
    wide, narrow = raster(4, 300.0), raster(40, 30.0)
    names = plan_names(view, [wide, narrow])
    assert len(names[id(wide)]) == 16 and id(narrow) not in names
    both = plan_names(view, [wide, raster(4, 300.0)])
    assert len(both) == 1  # the uppermost set keeps its names


def drawn(view: View, areas: AreaSet) -> QImage:
    """Areas alone on nothing."""
    image = QImage(view.width, view.height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    draw_areas(painter, view, areas, lambda: True)
    painter.end()
    return image


@pytest.mark.parametrize("resolution", [0.5, 5.0, 40.0, 400.0])
def test_areas_are_seen_at_every_zoom(dressed: None, resolution: float) -> None:
    view = View(resolution=resolution, width=300, height=200)
    image = drawn(view, raster(60, 100.0, names=False))
    inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(300) for y in range(200))
    share = min(1.0, 6_000 / resolution / 300) * min(1.0, 6_000 / resolution / 200)
    assert inked >= 0.6 * share * 300 * 200 * 0.8
    assert drawn(View(x=1e6, width=300, height=200), raster(3, 100.0)).pixelColor(9, 9).alpha() == 0


def test_a_picture_that_nobody_waits_for_is_given_up(dressed: None) -> None:
    painter = MapPainter(DisplayList(PLANE, (raster(50, 100.0),)))
    image = QImage(400, 300, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    ink = QPainter(image)
    painter.draw(ink, View(resolution=10.0, width=400, height=300), lambda: False)
    ink.end()
    assert image == QImage(image.size(), image.format()) or image.pixelColor(200, 150).alpha() == 0


def test_the_latest_shapes_are_shown_in_the_end(qtbot, dressed: None) -> None:
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(400, 300)
    panel.show()
    QApplication.processEvents()
    for count in (60, 30, 2):
        panel.show_list(DisplayList(PLANE, (raster(count, 100.0, names=False),)))
        panel.repaint()
    panel.settle()
    assert panel.overlay._have is not None
    assert panel.overlay._have[0].painter is panel._painter
    panel.close()


def test_a_cluster_is_counted_and_a_click_goes_closer(qtbot, dressed: None) -> None:
    rng = np.random.default_rng(3)
    points = np.vstack((rng.normal(0, 30, (900, 2)), [[4_000.0, 0.0]]))
    pins = PointSet(points, "pest", tuple(str(n) for n in range(901)), ("",) * 901)
    shown = DisplayList(PLANE, (Group("pins", (pins,)),))
    found = hit(shown, 0.0, 0.0, 20.0)
    assert found is not None and found.count > 100 and found.key == ""
    alone = hit(shown, 4_000.0, 0.0, 20.0)
    assert alone is not None and alone.key == "900"
    panel = MapPanel()
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show_list(shown)
    panel.show()
    panel.settle()
    before = panel.view().resolution
    at = panel.view().to_pixels(np.array([[0.0, 0.0]]))[0]
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(round(at[0]), round(at[1])))
    assert panel.view().resolution < before / 2
    panel.close()


def test_the_choice_of_layers_survives_and_nonsense_does_not() -> None:
    choice = LayerChoice()
    choice.show("grid", False)
    choice.fade("walk", 50)
    choice.move("finding", -1)
    choice.move("compartment", -1)  # the lowest stays where it is
    again = LayerChoice(choice.text())
    assert again.states() == choice.states()
    assert [state.key for state in again.states()][-2:] == ["finding", "grazing"]
    start = [kind.key for kind in KINDS]
    for text in ("", "{", "[1]", '[["x", true, 5]]', '[["grid", true, 1], ["grid", true, 2]]'):
        assert sorted(state.key for state in LayerChoice(text).states()) == sorted(start), text
    with pytest.raises(KeyError):
        choice.state("x")


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from([1, -1])), max_size=30))
def test_moving_layers_loses_none(moves: list[tuple[object, int]]) -> None:
    choice = LayerChoice()
    for kind, up in moves:
        choice.move(kind.key, up)  # type: ignore[attr-defined]
    assert sorted(s.key for s in choice.states()) == sorted(kind.key for kind in KINDS)


def test_groups_keep_their_order_among_loose_shapes() -> None:
    line, pin = Polyline(np.zeros((2, 2)), "track"), Point(0, 0, "place")
    shown = DisplayList(PLANE, (line, Group("a", (pin,), 0.5), line, pin))
    assert [(g.key, len(g.shapes)) for g in shown.layers()] == [("", 1), ("a", 1), ("", 2)]
    assert len(list(shown.singles())) == 4


def test_the_name_of_an_area_stands_over_lines_and_beside_pins(
    dressed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A track does not strike through a name, a pin in the middle does not cover it."""
    said: list[tuple[str, float]] = []

    def note(_ink: QPainter, _x: float, y: float, words: str, *_a: object, **_k: object) -> None:
        """Words instead of drawing them."""
        said.append((words, y))

    monkeypatch.setattr(painting, "draw_words", note)
    monkeypatch.setattr(MapPainter, "_draw_line", lambda *_a: said.append(("line", 0.0)))
    ring = np.array([[-50, -50], [50, -50], [50, 50], [-50, 50]], float)
    line = Polyline(np.array([[-60, 0], [60, 0]], float), "track")
    view = View(resolution=1.0, width=200, height=200)
    for pins, middle in (((), True), ((Point(0, 0, "photo", "p"),), False)):
        said.clear()
        drawn_list = DisplayList(PLANE, (Polygon([ring], "grid", name="样板沟"), line, *pins))
        image = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
        ink = QPainter(image)
        MapPainter(drawn_list).draw(ink, view)
        ink.end()
        assert [words for words, _y in said] == ["line", "样板沟"]
        assert (abs(said[1][1] - 100) < 1) == middle
