"""A base map of another's making: an MBTiles file, opened and decoded in the worker process.

MBTiles 1.3 is SQLite with two tables or views, ``metadata`` and ``tiles``. The file is not
trusted: it is opened read-only and immutable, only SELECT on its own tables is allowed and no
function but the harmless ones named here, a statement is stopped after a time, a square is
looked at only below a size, and its picture is decoded by Pillow within the bounds of this
process. Nothing of the file is kept but plain pixels.
"""

from __future__ import annotations

import io
import math
import time
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlite

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.tiles import DEEPEST, UNIT, TileId
from patrol_app.i18n import N_
from patrol_app.workers.jobs import Progress

_MAGIC: Final = b"SQLite format 3\0"
_FORMATS: Final = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "": ""}
_FUNCTIONS: Final = frozenset({"min", "max", "length", "typeof"})
_STEPS: Final = 10_000  # instructions of SQLite between two looks at the clock
_SQLITE_OK, _SQLITE_DENY = 0, 1
_READ, _SELECT, _FUNCTION = 20, 21, 31  # codes of actions in SQLite's authoriser
_kept: dict[tuple[str, int, int], _File] = {}


class _File:
    """One open file.

    Attributes:
        facts: what it says of itself, as ``services.basemap.BaseMap``.
    """

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._until = 0.0
        refuse_other_kinds(path)
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        try:
            self._base = sqlite.connect(address, uri=True)
            for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0",
                            "query_only=ON"):  # fmt: skip
                self._base.execute(f"PRAGMA {setting}")
            self._base.set_progress_handler(lambda: time.monotonic() > self._until, _STEPS)
            self._base.set_authorizer(_allowed)
        except sqlite.Error:
            raise _damaged(self._name) from None
        self.facts = self._read_facts()

    def close(self) -> None:
        """Let the file go."""
        self._base.close()

    def rows(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a SELECT.

        Raises:
            UserError: the file is damaged, or the statement took too long.
        """
        self._until = time.monotonic() + limits.SQLITE_SECONDS
        try:
            return list(self._base.execute(statement, values).fetchmany(limits.TILE_FACTS))
        # A hostile file raises more than SQLite's own errors: text that is no UTF-8, too long ...
        except (sqlite.Error, UnicodeDecodeError, OverflowError, ValueError):
            raise _damaged(self._name) from None

    def picture(self, tile: TileId) -> bytes | None:
        """The packed picture of one square; None where there is none or it is too large."""
        found = self.rows(
            "SELECT CASE WHEN typeof(tile_data) = 'blob' AND length(tile_data) <= ? "
            "THEN tile_data END FROM tiles "
            "WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (limits.TILE_BYTES, tile.z, tile.x, tile.flipped()),
        )
        data = found[0][0] if found else None
        return data if isinstance(data, bytes) else None

    def _read_facts(self) -> dict[str, Any]:
        rows = self.rows(
            "SELECT name, value FROM metadata WHERE length(name) < 100 AND length(value) < 4000"
        )
        said = {str(name): str(value) for name, value in rows}
        form = said.get("format", "").lower()
        if form not in _FORMATS:
            raise UserError(
                "basemap.format",
                N_("{name}: squares of the kind {form} are not drawn, pictures only"),
                name=self._name,
                form=form[:20],
            )
        least, most = self._levels(said)
        return {
            "name": said.get("name", "").strip()[: limits.NAME_CHARS] or self._name,
            "note": said.get("attribution", "")[: limits.NAME_CHARS],
            "least": least,
            "most": most,
            "bounds": _bounds(said.get("bounds", "")),
            "tile_px": 256,
        }

    def _levels(self, said: dict[str, str]) -> tuple[int, int]:
        """Levels that have squares; told by the file, else looked for."""
        told = [said.get(key, "") for key in ("minzoom", "maxzoom")]
        if all(text.isdigit() and len(text) < 3 for text in told):
            least, most = (int(text) for text in told)
        else:
            found = self.rows("SELECT min(zoom_level), max(zoom_level) FROM tiles")
            if not found or not all(isinstance(level, int) for level in found[0]):
                raise UserError("basemap.empty", N_("{name}: holds no squares"), name=self._name)
            least, most = found[0]
        if not 0 <= least <= most <= DEEPEST:
            raise _damaged(self._name)
        return least, most


def refuse_other_kinds(path: Path) -> None:
    """Refuse what is no MBTiles by what it is.

    Raises:
        UserError: ``basemap.geotiff``, ``basemap.pmtiles``, ``basemap.kind``, ``file.read``.
    """
    try:
        if not path.is_file():
            raise UserError("file.read", N_("{name} cannot be read"), name=path.name)
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError:
        raise UserError("file.read", N_("{name} cannot be read"), name=path.name) from None
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        raise UserError(
            "basemap.geotiff",
            N_("{name} is a GeoTIFF; have it cut into an MBTiles file first"),
            name=path.name,
        )
    if head[:7] == b"PMTiles":
        raise UserError(
            "basemap.pmtiles",
            N_("{name} is a PMTiles file; have it converted to MBTiles first"),
            name=path.name,
        )
    if head != _MAGIC:
        raise UserError("basemap.kind", N_("{name} is no MBTiles file"), name=path.name)


def open_map(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """What a file of squares says of itself.

    Args:
        args: ``path``.
        parts: empty.
        progress: told once.

    Raises:
        UserError: the file is refused.
    """
    progress(0, 1)
    return _file(Path(str(args["path"]))).facts, []


def read_tiles(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """Squares as plain pixels.

    Args:
        args: ``path``; ``tiles`` as [z, x, y] each, rows from the north.
        parts: empty.
        progress: told before each square.

    Returns:
        ``tiles``: [z, x, y, width, height] of each part (RGBA); absent and damaged squares are
        left out, ``damaged`` counts the latter.

    Raises:
        UserError: the file is refused.
    """
    file = _file(Path(str(args["path"])))
    made: list[list[int]] = []
    out: list[bytes] = []
    damaged = 0
    wanted = args["tiles"][: limits.TILES_AT_ONCE]
    for number, (z, x, y) in enumerate(wanted):
        progress(number, len(wanted))
        data = file.picture(TileId(int(z), int(x), int(y)))
        if data is None:
            continue
        pixels = _decoded(data)
        if pixels is None:
            damaged += 1
            continue
        width, height, rgba = pixels
        made.append([int(z), int(x), int(y), width, height])
        out.append(rgba)
    return {"tiles": made, "damaged": damaged}, out


def _file(path: Path) -> _File:
    """The file, kept open while it stays the same."""
    try:
        state = path.stat()
    except OSError:
        raise UserError("file.read", N_("{name} cannot be read"), name=path.name) from None
    key = (str(path), state.st_size, state.st_mtime_ns)
    if key not in _kept:
        for other in _kept.values():
            other.close()
        _kept.clear()
        _kept[key] = _File(path)
    return _kept[key]


def _allowed(
    action: int, one: str | None, two: str | None, _base: str | None, _inner: str | None
) -> int:
    """SQLite's authoriser: reading only, and no function that does anything."""
    if action in (_READ, _SELECT):
        return _SQLITE_OK
    if action == _FUNCTION and (two or "").lower() in _FUNCTIONS:
        return _SQLITE_OK
    return _SQLITE_DENY


def _decoded(data: bytes) -> tuple[int, int, bytes] | None:
    """Width, height and RGBA of a packed picture; None when it is none."""
    from PIL import Image

    from patrol_app.geo.readers.photo import BROKEN

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as image:
            width, height = image.size
            if not 0 < width <= limits.TILE_PX or not 0 < height <= limits.TILE_PX:
                return None
            return width, height, image.convert("RGBA").tobytes()
    except (*BROKEN, EOFError, Image.DecompressionBombError):
        return None  # counted by the caller; the square stays empty


def _bounds(text: str) -> list[int] | None:
    """``west,south,east,north`` in degrees as 1e-7 degrees; None where it says nothing of use."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        return None
    values = (west, south, east, north)
    if not all(math.isfinite(value) and abs(value) <= 180 for value in values):
        return None
    if west >= east or south >= north:
        return None
    return [round(value * UNIT) for value in values]


def _damaged(name: str) -> UserError:
    return UserError("basemap.damaged", N_("{name} is damaged or no MBTiles file"), name=name)
