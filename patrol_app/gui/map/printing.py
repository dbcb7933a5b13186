"""What the window shows as a sheet for the paper's back end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtGui import QImage

from patrol_app.domain.instant import beijing
from patrol_app.geo.display import DisplayList, Group, Raster
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.tiles import TileId
from patrol_app.gui.map.layers import LayerChoice, kind_of
from patrol_app.gui.map.looks import AREAS, PINS
from patrol_app.gui.map.panel import MapPanel
from patrol_app.i18n import _
from patrol_app.services.report_types import MapSheet


def sheet_of(
    panel: MapPanel,
    choice: LayerChoice,
    counts: Mapping[str, int],
    lines: Sequence[str],
    now_ms: int,
) -> MapSheet:
    """The map as it is seen now.

    Args:
        panel: the map; squares of its base map that are here are printed as well.
        choice: its layers.
        counts: how much each holds; empty ones have no line in the legend.
        lines: words of the filters in force.
        now_ms: printed as the day of the map.
    """
    view, plane = panel.view(), panel.plane()
    squares = tuple(raster(plane, tile, image) for tile, image in panel.tiles.pictures(view, plane))
    whole = panel.whole()
    shown = DisplayList(plane, (Group("base", squares), *whole.shapes))
    legend = []
    for state in reversed(choice.states()):
        kind = kind_of(state.key)
        if state.visible and counts.get(state.key):
            look = "area" if kind.role in AREAS else "pin" if kind.role in PINS else "line"
            legend.append((look, kind.role, _(kind.label)))
    day = beijing(now_ms)
    made = f"{day.year}年{day.month}月{day.day}日"
    base = panel.tiles.base
    title = _("Map")
    note = (base.note or base.name,) if base is not None and squares else ()
    return MapSheet(
        shown,
        view.bounds(),
        title,
        (made, *lines, *note),
        tuple(legend),
        "CGCS2000（WGS-84）",
    )


def raster(plane: LocalPlane, tile: TileId, image: QImage) -> Raster:
    """A square as plain pixels on the plane."""
    west, south, east, north = tile.corners()
    corners = plane.metres(np.array([south, north]), np.array([west, east]))
    (left, base), (right, top) = corners.tolist()
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    width, height, line = plain.width(), plain.height(), plain.bytesPerLine()
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(height, line)[:, : 3 * width]
    return Raster((left, base, right, top), width, height, rows.tobytes())
