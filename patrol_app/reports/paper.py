"""What every PDF paper shares: fonts, colours, paragraphs, footer, seal ring, signers.

Measures follow the paper rules of the design: line widths 1 / 0.8 / 0.4 pt, a 45 mm circle
kept free for the seal (only a thin dashed ring is printed, never a seal's image).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any, BinaryIO

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from patrol_app.errors import EnvironmentFault
from patrol_app.i18n import N_
from patrol_app.paths import resource
from patrol_app.reports.breaking import lines

REGULAR, BOLD = "NotoSansSC", "NotoSansSC-Bold"
INK = colors.HexColor("#111111")
LINE = colors.HexColor("#333333")
HEAD = colors.HexColor("#F0F2EF")
MUTED = colors.HexColor("#555555")
WARN = colors.HexColor("#8A1F17")
RING = colors.HexColor("#B8B8B8")
ALIGN = {"left": TA_LEFT, "center": TA_CENTER, "right": TA_RIGHT}
SEAL_MM = 45
SIGN_STEP = 66 * mm
ROW_LINES = 40  # a row stays whole, so it must fit on a page: longer texts go on in the next row
CELL_PADDING = 6.5  # 3 pt each side and what rounding takes


def register_fonts() -> None:
    """Register the bundled fonts once; only the glyphs used are embedded.

    Raises:
        EnvironmentFault: the font files are not installed with the program.
    """
    if REGULAR in pdfmetrics.getRegisteredFontNames():
        return
    for name, file in ((REGULAR, "NotoSansSC-Regular.ttf"), (BOLD, "NotoSansSC-Bold.ttf")):
        path = resource(f"fonts/{file}")
        if not path.is_file():
            raise EnvironmentFault("font.missing", N_("The font {name} is missing"), name=file)
        pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR,
                                  boldItalic=BOLD)  # fmt: skip


def text(
    words: str,
    size: float = 9,
    align: str = "left",
    *,
    bold: bool = False,
    colour: Any = INK,
) -> Paragraph:
    """A paragraph of plain ``words`` (nothing in them is markup); newlines break lines."""
    style = ParagraphStyle(
        "p",
        fontName=BOLD if bold else REGULAR,
        bulletFontName=REGULAR,
        fontSize=size,
        leading=size * 1.45,
        alignment=ALIGN[align],
        textColor=colour,
        wordWrap="CJK",
    )
    return Paragraph(escape(words).replace("\n", "<br/>"), style)


def fitted(words: str, width: float, size: float = 8.5, least: float = 5.5) -> Paragraph:
    """One line of ``words``, made smaller (to ``least`` points) where ``width`` is too narrow."""
    register_fonts()
    wide = pdfmetrics.stringWidth(words, REGULAR, size)
    return text(words, max(least, min(size, size * width / wide)) if wide else size)


def pieces(words: str, width: float, size: float) -> list[str]:
    """``words`` cut so that each piece stands in one table row; one empty piece for no words.

    Args:
        words: any text; its newlines break lines.
        width: of the cell in points, with padding.
        size: of the type in points.
    """
    register_fonts()
    found = lines(words, width - CELL_PADDING, REGULAR, size)
    return ["\n".join(found[at : at + ROW_LINES]) for at in range(0, len(found), ROW_LINES)]


def row_parts(cells: Sequence[tuple[str, float, float]]) -> list[tuple[str, ...]]:
    """Rows for one row of texts: those that a page cannot hold go on below.

    Args:
        cells: (words, width in points, size in points) of each column.
    """
    columns = [pieces(*cell) for cell in cells]
    return list(zip_longest(*columns, fillvalue=""))


@dataclass(frozen=True)
class Footer:
    """The line under every page.

    Attributes:
        source: program, state of the data, missing packages.
        table_no: the paper's own number.
    """

    source: str
    table_no: str


def draw_footer(canvas: Canvas, width: float, footer: Footer, page: int, pages: int) -> None:
    """Hairline, data state left, table number and page right; ``width`` in points."""
    canvas.setStrokeColor(colors.HexColor("#999999"))
    canvas.setLineWidth(0.4)
    canvas.line(15 * mm, 13 * mm, width - 15 * mm, 13 * mm)
    canvas.setFont(REGULAR, 7.5)
    canvas.setFillColor(MUTED)
    canvas.drawString(15 * mm, 9 * mm, footer.source)
    right = f"{footer.table_no}    第 {page} 页 / 共 {pages} 页"
    wide = sum(pdfmetrics.stringWidth(one, REGULAR, 7.5) for one in (footer.source, right))
    y = 9 * mm if wide < width - 34 * mm else 5.5 * mm  # below where both do not stand abreast
    canvas.drawRightString(width - 15 * mm, y, right)
    canvas.setFillColor(INK)


def draw_seal_ring(canvas: Canvas, x: float, y: float, size_mm: float, words: str) -> None:
    """A thin dashed ring around (x, y) where the seal goes, with ``words`` in grey."""
    canvas.setStrokeColor(RING)
    canvas.setLineWidth(0.5)
    canvas.setDash(2, 2)
    canvas.circle(x, y, size_mm * mm / 2)
    canvas.setDash()
    canvas.setFillColor(colors.HexColor("#8A8A8A"))
    canvas.setFont(REGULAR, 8)
    canvas.drawCentredString(x, y - 3, words)
    canvas.setFillColor(INK)


def draw_signers(
    canvas: Canvas, x: float, y: float, words: tuple[str, ...], step: float = SIGN_STEP
) -> None:
    """Signature lines ``step`` points apart from (x, y), each with its date boxes."""
    wide = step - 8 * mm
    for number, label in enumerate(words):
        left = x + number * step
        canvas.setFont(REGULAR, 10)
        canvas.drawString(left, y, label)
        canvas.setLineWidth(0.5)
        canvas.setStrokeColor(INK)
        used = pdfmetrics.stringWidth(label, REGULAR, 10)
        canvas.line(left + used, y - 1.5, left + wide, y - 1.5)
        canvas.setFont(REGULAR, 9)
        canvas.drawRightString(left + wide, y - 7 * mm, "年     月     日")


class FootedCanvas(Canvas):  # type: ignore[misc]
    """A canvas that keeps its pages to the end: then each gets its foot, which says of how many.

    Laying out a paper twice, to know the number first, takes twice as long.

    Attributes:
        foot: draws the foot of (this canvas, page, pages).
    """

    foot: Callable[[Canvas, int, int], None]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:
        """Put the page aside as it stands and begin another."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Give every page its foot, in order, and write the file."""
        kept = self._kept
        for number, page in enumerate(kept, 1):
            self.__dict__.update(page)
            self.foot(self, number, len(kept))
            super().showPage()
        super().save()


def new_canvas(
    out: BinaryIO,
    size: tuple[float, float],
    title: str,
    foot: Callable[[Canvas, int, int], None] | None = None,
) -> Canvas:
    """A canvas with the program as author; equal content gives equal bytes.

    Args:
        out: an open binary file; size: of a page in points; title: of the file.
        foot: see ``FootedCanvas``; None where pages are drawn whole.
    """
    register_fonts()
    kind = Canvas if foot is None else FootedCanvas
    canvas = kind(out, pagesize=size, invariant=1, pageCompression=1, initialFontName=REGULAR)
    if isinstance(canvas, FootedCanvas) and foot is not None:
        canvas.foot = foot
    canvas.setTitle(title)
    canvas.setAuthor("林巡 Patrol")
    canvas.setCreator("林巡 Patrol")
    return canvas
