"""The closing sheet of a problem as PDF: A4 upright, facts, log, photos before and after."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import Table, TableStyle

from patrol_app.domain.indicators import DASH
from patrol_app.reports import paper
from patrol_app.reports.problem_model import AFTER, BEFORE, CLOSERS, CLOSING, Closing, Picture

GetPhoto = Callable[[str], bytes | None]
WIDTH, HEIGHT = A4
MARGIN = 15 * mm
INNER = WIDTH - 2 * MARGIN
TOP = HEIGHT - 18 * mm
LOWEST = 20 * mm
SIGN_HEIGHT = (paper.SEAL_MM + 4) * mm
PHOTO_HEIGHT = 52 * mm
SIZE = 9
LOG_HEADS = ("步骤", "时间", "办理", "办理人", "情况")
LOG_WIDTHS = (14, 44, 22, 22, 78)
STYLE: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


def render(sheet: Closing, photo: GetPhoto, out: BinaryIO) -> int:
    """Write ``sheet`` to ``out``; the number of pages.

    Args:
        sheet: what to print.
        photo: bytes of a photo by digest, None where it is not held.
        out: where to write the PDF.
    """
    pages = _Writer(sheet, photo, io.BytesIO(), 1).write()
    return _Writer(sheet, photo, out, pages).write()


class _Writer:
    """Draws the sheet from above, turning the page where something does not fit."""

    def __init__(self, sheet: Closing, photo: GetPhoto, out: BinaryIO, pages: int) -> None:
        self._sheet, self._photo, self._pages = sheet, photo, pages
        self._canvas = paper.new_canvas(out, A4, f"{CLOSING} {sheet.number}")
        self._page, self._y = 1, TOP

    def write(self) -> int:
        """All of it; how many pages."""
        canvas, sheet = self._canvas, self._sheet
        canvas.setFillColor(paper.INK)
        canvas.setFont(paper.BOLD, 18)
        canvas.drawCentredString(WIDTH / 2, self._y - 4 * mm, CLOSING)
        canvas.setFont(paper.REGULAR, 9)
        canvas.drawString(MARGIN, self._y - 12 * mm, f"登记单位：{sheet.unit_name}")
        canvas.drawRightString(WIDTH - MARGIN, self._y - 12 * mm, f"编号：{sheet.number}")
        self._y -= 15 * mm
        self._table(_facts(sheet))
        self._table(_log(sheet))
        for when in (BEFORE, AFTER):
            self._photos(when, [one for one in sheet.photos if one.when == when])
        self._room(SIGN_HEIGHT)
        y = self._y - 10 * mm
        for at in range(0, len(CLOSERS), 2):
            paper.draw_signers(canvas, MARGIN, y - at * 9 * mm, CLOSERS[at : at + 2])
        radius = paper.SEAL_MM * mm / 2
        x = WIDTH - MARGIN - radius
        paper.draw_seal_ring(canvas, x, self._y - 2 * mm - radius, paper.SEAL_MM, "（单位盖章）")
        self._foot()
        canvas.showPage()
        canvas.save()
        return self._page

    def _table(self, table: Table) -> None:
        rest: Table | None = table
        while rest is not None:
            _, height = rest.wrapOn(self._canvas, INNER, HEIGHT)
            if height <= self._y - LOWEST:
                rest.drawOn(self._canvas, MARGIN, self._y - height)
                self._y -= height + 3 * mm
                return
            parts = rest.split(INNER, self._y - LOWEST)
            if len(parts) == 2:
                _, height = parts[0].wrapOn(self._canvas, INNER, HEIGHT)
                parts[0].drawOn(self._canvas, MARGIN, self._y - height)
                rest = parts[1]
            self._turn()

    def _photos(self, when: str, photos: list[Picture]) -> None:
        """Three photos a line, each with its caption; says so where there is none."""
        self._room(PHOTO_HEIGHT + 7 * mm if photos else 10 * mm)
        canvas = self._canvas
        canvas.setFont(paper.BOLD, 9)
        canvas.drawString(MARGIN, self._y - 4 * mm, f"{when}照片")
        canvas.setFont(paper.REGULAR, 8)
        if not photos:
            canvas.drawString(MARGIN + 24 * mm, self._y - 4 * mm, "无照片")
        self._y -= 7 * mm
        wide = INNER / 3
        for start in range(0, len(photos), 3):
            self._room(PHOTO_HEIGHT)
            for place, one in enumerate(photos[start : start + 3]):
                x, y = MARGIN + place * wide, self._y - PHOTO_HEIGHT + 9 * mm
                self._draw(one, x, y, wide - 3 * mm, PHOTO_HEIGHT - 10 * mm)
            self._y -= PHOTO_HEIGHT

    def _draw(self, one: Picture, x: float, y: float, width: float, height: float) -> None:
        canvas, data = self._canvas, self._photo(one.sha256)
        canvas.setLineWidth(0.4)
        canvas.rect(x, y, width, height)
        if data is None:
            canvas.drawCentredString(x + width / 2, y + height / 2, "照片未到")
        else:
            image = ImageReader(io.BytesIO(data))
            canvas.drawImage(image, x, y, width, height, preserveAspectRatio=True, anchor="c")
        canvas.setFont(paper.REGULAR, 7)
        canvas.drawString(x, y - 3.5 * mm, f"{one.caption}  {one.sha256[:12]}")

    def _room(self, height: float) -> None:
        if self._y - height < LOWEST:
            self._turn()

    def _turn(self) -> None:
        self._foot()
        self._canvas.showPage()
        self._page += 1
        self._y = TOP

    def _foot(self) -> None:
        sample = " · 示例数据，非真实记录" if self._sheet.sample else ""
        words = f"林巡 Patrol · 数据截至 {self._sheet.as_of}{sample}"
        footer = paper.Footer(words, f"表号 LX-9.11-{self._sheet.number}")
        paper.draw_footer(self._canvas, WIDTH, footer, self._page, self._pages)


def _facts(sheet: Closing) -> Table:
    """Pairs of facts, two a line; the last one (the description) over the whole width."""
    *pairs, last = sheet.facts
    rows: list[list[Any]] = []
    for at in range(0, len(pairs), 2):
        row: list[Any] = []
        for label, value in pairs[at : at + 2]:
            row += [paper.text(label, SIZE, bold=True), paper.text(value, SIZE)]
        rows.append(row)
    whole = [last, *((("移送标准", sheet.verdict),) if sheet.verdict else ())]
    first_wide = len(rows)
    rows += [[paper.text(a, SIZE, bold=True), paper.text(b, SIZE), "", ""] for a, b in whole]
    table = Table(rows, colWidths=[24 * mm, INNER / 2 - 24 * mm] * 2)
    spans = [("SPAN", (1, at), (3, at)) for at in range(first_wide, len(rows))]
    grey = [("BACKGROUND", (0, 0), (0, -1), paper.HEAD)]
    grey.append(("BACKGROUND", (2, 0), (2, first_wide - 1), paper.HEAD))
    table.setStyle(TableStyle([*STYLE, *spans, *grey]))
    return table


def _log(sheet: Closing) -> Table:
    scale = INNER / sum(LOG_WIDTHS)
    widths = [width * scale for width in LOG_WIDTHS]
    rows: list[list[Any]] = [[paper.text(one, SIZE, "center", bold=True) for one in LOG_HEADS]]
    for step in sheet.log:
        cells = [(one, width, SIZE) for one, width in zip(step, widths, strict=True)]
        rows += [[paper.text(one, SIZE) for one in parts] for parts in paper.row_parts(cells)]
    if not sheet.log:
        rows.append([paper.text(DASH, SIZE, "center") for _ in LOG_HEADS])
    table = Table(rows, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([*STYLE, ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD)]))
    return table
