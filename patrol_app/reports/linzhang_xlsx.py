"""The chiefs' tours as a workbook: the paper's columns, one row a tour."""

from __future__ import annotations

from typing import BinaryIO

from patrol_app.reports.linzhang_model import COLUMNS, SIGNERS, TITLE, Tours

WIDTHS = (6, 10, 8, 16, 24, 16, 16, 30, 30, 14, 14, 12, 12, 26)
HEAD_ROW = 2


def render(tours: Tours, out: BinaryIO) -> None:
    """Write ``tours`` to ``out`` (xlsx); the last column is the record's number."""
    import xlsxwriter

    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"{TITLE} {tours.month}", "author": "林巡 Patrol"})
    sheet = book.add_worksheet("林长巡林")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD_ROW)
    font = {"font_name": "Noto Sans SC", "font_size": 9}
    border = {**font, "border": 1, "valign": "vcenter", "text_wrap": True}
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    plain = book.add_format(font)
    cell = book.add_format(border)
    head = book.add_format({**border, "bold": True, "align": "center", "bg_color": "#F0F2EF"})
    names = ("序号", *COLUMNS, "记录编号")
    sheet.merge_range(0, 0, 0, len(names) - 1, TITLE, title)
    sheet.write_string(1, 0, f"填报单位：{tours.unit_name}    巡林时间：{tours.period}", plain)
    for column, (name, width) in enumerate(zip(names, WIDTHS, strict=True)):
        sheet.write_string(HEAD_ROW, column, name, head)
        sheet.set_column(column, column, width)
    at = HEAD_ROW + 1
    for number, tour in enumerate(tours.rows, start=1):
        sheet.write_number(at, 0, number, cell)
        for column, words in enumerate((*tour.cells, tour.number), start=1):
            sheet.write_string(at, column, words, cell)
        at += 1
    for offset, note in enumerate(tours.notes, start=1):
        sheet.write_string(at + offset, 0, f"{offset}. {note}", plain)
    sheet.write_string(at + len(tours.notes) + 2, 0, "            ".join(SIGNERS), plain)
    sheet.freeze_panes(HEAD_ROW + 1, 2)
    book.close()
