"""What every reader of base data gives: columns of text, shapes as the file has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.finding import Finding
from patrol_app.i18n import N_

Geometries = npt.NDArray[np.object_]

SHAPEFILE: Final = "Shapefile"
DBF: Final = "DBF"
GEOPACKAGE: Final = "GeoPackage"
FILEGDB: Final = "FileGDB"
KML: Final = "KML"
GEOJSON: Final = "GeoJSON"
XLSX: Final = "xlsx"
CSV: Final = "CSV"
CUT: Final = "…"  # the end of a text that is too long for a cell
# Their standards fix WGS84, longitude first.
ALWAYS_WGS84: Final = frozenset({KML, GEOJSON})


@dataclass
class Source:
    """One table of a file.

    Attributes:
        format: one of the names above.
        layers: tables of the file that can be read; layer: the one that was.
        columns: names in the file's order, each once.
        cells: one list of texts a column; an empty cell is ``""``.
        first_row: number that people see of the first row (a sheet's header comes before it).
        shapes: geometries as in the file; None for a table without.
        stated: what the file says of its coordinate system, ``""`` for nothing.
        encoding: Python's name of the text encoding; encoding_by: how it was found: ``cpg``,
            ``ldid``, ``utf-8``, ``gb18030``, ``ascii``, ``given``, ``asked`` (open), ``""``.
        findings: what a person should know.
    """

    format: str
    layers: tuple[str, ...]
    layer: str
    columns: list[str]
    cells: list[list[str]]
    first_row: int = 1
    shapes: Geometries | None = None
    stated: str = ""
    encoding: str = ""
    encoding_by: str = ""
    findings: list[Finding] = field(default_factory=list)

    def __len__(self) -> int:
        """Rows."""
        if self.cells:
            return len(self.cells[0])
        return 0 if self.shapes is None else len(self.shapes)

    def row(self, number: int) -> dict[str, str]:
        """One row by the columns' names."""
        pairs = zip(self.columns, self.cells, strict=True)
        return {name: column[number] for name, column in pairs}

    def note_cut(self) -> None:
        """Say how many cells were too long and lost their end."""
        whole = limits.BASE_CELL_CHARS
        wide = [column for column in self.cells if max(map(len, column), default=0) >= whole]
        cut = sum(len(cell) == whole and cell.endswith(CUT) for column in wide for cell in column)
        msgid = N_("Cells longer than {limit} characters, cut there: {count}")
        self.note("base.cut", msgid, cut, limit=whole)

    def note(self, code: str, msgid: str, count: int = 1, **params: Any) -> None:
        """Add a finding; a count of 0 adds nothing."""
        if count:
            self.findings.append(Finding(code, msgid, count, params))


def unreadable(reason: str) -> UserError:
    """The refusal of a file that its format's reader gives up on."""
    return UserError("base.unreadable", N_("The file cannot be read as {format}"), format=reason)


def too_large() -> UserError:
    """The refusal of a file above the limits of base data."""
    return UserError("base.too_large", N_("The file is larger than base data may be"))


def unique_names(names: list[str]) -> list[str]:
    """Names of columns, each once: a repeated or empty one gets its place as a number."""
    seen: set[str] = set()
    made = []
    for at, name in enumerate(names, 1):
        text = " ".join(name.split())[: limits.NAME_CHARS] or f"#{at}"
        made.append(text if text not in seen else f"{text} #{at}")
        seen.add(made[-1])
    return made


def cell_text(value: Any) -> str:
    """A value of a table as text: whole numbers without a point, nothing for empty ones."""
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "1" if value else "0"
    if isinstance(value, float | np.floating):
        number = float(value)
        if number != number:  # nan stands for an empty cell
            return ""
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
    if isinstance(value, bytes):
        return ""  # a picture or a blob is no text
    text = " ".join(str(value).replace("\x00", " ").split())
    return text if len(text) <= limits.BASE_CELL_CHARS else text[: limits.BASE_CELL_CHARS - 1] + CUT
