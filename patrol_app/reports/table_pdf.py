"""A ledger as PDF, A4 landscape: head on every page, total row, notes, signers."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Table, TableStyle

from patrol_app.domain.indicators import DASH
from patrol_app.reports import paper
from patrol_app.reports.table_model import Ledger

WIDTH, HEIGHT = landscape(A4)
MARGIN = 15 * mm
INNER = WIDTH - 2 * MARGIN
LOWEST = 20 * mm
END_HEIGHT = 28 * mm
ORDINAL = 4  # share of the first column
SIZE = 8
DENSE = 7  # with many columns
MANY = 14
INTERNAL = "内部工作资料，未经批准不得公布"
STYLE: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, paper.INK),
    ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


def render(ledger: Ledger, out: BinaryIO) -> int:
    """Write ``ledger`` to ``out``; the number of pages."""
    pages = _write(ledger, io.BytesIO(), 1)
    return _write(ledger, out, pages)


def _write(ledger: Ledger, out: BinaryIO, pages: int) -> int:
    canvas = paper.new_canvas(out, (WIDTH, HEIGHT), f"{ledger.title} {ledger.period}")
    y, page = _head(canvas, ledger), 1
    rest: Table | None = _table(ledger)
    while rest is not None:
        _, height = rest.wrapOn(canvas, INNER, HEIGHT)
        if height <= y - LOWEST:
            rest.drawOn(canvas, MARGIN, y - height)
            y -= height
            break
        parts = rest.split(INNER, y - LOWEST)
        if len(parts) == 2:
            _, height = parts[0].wrapOn(canvas, INNER, HEIGHT)
            parts[0].drawOn(canvas, MARGIN, y - height)
            rest = parts[1]
        y, page = _turn(canvas, ledger, page, pages)
    notes = paper.text("说明：" + "".join(ledger.notes), 7.5, colour=paper.MUTED)
    _, height = notes.wrapOn(canvas, INNER, HEIGHT)
    if y - height - END_HEIGHT < LOWEST:
        y, page = _turn(canvas, ledger, page, pages)
    notes.drawOn(canvas, MARGIN, y - height - 2 * mm)
    paper.draw_signers(canvas, MARGIN, y - height - 16 * mm, ledger.signers)
    _foot(canvas, ledger, page, pages)
    canvas.showPage()
    canvas.save()
    return page


def _turn(canvas: Any, ledger: Ledger, page: int, pages: int) -> tuple[float, int]:
    """End a page; where the next one begins."""
    _foot(canvas, ledger, page, pages)
    canvas.showPage()
    return HEIGHT - 18 * mm, page + 1


def _foot(canvas: Any, ledger: Ledger, page: int, pages: int) -> None:
    parts = ["林巡 Patrol", f"数据截至 {ledger.as_of}"]
    parts += [INTERNAL] if ledger.internal else []
    parts += ["示例数据，非真实记录"] if ledger.sample else []
    footer = paper.Footer(" · ".join(parts), f"表号 LX-{ledger.code}-{ledger.unit_code}")
    paper.draw_footer(canvas, WIDTH, footer, page, pages)


def _head(canvas: Any, ledger: Ledger) -> float:
    """Title and the line of facts; the y where the table may begin."""
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.BOLD, 18)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 20 * mm, ledger.title)
    canvas.setFont(paper.REGULAR, 9)
    y = HEIGHT - 29 * mm
    canvas.drawString(MARGIN, y, f"填报单位：{ledger.unit_name}")
    canvas.drawRightString(WIDTH - MARGIN, y, f"报告期：{ledger.period}")
    return float(y - 3 * mm)


def _table(ledger: Ledger) -> Table:
    shares = [ORDINAL, *(head.width for head in ledger.heads)]
    scale = INNER / sum(shares)
    widths = [share * scale for share in shares]
    size = DENSE if len(ledger.heads) > MANY else SIZE
    heads = ["序号", *(head.title for head in ledger.heads)]
    rows: list[list[Any]] = [[paper.text(one, size, "center", bold=True) for one in heads]]
    sides = ["right" if head.figure else "left" for head in ledger.heads]
    for number, row in enumerate(ledger.rows, start=1):
        cells = [(one, width, size) for one, width in zip(row.cells, widths[1:], strict=True)]
        for at, parts in enumerate(paper.row_parts(cells)):
            first = paper.text("" if at else str(number), size, "center")
            made = [paper.text(p, size, side) for p, side in zip(parts, sides, strict=True)]
            rows.append([first, *made])
    if not ledger.rows:
        rows.append([paper.text(DASH, size, "center") for _ in shares])
    if ledger.total:
        made = [
            paper.text(one, size, side, bold=True)
            for one, side in zip(ledger.total, sides, strict=True)
        ]
        rows.append([paper.text("", size), *made])
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle(STYLE))
    return table
