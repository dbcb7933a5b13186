"""The monthly table as a workbook: the paper's head of two rows, numbers as numbers."""

from __future__ import annotations

from typing import BinaryIO

from patrol_app.reports.monthly_model import COLUMNS, Monthly, Row

DECIMALS = {"km": "0.00", "inside": "0.00"}
HEAD_ROW = 3


def render(monthly: Monthly, out: BinaryIO) -> None:
    """Write ``monthly`` to ``out`` (xlsx)."""
    import xlsxwriter

    # Written row by row: constant memory keeps a county's ledger small.
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"巡护月报 {monthly.month}", "author": "林巡 Patrol"})
    sheet = book.add_worksheet("巡护月报")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, HEAD_ROW + 1)
    last = len(COLUMNS) + 1
    border = {"border": 1, "font_name": "Noto Sans SC", "font_size": 9, "valign": "vcenter"}
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    plain = book.add_format({"font_size": 9})
    head = book.add_format(
        {**border, "bold": True, "align": "center", "bg_color": "#F0F2EF", "text_wrap": True}
    )
    sheet.merge_range(0, 0, 0, last, monthly.title, title)
    sheet.write_string(1, 0, f"填报单位：{monthly.unit_name}    统计期间：{monthly.period}", plain)
    sheet.write_string(2, 0, f"填报日期：{monthly.filled_on}    单位：人、天、km、%、件", plain)
    _write_head(sheet, head)
    row_number = HEAD_ROW + 2
    for number, row in enumerate(monthly.rows, start=1):
        _write_row(book, sheet, row_number, str(number), row, border)
        row_number += 1
    _write_row(book, sheet, row_number, "", monthly.total, {**border, "bold": True})
    shares = book.add_format({**border, "align": "right"})
    sheet.merge_range(row_number + 1, 0, row_number + 1, last - 4, "占实巡天比例（%）", shares)
    for offset, grade in enumerate("ABCD"):
        sheet.write_string(row_number + 1, last - 3 + offset, monthly.shares[grade], shares)
    for offset, note in enumerate(monthly.notes):
        sheet.write_string(row_number + 3 + offset, 0, f"{offset + 1}. {note}", plain)
    signers = "填表人：            审核人：            林长办主任（签字）：            （单位盖章）"
    sheet.write_string(row_number + 4 + len(monthly.notes), 0, signers, plain)
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, last, 9)
    sheet.freeze_panes(HEAD_ROW + 2, 2)
    book.close()


def _write_head(sheet: object, head: object) -> None:
    """Two rows; groups over their columns, the others over both."""
    write, merge = sheet.write_string, sheet.merge_range  # type: ignore[attr-defined]
    names = ("序号", "单位")
    for column, name in enumerate(names):
        merge(HEAD_ROW, column, HEAD_ROW + 1, column, name, head)
    column = len(names)
    while column < len(COLUMNS) + 2:
        _, group, heading = COLUMNS[column - 2]
        if not group:
            merge(HEAD_ROW, column, HEAD_ROW + 1, column, heading, head)
            column += 1
            continue
        last = column
        while last < len(COLUMNS) + 1 and COLUMNS[last - 1][1] == group:
            last += 1
        merge(HEAD_ROW, column, HEAD_ROW, last, group, head)
        for inner in range(column, last + 1):
            write(HEAD_ROW + 1, inner, COLUMNS[inner - 2][2], head)
        column = last + 1


def _write_row(
    book: object, sheet: object, at: int, number: str, row: Row, border: dict[str, object]
) -> None:
    """One unit or the sum; what is not a number stays text, so that nothing is computed."""
    left = book.add_format({**border, "align": "left"})  # type: ignore[attr-defined]
    sheet.write_string(at, 0, number, left)  # type: ignore[attr-defined]
    sheet.write_string(at, 1, row.name.replace(" ", ""), left)  # type: ignore[attr-defined]
    for column, (key, _, _) in enumerate(COLUMNS, start=2):
        words = row.figures[key].text
        form = {**border, "align": "right", "num_format": DECIMALS.get(key, "0")}
        shape = book.add_format(form)  # type: ignore[attr-defined]
        if words.replace(".", "", 1).isdecimal():
            sheet.write_number(at, column, float(words), shape)  # type: ignore[attr-defined]
        else:
            sheet.write_string(at, column, words, shape)  # type: ignore[attr-defined]
