"""A list as it is shown, for others to use: CSV for any program, xlsx, PDF for the wall.

Rows come one by one and go out one by one, so that a county's list is written in little
memory. A PDF keeps no row apart and repeats its head on every page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.report_types import Sheet

PDF_ROWS = 20_000  # printed at most: some 700 pages
XLSX_ROWS = 1_048_000
SAMPLE = 200  # rows that the widths of columns are taken from
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sheet: Sheet, out: BinaryIO) -> int:
    """CSV with a byte order mark, as Excel reads Chinese; how many rows there were.

    A text that a spreadsheet would take for a formula begins with an apostrophe; figures
    keep their sign.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([column.title for column in sheet.columns])
    count = 0
    for row in sheet.rows:
        writer.writerow(
            [
                words if column.figure and _figure(words) is not None else _harmless(words)
                for column, words in zip(sheet.columns, row, strict=True)
            ]
        )
        count += 1
    text.detach()
    return count


def write_xlsx(sheet: Sheet, out: BinaryIO) -> int:
    """A workbook with one sheet: head that stays, filters, figures as numbers.

    Raises:
        UserError: ``list.long``: more rows than a sheet holds.
    """
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": sheet.title, "author": "林巡 Patrol"})
    page = book.add_worksheet()
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    head = book.add_format({"bold": True, "bg_color": "#F0F2EF", "border": 1})
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, max(8, min(48, column.width / 7)))
        page.write_string(0, place, column.title, head)
    page.freeze_panes(1, 0)
    count = 0
    for row in sheet.rows:
        count += 1
        if count > XLSX_ROWS:
            break
        for place, (column, words) in enumerate(zip(sheet.columns, row, strict=True)):
            figure = _figure(words) if column.figure else None
            if figure is None:
                page.write_string(count, place, words)
            else:
                page.write_number(count, place, figure)
    if count > XLSX_ROWS:
        book.close()  # its spool is gone with it
        raise _too_long(XLSX_ROWS)
    if count:
        page.autofilter(0, 0, count, len(sheet.columns) - 1)
    book.close()
    return count


def write_pdf(sheet: Sheet, out: BinaryIO) -> tuple[int, int]:
    """A4 landscape with head, filters in words, footer and page numbers; (rows, pages).

    Raises:
        UserError: ``list.long``: too many rows for paper.
    """
    rows: list[Sequence[str]] = []
    for row in sheet.rows:
        rows.append(row)
        if len(rows) > PDF_ROWS:
            raise _too_long(PDF_ROWS)
    return len(rows), _Printer(sheet, rows).render(out)


@dataclass(frozen=True)
class _Line:
    """One row on paper: the lines of each cell, and its height in points."""

    cells: tuple[tuple[str, ...], ...]
    height: float


