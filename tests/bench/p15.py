"""P15: the map while it is dragged: long track, many pins, a county's sub-compartments."""

from __future__ import annotations

import importlib
import importlib.util
import math
import statistics
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from patrol_app.geo.display import DisplayList, Group, LocalPlane, Polyline
from patrol_app.geo.sets import AreaSet, PointSet
from patrol_app.gui import theme
from patrol_app.gui.map import MapPanel
from tests.bench.harness import Bench, Way, seconds

TITLE = "map pan: 100,000-point track, 50,000 pins, 100,000 areas, no GPU"
TRACK, PINS, AREAS, CORNERS = 100_000, 50_000, 100_000, 24
WIDE_M = 60_000.0  # a county
SIZE = (1280, 800)
FRAMES = 120
OURS, PYQTGRAPH, LIMIT = "map panel", "pyqtgraph PlotWidget (track and pins alone)", "one image"
WEB_ENGINE, LOCATION = "MapLibre in WebEngine", "QtLocation"


def run(bench: Bench) -> None:
    """Drag over the whole picture at three zooms; pictures made behind it go on meanwhile."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme.apply(application, "light", 1.0)
    before = _memory()
    sizes = (bench.size(TRACK), bench.size(PINS), bench.size(AREAS))
    shown = scene(*sizes)
    panel = MapPanel("bench")
    panel.resize(*SIZE)
    panel.show()

    def begin() -> None:
        """Until the first picture is there."""
        panel.show_list(shown)
        application.processEvents()
        panel.settle()

    first = seconds(begin)
    held = f"{sizes[0]:,} points, {sizes[1]:,} pins, {sizes[2]:,} areas"
    bench.say(f"    first picture {first:.2f} s: {held}")
    frames: list[float] = []
    for name, zoom in (("whole county", 1.0), ("a township", 6.0), ("a valley", 40.0)):
        panel.fit()
        panel.zoom(zoom)
        picture = seconds(panel.settle)
        made = panel.overlay.count
        took = drag(application, panel)
        frames += took
        redrawn = panel.overlay.count - made
        bench.say(
            f"    {name:<14} {_rate(took):6.0f} frames/s, frame p95 {_late(took):5.1f} ms; "
            f"a picture takes {picture:.2f} s, {redrawn} ready while dragging"
        )
        panel.settle()
    memory = _memory() - before
    ways = [
        Way(OURS, "ours", lambda: _mean(application, panel)),
        _pyqtgraph(application, shown),
        Way(WEB_ENGINE, "peer", None, "measured once: 326 ms a frame, 1,030 MB (stack.md §2)"),
        Way(LOCATION, "peer", None, "measured once: 578-959 ms a frame with 2,000 pins"),
        Way(LIMIT, "limit", lambda: _blits()),
    ]
    measured = bench.compare("one frame while dragging", ways)
    bench.goal("frames a second", _rate(frames), least=30)
    bench.goal("pyqtgraph / map panel", measured.ratio(PYQTGRAPH, OURS), least=1)
    bench.goal("326 ms of WebEngine / our frame", 0.326 / measured.spread(OURS).median, least=10)
    bench.goal("MB for the map", memory, most=500)
    panel.close()


def scene(track: int, pins: int, areas: int) -> DisplayList:
    """An invented county."""
    rng = np.random.default_rng(15)
    way = np.cumsum(rng.normal(0, 6, (track, 2)), axis=0)
    places = rng.normal(0, WIDE_M / 5, (pins, 2))
    side = max(1, math.isqrt(areas))
    cell = WIDE_M / side
    column, row = np.divmod(np.arange(areas), side)
    middle = np.column_stack((column, row)) * cell - WIDE_M / 2
    turn = np.linspace(0, 2 * np.pi, CORNERS)
    radius = cell * (0.42 + 0.12 * rng.random((areas, CORNERS)))
    radius[:, -1] = radius[:, 0]
    ring = np.stack((np.cos(turn) * radius, np.sin(turn) * radius), axis=2)
    points = (middle[:, None, :] + ring).reshape(-1, 2)
    rings = np.arange(areas + 1) * CORNERS
    codes = tuple(str(number) for number in range(areas))
    plots = AreaSet(points, rings, np.arange(areas + 1), "plot", codes, key="area:")
    keys = tuple(str(number) for number in range(pins))
    marks = PointSet(places, "pest", keys)
    groups = (
        Group("plots", (plots,)),
        Group("track", (Polyline(way, "walk", "track"),)),
        Group("pins", (marks,)),
    )
    return DisplayList(LocalPlane(388_600_000, 1_119_700_000), groups)


def drag(application: QApplication, panel: MapPanel) -> list[float]:
    """Seconds of each of ``FRAMES`` frames of a drag in a wide circle."""
    took = []
    for number in range(FRAMES):
        angle = 2 * math.pi * number / FRAMES
        began = time.perf_counter()
        panel.pan(18 * math.cos(angle), 18 * math.sin(angle))
        panel.repaint()
        application.processEvents()
        took.append(time.perf_counter() - began)
    return took


def _mean(application: QApplication, panel: MapPanel) -> float:
    return statistics.fmean(drag(application, panel))


def _rate(took: list[float]) -> float:
    return 1 / statistics.fmean(took)


def _late(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)] * 1000


def _blits() -> float:
    """Seconds of copying one ready image of the window's size."""
    ground = QImage(*SIZE, QImage.Format.Format_ARGB32_Premultiplied)
    over = QImage(2048, 1280, QImage.Format.Format_ARGB32_Premultiplied)
    over.fill(0)

    def copy() -> None:
        """As often as there are frames."""
        painter = QPainter(ground)
        for number in range(FRAMES):
            painter.drawImage(QPointF(-number, -number), over)
        painter.end()

    return seconds(copy) / FRAMES


def _pyqtgraph(application: QApplication, shown: DisplayList) -> Way:
    if importlib.util.find_spec("pyqtgraph") is None:
        return Way(PYQTGRAPH, "peer", None, "pip install pyqtgraph")
    pyqtgraph = importlib.import_module("pyqtgraph")
    track = next(shape for shape in shown.singles() if isinstance(shape, Polyline))
    pins = next(shape for shape in shown.singles() if isinstance(shape, PointSet))
    plot = pyqtgraph.PlotWidget()
    plot.resize(*SIZE)
    plot.plot(track.points[:, 0], track.points[:, 1])
    plot.plot(pins.points[:, 0], pins.points[:, 1], pen=None, symbol="o", symbolSize=7)
    plot.show()
    application.processEvents()

    def frames() -> float:
        """Seconds of one frame; a tenth of ours, for it takes long."""
        box = plot.getViewBox()
        took = []
        for _number in range(FRAMES // 10):
            began = time.perf_counter()
            box.translateBy(x=WIDE_M / 80)
            plot.repaint()
            application.processEvents()
            took.append(time.perf_counter() - began)
        return statistics.fmean(took)

    return Way(PYQTGRAPH, "peer", frames)


def _memory() -> float:
    """MB that this process holds."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    import resource

    return pages * resource.getpagesize() / 1e6
