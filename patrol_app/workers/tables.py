"""Tables of base data without shapes of their own: xlsx sheets and CSV files."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from patrol_app import limits
from patrol_app.errors import UserError
from patrol_app.geo.readers.archive import Archive
from patrol_app.geo.readers.text import recode
from patrol_app.geo.vector import source as kinds
from patrol_app.geo.vector.ogr import Asked
from patrol_app.geo.vector.source import Source, cell_text, unique_names
from patrol_app.i18n import N_
from patrol_app.services.base.formula_text import unmarked

Cells = list[list[str]]
_HEAD_ROWS: Final = 12  # a title, notes and a heading of several rows stand within these
_MERGE = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_WKT: Final = re.compile(r"\s*(?:SRID=\d+;)?(?:MULTI)?POLYGON", re.IGNORECASE)


def read_csv_table(path: Path, asked: Asked) -> Source:
    """A CSV file as a table.

    Raises:
        UserError: ``file.open``, ``base.too_large``, ``base.encoding``, ``file.encoding``,
            ``base.empty``, ``base.rows``.
    """
    data = _load(path)
    try:
        if asked.encoding:
            text, used, by = data.decode(asked.encoding), asked.encoding, "given"
        else:
            found = recode(data)
            text, used, by = found.data.decode("utf-8"), found.encoding, found.encoding
    except (UnicodeError, LookupError) as error:
        raise UserError(
            "base.encoding", N_("The text does not read as {encoding}"),
            field="encoding", encoding=asked.encoding or "UTF-8",
        ) from error  # fmt: skip
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    delimiter = max(",;\t|，", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        rows = [[unmarked(cell_text(value)) for value in row] for row in _bounded(reader)]
    except csv.Error as error:
        raise kinds.unreadable(kinds.CSV) from error
    found_table = _table(kinds.CSV, (), path.stem, rows, ())
    found_table.encoding, found_table.encoding_by = used, by
    return found_table


def read_xlsx(path: Path, asked: Asked) -> Source:
    """A sheet of a workbook as a table; merged headings are read as they are meant.

    Raises:
        UserError: ``file.open``, ``zip.refused``, ``base.too_large``, ``base.layer``,
            ``base.unreadable``, ``base.empty``, ``base.rows``.
    """
    data = _load(path)
    import openpyxl

    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UserError("base.xls", N_("Old Excel files (.xls) are not read: save it as xlsx"))
    archive = Archive(data)
    if sum(entry.size for entry in archive.entries) > 8 * limits.BASE_TABLE_BYTES:
        raise kinds.too_large()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # remarks on styles and odd files go nowhere
            return _sheet(
                archive,
                openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True),
                asked,
            )
    except UserError:
        raise
    except Exception as error:
        # openpyxl raises whatever its parsing runs into (KeyError, zlib.error, ParseError ...)
        raise kinds.unreadable(kinds.XLSX) from error


def _sheet(archive: Archive, book: Any, asked: Asked) -> Source:
    names = [sheet.title for sheet in book.worksheets]
    if asked.layer and asked.layer not in names:
        raise UserError("base.layer", N_("The file has no table {layer}"), layer=asked.layer)
    title = asked.layer or next(
        (sheet.title for sheet in book.worksheets if _filled(sheet)), names[0]
    )
    sheet = book[title]
    merged = _merged(archive, book, title)
    rows = [[_cell(value) for value in row] for row in _bounded(sheet.iter_rows(values_only=True))]
    return _table(kinds.XLSX, tuple(names) if len(names) > 1 else (), title, rows, merged)


def shapes_of(found: Source) -> None:
    """Shapes of a column with WKT, which then is no column any more."""
    for at, column in enumerate(found.cells):
        if any(map(_WKT.match, column[:20])):
            import shapely

            texts = [re.sub(r"^\s*SRID=\d+;", "", text) or None for text in column]
            found.shapes = shapely.from_wkt(texts, on_invalid="ignore")
            del found.columns[at], found.cells[at]
            return


def _load(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(limits.BASE_TABLE_BYTES + 1)
    except OSError as error:
        raise UserError("file.open", N_("The file cannot be opened")) from error
    if len(data) > limits.BASE_TABLE_BYTES:
        raise kinds.too_large()
    return data


def _bounded(rows: Any) -> Iterator[Sequence[Any]]:
    """Rows within the limits; the empty ones at the end of a sheet are not counted as rows."""
    empty = 0
    for number, row in enumerate(rows):
        if number > limits.DATASET_ROWS:
            raise UserError(
                "base.rows", N_("More than {limit} rows or too many columns"),
                limit=limits.DATASET_ROWS,
            )  # fmt: skip
        if not any(value not in (None, "") for value in row):
            empty += 1
            if empty > 10_000:  # a sheet formatted to its last row
                return
            if number < _HEAD_ROWS:
                yield row[: limits.BASE_COLUMNS]
            continue
        empty = 0
        last = max(at for at, value in enumerate(row) if value not in (None, ""))
        if last >= limits.BASE_COLUMNS:
            raise UserError(
                "base.rows", N_("More than {limit} rows or too many columns"),
                limit=limits.BASE_COLUMNS,
            )  # fmt: skip
        yield row[: last + 1]


def _cell(value: Any) -> str:
    """A sheet's value; a date without time keeps its day alone."""
    text = cell_text(value)
    return text[:10] if hasattr(value, "year") and text.endswith(" 00:00:00") else text


