"""Writing base data as files that other programs read: the job behind ``base export``.

A file is made beside its place under another name and moved there when it is whole.
"""

from __future__ import annotations

import csv
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from patrol_app.errors import EnvironmentFault, UserError
from patrol_app.geo import crs
from patrol_app.geo.shapes import wkb_of
from patrol_app.i18n import N_
from patrol_app.services.base.content import decode
from patrol_app.services.base.formula_text import marked
from patrol_app.services.base.kinds import BaseField, fields_of
from patrol_app.workers.jobs import Progress

DRIVERS: Final = {
    ".gpkg": "GPKG",
    ".shp": "ESRI Shapefile",
    ".geojson": "GeoJSON",
    ".kml": "LIBKML",
}
TABLES: Final = (".xlsx", ".csv")
_DEGREES_ALONE: Final = (".geojson", ".kml")
DBF_NAME: Final = 10  # bytes of a column's name in a shapefile
_AREA: Final = "area"
_MU_E4: Final = 10_000

Columns = dict[str, list[Any]]


def write(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """Write one kind of base data.

    Args:
        args: ``path`` (its suffix says the format), ``kind``, ``epsg`` (default 4490).
        parts: the dataset's file, empty where there is none; then the values of the records,
            a JSON list of objects by the names of the kind's fields.
        progress: told (step, 2).

    Returns:
        ``count`` rows and ``files`` written.

    Raises:
        UserError: ``export.format``, ``export.no_shapes``, ``crs.unknown`` ...
        EnvironmentFault: ``export.write``.
    """
    progress(0, 2)
    path, kind = Path(str(args["path"])), str(args["kind"])
    suffix = path.suffix.lower()
    if suffix not in (*DRIVERS, *TABLES):
        raise UserError(
            "export.format", N_("Files are written as gpkg, shp, geojson, kml, xlsx or csv")
        )
    rows = _rows(kind, parts[0], json.loads(parts[1]) if len(parts) > 1 else [])
    columns = _columns(kind, rows)
    progress(1, 2)
    with tempfile.TemporaryDirectory(prefix=".base-", dir=path.parent) as folder:
        made = Path(folder) / path.name
        try:
            if suffix == ".csv":
                _write_csv(made, _headed(kind, columns))
            elif suffix == ".xlsx":
                _write_xlsx(made, _headed(kind, columns))
            else:
                write_shapes(made, suffix, columns, rows, int(args.get("epsg") or crs.CGCS2000))
            files = sorted(Path(folder).iterdir())
            for one in files:
                os.replace(one, path.parent / one.name)
        except OSError as error:
            raise EnvironmentFault("export.write", N_("The file cannot be written")) from error
    return {"count": len(rows), "files": [str(path.parent / one.name) for one in files]}, []


def _rows(kind: str, content: bytes, records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One mapping a row: values by field, and the shape."""
    rows: dict[str, dict[str, Any]] = {}
    for at, record in enumerate(records):
        rows[str(record.get("grid_no") or at)] = dict(record)
    if content:
        for row in decode(content, kind):
            code = str(row.get("code") or row.get("day"))
            values = {**row, **row.pop("attrs", {})}
            held = rows.setdefault(code, values)
            if held is not values:
                held["shape"] = row.get("shape")
            if kind == "grid":
                held.setdefault("grid_no", code)
                held.setdefault("name", row.get("name", ""))
    return list(rows.values())


def _columns(kind: str, rows: Sequence[Mapping[str, Any]]) -> Columns:
    """The filled fields of the kind, in its order."""
    made: Columns = {}
    for one in fields_of(kind):
        values = [_value(one, row) for row in rows]
        if one.required or any(value not in ("", None) for value in values):
            made[one.name] = values
    return made


def _value(one: BaseField, row: Mapping[str, Any]) -> Any:
    if one.name == _AREA:
        stated = row.get("area_mu_e4")
        if stated is not None:
            return stated / _MU_E4
        return float(row["area_mu"]) if row.get("area_mu") else None
    value = row.get(one.name, "")
    if isinstance(value, bool):
        return "上班" if value else "休息"
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return "" if value is None else str(value)


def _headed(kind: str, columns: Columns) -> Columns:
    """Chinese headings; the area's one states its unit."""
    labels = {one.name: one.zh for one in fields_of(kind)}
    return {
        labels[name] + ("（亩）" if name == _AREA else ""): values
        for name, values in columns.items()
    }


def _write_csv(path: Path, columns: Columns) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:  # the mark is for Excel
        writer = csv.writer(stream)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow([marked(value) if isinstance(value, str) else value for value in row])


def _write_xlsx(path: Path, columns: Columns) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for at, name in enumerate(columns):
            sheet.set_column(at, at, max(10, min(2 * len(name) + 4, 40)))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, list(columns), bold)
        for number, row in enumerate(zip(*columns.values(), strict=True), 1):
            for at, value in enumerate(row):
                if isinstance(value, float):
                    sheet.write_number(number, at, value)
                elif value not in ("", None):
                    sheet.write_string(number, at, str(value))


def write_shapes(
    path: Path, suffix: str, columns: Columns, rows: Sequence[Mapping[str, Any]], epsg: int
) -> None:
    """Write rows with their shapes.

    Args:
        path: the file; suffix: one of ``DRIVERS``.
        columns: cells by heading; rows: ``shape`` of each (lists of steps, or None).
        epsg: coordinate system, where the format leaves the choice.

    Raises:
        UserError: ``export.no_shapes``, ``crs.unknown``.
    """
    import numpy as np
    import shapely
    from pyogrio.raw import write as write_vector

    if not any(row.get("shape") for row in rows):
        raise UserError("export.no_shapes", N_("There are no shapes; choose xlsx or csv"))
    shapes = np.array(
        [shapely.from_wkb(wkb_of(row["shape"])[0]) if row.get("shape") else None for row in rows],
        dtype=object,
    )
    if suffix in _DEGREES_ALONE:
        epsg = crs.WGS84  # their standards fix it; the two differ by less than 1 m
    elif epsg not in crs.GEOGRAPHIC:
        shapes = _projected(shapes, epsg)
    arrays = [_array(values) for values in columns.values()]
    names, options = list(columns), {}
    if suffix == ".shp":
        names = [name[:DBF_NAME] for name in names]
        options["encoding"] = _dbf_encoding(columns)
    write_vector(
        path,
        shapely.to_wkb(shapes),
        arrays,
        names,
        geometry_type="MultiPolygon" if _several(shapes) else "Polygon",
        promote_to_multi=_several(shapes),
        crs=f"EPSG:{epsg}",
        driver=DRIVERS[suffix],
        **options,
    )
    if suffix == ".shp":
        path.with_suffix(".cpg").write_text(options["encoding"], encoding="ascii")


def _projected(shapes: Any, epsg: int) -> Any:
    import numpy as np
    import pyproj
    import shapely

    crs.check_system(epsg)
    change = pyproj.Transformer.from_crs(crs.CGCS2000, epsg, always_xy=True)

    def metres(points: Any) -> Any:
        """Easting and northing."""
        return np.column_stack(change.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shapes, metres)


def _several(shapes: Any) -> bool:
    return any(one is not None and one.geom_type == "MultiPolygon" for one in shapes)


def _array(values: Sequence[Any]) -> Any:
    import numpy as np

    if any(isinstance(value, float) for value in values):
        return np.array([float("nan") if v in (None, "") else v for v in values], dtype=float)
    return np.array(["" if value is None else str(value) for value in values], dtype=object)


def _dbf_encoding(columns: Columns) -> str:
    """GBK, which bureaus' programs expect; UTF-8 where a character is outside of it."""
    try:
        for values in columns.values():
            "".join(value for value in values if isinstance(value, str)).encode("gbk")
    except UnicodeEncodeError:
        return "UTF-8"
    return "GBK"
