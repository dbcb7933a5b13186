"""A drill's paper as PDF: A4 portrait, its parts one under the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable

from patrol_app.reports import drill_model as model
from patrol_app.reports import flow, paper
from patrol_app.reports.drill_model import DrillSheet
from patrol_app.reports.photo_rows import photo_rows

GetPhoto = Callable[[str], bytes | None]
INNER = A4[0] - 2 * flow.MARGIN


def render(sheet: DrillSheet, photo: GetPhoto, out: BinaryIO) -> int:
    """Write ``sheet`` to ``out``; the number of pages.

    Args:
        sheet: what to print.
        photo: bytes of a photo by digest, None where it is not held.
        out: where to write the PDF.
    """
    sample = " · 示例数据，非真实记录" if sheet.sample else ""
    head = flow.Head(
        title=model.TITLE,
        left=f"组织单位：{sheet.unit_name}",
        right=f"编号：{sheet.number}",
        footer=paper.Footer(
            f"林巡 Patrol · 数据截至 {sheet.as_of}{sample}", f"表号 LX-9.12-{sheet.number}"
        ),
        signers=model.SIGNERS,
        name=f"{model.TITLE} {sheet.number}",
        seal=True,
    )
    return flow.render(head, A4, lambda: _parts(sheet, photo), out)


def _parts(sheet: DrillSheet, photo: GetPhoto) -> Sequence[Flowable]:
    made: list[Flowable] = [
        flow.pairs(sheet.head, INNER, 2, wide=2),
        flow.caption("时间线"),
        flow.headed(model.STEP_COLUMNS, sheet.steps, (22, 44, 22, 36, 16, 34), INNER),
        flow.pairs(sheet.spans, INNER, 3),
        flow.caption("人员"),
        flow.note(sheet.attendance),
        flow.headed(model.PEOPLE_COLUMNS, sheet.people, (24, 14, 24) * 2, INNER),
        flow.caption("装备"),
        flow.headed(model.KIT_COLUMNS, sheet.kit, (60, 20, 20, 20), INNER, figures=(1, 2, 3)),
        flow.caption("科目评分"),
        flow.headed(
            model.SCORE_COLUMNS, sheet.scores, (14, 24, 30, 26, 16, 14, 40), INNER, figures=(4, 5)
        ),
        paper.text(sheet.total, 10, bold=True),
        flow.caption("发现问题"),
        flow.headed(model.PROBLEM_COLUMNS, sheet.problems, (80, 24, 24, 40), INNER),
    ]
    if sheet.marks:
        made += [
            flow.caption("过程记录"),
            flow.headed(model.MARK_COLUMNS, sheet.marks, (36, 20, 12, 80), INNER),
        ]
    if sheet.photos:
        count = f"（{len(sheet.photos)} / {sheet.photo_count}）"
        cells = [(photo(one.sha256) or photo(one.original), one.caption) for one in sheet.photos]
        made += [flow.caption(f"照片{count}"), photo_rows(cells, INNER)]
    made.append(flow.note("说明：" + "".join(sheet.notes)))
    return made
