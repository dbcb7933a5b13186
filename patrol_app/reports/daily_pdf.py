"""The daily log as PDF: A4 portrait, one frame from the head grid to the signature blocks."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

from patrol_app.geo.display import DisplayList
from patrol_app.reports import paper, sketch
from patrol_app.reports.daily_model import NO_EVIDENCE, DailyLog

TITLE = "护林员巡护日志"
WIDTH, HEIGHT = A4
MARGIN = 18 * mm
INNER = WIDTH - 2 * MARGIN
MAP_WIDTH, MAP_HEIGHT = 108 * mm, 86 * mm
SIGN_HEIGHT = 36 * mm
LOWEST = 17 * mm
FRESH = HEIGHT - 20 * mm  # the upper edge of a page after the first
HEAD_WIDTHS = tuple(x * mm for x in (20, 38, 20, 38, 20, 38))
GRID: list[tuple[Any, ...]] = [
    ("FONT", (0, 0), (-1, -1), paper.REGULAR, 9),
    ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
]
DATUMS = {"wgs84": "WGS84", "cgcs2000": "CGCS2000", "shifted": "偏移坐标", "unknown": "坐标系不明"}
GetPhoto = Callable[[str], bytes | None]


def render(log: DailyLog, shown: DisplayList, photo: GetPhoto, out: BinaryIO) -> int:
    """Write the log to ``out``; the number of pages.

    The first run counts the pages, the second prints them with "page n of N".

    Args:
        log: what to print.
        shown: the track and pins.
        photo: bytes of a photo by digest, None where it is not held.
        out: where to write the PDF.
    """
    canvas = new_canvas(out)
    pages = render_onto(log, shown, photo, canvas)
    canvas.save()
    return pages


def new_canvas(out: BinaryIO) -> Canvas:
    """An empty paper that takes one log or many."""
    return paper.new_canvas(out, A4, TITLE)


def render_onto(log: DailyLog, shown: DisplayList, photo: GetPhoto, canvas: Canvas) -> int:
    """Add the log's pages to ``canvas``, numbered by themselves; how many there are."""
    pages = _write(log, shown, photo, new_canvas(io.BytesIO()), 1)
    return _write(log, shown, photo, canvas, pages)


def _write(log: DailyLog, shown: DisplayList, photo: GetPhoto, canvas: Canvas, pages: int) -> int:
    sheet = _Sheet(log, canvas, pages)
    sheet.head()
    sheet.table(_head_table(log))
    for part in _text_tables(log):
        sheet.table(part)
    sheet.table(_findings_table(log))
    sheet.table(_foot_table(log))
    sheet.pictures(shown, photo)
    sheet.signatures()
    return sheet.close()


