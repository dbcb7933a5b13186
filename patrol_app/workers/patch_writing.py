"""Table and shapes of an inspection as files that the level above reads: job ``patch_write``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from patrol_app.errors import EnvironmentFault
from patrol_app.geo import crs
from patrol_app.i18n import N_
from patrol_app.workers.base_writing import write_shapes
from patrol_app.workers.jobs import Progress

# A number that is the same again when a table program has shown it: no leading, no closing zero.
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,11})(\.\d{0,5}[1-9])?")


def write(
    args: dict[str, Any], parts: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[bytes]]:
    """Write the table, and the shapes where there are any.

    Args:
        args: ``table`` and ``shapes``: paths ending in .xlsx and .shp; ``epsg``, 0 = CGCS2000 in
            degrees; ``texts``: headings whose cells are never numbers.
        parts: JSON of ``columns {heading: cells}``, ``short {heading: cells}`` for the shapes,
            and ``shapes`` (lists of steps, or null) one a row.
        progress: told (step, 2).

    Returns:
        ``files``: names written.

    Raises:
        UserError: ``crs.unknown``.
        EnvironmentFault: ``export.write``.
    """
    progress(0, 2)
    held = json.loads(parts[0])
    table, shapes = Path(str(args["table"])), Path(str(args["shapes"]))
    try:
        _table(table, held["columns"], set(args.get("texts") or ()))
        progress(1, 2)
        kept = [at for at, shape in enumerate(held["shapes"]) if shape]
        if kept:
            columns = {
                name: [cells[at] for at in kept] for name, cells in held["short"].items()
            }  # fmt: skip
            rows = [{"shape": held["shapes"][at]} for at in kept]
            write_shapes(shapes, ".shp", columns, rows, int(args.get("epsg") or crs.CGCS2000))
    except OSError as error:
        raise EnvironmentFault("export.write", N_("The file cannot be written")) from error
    return {"files": sorted({one.name for one in table.parent.iterdir() if one.is_file()})}, []


def _table(path: Path, columns: dict[str, list[str]], texts: set[str]) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("图斑")
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#F0F2EF"})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(1, 1)
        for at, (name, cells) in enumerate(columns.items()):
            longest = max((len(text) for text in (name, *cells)), default=0)
            sheet.set_column(at, at, max(8, min(2 * longest + 2, 40)))
        sheet.write_row(0, 0, list(columns), head)
        for number, row in enumerate(zip(*columns.values(), strict=True), 1):
            for at, (name, text) in enumerate(zip(columns, row, strict=True)):
                if name not in texts and _NUMBER.fullmatch(text):
                    sheet.write_number(number, at, float(text))
                elif text:
                    sheet.write_string(number, at, text)