class _Printer:
    """Lays rows out on pages and draws them; all measures in points."""

    SIZE, LEADING, PAD = 8.0, 11.5, 4.0
    MOST_LINES = 6  # of one cell; a longer text ends with a mark and is whole in the record

    def __init__(self, sheet: Sheet, rows: Sequence[Sequence[str]]) -> None:
        from reportlab.lib.pagesizes import A4, landscape
        from reportlab.lib.units import mm

        from patrol_app.reports import paper

        paper.register_fonts()
        self._paper, self._mm = paper, mm
        self._sheet, self._rows = sheet, rows
        self._wide, self._high = landscape(A4)
        self._left, self._top, self._bottom = 15 * mm, self._high - 15 * mm, 18 * mm
        self._widths = self._shares()

    def render(self, out: BinaryIO) -> int:
        """Draw every page; how many there are."""
        pages = list(self._pages())
        canvas = self._paper.new_canvas(out, (self._wide, self._high), self._sheet.title)
        for number, page in enumerate(pages, 1):
            self._draw(canvas, page, number == 1)
            self._foot(canvas, _("Page {n} of {m}").format(n=number, m=len(pages)))
            canvas.showPage()
        canvas.save()
        return len(pages)

    def _pages(self) -> Iterator[list[_Line]]:
        """Rows as they fit on one page after the other; one empty page for no rows."""
        head = self._line([column.title for column in self._sheet.columns])
        room = self._top - self._bottom - head.height - self._head_room()
        page: list[_Line] = []
        for row in self._rows:
            line = self._line(row)
            if line.height > room and page:
                yield page
                page, room = [], self._top - self._bottom - head.height - 6 * self._mm
            page.append(line)
            room -= line.height
        yield page

    def _draw(self, canvas: Any, page: list[_Line], first: bool) -> None:
        paper = self._paper
        at = self._top
        if first:
            canvas.setFont(paper.BOLD, 15)
            canvas.drawString(self._left, at - 12, self._sheet.title)
            canvas.setFont(paper.REGULAR, 8.5)
            canvas.setFillColor(paper.MUTED)
            for number, words in enumerate(self._facts()):
                canvas.drawString(self._left, at - 27 - number * 12, words)
            canvas.setFillColor(paper.INK)
            at -= self._head_room()
        else:
            canvas.setFont(paper.REGULAR, 8.5)
            canvas.drawString(self._left, at - 6, self._sheet.title)
            at -= 6 * self._mm
        head = self._line([column.title for column in self._sheet.columns])
        canvas.setFillColor(paper.HEAD)
        canvas.rect(self._left, at - head.height, sum(self._widths), head.height, 0, 1)
        canvas.setFillColor(paper.INK)
        self._draw_line(canvas, head, at, paper.BOLD)
        at -= head.height
        self._rule(canvas, at, 0.8)
        for line in page:
            self._draw_line(canvas, line, at, paper.REGULAR)
            at -= line.height
            self._rule(canvas, at, 0.4)

    def _foot(self, canvas: Any, page: str) -> None:
        """As under every paper, in the words of the list's own language."""
        mm, right = self._mm, self._wide - self._left
        canvas.setStrokeColor(self._paper.MUTED)
        canvas.setLineWidth(0.4)
        canvas.line(self._left, 13 * mm, right, 13 * mm)
        canvas.setFont(self._paper.REGULAR, 7.5)
        canvas.setFillColor(self._paper.MUTED)
        canvas.drawString(self._left, 9 * mm, self._sheet.source)
        canvas.drawRightString(right, 9 * mm, f"{self._sheet.count_words}    {page}")
        canvas.setFillColor(self._paper.INK)

    def _draw_line(self, canvas: Any, line: _Line, at: float, font: str) -> None:
        canvas.setFont(font, self.SIZE)
        x = self._left
        for column, width, words in zip(self._sheet.columns, self._widths, line.cells, strict=True):
            for number, piece in enumerate(words):
                y = at - self.PAD / 2 - self.SIZE - number * self.LEADING
                if column.figure:
                    canvas.drawRightString(x + width - self.PAD, y, piece)
                else:
                    canvas.drawString(x + self.PAD, y, piece)
            x += width

    def _rule(self, canvas: Any, at: float, thick: float) -> None:
        canvas.setStrokeColor(self._paper.LINE)
        canvas.setLineWidth(thick)
        canvas.line(self._left, at, self._left + sum(self._widths), at)

    def _line(self, row: Sequence[str]) -> _Line:
        cells = tuple(
            self._wrapped(words, width) for words, width in zip(row, self._widths, strict=True)
        )
        return _Line(cells, max(len(cell) for cell in cells) * self.LEADING + self.PAD)

    def _wrapped(self, words: str, width: float) -> tuple[str, ...]:
        """``words`` in lines that fit; a glyph is never cut."""
        room = width - 2 * self.PAD
        if self._long(words) <= room:
            return (words,)
        lines, here, used = [], "", 0.0
        for char in " ".join(words.split()):
            wide = self._long(char)
            if used + wide > room and here:
                lines.append(here)
                here, used = "", 0.0
            here, used = here + char, used + wide
        lines.append(here)
        if len(lines) > self.MOST_LINES:
            lines = [*lines[: self.MOST_LINES - 1], lines[self.MOST_LINES - 1][:-1] + "…"]
        return tuple(lines)

    def _long(self, words: str) -> float:
        from reportlab.pdfbase import pdfmetrics

        return float(pdfmetrics.stringWidth(words, self._paper.REGULAR, self.SIZE))

    def _shares(self) -> list[float]:
        """Widths in proportion to what the columns hold, the whole page together."""
        room = self._wide - 30 * self._mm
        wants = []
        for place, column in enumerate(self._sheet.columns):
            texts = [column.title, *(row[place] for row in self._rows[:SAMPLE])]
            least = self._long(column.title) + 2 * self.PAD + 2
            wants.append(max(least, min(220.0, max(map(self._long, texts)) + 2 * self.PAD + 2)))
        scale = room / sum(wants)
        return [want * scale for want in wants]

    def _facts(self) -> list[str]:
        return [words for words in (self._sheet.filters, self._sheet.made) if words]

    def _head_room(self) -> float:
        return 24 + 12.0 * len(self._facts())


def _figure(words: str) -> float | None:
    """The number that a cell shows, thin spaces of thousands taken out; None for other words."""
    plain = words.replace("\u2009", "").replace("\u202f", "").replace(" ", "")
    if not plain.lstrip("-").replace(".", "", 1).isdecimal() or not plain.isascii():
        return None
    return float(plain)


def _harmless(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _too_long(most: int) -> UserError:
    return UserError("list.long", N_("More than {n} rows: filter the list first"), n=most)