class _Sheet:
    """The pages being written, from top to bottom."""

    def __init__(self, log: DailyLog, canvas: Canvas, pages: int) -> None:
        self._log = log
        self._canvas = canvas
        self._pages = pages
        self._page = 1
        self._y = HEIGHT - 33 * mm

    def head(self) -> None:
        """Title, unit and number; drafts say so."""
        canvas, log = self._canvas, self._log
        canvas.setFont(paper.BOLD, 18)
        canvas.drawCentredString(WIDTH / 2, HEIGHT - 22 * mm, TITLE)
        canvas.setFont(paper.REGULAR, 9)
        state = {"draft": "    草稿，未提交", "changed": "    提交后有改动"}.get(log.state, "")
        canvas.drawString(MARGIN, HEIGHT - 30 * mm, f"单位：{log.unit_name}{state}")
        canvas.drawRightString(
            WIDTH - MARGIN,
            HEIGHT - 30 * mm,
            f"编号：{log.number}    佐证等级：{log.grade}（{log.grade_words}）",
        )

    def table(self, table: Table | None) -> None:
        """Put ``table`` under what stands; what does not fit goes on to the next page."""
        while table is not None:
            _, height = table.wrapOn(self._canvas, INNER, HEIGHT)
            if height <= self._y - LOWEST:
                table.drawOn(self._canvas, MARGIN, self._y - height)
                self._y -= height
                return
            parts = table.split(INNER, self._y - LOWEST)
            if len(parts) == 2:
                _, height = parts[0].wrapOn(self._canvas, INNER, HEIGHT)
                parts[0].drawOn(self._canvas, MARGIN, self._y - height)
                table = parts[1]
            elif self._y >= FRESH:
                raise ValueError("a row of the log is higher than a page")
            self._turn()

    def _room(self, height: float) -> None:
        if self._y - height < LOWEST:
            self._turn()

    def _turn(self) -> None:
        self._footer()
        self._canvas.showPage()
        self._page += 1
        self._y = FRESH

    def _footer(self) -> None:
        sample = " · 示例数据" if self._log.sample else ""
        source = f"林巡 Patrol · 打印于 {self._log.printed} · 更正用划线并签名{sample}"
        paper.draw_footer(
            self._canvas, WIDTH, paper.Footer(source, "表号 LX-9.1"), self._page, self._pages
        )

    def pictures(self, shown: DisplayList, photo: GetPhoto) -> None:
        """Track sketch left, up to three photos right; a smaller one where the page is full."""
        left = self._y - LOWEST - SIGN_HEIGHT
        height = min(MAP_HEIGHT, left) if left >= 56 * mm else MAP_HEIGHT
        self._room(height)
        canvas = self._canvas
        self._y -= height
        frame = sketch.Frame(MARGIN, self._y, MAP_WIDTH, height)
        words = f"{DATUMS.get(self._log.datum, '')} · 无底图 · 内部工作用图"
        sketch.draw(canvas, shown, frame, words)
        canvas.setStrokeColor(paper.INK)
        canvas.setLineWidth(1)
        canvas.rect(MARGIN, self._y, INNER, height)
        canvas.setLineWidth(0.4)
        right = MARGIN + MAP_WIDTH
        canvas.line(right, self._y, right, self._y + height)
        canvas.setFillColor(paper.INK)
        canvas.setFont(paper.BOLD, 8)
        top = self._y + height - 5 * mm
        canvas.drawString(MARGIN + 3 * mm, top, "轨迹图")
        if not shown.shapes:
            canvas.setFont(paper.REGULAR, 9)
            canvas.drawCentredString(MARGIN + MAP_WIDTH / 2, self._y + height / 2, "无轨迹")
            canvas.setFont(paper.BOLD, 8)
        count = f"（{len(self._log.photos)} / {self._log.photo_count}）"
        canvas.drawString(right + 3 * mm, top, f"照片{count if self._log.photo_count else ''}")
        self._photos(right + 3 * mm, self._y + height - 8 * mm, (height - 9 * mm) / 3, photo)

    def _photos(self, x: float, top: float, step: float, photo: GetPhoto) -> None:
        canvas = self._canvas
        width, height = 32 * mm, step - 2.5 * mm
        for number, row in enumerate(self._log.photos):
            y = top - number * step - height
            _draw_photo(canvas, photo(row.sha256), x, y, width, height)
            canvas.setFillColor(paper.INK)
            canvas.setFont(paper.REGULAR, 8)
            canvas.drawString(x + width + 2 * mm, y + height * 0.62, row.caption[:11])
            canvas.setFont(paper.REGULAR, 7)
            canvas.setFillColor(paper.MUTED)
            canvas.drawString(x + width + 2 * mm, y + height * 0.62 - 5 * mm, row.digest)
            canvas.drawString(x + width + 2 * mm, y + height * 0.62 - 8.5 * mm, row.note)
            canvas.setFillColor(paper.INK)
        if not self._log.photos:
            canvas.setFont(paper.REGULAR, 9)
            canvas.drawCentredString(x + (INNER - MAP_WIDTH) / 2 - 3 * mm, top - step, "无照片")

    def signatures(self) -> None:
        """Ranger, supervisor, head of station; the last with the ring for the seal."""
        self._room(SIGN_HEIGHT)
        canvas = self._canvas
        self._y -= SIGN_HEIGHT
        y, third = self._y, INNER / 3
        canvas.setLineWidth(1)
        canvas.setStrokeColor(paper.INK)
        canvas.rect(MARGIN, y, INNER, SIGN_HEIGHT)
        canvas.setLineWidth(0.4)
        for number, words in enumerate(
            ("护林员（签名）：", "监管员审核意见：", "站（场）长月审意见：")
        ):
            x = MARGIN + third * number
            if number:
                canvas.line(x, y, x, y + SIGN_HEIGHT)
            canvas.setFont(paper.BOLD, 9)
            canvas.drawString(x + 3 * mm, y + SIGN_HEIGHT - 6 * mm, words)
            canvas.setFont(paper.REGULAR, 9)
            if number == 2:
                paper.draw_seal_ring(
                    canvas, x + third / 2 + 9 * mm, y + SIGN_HEIGHT / 2 - 1.5 * mm, 28, "（站章）"
                )
                canvas.setStrokeColor(paper.INK)
                canvas.setLineWidth(0.4)
                canvas.setFont(paper.REGULAR, 9)
            if number:
                canvas.drawString(x + 3 * mm, y + 11 * mm, "签名：")
            canvas.drawRightString(x + third - 3 * mm, y + 3.5 * mm, "年     月     日")

    def close(self) -> int:
        """Finish the last page; how many there are."""
        self._footer()
        self._canvas.showPage()
        return self._page


