"""Jobs of base data: look at a file, and turn it into the file of a dataset. Nothing is written."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, Final

import numpy as np

from patrol_app import limits
from patrol_app.domain.records.dataset import GRID, PATCH, SHAPED
from patrol_app.errors import UserError
from patrol_app.geo import crs, shapes
from patrol_app.geo.vector import source as kinds
from patrol_app.geo.vector.ogr import Asked, read_vector
from patrol_app.geo.vector.source import Source
from patrol_app.i18n import N_
from patrol_app.services.base import cells
from patrol_app.services.base.content import encode
from patrol_app.services.base.convert import Converted, Fault, convert
from patrol_app.services.base.kinds import RECORDS
from patrol_app.workers.jobs import Progress

SHOWN_ROWS: Final = 20
_TABLES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".csv", ".txt", ".tsv"})
_DIFFERENT: Final = 0.05  # stated area against the shape's
# Shape area in m² over the stated number, for each unit of the statement.
_RATIOS: Final = ((cells.MU, 10_000 / 15), (cells.HECTARE, 10_000.0), (cells.SQUARE_METRE, 1.0))


def preview(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """What a file of base data holds.

    Args:
        args: ``path``; ``layer`` and ``encoding`` as a person chose them, or empty.
        parts: empty.
        progress: told once, before the work.

    Returns:
        ``format layers layer columns count rows first_row shapes {kind: count} bounds stated
        stated_epsg proposals encoding encoding_by findings``.

    Raises:
        UserError: the file is refused.
    """
    progress(0, 1)
    source = _read(args)
    bounds = _bounds(source)
    if source.format in kinds.ALWAYS_WGS84:
        stated: int | None = crs.WGS84
    else:
        stated = crs.stated_epsg(source.stated)
    proposals = crs.propose(bounds, stated) if bounds else []
    if bounds and stated and proposals and not proposals[0].stated:
        source.note(
            "base.crs_lies", N_("The file states a coordinate system that its numbers do not have")
        )
    shown = [list(row) for row in zip(*(c[:SHOWN_ROWS] for c in source.cells), strict=True)]
    result = {
        "format": source.format,
        "layers": list(source.layers),
        "layer": source.layer,
        "columns": source.columns,
        "count": len(source),
        "rows": shown,
        "first_row": source.first_row,
        "shapes": _kinds(source),
        "bounds": list(bounds) if bounds else [],
        "stated": source.stated[:200],
        "stated_epsg": stated or 0,
        "proposals": [one.plain() for one in proposals],
        "encoding": source.encoding,
        "encoding_by": source.encoding_by,
        "findings": [finding.plain() for finding in source.findings],
    }
    return result, []


def rows(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """A file as the rows of a kind: the rehearsal of an import.

    Args:
        args: ``path layer encoding kind mapping unit epsg swapped shift former``.
        parts: empty.
        progress: told (step, 4).

    Returns:
        ``count`` rows taken, ``faults`` (the first ones) and ``fault_count``, ``findings``,
        ``bounds`` in degrees, ``area_m2``, ``unit``, ``sample``, ``records`` and ``content``
        (numbers of parts, -1 where there is none).

    Raises:
        UserError: the file, the coordinate system or the unit is refused.
    """
    progress(0, 4)
    kind, mapping = str(args["kind"]), dict(args["mapping"])
    source = _read(args)
    if source.encoding_by == "asked":
        raise UserError(
            "base.encoding_open", N_("Which text encoding does the file have?"), field="encoding"
        )
    progress(1, 4)
    placed = _placed(source, args) if kind in SHAPED else None
    areas = shapes.areas_m2(placed.shapes) if placed is not None else None
    progress(2, 4)
    unit = str(args.get("unit") or "") or _unit(source, mapping, areas)
    if "area" in mapping and not unit:
        raise UserError("base.unit", N_("Which unit do the areas have?"), field="unit")
    made = convert(kind, source, mapping, unit, dict(args.get("former") or {}))
    words = N_("Rows with a former division code, taken under the present one: {count}")
    source.note("base.former", words, made.former)
    if kind in RECORDS and len(made.records) > limits.BASE_RECORDS:
        raise UserError(
            "base.rows", N_("More than {limit} rows or too many columns"),
            limit=limits.BASE_RECORDS,
        )  # fmt: skip
    if placed is not None:
        _shaped(made, source, placed)
        _compared(made, source, areas)
    if kind == PATCH:
        _whole_rows(made, source)
    progress(3, 4)
    return _answer(kind, source, made, placed, areas, unit)


def _read(args: dict[str, Any]) -> Source:
    path = Path(str(args["path"]))
    asked = Asked(str(args.get("layer") or ""), str(args.get("encoding") or ""))
    if not path.exists():
        raise UserError("file.absent", N_("There is no file {name}"), name=path.name)
    suffix = path.suffix.lower()
    if suffix in _TABLES and path.is_file():
        from patrol_app.workers.tables import read_csv_table, read_xlsx

        reader = read_xlsx if suffix.startswith(".xls") else read_csv_table
        found = reader(path, asked)
    else:
        found = read_vector(path, asked)
    found.note_cut()
    return found


def _bounds(source: Source) -> tuple[float, float, float, float] | None:
    import shapely

    if source.shapes is None or not len(source.shapes):
        return None
    found = shapely.total_bounds(source.shapes)
    return None if np.isnan(found).any() else tuple(map(float, found))  # type: ignore[return-value]


def _kinds(source: Source) -> dict[str, int]:
    if source.shapes is None:
        return {}
    names = Counter("none" if one is None else one.geom_type for one in source.shapes)
    return dict(sorted(names.items()))


def _placed(source: Source, args: dict[str, Any]) -> shapes.Cleaned | None:
    """The shapes in degrees; None for a table without."""
    import shapely

    if source.shapes is None:
        return None
    epsg = int(args.get("epsg") or 0)
    if not epsg:
        raise UserError("base.crs", N_("Which coordinate system does the file have?"), field="crs")
    shift = [float(one) for one in args.get("shift") or ()]
    change = crs.Transformer(epsg, swapped=bool(args.get("swapped")), shift=shift)
    degrees = shapely.transform(shapely.force_2d(source.shapes), change.degrees)
    bounds = shapely.total_bounds(degrees)
    if not np.isfinite(bounds).all() or not crs.in_china(bounds):
        raise UserError(
            "base.elsewhere",
            N_("With this coordinate system the data would lie outside the country"),
            field="crs",
        )
    return shapes.clean(degrees)


def _shaped(made: Converted, source: Source, placed: shapes.Cleaned) -> None:
    """Give each row its shape; a row without one is refused."""
    kept_rows, kept_at = [], []
    dropped = set(placed.dropped)
    listed = shapes.steps(placed.shapes[made.at]) if made.at else iter(())
    for at, row, shape in zip(made.at, made.rows, listed, strict=True):
        if shape is None:
            reason = N_("The shape has no area") if at in dropped else N_("The row has no shape")
            made.faults.append(Fault(source.first_row + at, "shape", "base.no_shape", reason))
            continue
        corners = sum(len(ring) // 2 + 1 for polygon in shape for ring in polygon)
        rings = max(len(shape), *(len(polygon) for polygon in shape))
        if corners > limits.AREA_VERTICES or rings > limits.AREA_RINGS:
            made.faults.append(
                Fault(
                    source.first_row + at, "shape", "base.large_shape",
                    N_("The shape has more than {limit} corners"), {"limit": limits.AREA_VERTICES},
                )
            )  # fmt: skip
            continue
        row["shape"] = shape
        kept_rows.append(row)
        kept_at.append(at)
    made.rows, made.at = kept_rows, kept_at
    made.faults.sort(key=lambda fault: fault.row)
    source.note(
        "base.mended", N_("Shapes that crossed themselves were mended: {count}"),
        len(placed.mended),
    )  # fmt: skip


def _compared(made: Converted, source: Source, areas: Any) -> None:
    """The shape's area in each row; how many statements differ from it."""
    differing = 0
    for at, row in zip(made.at, made.rows, strict=True):
        row["area_m2"] = round(float(areas[at]))
        stated = row["attrs"].get("area_mu_e4")
        if stated is not None and areas[at] > 0:
            differing += abs(stated / 15 / areas[at] - 1) > _DIFFERENT
    source.note(
        "base.area_differs",
        N_("Rows whose stated area differs from the shape by over 5 %: {count}"),
        differing,
    )  # fmt: skip


