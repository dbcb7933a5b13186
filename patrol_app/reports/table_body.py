"""The rows of a ledger paper, made and measured a few at a time, and cut into pages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Table, TableStyle

from patrol_app.domain.indicators import DASH
from patrol_app.reports import paper
from patrol_app.reports.table_model import Ledger

ORDINAL = 8.5 * mm
SIZES = ((9, 8.5), (14, 8.0))  # columns, and the size of type up to so many
DENSE = 7.0  # with more
KEPT = 2  # rows that go on to the last page with the signers
AT_ONCE = 64  # rows measured together: more than a page holds
ENDLESS = 1e9  # reportlab leaves heights out that are beyond the room it is told
STYLE: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, paper.INK),
    ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]
CLOSE: list[tuple[Any, ...]] = [
    ("TOPPADDING", (0, 1), (-1, -1), 1.5),
    ("BOTTOMPADDING", (0, 1), (-1, -1), 2.5),
]
TOTAL: list[tuple[Any, ...]] = [
    ("SPAN", (0, -1), (1, -1)),
    ("BACKGROUND", (0, -1), (-1, -1), paper.HEAD),
    ("LINEABOVE", (0, -1), (-1, -1), 0.8, paper.INK),
]


class Body:
    """What of a ledger is not drawn yet.

    One table of all rows would be copied and measured again for every page: its cost grew with
    the square of the rows, and all paragraphs were held at once.

    Args:
        ledger: the paper.
        inner: its width in points.

    """

    def __init__(self, ledger: Ledger, inner: float) -> None:
        shares = [head.width for head in ledger.heads]
        scale = (inner - ORDINAL) / sum(shares)
        self._widths = [ORDINAL, *(share * scale for share in shares)]
        self._size = next((one for most, one in SIZES if len(shares) <= most), DENSE)
        self._sides = ["right" if head.figure else "left" for head in ledger.heads]
        heads = ["序号", *(head.title for head in ledger.heads)]
        self._head = [paper.text(one, self._size, "center", bold=True) for one in heads]
        self._sums = _total(ledger.total, self._sides, self._size) if ledger.total else None
        self._to_make = self._made(ledger)
        self._made_all = False
        self._rows: deque[tuple[list[Any], float]] = deque()
        self._head_height = self._measured([])[0]

    @property
    def done(self) -> bool:
        """Whether every row was drawn."""
        return self._made_all and not self._rows

    def page(self, room: float, below: float) -> Table | None:
        """The table of the next page; None where not one row fits.

        Args:
            room: points that the page has. below: points for what stands under the last row; where
                it does not fit, the last rows go on with it: signers never stand on a page alone.
        """
        fits, height = 0, self._head_height
        while fits < len(self._rows) or self._more():
            if height + self._rows[fits][1] > room:
                break
            height += self._rows[fits][1]
            fits += 1
        last = self._made_all and fits == len(self._rows)
        if last and height > room - below and fits > KEPT + 1:
            fits -= KEPT
        if not fits:
            return None
        taken = [self._rows.popleft() for _ in range(fits)]
        heights = [self._head_height, *(one for _row, one in taken)]
        return self._table([row for row, _height in taken], heights)

    def _more(self) -> bool:
        """Make and measure further rows; False where there are none."""
        if self._made_all:
            return False
        rows = list(islice(self._to_make, AT_ONCE))
        self._made_all = len(rows) < AT_ONCE
        self._rows += zip(rows, self._measured(rows)[1:], strict=True)
        return bool(rows)

    def _measured(self, rows: list[list[Any]]) -> list[float]:
        """Heights of the head and of ``rows``."""
        table = self._table(rows, None)
        table.wrap(sum(self._widths), ENDLESS)
        return [float(one) for one in table._rowHeights]

    def _table(self, rows: list[list[Any]], heights: list[float] | None) -> Table:
        style = [*STYLE, *(CLOSE if self._size == DENSE else [])]
        style += TOTAL if rows and rows[-1] is self._sums else []
        table = Table([self._head, *rows], colWidths=self._widths, rowHeights=heights)
        table.setStyle(TableStyle(style))
        return table

    def _made(self, ledger: Ledger) -> Iterator[list[Any]]:
        size, sides = self._size, self._sides
        for number, row in enumerate(ledger.rows, start=1):
            wide = zip(row.cells, self._widths[1:], strict=True)
            cells = [(one, width, size) for one, width in wide]
            for at, parts in enumerate(paper.row_parts(cells)):
                first = paper.text("" if at else str(number), size, "center")
                made = [paper.text(p, size, side) for p, side in zip(parts, sides, strict=True)]
                yield [first, *made]
        if not ledger.rows:
            yield [paper.text(DASH, size, "center") for _ in self._widths]
        if self._sums is not None:
            yield self._sums


def _total(cells: tuple[str, ...], sides: list[str], size: float) -> list[Any]:
    """The sums, their word over the first two columns."""
    made = [
        paper.text(one, size, side, bold=True)
        for one, side in zip(cells[1:], sides[1:], strict=True)
    ]
    return [paper.text("  ".join(cells[0]), size, "center", bold=True), "", *made]
