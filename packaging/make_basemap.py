"""Make the sample base map: squares of an invented hillside, so that sample data has ground.

No place on earth looks like it: heights are sums of waves. The file is small and committed; run
it again only when the sample itself changes: ``python packaging/make_basemap.py``.
"""

from __future__ import annotations

import io
import math
import sqlite3
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

OUT = Path(__file__).resolve().parent.parent / "resources" / "sample" / "basemap.mbtiles"
WEST, SOUTH, EAST, NORTH = 111.90, 38.78, 112.10, 38.94
LEVELS = range(9, 14)
EDGE = 256
QUALITY = 42
Grid = NDArray[np.float64]


def column(z: int, lon: float) -> int:
    """Column of a longitude."""
    return math.floor((lon + 180) / 360 * (1 << z))


def row(z: int, lat: float) -> int:
    """Row of a latitude, from the north."""
    phi = math.radians(lat)
    return math.floor((1 - math.asinh(math.tan(phi)) / math.pi) / 2 * (1 << z))


def height(x: Grid, y: Grid) -> Grid:
    """Invented height, metres, of places in Mercator shares of the world."""
    east, north = x * 4.0e7, y * 4.0e7
    ridges = np.zeros_like(east)
    for number in range(9):
        angle, length = 0.9 * number + 0.4, 5200 / 1.55**number
        way = (east * math.cos(angle) + north * math.sin(angle)) / length
        bend = np.sin(east / length * 0.31 + number) + np.cos(north / length * 0.27 - number)
        ridges += (1 - np.abs(np.sin(way + 0.7 * bend))) * 190 / 1.5**number
    return 1350 + ridges


def picture(z: int, x: int, y: int) -> bytes:
    """One square: shaded relief, green below and grey-brown above, as JPEG."""
    step = 1 / 2**z / EDGE
    across = x / 2**z + (np.arange(EDGE + 2) - 0.5) * step
    down = y / 2**z + (np.arange(EDGE + 2) - 0.5) * step
    ground = height(*np.meshgrid(across, down))
    metres = step * 4.0e7 * math.cos(math.radians(38.86))
    slope_x = (ground[1:-1, 2:] - ground[1:-1, :-2]) / (2 * metres)
    slope_y = (ground[2:, 1:-1] - ground[:-2, 1:-1]) / (2 * metres)
    light = (1 + 0.7 * slope_x + 0.7 * slope_y) / np.sqrt(1 + slope_x**2 + slope_y**2)
    high = np.clip((ground[1:-1, 1:-1] - 1400) / 500, 0, 1)[..., None]
    colour = (1 - high) * np.array([196, 214, 180]) + high * np.array([226, 216, 194])
    shaded = np.clip(colour * (0.62 + 0.38 * np.clip(light, 0, 1.4))[..., None], 0, 255)
    packed = io.BytesIO()
    Image.fromarray(shaded.astype(np.uint8)).save(packed, "JPEG", quality=QUALITY, optimize=True)
    return packed.getvalue()


def main() -> None:
    """Write the file."""
    OUT.unlink(missing_ok=True)
    base = sqlite3.connect(OUT)
    base.execute("CREATE TABLE metadata (name text, value text)")
    base.execute(
        "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, "
        "tile_data blob, PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID"
    )
    said = {
        "name": "示例底图",
        "format": "jpg",
        "minzoom": str(LEVELS[0]),
        "maxzoom": str(LEVELS[-1]),
        "bounds": f"{WEST},{SOUTH},{EAST},{NORTH}",
        "attribution": "合成地形，不是真实地方",
    }
    base.executemany("INSERT INTO metadata VALUES (?, ?)", said.items())
    count = 0
    for z in LEVELS:
        for x in range(column(z, WEST), column(z, EAST) + 1):
            for y in range(row(z, NORTH), row(z, SOUTH) + 1):
                values = (z, x, 2**z - 1 - y, picture(z, x, y))
                base.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", values)
                count += 1
    base.commit()
    base.execute("VACUUM")
    base.close()
    print(f"{OUT.name}: {count} squares, {OUT.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
