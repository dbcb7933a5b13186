"""Tables and lines drawn one under the other over as many pages as they need."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table, TableStyle

from patrol_app.reports import paper

MARGIN = 15 * mm
LOWEST = 17 * mm
GAP = 2.5 * mm
SIGNERS_HEIGHT = 24 * mm
CLOSE, APART = 60 * mm, 66 * mm  # from one signer to the next
SEAL_HEIGHT = (paper.SEAL_MM + 4) * mm
KEPT = 3  # parts that go on to the last page with the signers: caption, table, note
LABEL = 0.28  # share of a label of what it has with its value
STYLE: list[tuple[Any, ...]] = [
    ("GRID", (0, 0), (-1, -1), 0.4, paper.LINE),
    ("BOX", (0, 0), (-1, -1), 1, paper.INK),
    ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
    ("LEFTPADDING", (0, 0), (-1, -1), 3),
    ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
]
ROOMY = 7.0  # smaller type than this has rows close together
TIGHT: list[tuple[Any, ...]] = [
    ("TOPPADDING", (0, 0), (-1, -1), 0.6),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2),
]
HEADED: list[tuple[Any, ...]] = [
    ("LINEBELOW", (0, 0), (-1, 0), 0.8, paper.INK),
    ("BACKGROUND", (0, 0), (-1, 0), paper.HEAD),
]


@dataclass(frozen=True)
class Head:
    """What stands above and below a paper.

    Attributes:
        title: of the paper; left, right: the line of facts under it.
        footer: source line and table number.
        signers: words before each line to be signed.
        name: of the document, for the file's properties.
        seal: keep a circle free for the unit's seal, right of the signers.
    """

    title: str
    left: str
    right: str
    footer: paper.Footer
    signers: tuple[str, ...]
    name: str
    seal: bool = False


def headed(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    inner: float,
    size: float = 8.0,
    *,
    figures: Sequence[int] = (),
    totals: int = 0,
) -> Table:
    """A table with a head that is repeated on each page; long cells go on in the next row.

    Args:
        columns: head; rows: texts of each row.
        widths: shares of ``inner``, which is in points.
        size: of the type.
        figures: places of right-aligned columns.
        totals: rows at the end that are printed bold.
    """
    scale = inner / sum(widths)
    points = [width * scale for width in widths]
    made: list[list[Any]] = [[paper.text(words, size, "center", bold=True) for words in columns]]
    for at, row in enumerate(rows):
        bold = at >= len(rows) - totals
        cells = [(words, width, size) for words, width in zip(row, points, strict=True)]
        for parts in paper.row_parts(cells):
            made.append(
                [
                    paper.text(part, size, "right" if place in figures else "left", bold=bold)
                    for place, part in enumerate(parts)
                ]
            )
    if not rows:
        made.append([paper.text("—", size, "center") for _column in columns])
    table = Table(made, colWidths=points, repeatRows=1)
    close = TIGHT if size < ROOMY else []
    table.setStyle(TableStyle([*STYLE, *HEADED, *close]))
    return table


def pairs(
    facts: Sequence[tuple[str, str]], inner: float, abreast: int, size: float = 8.5, wide: int = 0
) -> Table:
    """Labels with values, ``abreast`` pairs in a row; the last ``wide`` have rows of their own."""
    each = inner / abreast
    widths = [each * LABEL, each * (1 - LABEL)] * abreast
    short = facts[: len(facts) - wide]
    rows: list[list[Any]] = []
    style = list(STYLE)

    def add(group: Sequence[tuple[str, str]]) -> None:
        """One row of labels and values."""
        row: list[Any] = []
        for place, (name, words) in enumerate(group):
            row += [paper.text(name, size, "center", bold=True), paper.text(words, size)]
            style.append(("BACKGROUND", (2 * place, len(rows)), (2 * place, len(rows)), paper.HEAD))
        rows.append([*row, *[""] * (2 * abreast - len(row))])

    for at in range(0, len(short), abreast):
        add([(a, "\n".join(paper.pieces(b, widths[1], size))) for a, b in short[at : at + abreast]])
    for name, words in facts[len(facts) - wide :]:
        for at, part in enumerate(paper.pieces(words, inner - widths[0], size)):
            style.append(("SPAN", (1, len(rows)), (-1, len(rows))))
            add([("" if at else name, part)])
    table = Table(rows, colWidths=widths)
    table.setStyle(TableStyle(style))
    return table


def caption(words: str) -> Flowable:
    """The name of the part that follows."""
    return paper.text(words, 10, bold=True)


def note(words: str) -> Flowable:
    """Small grey words."""
    return paper.text(words, 7.5, colour=paper.MUTED)


def render(
    head: Head, size: tuple[float, float], make: Callable[[], Sequence[Flowable]], out: BinaryIO
) -> int:
    """Write the paper to ``out``; the number of pages.

    Args:
        head: title, footer, signers.
        size: of a page in points.
        make: the parts in order, made anew for each of the two passes.
        out: an open binary file.
    """
    pages = _Writer(head, size, io.BytesIO(), 1).draw(make())
    return _Writer(head, size, out, pages).draw(make())


class _Writer:
    """One pass over the parts."""

    def __init__(self, head: Head, size: tuple[float, float], out: BinaryIO, pages: int) -> None:
        self._head, self._pages, self._page = head, pages, 1
        self._width, self._height = size
        self._inner = self._width - 2 * MARGIN
        self._canvas = paper.new_canvas(out, size, head.name)
        self._y = self._title()

    def draw(self, parts: Sequence[Flowable]) -> int:
        """Every part, then the signers; the number of pages."""
        last = max(0, len(parts) - KEPT)
        for place, part in enumerate(parts):
            if place == last and place and not self._holds(parts[last:]):
                self._turn()
            following = parts[place + 1] if place + 1 < len(parts) else None
            self._put(part, following if isinstance(following, Table) else None)
        if self._y - self._end() < LOWEST:
            self._turn()
        for at in range(0, len(self._head.signers), self._abreast()):
            row = self._head.signers[at : at + self._abreast()]
            below = at // self._abreast() * (18 if self._head.seal else 12) * mm
            y = self._y - 10 * mm - below
            paper.draw_signers(self._canvas, MARGIN, y, tuple(row), self._step())
        if self._head.seal:
            radius = paper.SEAL_MM * mm / 2
            x, y = self._width - MARGIN - radius, self._y - 2 * mm - radius
            paper.draw_seal_ring(self._canvas, x, y, paper.SEAL_MM, "（单位盖章）")
        paper.draw_footer(self._canvas, self._width, self._head.footer, self._page, self._pages)
        self._canvas.showPage()
        self._canvas.save()
        return self._page

    def _end(self) -> float:
        """What the signers take, with the circle for the seal."""
        return float(SEAL_HEIGHT if self._head.seal else SIGNERS_HEIGHT)

    def _holds(self, parts: Sequence[Flowable]) -> bool:
        """Whether the last parts stand here with the signers, or would not on a new page either.

        Signers never stand on a page alone.
        """
        high = self._end()
        for part in parts:
            high += part.wrapOn(self._canvas, self._inner, self._height)[1] + GAP
        new_page = self._height - 18 * mm - LOWEST
        return bool(high <= self._y - LOWEST or high > new_page)

    def _abreast(self) -> int:
        return max(1, int((self._inner + 8 * mm) // self._step()))

    def _step(self) -> float:
        """From one signer to the next; all stand on one line where they are a little closer."""
        alike = (self._inner + 8 * mm) / max(1, len(self._head.signers))
        return float(alike if CLOSE <= alike < APART and not self._head.seal else APART)

    def _title(self) -> float:
        canvas = self._canvas
        canvas.setFillColor(paper.INK)
        canvas.setFont(paper.BOLD, 18)
        canvas.drawCentredString(self._width / 2, self._height - 20 * mm, self._head.title)
        canvas.setFont(paper.REGULAR, 9)
        y = self._height - 28 * mm
        canvas.drawString(MARGIN, y, self._head.left)
        canvas.drawRightString(self._width - MARGIN, y, self._head.right)
        return float(y - 3 * mm)

    def _put(self, part: Flowable, table: Table | None) -> None:
        """Draw ``part``; a caption never stands alone at the end of a page."""
        rest: Flowable | None = part
        while rest is not None:
            _wide, high = rest.wrapOn(self._canvas, self._inner, self._height)
            room = self._y - LOWEST
            if high + (22 * mm if table is not None and not isinstance(part, Table) else 0) <= room:
                rest.drawOn(self._canvas, MARGIN, self._y - high)
                self._y -= high + (GAP if isinstance(part, Table) else GAP / 2)
                return
            pieces = rest.split(self._inner, room) if isinstance(rest, Table) else []
            if len(pieces) == 2:
                _wide, high = pieces[0].wrapOn(self._canvas, self._inner, self._height)
                pieces[0].drawOn(self._canvas, MARGIN, self._y - high)
                rest = pieces[1]
            self._turn()

    def _turn(self) -> None:
        paper.draw_footer(self._canvas, self._width, self._head.footer, self._page, self._pages)
        self._canvas.showPage()
        self._page += 1
        self._y = self._height - 18 * mm
        self._canvas.setFillColor(paper.MUTED)
        self._canvas.setFont(paper.REGULAR, 9)
        top = self._y + 4 * mm
        self._canvas.drawString(MARGIN, top, f"{self._head.title}（续）")
        self._canvas.drawRightString(self._width - MARGIN, top, self._head.right)
        self._canvas.setFillColor(paper.INK)
