"""Papers of a case as PDF: A4 upright, labelled head, blocks, signers, a circle for the seal."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import Table, TableStyle

from patrol_app.reports import paper
from patrol_app.reports.breaking import lines
from patrol_app.reports.case_model import CasePaper

WIDTH, HEIGHT = A4
MARGIN = 22 * mm
INNER = WIDTH - 2 * MARGIN
LABEL = 32 * mm
SIZE = 10.5
SIGN_ROW = 9 * mm
LOWEST = 20 * mm
SEAL_HEIGHT = (paper.SEAL_MM + 6) * mm
ROW_LINES = 5
STYLE: list[tuple[Any, ...]] = [
    ("LINEAFTER", (0, 0), (0, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("LINEBELOW", (0, "splitlast"), (-1, "splitlast"), 1, paper.INK),
    ("BACKGROUND", (0, 0), (0, -1), paper.HEAD),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("TOPPADDING", (0, 0), (-1, -1), 4),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
]


def render(one: CasePaper, out: BinaryIO) -> int:
    """Write ``one`` to ``out``; the number of pages."""
    pages = _write(one, io.BytesIO(), 1)
    return _write(one, out, pages)


def _write(one: CasePaper, out: BinaryIO, pages: int) -> int:
    canvas = paper.new_canvas(out, A4, f"{one.title} {one.number}")
    y, page = _head(canvas, one), 1
    rest: Table | None = _table(one)
    low = LOWEST + (_signers_height(one) if one.every_page else 0)
    while rest is not None:
        _, height = rest.wrapOn(canvas, INNER, HEIGHT)
        if height <= y - low:
            rest.drawOn(canvas, MARGIN, y - height)
            y -= height
            break
        parts = rest.split(INNER, y - low)
        if len(parts) == 2:
            _, height = parts[0].wrapOn(canvas, INNER, HEIGHT)
            parts[0].drawOn(canvas, MARGIN, y - height)
            rest = parts[1]
        page, y = _turn(canvas, one, page, pages)
    wanted = _signers_height(one) + (SEAL_HEIGHT if one.seal else 0)
    if not one.every_page and y - wanted < LOWEST:
        page, y = _turn(canvas, one, page, pages)
    if not one.every_page:
        _signers(canvas, one, y - 10 * mm)
    if one.seal:
        _seal(canvas, one, y - _signers_height(one) - 4 * mm)
    _end_page(canvas, one, page, pages)
    canvas.save()
    return page


def _turn(canvas: Any, one: CasePaper, page: int, pages: int) -> tuple[int, float]:
    """End a page; the next one says of which paper it is the continuation."""
    _end_page(canvas, one, page, pages)
    y = HEIGHT - 18 * mm
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.REGULAR, 10)
    canvas.drawString(MARGIN, y, f"{one.title}（续）")
    canvas.drawRightString(WIDTH - MARGIN, y, one.doc_no or f"案件编号：{one.case}")
    return page + 1, y - 3 * mm


def _seal(canvas: Any, one: CasePaper, top: float) -> None:
    """The free circle with the organ's name and the date's boxes under the seal."""
    radius = paper.SEAL_MM * mm / 2
    x, y = WIDTH - MARGIN - radius, top - radius
    paper.draw_seal_ring(canvas, x, y, paper.SEAL_MM, "（盖章处）")
    canvas.setFont(paper.REGULAR, 10)
    canvas.drawCentredString(x, y + 7 * mm, one.organ)
    canvas.drawCentredString(x, y - 10 * mm, "年     月     日")


def _head(canvas: Any, one: CasePaper) -> float:
    canvas.setFillColor(paper.INK)
    y = HEIGHT - 24 * mm
    if one.organ:
        canvas.setFont(paper.REGULAR, 12)
        canvas.drawCentredString(WIDTH / 2, y, one.organ)
        y -= 10 * mm
    canvas.setFont(paper.BOLD, 20)
    canvas.drawCentredString(WIDTH / 2, y, one.title)
    y -= 9 * mm
    canvas.setFont(paper.REGULAR, 10)
    canvas.drawString(MARGIN, y, f"案件编号：{one.case}")
    if one.doc_no:
        canvas.drawRightString(WIDTH - MARGIN, y, one.doc_no)
    return float(y - 4 * mm)


def _table(one: CasePaper) -> Table:
    """One row a block; a long text goes on in further rows without a line between them."""
    rows: list[list[Any]] = []
    style = list(STYLE)
    wide = INNER - LABEL
    for label, words in (*one.lines, *one.blocks):
        style.append(("LINEABOVE", (0, len(rows)), (-1, len(rows)), 0.4, paper.LINE))
        first = len(rows)
        for at, part in enumerate(_parts(words, wide - paper.CELL_PADDING - 6)):
            head = paper.text("" if at else label, SIZE, bold=True)
            rows.append([head, paper.text(part, SIZE)])
        if len(rows) - first > 1:  # one text: no gap where its parts meet
            style += [
                ("BOTTOMPADDING", (0, first), (-1, len(rows) - 2), 0),
                ("TOPPADDING", (0, first + 1), (-1, len(rows) - 1), 0),
            ]
    table = Table(rows, colWidths=[LABEL, wide])
    table.setStyle(TableStyle(style))
    return table


def _parts(words: str, width: float) -> list[str]:
    """``words`` in parts of ``ROW_LINES`` lines of ``width`` points, so that pages fill up."""
    found = lines(words, width, paper.REGULAR, SIZE)
    return ["\n".join(found[at : at + ROW_LINES]) for at in range(0, len(found), ROW_LINES)]


def _signers_height(one: CasePaper) -> float:
    return float(((len(one.signers) + 1) // 2) * SIGN_ROW + 8 * mm)


def _signers(canvas: Any, one: CasePaper, top: float) -> None:
    """Two lines a row, each with room for the date."""
    canvas.setFillColor(paper.INK)
    canvas.setStrokeColor(paper.INK)
    canvas.setLineWidth(0.5)
    for place, label in enumerate(one.signers):
        x = MARGIN + (place % 2) * INNER / 2
        y = top - (place // 2) * SIGN_ROW
        used = pdfmetrics.stringWidth(label, paper.REGULAR, 10)
        canvas.setFont(paper.REGULAR, 10)
        canvas.drawString(x, y, label)
        canvas.line(x + used, y - 1.5, x + 52 * mm, y - 1.5)
        canvas.setFont(paper.REGULAR, 8.5)
        canvas.drawRightString(x + INNER / 2 - 4 * mm, y, "年     月     日")


def _end_page(canvas: Any, one: CasePaper, page: int, pages: int) -> None:
    if one.every_page:
        _signers(canvas, one, LOWEST + _signers_height(one) - 8 * mm)
    sample = " · 示例数据，非真实记录" if one.sample else ""
    source = f"林巡 Patrol · 由记录 {one.number} 生成 · {one.as_of}{sample}"
    paper.draw_footer(canvas, WIDTH, paper.Footer(source, ""), page, pages)
    canvas.showPage()
