"""The parts of a vector file in a private folder under plain names: nothing is read in place.

A shapefile is three or more files beside one another, in a folder or in an archive; a FileGDB
is a folder. Limits are checked before a byte is copied.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.archive import Archive
from patrol_app.geo.vector import source as kinds
from patrol_app.i18n import N_

SHAPE_PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_SINGLE: Final = {
    ".gpkg": kinds.GEOPACKAGE, ".kml": kinds.KML, ".geojson": kinds.GEOJSON, ".json": kinds.GEOJSON,
}  # fmt: skip
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_GEOJSON: Final = frozenset(
    "FeatureCollection Feature GeometryCollection Polygon MultiPolygon Point MultiPoint "
    "LineString MultiLineString".split()
)
SUFFIXES: Final = frozenset({*_SINGLE, ".shp", ".dbf", ".zip", ".kmz", ".gdb"})


@dataclass(frozen=True)
class Gathered:
    """A vector file ready to be opened.

    Attributes:
        format: one of the names in ``source``.
        path: what GDAL opens, inside the private folder.
        cpg: content of the .cpg file; prj: of the .prj file.
        name: of the file as people know it.
    """

    format: str
    path: Path
    name: str
    cpg: str = ""
    prj: str = ""


def gather(path: Path, private: Path) -> Gathered:
    """Copy what belongs to ``path`` into ``private``.

    Args:
        path: a file, an archive, or a folder that holds one shapefile or is a FileGDB.
        private: an empty folder of the caller's.

    Raises:
        UserError: ``base.format``, ``base.several``, ``base.no_dbf``, ``base.too_large``,
            ``zip.refused``, ``file.open``.
    """
    try:
        if path.is_dir():
            return _folder(path, private)
        suffix = path.suffix.lower()
        if suffix in (".zip", ".kmz"):
            return _archive(path, private)
        if suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
            return _beside(path, private)
        if suffix in _SINGLE:
            return _single(path, private)
    except OSError as error:
        raise UserError("file.open", N_("The file cannot be opened")) from error
    raise _unknown()


def _folder(path: Path, private: Path) -> Gathered:
    files = sorted(one for one in path.iterdir() if one.is_file() and not one.is_symlink())
    if len(files) > limits.ZIP_ENTRIES:
        raise kinds.too_large()
    if path.suffix.lower() == ".gdb" or any(one.suffix == ".gdbtable" for one in files):
        return _database({one.name: one for one in files}, private, path.name)
    shapes = [one for one in files if one.suffix.lower() == ".shp"]
    if len(shapes) > 1:
        raise _several([one.name for one in shapes])
    if shapes:
        return _beside(shapes[0], private)
    raise _unknown()


def _beside(path: Path, private: Path) -> Gathered:
    """A shapefile by any of its parts; a DBF alone is a table."""
    stem = path.stem.lower()
    parts = {
        one.suffix.lower(): one
        for one in sorted(path.parent.iterdir())
        if one.stem.lower() == stem and one.suffix.lower() in SHAPE_PARTS and one.is_file()
    }
    _check_size(sum(one.stat().st_size for one in parts.values()))
    return _shapefile({suffix: one.read_bytes() for suffix, one in parts.items()}, private, path)


def _shapefile(parts: Mapping[str, bytes], private: Path, path: Path) -> Gathered:
    if ".dbf" not in parts:
        raise UserError("base.no_dbf", N_("The attribute table (.dbf) of the shapefile is missing"))
    kind = kinds.SHAPEFILE if ".shp" in parts else kinds.DBF
    for suffix in (".shp", ".shx", ".dbf"):
        if suffix in parts and (suffix == ".dbf" or kind == kinds.SHAPEFILE):
            (private / f"layer{suffix}").write_bytes(parts[suffix])
    texts = {
        suffix: parts.get(suffix, b"")[: 64 * limits.KIB].decode("utf-8", "replace").strip()
        for suffix in (".cpg", ".prj")
    }
    opened = private / ("layer.shp" if kind == kinds.SHAPEFILE else "layer.dbf")
    return Gathered(kind, opened, path.stem, texts[".cpg"][:100], texts[".prj"])


def _single(path: Path, private: Path) -> Gathered:
    kind = _SINGLE[path.suffix.lower()]
    size = path.stat().st_size
    if kind in (kinds.KML, kinds.GEOJSON):
        return _text(kind, path.read_bytes()[: limits.BASE_TABLE_BYTES + 1], private, path.stem)
    _check_size(size)
    target = private / "layer.gpkg"
    shutil.copyfile(path, target)
    return Gathered(kind, target, path.stem)


def _text(kind: str, data: bytes, private: Path, name: str) -> Gathered:
    """KML or GeoJSON: what GDAL would take for something else is refused before it sees it."""
    if len(data) > limits.BASE_TABLE_BYTES:
        raise kinds.too_large()
    if kind == kinds.KML:
        _check_kml(data)
    else:
        _check_geojson(data)
    target = private / ("layer.kml" if kind == kinds.KML else "layer.geojson")
    target.write_bytes(data)
    return Gathered(kind, target, name)


def _check_kml(data: bytes) -> None:
    plain = data.replace(b"\x00", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UserError("xml.dtd", N_("The file has a document type and is refused, for safety"))
    root = _ROOT.search(plain[: limits.XML_PROLOG_BYTES])
    if root is None or root.group(1) != b"kml" or b"OGRVRT" in plain:
        raise kinds.unreadable(kinds.KML)


def _check_geojson(data: bytes) -> None:
    """Nothing but GeoJSON: the library knows other things that begin with a brace."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise kinds.unreadable(kinds.GEOJSON) from error
    if not isinstance(value, dict) or value.get("type") not in _GEOJSON:
        raise kinds.unreadable(kinds.GEOJSON)


