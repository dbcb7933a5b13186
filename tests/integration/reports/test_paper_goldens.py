"""Every paper of the record book, word for word, with a year of records and with none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from patrol_app import i18n
from patrol_app.gui.papers.asked import WORDS
from patrol_app.services.paper_desk import KINDS, PaperOf, write_paper
from tests.support.book_copies import GOLDENS, book_copy, empty_book, every_paper, text_of
from tests.support.paper_book import PaperBook

needs_tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
Papers = tuple[PaperBook, dict[str, PaperOf]]


@pytest.fixture(scope="module", params=["full", "empty"])
def papers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Papers]]:
    """A station with a year of records, then one with none."""
    before = i18n.language()
    i18n.use("zh_CN")
    folder = tmp_path_factory.mktemp("book")
    book = book_copy(folder) if request.param == "full" else empty_book(folder)
    yield request.param, (book, every_paper(book))
    book.app.close()
    i18n.use(before)


@needs_tools
@pytest.mark.ci
def test_every_paper_says_what_it_said(papers: tuple[str, Papers], tmp_path: Path) -> None:
    """``python -m tests.support.book_copies tests/data/papers`` after a wanted change."""
    state, (book, named) = papers
    said = {f"{name}-{state}": text_of(book.app, asked, tmp_path) for name, asked in named.items()}
    kept = {path.stem: path.read_text() for path in sorted(GOLDENS.glob(f"*-{state}.txt"))}
    assert sorted(said) == sorted(kept)
    for name, text in said.items():
        assert text == kept[name], name


@pytest.mark.ci
def test_every_book_holds_the_rows_of_its_paper(papers: tuple[str, Papers], tmp_path: Path) -> None:
    """The workbook has the same cells, in the same order, as the PDF was made of."""
    _state, (book, named) = papers
    for name, asked in named.items():
        if not KINDS[asked.paper].book:
            continue
        paper = write_paper(book.app, asked, tmp_path / f"{name}.xlsx")
        sheet = openpyxl.load_workbook(paper.path).worksheets[0]
        texts = {str(one) for row in sheet.iter_rows(values_only=True) for one in row if one}
        assert paper.title in texts, name
        rows = {cell.row for cell in paper.cells} - {"合计", ""}
        assert {row for row in rows if row not in texts} == set(), name


def test_every_paper_has_words_to_be_chosen_by() -> None:
    assert set(WORDS) == set(KINDS)
    assert {"full", "empty"} == {path.stem.rpartition("-")[2] for path in GOLDENS.glob("*.txt")}
    shown = {path.stem.removesuffix("-full") for path in GOLDENS.glob("*-full.txt")}
    told = (GOLDENS.parents[2] / "docs" / "papers.md").read_text(encoding="utf-8")
    assert [code for code in KINDS if f"| `{code}` |" not in told] == []
    patrols = {"daily-log", "patrol-monthly", "chief-tours", "case-paper"}
    assert set(KINDS) - patrols <= shown
