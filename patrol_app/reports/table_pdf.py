"""A ledger as PDF, A4 landscape: head on every page, total row, notes, signers."""

from __future__ import annotations

from functools import partial
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from patrol_app.reports import paper
from patrol_app.reports.breaking import lines
from patrol_app.reports.table_body import Body
from patrol_app.reports.table_model import Ledger

WIDTH, HEIGHT = landscape(A4)
MARGIN = 15 * mm
INNER = WIDTH - 2 * MARGIN
LOWEST = 17 * mm
TOP = HEIGHT - 18 * mm
END_HEIGHT = 26 * mm
SEAL_HEIGHT = (paper.SEAL_MM + 3) * mm
NOTE = 7.5
INTERNAL = "内部工作资料，未经批准不得公布"


def render(ledger: Ledger, out: BinaryIO) -> int:
    """Write ``ledger`` to ``out``; the number of pages."""
    title = f"{ledger.title} {ledger.period}"
    canvas = paper.new_canvas(out, (WIDTH, HEIGHT), title, partial(_foot, ledger))
    y, pages = _head(canvas, ledger), 1
    notes = _notes(ledger)
    _, below = notes.wrapOn(canvas, _end_width(ledger), HEIGHT)
    below = max(below + END_HEIGHT, SEAL_HEIGHT if ledger.seal else 0)
    body = Body(ledger, INNER)
    while not body.done:
        drawn = body.page(y - LOWEST, below)
        if drawn is not None:
            _, height = drawn.wrapOn(canvas, INNER, HEIGHT)
            drawn.drawOn(canvas, MARGIN, y - height)
            y -= height
        if not body.done or y - below < LOWEST:
            y, pages = _turn(canvas, ledger), pages + 1
    _end(canvas, ledger, notes, y)
    canvas.showPage()
    canvas.save()
    return pages


def _turn(canvas: Any, ledger: Ledger) -> float:
    """End a page; where the next one begins."""
    canvas.showPage()
    canvas.setFillColor(paper.MUTED)
    canvas.setFont(paper.REGULAR, 9)
    canvas.drawString(MARGIN, TOP, f"{ledger.title}（续）")
    canvas.drawRightString(WIDTH - MARGIN, TOP, f"{ledger.period_label}：{ledger.period}")
    canvas.setFillColor(paper.INK)
    return float(TOP - 3 * mm)


def _notes(ledger: Ledger) -> Paragraph:
    notes = ledger.notes
    numbered = "".join(f"{n}. {words}" for n, words in enumerate(notes, 1)) if notes[1:] else ""
    paper.register_fonts()
    said = "说明：" + (numbered or "".join(notes))
    broken = lines(said, _end_width(ledger) - 1, paper.REGULAR, NOTE)
    return paper.text("\n".join(broken), NOTE, colour=paper.MUTED)


def _end_width(ledger: Ledger) -> float:
    """Room for notes and signers beside the circle for the seal."""
    return float(INNER - ((paper.SEAL_MM + 4) * mm if ledger.seal else 0))


def _end(canvas: Any, ledger: Ledger, notes: Paragraph, y: float) -> None:
    """Notes and signers below ``y``, the circle for the seal at their right."""
    wide = _end_width(ledger)
    if ledger.seal:
        radius = paper.SEAL_MM * mm / 2
        x = WIDTH - MARGIN - radius
        paper.draw_seal_ring(canvas, x, y - radius - 2 * mm, paper.SEAL_MM, "（单位盖章）")
    _, height = notes.wrapOn(canvas, wide, HEIGHT)
    notes.drawOn(canvas, MARGIN, y - height - 2 * mm)
    step = min(paper.SIGN_STEP, wide / max(1, len(ledger.signers)))
    paper.draw_signers(canvas, MARGIN, y - height - 17 * mm, ledger.signers, step)


def _foot(ledger: Ledger, canvas: Any, page: int, pages: int) -> None:
    parts = ["林巡 Patrol", f"数据截至 {ledger.as_of}"]
    parts += [INTERNAL] if ledger.internal else []
    parts += ["示例数据，非真实记录"] if ledger.sample else []
    footer = paper.Footer(" · ".join(parts), f"表号 LX-{ledger.code}-{ledger.unit_code}")
    paper.draw_footer(canvas, WIDTH, footer, page, pages)


def _head(canvas: Any, ledger: Ledger) -> float:
    """Title and the line of facts; the y where the table may begin."""
    canvas.setFillColor(paper.INK)
    canvas.setFont(paper.BOLD, 18)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 20 * mm, ledger.title)
    canvas.setFont(paper.REGULAR, 9)
    y = HEIGHT - 29 * mm
    canvas.drawString(MARGIN, y, f"填报单位：{ledger.unit_name}")
    canvas.drawCentredString(WIDTH / 2, y, f"{ledger.period_label}：{ledger.period}")
    canvas.drawRightString(WIDTH - MARGIN, y, f"填报日期：{ledger.as_of.partition(' ')[0]}")
    return float(y - 3 * mm)
