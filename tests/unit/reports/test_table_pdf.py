"""A ledger as PDF is laid out once, and every page still says of how many it is."""

from __future__ import annotations

import io
from typing import Any

import pytest

from patrol_app.reports import paper, table_pdf
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
    layout, draw = table_pdf._table, paper.draw_footer
    made: list[Ledger] = []
    feet: list[tuple[int, int]] = []

    def table(one: Ledger) -> Any:
        """Note the layout."""
        made.append(one)
        return layout(one)

    def foot(canvas: Any, width: float, said: paper.Footer, page: int, pages: int) -> None:
        """Note the page; the canvas is on it."""
        assert canvas.getPageNumber() == page
        feet.append((page, pages))
        draw(canvas, width, said, page, pages)

    monkeypatch.setattr(table_pdf, "_table", table)
    monkeypatch.setattr(paper, "draw_footer", foot)
    out = io.BytesIO()
    pages = table_pdf.render(ledger(90), out)
    assert len(made) == 1 and pages > 3
    assert feet == [(number, pages) for number in range(1, pages + 1)]
    # the tree of pages counts them, and there is no empty one behind the last
    assert f"/Count {pages}".encode() in out.getvalue()


def test_equal_ledgers_are_equal_files() -> None:
    files = []
    for _ in range(2):
        out = io.BytesIO()
        table_pdf.render(ledger(40), out)
        files.append(out.getvalue())
    assert files[0] == files[1]