def _archive(path: Path, private: Path) -> Gathered:
    _check_size(path.stat().st_size)
    archive = Archive(path.read_bytes())
    names = {entry.name: entry for entry in archive.entries}
    by_suffix: dict[str, list[str]] = {}
    for name in names:
        by_suffix.setdefault(PurePosixPath(name).suffix.lower(), []).append(name)

    def content(name: str) -> bytes:
        """The content of one entry."""
        return archive.read(name, limits.BASE_FILE_BYTES)

    if shapes := by_suffix.get(".shp"):
        if len(shapes) > 1:
            raise _several(shapes)
        stem = str(PurePosixPath(shapes[0]).with_suffix("")).lower()
        parts = {
            PurePosixPath(name).suffix.lower(): content(name)
            for name in names
            if str(PurePosixPath(name).with_suffix("")).lower() == stem
            and PurePosixPath(name).suffix.lower() in SHAPE_PARTS
        }
        return _shapefile(parts, private, Path(PurePosixPath(shapes[0]).name))
    if ".gdbtable" in by_suffix:
        files = {PurePosixPath(name).name: content(name) for name in names}
        return _database(files, private, path.stem)
    for suffix in (".gpkg", ".kml", ".geojson"):
        found = by_suffix.get(suffix, [])
        if len(found) > 1:
            raise _several(found)
        if found and suffix == ".gpkg":
            target = private / "layer.gpkg"
            target.write_bytes(content(found[0]))
            return Gathered(kinds.GEOPACKAGE, target, path.stem)
        if found:
            return _text(_SINGLE[suffix], content(found[0]), private, path.stem)
    raise _unknown()


def _database(files: Mapping[str, Path | bytes], private: Path, name: str) -> Gathered:
    sizes = [len(one) if isinstance(one, bytes) else one.stat().st_size for one in files.values()]
    _check_size(sum(sizes))
    target = private / "layer.gdb"
    target.mkdir()
    for title, one in files.items():
        if isinstance(one, bytes):
            (target / title).write_bytes(one)
        else:
            shutil.copyfile(one, target / title)
    return Gathered(kinds.FILEGDB, target, name)


def _check_size(size: int) -> None:
    if size > limits.BASE_FILE_BYTES:
        raise kinds.too_large()


def _several(names: list[str]) -> UserError:
    shown = ", ".join(PurePosixPath(name).name for name in names[:5])
    return UserError(
        "base.several", N_("Several tables lie there: {names}. Choose one."), names=shown
    )


def _unknown() -> UserError:
    return UserError("base.format", N_("This is no file of base data"))
