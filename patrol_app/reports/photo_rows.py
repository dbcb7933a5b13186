"""Photos in rows of a paper, each whole above its caption."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, Table, TableStyle

from patrol_app.reports import paper

HEIGHT = 42 * mm


def photo_rows(cells: Sequence[tuple[bytes | None, str]], inner: float, abreast: int = 3) -> Table:
    """A table of photos; one that has not arrived says so.

    Args:
        cells: JPEG or PNG bytes, or None, and the caption of each.
        inner: width of the table in points.
        abreast: photos in a row.
    """
    wide = inner / abreast
    rows: list[list[Any]] = []
    for start in range(0, len(cells), abreast):
        part = cells[start : start + abreast]
        gap: list[Any] = [""] * (abreast - len(part))
        rows.append([*(_photo(data, wide) for data, _words in part), *gap])
        rows.append([*(paper.text(words, 7.5, "center") for _data, words in part), *gap])
    table = Table(rows, colWidths=[wide] * abreast)
    together = [("NOSPLIT", (0, at), (-1, at + 1)) for at in range(0, len(rows), 2)]
    looks = [
        ("BOX", (0, 0), (-1, -1), 0.4, paper.LINE),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ]
    table.setStyle(TableStyle([*looks, *together]))
    return table


def _photo(data: bytes | None, wide: float) -> Flowable:
    if data is None:
        return paper.text("照片未到", 8.5, "center", colour=paper.MUTED)
    return Image(io.BytesIO(data), wide - 4 * mm, HEIGHT, kind="proportional")
