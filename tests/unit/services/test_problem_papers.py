"""Ledger 9.11 and closing sheet: words as printed, totals equal to a query written by hand."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.errors import UserError
from tests.unit.services.test_problems import run
from tests.unit.services.test_steps import problem

needs_tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils")


def words(path: Path) -> str:
    """The text of a PDF without its blanks."""
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, timeout=240
    )
    return "".join(done.stdout.decode("utf-8").split())


def counted(app: App, sql: str) -> Any:
    """One figure of the store, asked by hand."""
    with app.store.begin("test") as work:
        return work._connection.exec_driver_sql(sql).scalar()  # type: ignore[attr-defined]


@needs_tools
def test_ledger_and_closing_sheet(app: App, tmp_path: Path) -> None:
    i18n.use("zh_CN")
    first = problem(app, place="示例沟口").record
    run(app, first.id, "VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED", "CLOSED")
    land = {"category": "P01", "public_mu_e4": 30_000, "commercial_mu_e4": 40_000}
    second = problem(app, grade="重大", **land).record
    run(app, second.id, "VERIFIED", "TRANSFERRED")
    problem(app)
    paper = app.problem_papers.ledger(None, "2026-08", tmp_path / "a.pdf")
    assert (paper.title, paper.pages) == ("问题台账", 1)
    numbers = [cell.row for cell in paper.cells if cell.column == "编号"]
    total = counted(app, "SELECT count(*) FROM problem WHERE state = 'submitted'")
    closed = counted(app, "SELECT count(*) FROM problem_step WHERE step = 'CLOSED'")
    assert len(numbers) == total == 3
    assert f"整改率 {closed}/{total} = 33.33%。" in paper.notes
    text = words(paper.path)
    for part in (
        "问题台账", "登记：", "林长办：", "林长：", "示例沟口", "清运；已清", "移送公安（1号）",
        "共3件：待核实1件，移送1件，已销号1件；超期0件。",
        "公益林3/5亩+商品林4/10亩=1≥1", "2026年8月3日", "倾倒垃圾",
    ):  # fmt: skip
        assert part in text, part
    assert app.problem_papers.ledger(None, "2026-07", tmp_path / "b.pdf").notes == ("本期无记录。",)
    book = app.problem_papers.ledger(None, "", tmp_path / "c.xlsx")
    assert book.path.is_file() and book.pages == 0
    sheet = app.problem_papers.closing(first.number, tmp_path / "d.pdf")
    told = words(sheet.path)
    for part in (
        "问题整改销号单", first.number, "已销号", "核实属实", "交办", "期限：2026年8月20日",
        "复核通过", "整改前照片", "整改后照片", "无照片", "责任单位：", "第1页/共1页",
    ):  # fmt: skip
        assert part in told, part


@pytest.mark.parametrize("name", ["a.docx", "a.txt"])
def test_another_ending_is_refused(app: App, tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError) as caught:
        app.problem_papers.ledger(None, "", tmp_path / name)
    assert caught.value.code == "report.ending"
    with pytest.raises(UserError) as caught:
        app.problem_papers.closing("Q0", tmp_path / "a.pdf")
    assert caught.value.code == "record.unknown"
