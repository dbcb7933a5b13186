"""The monthly table as PDF: A4 landscape, head of two rows, sums, signers, seal ring."""

from __future__ import annotations

from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from patrol_app.reports import paper
from patrol_app.reports.monthly_model import COLUMNS, NO_RULE, Monthly, Row

WIDTH, HEIGHT = landscape(A4)
MARGIN = 15 * mm
# 序号, 单位, then one a column; scaled to the width between the margins.
WIDTHS = (8, 26, 13, 14, 12, 14, 14, 17, 14, 14, 11, 12, 12, 11, 13, 13.5, 13.5, 13.5, 13.5)
FIRST_ROWS, MORE_ROWS = 9, 18
ROW_HEIGHT = 6.4 * mm
LEAST = 5.5
SIGNERS = ("填 表 人：", "审 核 人：", "林长办主任（签字）：")


def render(monthly: Monthly, out: BinaryIO) -> int:
    """Write ``monthly`` to ``out``; the number of pages."""
    canvas = paper.new_canvas(out, (WIDTH, HEIGHT), f"巡护月报 {monthly.month}")
    pages = _pages(monthly.rows)
    footer = paper.Footer(_source(monthly), f"表号 LX-9.2-{monthly.month.replace('-', '')}-"
                          f"{monthly.unit_code}")  # fmt: skip
    first = 1
    for number, rows in enumerate(pages, start=1):
        top = _draw_head(canvas, monthly)
        last = number == len(pages)
        bottom = _draw_table(canvas, monthly, rows, first, top, with_sums=last)
        first += len(rows)
        if last:
            _draw_end(canvas, monthly, bottom)
        paper.draw_footer(canvas, WIDTH, footer, number, len(pages))
        canvas.showPage()
    canvas.save()
    return len(pages)


def _pages(rows: tuple[Row, ...]) -> list[tuple[Row, ...]]:
    """The rows page by page; the last one leaves room for notes, signers and seal."""
    pages: list[tuple[Row, ...]] = []
    rest = rows
    while len(rest) > FIRST_ROWS:
        take = min(MORE_ROWS, len(rest) - 1)
        pages.append(rest[:take])
        rest = rest[take:]
    return [*pages, rest]


def _source(monthly: Monthly) -> str:
    sample = " · 示例数据，非真实统计" if monthly.sample else ""
    return f"林巡 Patrol · 数据截至 {monthly.as_of}{sample}"


def _draw_head(canvas: Canvas, monthly: Monthly) -> float:
    """Title, period and the line of facts; the y where the table may begin."""
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.BOLD, 18)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 20 * mm, monthly.title)
    year, month = monthly.month.split("-")
    canvas.setFont(paper.REGULAR, 11)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 27 * mm, f"（{year}年{int(month)}月）")
    canvas.setFont(paper.REGULAR, 9)
    y = HEIGHT - 34 * mm
    canvas.drawString(MARGIN, y, f"填报单位：{monthly.unit_name}")
    canvas.drawCentredString(WIDTH / 2, y, f"统计期间：{monthly.period}")
    canvas.drawRightString(
        WIDTH - MARGIN, y, f"填报日期：{monthly.filled_on}    单位：人、天、km、%、件"
    )
    return float(y - 3 * mm)


def _cell(words: str) -> str | Paragraph:
    """A figure as it is; the missing rule in two small lines that fit the column."""
    if words == NO_RULE:
        return paper.text("—\n（未配置规则）", 5.2, "center", colour=paper.MUTED)
    return words


def unit_cell(name: str, width: float) -> Paragraph:
    """A unit's name in one line, a long one in two small ones; ``width`` in points.

    Two lines of the least size fit a row's height; what is longer still ends in "…".
    """
    longest = 2 * int(width / LEAST) - 1
    return paper.fitted(
        name if len(name) <= longest else name[: longest - 1] + "…", width, 8.5, LEAST
    )