def _whole_rows(made: Converted, source: Source) -> None:
    """Every cell of each row under its heading: the list goes back as it came."""
    for at, row in zip(made.at, made.rows, strict=True):
        pairs = zip(source.columns, (column[at] for column in source.cells), strict=True)
        row["attrs"]["cells"] = [part for pair in pairs for part in pair]


def _unit(source: Source, mapping: dict[str, str], areas: Any) -> str:
    """The unit that the heading states, or that fits the shapes; empty where neither tells."""
    column = mapping.get("area")
    if not column:
        return ""
    if stated := cells.unit_in(column):
        return stated
    if areas is None:
        return ""
    texts = source.cells[source.columns.index(column)]
    ratios = []
    for text, area in zip(texts, areas, strict=True):
        try:
            number = float(text)
        except ValueError:
            continue
        if number > 0 and area > 0:
            ratios.append(area / number)
    middle = float(np.median(ratios)) if ratios else 0.0
    fits = [unit for unit, ratio in _RATIOS if abs(middle / ratio - 1) < 0.2]
    if len(ratios) < 3 or not fits:
        return ""
    source.note("base.unit_found", N_("The unit of the areas was found by the shapes"))
    return fits[0]


def _answer(
    kind: str, source: Source, made: Converted, placed: shapes.Cleaned | None, areas: Any, unit: str
) -> tuple[dict[str, Any], list[bytes]]:
    import shapely

    parts: list[bytes] = []
    result: dict[str, Any] = {
        "count": len(made.at),
        "fault_count": len(made.faults),
        "faults": [fault.plain() for fault in made.faults[: limits.BASE_FAULTS]],
        "findings": [finding.plain() for finding in source.findings],
        "unit": unit,
        "bounds": [],
        "area_m2": 0,
        "records": -1,
        "content": -1,
        "sample": [
            {"code": row.get("code") or row.get("day", ""), "name": row.get("name", "")}
            for row in made.rows[:5]
        ],
    }
    if placed is not None and made.at:
        result["bounds"] = [float(one) for one in shapely.total_bounds(placed.shapes[made.at])]
        result["area_m2"] = round(float(np.nansum(areas[made.at])))
    if kind in RECORDS:
        numbered = [
            [source.first_row + at, record]
            for at, record in zip(made.at, made.records, strict=False)
        ]
        parts.append(json.dumps(numbered, ensure_ascii=False).encode("utf-8"))
        result["records"] = 0
    if made.rows and not made.faults and (kind != GRID or placed is not None):
        parts.append(encode(kind, made.rows))
        result["content"] = len(parts) - 1
    return result, parts
