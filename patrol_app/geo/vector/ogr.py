"""Reading a gathered vector file by GDAL (pyogrio), its text decoded here.

GDAL guesses the encoding of a DBF wrongly where nothing states it, so its texts are taken as
bytes (Latin-1 there and back loses nothing) and read by the rule of ``encoding``.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.vector import encoding
from patrol_app.geo.vector import source as kinds
from patrol_app.geo.vector.gather import Gathered, gather
from patrol_app.geo.vector.source import Source, cell_text, unique_names
from patrol_app.i18n import N_

Told = Callable[[int, int], None]
_BYTES: Final = "ISO-8859-1"
_DRIVERS: Final = {
    kinds.SHAPEFILE: ("ESRI Shapefile",), kinds.DBF: ("ESRI Shapefile",),
    kinds.GEOPACKAGE: ("GPKG",), kinds.FILEGDB: ("OpenFileGDB",),
    kinds.KML: ("LIBKML", "KML"), kinds.GEOJSON: ("GeoJSON",),
}  # fmt: skip
# Drivers of the library that follow references, start programs, or read what is not asked for:
# GDAL tries every driver on a file, so they are taken out before it begins.
SKIPPED: Final = (
    "PCIDSK,PDS4,VICAR,PDF,MBTiles,EEDA,OGCAPI,GDALG,MapInfo File,LVBAG,S57,DGN,OGR_VRT,CSV,GML,"
    "GPX,GeoJSONSeq,ESRIJSON,TopoJSON,OGR_GMT,SQLite,WAsP,DXF,FlatGeobuf,GeoRSS,VFK,PGDUMP,OSM,"
    "GPSBabel,OGR_PDS,WFS,OAPIF,EDIGEO,Idrisi,ODS,XLSX,Elasticsearch,Carto,AmigoCloud,SXF,"
    "Selafin,JML,PLSCENES,CSW,VDV,MVT,NGW,MapML,GTFS,PMTiles,JSONFG,MiraMonVector,ADBC,AVCBin,"
    "AVCE00,AIVector,HTTP"
)


@dataclass(frozen=True)
class Asked:
    """What a person chose of a file.

    Attributes:
        layer: table of the file; empty = the first with polygons, else the first.
        encoding: of the text; empty = guess.
        most: rows read; 0 = all.
    """

    layer: str = ""
    encoding: str = ""
    most: int = 0


def read_vector(path: Path, asked: Asked) -> Source:
    """One table of a vector file.

    Raises:
        UserError: what ``gather`` refuses; ``base.sqlite``, ``base.unreadable``,
            ``base.layer``, ``base.rows``.
    """
    with tempfile.TemporaryDirectory(prefix="base-") as folder:
        return _opened(gather(path, Path(folder)), asked)


def _opened(file: Gathered, asked: Asked) -> Source:
    allowed = None
    if file.format == kinds.GEOPACKAGE:
        from patrol_app.geo.vector.geopackage import layers_of

        allowed = layers_of(file.path)
    os.environ.setdefault("GDAL_SKIP", SKIPPED)
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError, GeometryError

    pyogrio.set_gdal_config_options(
        {"SHAPE_RESTORE_SHX": True, "OGR_SQLITE_LOAD_EXTENSIONS": "NO", "CPL_CURL_ENABLED": False}
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL's remarks on odd files go nowhere
            return _read(file, asked, allowed)
    except (
        DataSourceError, DataLayerError, FieldError, GeometryError, UnicodeError, ValueError,
        OverflowError, RuntimeError, TypeError,
    ) as error:  # fmt: skip
        raise kinds.unreadable(file.format) from error


def _read(file: Gathered, asked: Asked, allowed: tuple[str, ...] | None) -> Source:
    import pyogrio
    from pyogrio.raw import read

    options: dict[str, Any] = {"IMMUTABLE": "YES"} if file.format == kinds.GEOPACKAGE else {}
    listed = pyogrio.list_layers(file.path)
    layers = [str(row[0]) for row in listed if allowed is None or str(row[0]) in allowed]
    types = {str(row[0]): str(row[1] or "") for row in listed}
    if not layers:
        raise kinds.unreadable(file.format)
    if asked.layer and asked.layer not in layers:
        raise UserError("base.layer", N_("The file has no table {layer}"), layer=asked.layer)
    areal = [name for name in layers if "Polygon" in types[name]]
    layer = asked.layer or (areal or layers)[0]
    dbf = file.format in (kinds.SHAPEFILE, kinds.DBF)
    info = pyogrio.read_info(
        file.path, layer=layer, encoding=_BYTES if dbf else None, force_feature_count=True
    )
    if info["driver"] not in _DRIVERS[file.format]:
        raise kinds.unreadable(file.format)
    count = int(info["features"])
    if count > limits.DATASET_ROWS or len(info["fields"]) > limits.BASE_COLUMNS:
        raise UserError(
            "base.rows", N_("More than {limit} rows or too many columns"), limit=limits.DATASET_ROWS
        )
    meta, _fids, wkb, arrays = read(
        file.path,
        layer=layer,
        encoding=_BYTES if dbf else None,
        force_2d=True,
        read_geometry=info["geometry_type"] is not None,
        max_features=asked.most or None,
        datetime_as_string=True,
        **options,
    )
    found = Source(
        file.format,
        tuple(layers) if len(layers) > 1 else (),
        layer if len(layers) > 1 else file.name,
        [str(name) for name in meta["fields"]],
        [_column(array) for array in arrays],
        stated=str(meta["crs"] or "") or file.prj,
    )
    if dbf:
        _decode(found, file, asked.encoding)
    found.columns = unique_names(found.columns)
    found.cells = [[cell_text(value) for value in column] for column in found.cells]
    if wkb is not None:
        _shapes(found, wkb)
    return found


def _column(array: Any) -> list[Any]:
    """Values of one field; a date without time keeps its day alone."""
    values: list[Any] = array.tolist()
    if array.dtype.kind == "O":
        return [
            value[:10] if isinstance(value, str) and value[10:] == "T00:00:00" else value
            for value in values
        ]
    return values


def _shapes(found: Source, wkb: Any) -> None:
    import shapely

    with np.errstate(invalid="ignore"):
        shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    present = np.array([one is not None for one in wkb], dtype=bool)
    broken = present & shapely.is_missing(shapes)
    found.note("base.broken_shape", N_("Shapes that cannot be read: {count}"), int(broken.sum()))
    found.shapes = shapes


def _decode(found: Source, file: Gathered, given: str) -> None:
    """Texts that GDAL took as bytes, read by the rule."""
    raw = [
        [value.encode("latin-1") if isinstance(value, str) else value for value in column]
        for column in found.cells
    ]
    names = [name.encode("latin-1") for name in found.columns]
    head = file.path.with_suffix(".dbf").read_bytes()[: encoding.LDID_AT + 1]
    ldid = head[encoding.LDID_AT] if len(head) > encoding.LDID_AT else 0
    values = {value for column in raw for value in column if isinstance(value, bytes)}
    if given:
        choice = encoding.Guess(encoding.named(given) or given, "given")
        if not encoding.fits([*values, *names], choice.name):
            raise UserError(
                "base.encoding", N_("The text does not read as {encoding}"),
                field="encoding", encoding=given,
            )  # fmt: skip
    else:
        choice = encoding.guess([*values, *names], file.cpg, ldid)
    texts = {value: _lenient(value, choice.name) for value in values}
    found.cells = [
        [texts[value] if isinstance(value, bytes) else value for value in column] for column in raw
    ]
    found.columns = [_lenient(name, choice.name) for name in names]
    found.encoding, found.encoding_by = choice.name, choice.by
    found.note(
        "base.cpg_wrong", N_("The file states another text encoding than it has"),
        int(choice.stated_wrong),
    )  # fmt: skip


def _lenient(value: bytes, name: str) -> str:
    """The text for a preview too, where the question is still open."""
    text = encoding.read(value, name)
    return value.decode(name, "replace") if text is None else text