def _draw_table(
    canvas: Canvas,
    monthly: Monthly,
    rows: tuple[Row, ...],
    first: int,
    top: float,
    *,
    with_sums: bool,
) -> float:
    """Draw one page's table under ``top``; the y of its lower edge."""
    groups = ["序号", "单位", *(group or heading for _, group, heading in COLUMNS)]
    heads = ["", "", *(heading if group else "" for _, group, heading in COLUMNS)]
    data: list[list[Any]] = [_first_of_each(groups), heads]
    scale = (WIDTH - 2 * MARGIN) / sum(WIDTHS)
    for number, row in enumerate(rows, start=first):
        name = unit_cell(row.name, WIDTHS[1] * scale - 10)
        data.append([str(number), name, *(_cell(row.figures[k].text) for k, _, _ in COLUMNS)])
    if with_sums:
        data.append(
            [monthly.total.name, "",
             *(_cell(monthly.total.figures[k].text) for k, _, _ in COLUMNS)]
        )  # fmt: skip
        data.append(["占实巡天比例（%）", *[""] * 14, *(monthly.shares[g] for g in "ABCD")])
    table = Table(
        data,
        colWidths=[width * scale for width in WIDTHS],
        rowHeights=[6.4 * mm, 6.4 * mm] + [ROW_HEIGHT] * (len(data) - 2),
    )
    table.setStyle(TableStyle(_style(len(data), with_sums)))
    _, height = table.wrapOn(canvas, WIDTH, HEIGHT)
    table.drawOn(canvas, MARGIN, top - height)
    return float(top - height)


def _first_of_each(groups: list[str]) -> list[str]:
    """Each group heading once, where its columns begin."""
    return [words if number == 0 or groups[number - 1] != words else ""
            for number, words in enumerate(groups)]  # fmt: skip


def _style(rows: int, with_sums: bool) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("FONT", (0, 0), (-1, -1), paper.REGULAR, 8.5),
        ("FONT", (0, 0), (-1, 1), paper.BOLD, 8),
        ("LEADING", (0, 0), (-1, 1), 9.5),
        ("ALIGN", (0, 0), (-1, -1), "CENTER"),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("ALIGN", (2, 2), (-1, -1), "RIGHT"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, 1), 2),
        ("RIGHTPADDING", (2, 2), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
        ("BOX", (0, 0), (-1, -1), 1, paper.INK),
        ("LINEBELOW", (0, 1), (-1, 1), 0.8, paper.INK),
        ("BACKGROUND", (0, 0), (-1, 1), paper.HEAD),
        ("SPAN", (0, 0), (0, 1)),
        ("SPAN", (1, 0), (1, 1)),
    ]
    column = 2
    while column < len(COLUMNS) + 2:
        group = COLUMNS[column - 2][1]
        last = column
        while group and last < len(COLUMNS) + 1 and COLUMNS[last - 1][1] == group:
            last += 1
        style.append(("SPAN", (column, 0), (last, 0) if group else (column, 1)))
        column = last + 1
    if with_sums:
        sums, shares = rows - 2, rows - 1
        style += [
            ("FONT", (0, sums), (-1, sums), paper.BOLD, 8.5),
            ("BACKGROUND", (0, sums), (-1, sums), paper.HEAD),
            ("LINEABOVE", (0, sums), (-1, sums), 0.8, paper.INK),
            ("SPAN", (0, sums), (1, sums)),
            ("ALIGN", (0, sums), (1, sums), "CENTER"),
            ("SPAN", (0, shares), (14, shares)),
            ("ALIGN", (0, shares), (14, shares), "RIGHT"),
            ("RIGHTPADDING", (0, shares), (14, shares), 6),
        ]
    return style


def _draw_end(canvas: Canvas, monthly: Monthly, bottom: float) -> None:
    """Notes under the table, then signers and the ring for the seal."""
    numbered = "".join(f"{n}. {words}" for n, words in enumerate(monthly.notes, start=1))
    notes = paper.text("说明：" + numbered, 7.5, colour=paper.MUTED)
    _, height = notes.wrapOn(canvas, WIDTH - 2 * MARGIN, 60 * mm)
    notes.drawOn(canvas, MARGIN, bottom - 2 * mm - height)
    below = bottom - height - 4 * mm
    paper.draw_signers(canvas, MARGIN, max(below - 16 * mm, 30 * mm), SIGNERS)
    paper.draw_seal_ring(
        canvas,
        WIDTH - 40 * mm,
        max(below - paper.SEAL_MM * mm / 2, (15 + paper.SEAL_MM / 2) * mm),
        paper.SEAL_MM,
        "（单位盖章）",
    )
