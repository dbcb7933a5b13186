"""Base data for the sample: invented grids, grazing zones and sub-compartments (示例)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Protocol

from patrol_app.domain.records.dataset import COMPARTMENT, GRID, ZONE
from patrol_app.geo.types import UNIT
from patrol_app.paths import resource
from patrol_app.services.base.content import encode
from patrol_app.services.datasets import Datasets
from patrol_app.services.session import Session

BASE_MAP: Final = "basemap.mbtiles"
FROM: Final = "2026-01-01"
CORNER: Final = (111.95485, 38.82125)  # south-west, degrees: each walk lies in a grid of its own
STEP: Final = (0.0305, 0.0195)  # of a grid, degrees
GRIDS: Final[Mapping[tuple[int, int], tuple[str, str]]] = {
    (0, 2): ("014", "示例沟—北坡"),
    (1, 2): ("015", "示例沟—东梁"),
    (2, 2): ("016", "示例沟—后沟"),
    (0, 1): ("017", "示例沟—阳坡"),
    (1, 1): ("018", "样板岭—北坡"),
    (2, 1): ("022", "样板岭—东坡"),
    (0, 0): ("019", "样板岭—西沟"),
    (1, 0): ("020", "样板岭—西坡"),
    (2, 0): ("021", "样板岭—南坡"),
}
CELLS: Final = 5  # sub-compartments along each side of a grid
POINTS: Final = 4  # corners between two crossings


class Folder(Protocol):
    """An open data folder, as far as base data need it."""

    @property
    def datasets(self) -> Datasets:
        """Versioned tables of base data."""

    @property
    def session(self) -> Session:
        """Who acts."""


def base_map() -> Path:
    """The synthetic base map that lies with the program."""
    return resource("sample") / BASE_MAP


def publish(folder: Folder) -> None:
    """Publish the sample's areas; the acting person needs ``write:base``.

    Raises:
        UserError: ``session.forbidden``.
    """
    for kind, name, rows in (
        (GRID, "示例网格", _grids()),
        (ZONE, "示例禁牧休牧区", _zones()),
        (COMPARTMENT, "示例小班", _compartments()),
    ):
        folder.datasets.publish(folder.session.actor, kind, name, encode(kind, rows), FROM)


def _bent(x: float, y: float) -> tuple[float, float]:
    """A place of the even raster (1 = one grid) as degrees, bent as borders on ridges are."""
    east = x + 0.055 * math.sin(5.1 * y + 0.7) + 0.02 * math.sin(17 * x + 9 * y)
    north = y + 0.05 * math.sin(4.3 * x - 0.4) + 0.02 * math.cos(15 * y - 7 * x)
    return CORNER[0] + east * STEP[0], CORNER[1] + north * STEP[1]


def _cell(west: float, south: float, wide: float, high: float) -> list[tuple[float, float]]:
    """The border of one cell; neighbours share it."""
    corners = [(west, south), (west + wide, south), (west + wide, south + high),
               (west, south + high), (west, south)]  # fmt: skip
    made = []
    for (x, y), (to_x, to_y) in pairwise(corners):
        for part in range(POINTS):
            share = part / POINTS
            made.append(_bent(x + (to_x - x) * share, y + (to_y - y) * share))
    return [*made, made[0]]


def _row(code: str, name: str, ring: Sequence[tuple[float, float]], **attrs: Any) -> dict[str, Any]:
    """A row with its shape as steps between whole corners (``geo.shapes``)."""
    corners = [(round(lon * UNIT), round(lat * UNIT)) for lon, lat in ring[:-1]]
    steps = [*corners[0]]
    for (lon, lat), (to_lon, to_lat) in pairwise(corners):
        steps += [to_lon - lon, to_lat - lat]
    row: dict[str, Any] = {"code": code, "name": name, "shape": [[steps]]}
    if attrs:
        row["attrs"] = attrs
    return row


def _grids() -> list[dict[str, Any]]:
    return [_row(no, name, _cell(x, y, 1, 1)) for (x, y), (no, name) in GRIDS.items()]


def _zones() -> list[dict[str, Any]]:
    ban = _cell(0.15, 2.45, 0.7, 0.4)
    rest = _cell(1.6, 0.3, 0.9, 0.6)
    return [
        _row("J01", "示例沟禁牧区", ban, zone_kind="禁牧区"),
        _row("X01", "样板岭休牧区", rest, zone_kind="休牧区", seasons=["04-01~06-30"]),
    ]


def _compartments() -> list[dict[str, Any]]:
    made = []
    for (x, y), (number, _name) in GRIDS.items():
        for place in range(CELLS * CELLS):
            right, up = place % CELLS, place // CELLS
            ring = _cell(x + right / CELLS, y + up / CELLS, 1 / CELLS, 1 / CELLS)
            code = f"999999999{number}0{place:05d}"
            made.append(_row(code, f"{number}-{place + 1}", ring))
    return made