def _draw_photo(
    canvas: Canvas, data: bytes | None, x: float, y: float, width: float, height: float
) -> None:
    """The photo, whole, inside its box; a grey box says that it is not here."""
    if data is None:
        canvas.setFillColor(paper.HEAD)
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.setFillColor(paper.MUTED)
        canvas.setFont(paper.REGULAR, 8)
        canvas.drawCentredString(x + width / 2, y + height / 2, "照片未到")
        return
    image = ImageReader(io.BytesIO(data))
    wide, high = image.getSize()
    scale = min(width / wide, height / high)
    shown = (wide * scale, high * scale)
    canvas.drawImage(
        image, x + (width - shown[0]) / 2, y + (height - shown[1]) / 2, shown[0], shown[1]
    )


def _label(words: str) -> Any:
    return paper.text(words, 9, "center", bold=True)


def _head_table(log: DailyLog) -> Table:
    rows: list[list[Any]] = []
    for start in range(0, len(log.head), 3):
        row: list[Any] = []
        for label, value in log.head[start : start + 3]:
            row += [_label(label), paper.fitted(value, HEAD_WIDTHS[1] - 8, 9, 6)]
        rows.append(row)
    fixed = len(rows)
    for part in paper.pieces(log.route, sum(HEAD_WIDTHS[1:]), 9):
        label = "" if len(rows) > fixed else _label("巡护路线")
        rows.append([label, paper.text(part), "", "", "", ""])
    rows.append([_label("有效规则"), paper.text(log.rule, 7.5, colour=paper.MUTED), *[""] * 4])
    free = len(rows) - fixed
    table = Table(rows, colWidths=HEAD_WIDTHS, rowHeights=[8 * mm] * fixed + [None] * free)
    shaded = [("BACKGROUND", (c, 0), (c, fixed - 1), paper.HEAD) for c in (2, 4)]
    shaded.append(("BACKGROUND", (0, 0), (0, -1), paper.HEAD))
    spans = [("SPAN", (1, fixed + n), (5, fixed + n)) for n in range(free)]
    table.setStyle(TableStyle([*GRID, *shaded, *spans]))
    return table


def _text_tables(log: DailyLog) -> Sequence[Table]:
    rows: list[list[Any]] = [[_label("日志正文（只据记录起草，护林员核对）"), "", _label("佐  证")]]
    for number, sentence in enumerate(log.sentences, start=1):
        proven = bool(sentence.evidence)
        parts = paper.row_parts(
            [(sentence.words, 125 * mm, 9), (sentence.evidence or NO_EVIDENCE, 40 * mm, 8.5)]
        )
        for at, (words, evidence) in enumerate(parts):
            colour = paper.INK if proven else paper.WARN
            proof = paper.text(evidence, 8.5, bold=not proven, colour=colour)
            rows.append(
                [paper.text("" if at else str(number), 9, "center"), paper.text(words), proof]
            )
    table = Table(rows, colWidths=[9 * mm, 125 * mm, 40 * mm], repeatRows=1)
    table.setStyle(
        TableStyle([*GRID, ("SPAN", (0, 0), (1, 0)), ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD)])
    )
    return (table,)


def _findings_table(log: DailyLog) -> Table:
    heads = ("发现情况", "地点 / 坐标", "现场处置", "报告对象及时间", "关联")
    widths = (36, 46, 28, 34, 30)
    rows: list[list[Any]] = [[_label(words) for words in heads]]
    for row in log.findings:
        texts = (row.what, row.where, row.action, row.reported, row.link)
        cells = [(words, wide * mm, 8.5) for words, wide in zip(texts, widths, strict=True)]
        for *parts, link in paper.row_parts(cells):
            rows.append([*(paper.text(part, 8.5) for part in parts), paper.text(link, 7)])
    if not log.findings:
        rows.append([paper.text("—", 9, "center") for _ in heads])
    table = Table(rows, colWidths=[x * mm for x in widths], repeatRows=1)
    table.setStyle(TableStyle([*GRID, ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD)]))
    return table


def _foot_table(log: DailyLog) -> Table:
    rows: list[list[Any]] = []
    for left, said, right, told in (
        ("人员车辆", log.people, "宣  传", log.publicity),
        ("携带工具", log.tools, "备  注", log.remark),
    ):
        for at, (one, other) in enumerate(
            paper.row_parts([(said, 76 * mm, 9), (told, 58 * mm, 9)])
        ):
            labels = ("", "") if at else (_label(left), _label(right))
            rows.append([labels[0], paper.text(one), labels[1], paper.text(other)])
    table = Table(rows, colWidths=[x * mm for x in (20, 76, 20, 58)])
    shaded = [("BACKGROUND", (c, 0), (c, -1), paper.HEAD) for c in (0, 2)]
    table.setStyle(TableStyle([*GRID, *shaded, ("TOPPADDING", (0, 0), (-1, -1), 4)]))
    return table
