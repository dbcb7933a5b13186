"""A ledger as a workbook: the paper's columns, figures as numbers, the records behind a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from patrol_app.reports.table_model import Ledger
from patrol_app.reports.table_pdf import INTERNAL

HEAD_ROW = 2
_NO_SHEET = re.compile(r"[\[\]:*?/\\]")
_FIGURE = re.compile(r"-?\d+(\.\d+)?")


def render(ledger: Ledger, out: BinaryIO) -> None:
    """Write ``ledger`` to ``out`` (xlsx)."""
    import xlsxwriter

    # rows are written from top to bottom and go to the disk one by one
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": f"{ledger.title} {ledger.period}", "author": "林巡 Patrol"})
    sheet = book.add_worksheet(_NO_SHEET.sub("-", ledger.title)[:31])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD_ROW)
    font = {"font_name": "Noto Sans SC", "font_size": 9}
    border = {**font, "border": 1, "valign": "vcenter", "text_wrap": True}
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    plain, cell = book.add_format(font), book.add_format(border)
    bold = book.add_format({**border, "bold": True})
    head = book.add_format({**border, "bold": True, "align": "center", "bg_color": "#F0F2EF"})
    names = ("序号", *(one.title for one in ledger.heads), "记录编号")
    sheet.merge_range(0, 0, 0, len(names) - 1, ledger.title, title)
    facts = f"填报单位：{ledger.unit_name}    报告期：{ledger.period}"
    sheet.write_string(1, 0, f"{facts}    {INTERNAL}" if ledger.internal else facts, plain)
    widths = (6, *(max(8, one.width) for one in ledger.heads), 28)
    for column, (name, width) in enumerate(zip(names, widths, strict=True)):
        sheet.write_string(HEAD_ROW, column, name, head)
        sheet.set_column(column, column, width)
    at = HEAD_ROW + 1
    figures = (True, *(one.figure for one in ledger.heads), False)
    for line in _lines(ledger):
        look = bold if at - HEAD_ROW > len(ledger.rows) else cell
        for column, (text, figure) in enumerate(zip(line, figures, strict=True)):
            if figure and _FIGURE.fullmatch(text):
                sheet.write_number(at, column, float(text), look)
            else:
                sheet.write_string(at, column, text, look)
        at += 1
    for offset, note in enumerate(ledger.notes, start=1):
        sheet.write_string(at + offset, 0, f"{offset}. {note}", plain)
    sheet.write_string(at + len(ledger.notes) + 2, 0, "            ".join(ledger.signers), plain)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    book.close()


def _lines(ledger: Ledger) -> Iterator[tuple[str, ...]]:
    """Cells of each row, its ordinal first and the records behind it last; then the sums."""
    for number, row in enumerate(ledger.rows, 1):
        yield (str(number), *row.cells, "、".join(row.numbers))
    if ledger.total:
        yield ("", *ledger.total, "")
