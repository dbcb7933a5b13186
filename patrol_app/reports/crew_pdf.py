"""The readiness card as PDF: one page A4 portrait for the wall of the duty room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable

from patrol_app.reports import crew_model as model
from patrol_app.reports import flow, paper
from patrol_app.reports.crew_model import Card

TITLE = "扑火队战备卡"
INNER = A4[0] - 2 * flow.MARGIN
KIT_ROWS = 8  # worst first; how many more there are is said in words
ALONE = 8  # persons that stand one a row


def render(card: Card, out: BinaryIO) -> int:
    """Write ``card`` to ``out``; the number of pages: type shrinks until it is one."""
    import io

    sample = " · 示例数据，非真实记录" if card.sample else ""
    head = flow.Head(
        title=TITLE,
        left=f"{card.unit_name}  {card.team}",
        right=f"日期：{card.day}",
        footer=paper.Footer(
            f"林巡 Patrol · 数据截至 {card.as_of}{sample}", f"表号 LX-ZB-{card.unit_code}"
        ),
        signers=("队    长：", "值班负责人："),
        name=f"{TITLE} {card.team} {card.day}",
    )
    for size in (8.0, 7.0, 6.0, 5.5):
        whole = io.BytesIO()
        pages = flow.render(head, A4, lambda size=size: _parts(card, size), whole)  # type: ignore[misc]
        if pages == 1:
            break
    out.write(whole.getvalue())
    return pages


def _parts(card: Card, size: float) -> Sequence[Flowable]:
    kit = card.kit[:KIT_ROWS]
    rest = len(card.kit) - len(kit)
    made: list[Flowable] = [
        flow.pairs(card.summary, INNER, 3, size, wide=1),
        flow.caption("年度培训学时"),
        _people(model.HOUR_COLUMNS, card.hours, (30, 20, 20, 16, 18, 18), size, (1, 2, 3)),
        flow.caption("近期演练用时"),
        flow.headed(model.TREND_COLUMNS, card.trend, (22, 40, 16, 24, 24, 24, 26), INNER, size),
        flow.caption("超期与待修装备"),
        flow.headed(
            model.KIT_COLUMNS, kit, (40, 30, 14, 14, 40), INNER, size, figures=(2, 3)
        ),
    ]  # fmt: skip
    if rest:
        made.append(flow.note(f"另有 {rest} 项见队伍装备台账（9.13）。"))
    made += [
        flow.caption("联络名单"),
        _people(model.CONTACT_COLUMNS, card.contacts, (26, 26, 36, 30), size, ()),
        flow.note("说明：" + "".join(card.notes)),
    ]
    return made


def _people(
    columns: Sequence[str],
    rows: Sequence[tuple[str, ...]],
    widths: tuple[int, ...],
    size: float,
    figures: tuple[int, ...],
) -> Flowable:
    """A table of persons; two abreast where there are many, so that one page holds them."""
    if len(rows) <= ALONE:
        return flow.headed(columns, rows, widths, INNER, size, figures=figures)
    filled = [*rows, ("",) * len(columns)] if len(rows) % 2 else list(rows)
    pairs = [filled[at] + filled[at + 1] for at in range(0, len(filled), 2)]
    both = (*figures, *(place + len(columns) for place in figures))
    return flow.headed((*columns, *columns), pairs, widths * 2, INNER, size, figures=both)
