"""The chiefs' tours as PDF: A4 landscape, one row a tour, signers on the last page."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Table, TableStyle

from patrol_app.reports import paper
from patrol_app.reports.linzhang_model import COLUMNS, SIGNERS, TITLE, Tours

WIDTH, HEIGHT = landscape(A4)
MARGIN = 15 * mm
INNER = WIDTH - 2 * MARGIN
# 序号, then one a column; scaled to the width between the margins
WIDTHS = (10, 17, 11, 25, 33, 22, 23, 38, 36, 19, 25, 15, 13)
SIZE = 8.0
LOWEST = 17 * mm
END_HEIGHT = 42 * mm  # signers and notes
STYLE: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, paper.INK),
    ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


def render(tours: Tours, out: BinaryIO) -> int:
    """Write ``tours`` to ``out``; the number of pages."""
    pages = _write(tours, io.BytesIO(), 1)
    return _write(tours, out, pages)


def _write(tours: Tours, out: BinaryIO, pages: int) -> int:
    canvas = paper.new_canvas(out, (WIDTH, HEIGHT), f"{TITLE} {tours.month}")
    sample = " · 示例数据，非真实记录" if tours.sample else ""
    footer = paper.Footer(
        f"林巡 Patrol · 数据截至 {tours.as_of}{sample}",
        f"表号 LX-9.3-{tours.month.replace('-', '')}-{tours.unit_code}",
    )
    y = _head(canvas, tours)
    page = 1
    rest: Table | None = _table(tours)
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
        paper.draw_footer(canvas, WIDTH, footer, page, pages)
        canvas.showPage()
        page += 1
        y = HEIGHT - 18 * mm
    notes = paper.text("说明：" + "".join(tours.notes), 7.5, colour=paper.MUTED)
    _, height = notes.wrapOn(canvas, INNER, HEIGHT)
    if y - height - END_HEIGHT < LOWEST:
        paper.draw_footer(canvas, WIDTH, footer, page, pages)
        canvas.showPage()
        page += 1
        y = HEIGHT - 18 * mm
    notes.drawOn(canvas, MARGIN, y - height - 2 * mm)
    paper.draw_signers(canvas, MARGIN, y - height - 16 * mm, SIGNERS)
    paper.draw_footer(canvas, WIDTH, footer, page, pages)
    canvas.showPage()
    canvas.save()
    return page


def _head(canvas: Any, tours: Tours) -> float:
    """Title and the line of facts; the y where the table may begin."""
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.BOLD, 18)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 20 * mm, TITLE)
    canvas.setFont(paper.REGULAR, 9)
    y = HEIGHT - 29 * mm
    canvas.drawString(MARGIN, y, f"填报单位：{tours.unit_name}")
    canvas.drawRightString(WIDTH - MARGIN, y, f"巡林时间：{tours.period}")
    return float(y - 3 * mm)


def _table(tours: Tours) -> Table:
    scale = INNER / sum(WIDTHS)
    widths = [width * scale for width in WIDTHS]
    rows: list[list[Any]] = [
        [paper.text(words, SIZE, "center", bold=True) for words in ("序号", *COLUMNS)]
    ]
    for number, tour in enumerate(tours.rows, start=1):
        cells = [(words, width, SIZE) for words, width in zip(tour.cells, widths[1:], strict=True)]
        for at, parts in enumerate(paper.row_parts(cells)):
            first = paper.text("" if at else str(number), SIZE, "center")
            rows.append([first, *(paper.text(part, SIZE) for part in parts)])
    if not tours.rows:
        rows.append([paper.text("—", SIZE, "center") for _ in range(len(WIDTHS))])
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle(STYLE))
    return table
