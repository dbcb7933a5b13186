"""A ledger as PDF is laid out once, and every page still says of how many it is."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest

from patrol_app.reports import paper, table_pdf
from patrol_app.reports.table_body import KEPT, Body
from patrol_app.reports.table_model import Head, Ledger, Row


def ledger(rows: int) -> Ledger:
    """A ledger of ``rows`` rows of two columns, the second one wrapped."""
    return Ledger(
        code="T-F", title="示例台账", unit_name="示例站", unit_code="DEMO01", period="2026年",
        as_of="2026年8月3日 18时00分", heads=(Head("编号", 20), Head("情况", 40)),
        rows=tuple(Row((f"N-{n}", "路边堆放枯草，已现场劝离当事人。" * 9)) for n in range(rows)),
        signers=("制表人",),
    )  # fmt: skip


def test_a_long_ledger_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make, draw = Body, paper.draw_footer
    made: list[Body] = []
    feet: list[tuple[int, int]] = []

    def body(*of: Any) -> Body:
        """Note the layout."""
        made.append(make(*of))
        return made[-1]

    def foot(canvas: Any, width: float, said: paper.Footer, page: int, pages: int) -> None:
        """Note the page; the canvas is on it."""
        assert canvas.getPageNumber() == page
        feet.append((page, pages))
        draw(canvas, width, said, page, pages)

    monkeypatch.setattr(table_pdf, "Body", body)
    monkeypatch.setattr(paper, "draw_footer", foot)
    out = io.BytesIO()
    pages = table_pdf.render(ledger(90), out)
    assert len(made) == 1 and pages > 3
    assert feet == [(number, pages) for number in range(1, pages + 1)]
    # the tree of pages counts them, and there is no empty one behind the last
    assert f"/Count {pages}".encode() in out.getvalue()


@pytest.mark.parametrize("rows", [0, 1, 3, 4, 17, 62, 63, 64, 65, 127, 128, 129, 150])
def test_every_row_stands_once_whole_and_in_order(rows: int) -> None:
    """Whatever number of rows is measured together, and the sums stand under the last one."""
    one = replace(ledger(rows), total=("合计", "共计"))
    body, seen, room = Body(one, table_pdf.INNER), [], 400.0
    while not body.done:
        page = body.page(room, 90)
        assert page is not None
        _, height = page.wrap(table_pdf.INNER, 1e9)
        assert height <= room
        texts = [[cell.getPlainText() if cell else "" for cell in row] for row in page._cellvalues]
        assert texts[0] == ["序号", "编号", "情况"]
        seen.append(texts[1:])
    assert height <= room - 90 or len(seen[-1]) <= KEPT + 1, "the signers have their room"
    told = [row for page in seen for row in page]
    assert told[-1] == ["合 计", "", "共计"]
    assert [row[0] for row in told[:-1] if row[0]] == [
        str(n) for n in range(1, rows + 1)
    ] or not rows
    assert len(told) - 1 == max(rows, 1)
    assert all(len(page) > KEPT for page in seen[:-1]) and len(seen[-1]) >= min(KEPT, len(told))


def test_equal_ledgers_are_equal_files() -> None:
    files = []
    for _ in range(2):
        out = io.BytesIO()
        table_pdf.render(ledger(40), out)
        files.append(out.getvalue())
    assert files[0] == files[1]
