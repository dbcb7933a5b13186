"""The raster base map: a file of squares that the bureau chose, outside of the store.

The file is not ours and is never trusted: it is read and its pictures are decoded in a process
of its own; what comes back is plain pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from patrol_app.geo.tiles import TileId


@dataclass(frozen=True)
class BaseMap:
    """What a file of squares says of itself.

    Attributes:
        name: its title; the file's name where it has none.
        least / most: levels it holds.
        tile_px: edge of a square, px.
        bounds: west, south, east, north in 1e-7 degrees, or None.
        note: its attribution, may be empty.
    """

    name: str
    least: int
    most: int
    tile_px: int = 256
    bounds: tuple[int, int, int, int] | None = None
    note: str = ""


@dataclass(frozen=True, eq=False)
class TilePicture:
    """One square, decoded: ``height`` rows from the north of ``width`` times four bytes."""

    tile: TileId
    width: int
    height: int
    rgba: bytes


class BaseMapReader(Protocol):
    """Opens files of squares and reads them beside the window."""

    def open(self, path: Path) -> BaseMap:
        """What the file holds.

        Raises:
            UserError: it is refused, with its reason.
        """

    def read(self, path: Path, tiles: Sequence[TileId]) -> list[TilePicture]:
        """The squares that the file has, in the order asked; damaged ones are left out.

        Raises:
            UserError: the file is refused.
        """
