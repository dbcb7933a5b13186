"""Files of base data as bureaus have them, made from a seed: sub-compartments, zones, grids."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely

VILLAGE = "140981102203"
CORNERS = 24
SPECIES = ("油松", "侧柏", "刺槐", "落叶松", "山杏")


def cells(count: int, size_m: float = 180.0, corners: int = CORNERS) -> np.ndarray:
    """``count`` polygons side by side, their common borders crooked but shared exactly.

    Returns:
        Shape (count, corners + 1, 2): easting and northing in metres from the first corner.
    """
    side = math.ceil(math.sqrt(count))
    rng = np.random.default_rng(7)
    per = corners // 4
    steps = np.arange(per) / per
    # one crooked line for each border, shared by the two cells that it parts
    # (three waves that vanish at the nodes: borders on the ground bend, they do not jitter)
    waves = np.sin(np.pi * np.outer(np.arange(1, 4), steps))
    across = rng.uniform(-0.07, 0.07, (side + 1, side, 3)) @ waves
    along = rng.uniform(-0.07, 0.07, (side, side + 1, 3)) @ waves
    numbers = np.arange(count)
    row, column = numbers // side, numbers % side
    bottom = np.stack((column[:, None] + steps, row[:, None] + across[row, column]), -1)
    right = np.stack((column[:, None] + 1 + along[row, column + 1], row[:, None] + steps), -1)
    top = np.stack((column[:, None] + steps, row[:, None] + 1 + across[row + 1, column]), -1)
    left = np.stack((column[:, None] + along[row, column], row[:, None] + steps), -1)
    end = np.stack((column + 1.0, row + 1.0), -1)[:, None]
    start = np.stack((column + 0.0, row + 1.0), -1)[:, None]
    ring = np.concatenate(
        (bottom, right, end, top[:, :0:-1], start, left[:, :0:-1], bottom[:, :1]), axis=1
    )
    return ring * size_m


def degrees(metres: np.ndarray, epsg: int = 4526) -> np.ndarray:
    """Longitude and latitude of points in a zone."""
    change = pyproj.Transformer.from_crs(epsg, 4490, always_xy=True)
    return np.column_stack(change.transform(metres[:, 0], metres[:, 1]))


def compartments(
    folder: Path,
    count: int,
    *,
    origin: tuple[float, float] = (38_430_000.0, 4_290_000.0),
    encoding: str = "GBK",
    cpg: bool = False,
    prj: bool = False,
    name: str = "小班",
) -> Path:
    """A shapefile of sub-compartments in CGCS2000 3-degree zone 38, GBK without .cpg."""
    import pyogrio

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.shp"
    rings = cells(count) + np.asarray(origin)
    shapes = shapely.polygons(rings)
    numbers = np.arange(count)
    columns: dict[str, Any] = {
        "CUN": np.array([VILLAGE] * count, dtype=object),
        "LIN_BAN": np.array([f"{n // 1000 + 1:04d}" for n in numbers], dtype=object),
        "XIAO_BAN": np.array([f"{n % 1000 + 1:05d}" for n in numbers], dtype=object),
        "小地名": np.array([f"示例沟{n + 1}" for n in numbers], dtype=object),
        "优势树种": np.array([SPECIES[n % len(SPECIES)] for n in numbers], dtype=object),
        "MIAN_JI": np.round(shapely.area(shapes) / 10_000, 2),
        "备注": np.array(["调查"] * count, dtype=object),
    }
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        list(columns.values()),
        list(columns),
        geometry_type="Polygon",
        crs="EPSG:4526",
        driver="ESRI Shapefile",
        encoding=encoding,
    )
    for suffix, kept in ((".cpg", cpg), (".prj", prj)):
        if not kept:
            path.with_suffix(suffix).unlink(missing_ok=True)
    # ogr writes language byte 0x4D for GBK; bureaus' tools leave it 0
    dbf = path.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[29] = 0
    dbf.write_bytes(bytes(data))
    return path