def _filled(sheet: Any) -> bool:
    rows = sheet.iter_rows(max_row=_HEAD_ROWS, values_only=True)
    return any(value not in (None, "") for row in rows for value in row)


def _merged(archive: Archive, book: Any, title: str) -> tuple[tuple[int, int, int, int], ...]:
    """Merged cells of a sheet's head as (first row, first column, last row, last column) from 0."""
    path = str(book[title]._worksheet_path).lstrip("/")
    if path not in {entry.name for entry in archive.entries}:
        return ()
    found = []
    for first, top, last, bottom in _MERGE.findall(archive.read(path, limits.ZIP_EXPANDED_BYTES)):
        if int(top) <= _HEAD_ROWS:
            found.append((int(top) - 1, _number(first), int(bottom) - 1, _number(last)))
    return tuple(found)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _table(
    format: str,
    layers: tuple[str, ...],
    title: str,
    rows: Cells,
    merged: Sequence[tuple[int, int, int, int]],
) -> Source:
    top = next((at for at, row in enumerate(rows) if len({v for v in row if v}) >= 2), None)
    if top is None:
        top = next((at for at, row in enumerate(rows) if any(row)), None)
    if top is None:
        raise UserError("base.empty", N_("The table is empty"))
    width = max(len(row) for row in rows[top:])
    bottom = _bottom(top, merged)
    head = _head(rows, top, bottom, width, merged)
    body = [(at, row) for at, row in enumerate(rows) if at > bottom and any(row)]
    cells = [[row[at] if at < len(row) else "" for _n, row in body] for at in range(width)]
    found = Source(
        format, layers, title, unique_names(head), cells, body[0][0] + 1 if body else bottom + 2
    )
    shapes_of(found)
    return found


def _bottom(top: int, merged: Sequence[tuple[int, int, int, int]]) -> int:
    """The last row of a heading that begins at ``top``: as deep as its merged cells say."""
    across = [span for span in merged if span[0] == top and span[3] > span[1]]
    deep = max((span[2] for span in merged if span[0] == top), default=top)
    return max(deep, top + 1 if across else top)


def _head(
    rows: Cells, top: int, bottom: int, width: int, merged: Sequence[tuple[int, int, int, int]]
) -> list[str]:
    """Names of columns: what stands above one another, joined by ``/``, each part once."""
    head = [[*row, *[""] * (width - len(row))] for row in rows[top : bottom + 1]]
    for first, left, last, right in merged:
        if not top <= first <= bottom:
            continue
        value = head[first - top][left] if left < width else ""
        for row in range(first, min(last, bottom) + 1):
            for column in range(left, min(right + 1, width)):
                head[row - top][column] = value
    return ["/".join(dict.fromkeys(filter(None, column))) for column in zip(*head, strict=True)]
