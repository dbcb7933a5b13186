"""Small MBTiles files for tests, good and hostile ones."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from PIL import Image

from patrol_app.geo.tiles import TileId, tiles_of

FRAME = (1_119_500_000, 388_300_000, 1_119_900_000, 388_900_000)


def picture(colour: str = "#88AA66", edge: int = 256, kind: str = "PNG") -> bytes:
    """One square of one colour."""
    packed = io.BytesIO()
    Image.new("RGB", (edge, edge), colour).save(packed, kind)
    return packed.getvalue()


def make(
    path: Path,
    tiles: Mapping[TileId, object] | None = None,
    facts: Mapping[str, str] | None = None,
    *statements: str,
) -> Path:
    """Write a file.

    Args:
        path: where.
        tiles: content of each square; None takes pictures of levels 11 to 13 around ``FRAME``.
        facts: metadata; None takes usual ones.
        statements: SQL run at the end.
    """
    if tiles is None:
        data = picture()
        tiles = {tile: data for z in (11, 12, 13) for tile in tiles_of(z, FRAME, 500)}
    if facts is None:
        facts = {"name": "试验底图", "format": "png", "minzoom": "11", "maxzoom": "13",
                 "bounds": "111.95,38.83,111.99,38.89", "attribution": "合成"}  # fmt: skip
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE metadata (name text, value text)")
    base.execute("CREATE TABLE tiles (zoom_level int, tile_column int, tile_row int, tile_data)")
    base.executemany("INSERT INTO metadata VALUES (?, ?)", facts.items())
    rows = [(tile.z, tile.x, tile.flipped(), data) for tile, data in tiles.items()]
    base.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    for statement in statements:
        base.execute(statement)
    base.commit()
    base.close()
    return path
