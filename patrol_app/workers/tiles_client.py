"""The base map's reader, seen from the program: a process of its own behind plain calls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from patrol_app.geo.tiles import TileId
from patrol_app.services.basemap import BaseMap, TilePicture
from patrol_app.workers.client import WorkerPool


class TileProcess:
    """The port ``BaseMapReader``: one process, started at first use, apart from that of imports.

    A long import would else keep the map empty, and a hostile map would end an import.
    """

    def __init__(self) -> None:
        self._pool = WorkerPool()

    def open(self, path: Path) -> BaseMap:
        """What the file holds.

        Raises:
            UserError: it is refused, with its reason.
        """
        said = self._pool.run("tiles_open", {"path": str(path.absolute())}, label=path.name).result
        bounds = said["bounds"]
        west, south, east, north = bounds or (0, 0, 0, 0)
        return BaseMap(
            name=str(said["name"]),
            least=int(said["least"]),
            most=int(said["most"]),
            tile_px=int(said["tile_px"]),
            bounds=(west, south, east, north) if bounds else None,
            note=str(said["note"]),
        )

    def read(self, path: Path, tiles: Sequence[TileId]) -> list[TilePicture]:
        """The squares that the file has; damaged ones are left out.

        Raises:
            UserError: the file is refused.
        """
        wanted = [[tile.z, tile.x, tile.y] for tile in tiles]
        asked = {"path": str(path.absolute()), "tiles": wanted}
        answer = self._pool.run("tiles_read", asked, label=path.name)
        made = []
        for (z, x, y, width, height), rgba in zip(
            answer.result["tiles"], answer.parts, strict=True
        ):
            if len(rgba) == 4 * width * height:
                made.append(TilePicture(TileId(z, x, y), width, height, rgba))
        return made

    def close(self) -> None:
        """End the process."""
        self._pool.close()
