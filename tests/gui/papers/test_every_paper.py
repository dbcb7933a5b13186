"""The Papers page offers every paper there is, and shows each of what a year holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app.cli.papers import PAPERS
from patrol_app.gui.pages.papers import PapersPage
from patrol_app.gui.papers.asked import WORDS
from patrol_app.services.paper_desk import (
    CASE_PAPER,
    CLOSING,
    DRILL,
    EQUIPMENT,
    KINDS,
    NUMBERS,
    PROBLEMS,
    RECORD,
    SPAN,
    PaperOf,
)
from tests.support.book_copies import book_copy, empty_book
from tests.support.page_window import PageWindow, column
from tests.support.paper_book import PaperBook
from tests.support.windows import dressed

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaperBook]:
    """A year of records."""
    made = book_copy(tmp_path_factory.mktemp("papers"))
    yield made
    made.app.close()


@pytest.fixture
def window(qapp: QApplication, book: PaperBook) -> Iterator[PageWindow]:
    """The page on the year, in Chinese."""
    with dressed(qapp):
        made = PageWindow(book.app, PapersPage)
        yield made
        made.close()


def shown(window: PageWindow) -> str:
    """The words on the previewed pages."""
    document = window.page.well.document
    pages = range(document.pageCount())
    return "".join(str(document.getAllText(at).text()) for at in pages).replace(" ", "")


def click(qtbot: QtBot, window: PageWindow, code: str) -> None:
    """Choose a paper by mouse."""
    qtbot.mouseClick(window.page.kinds.buttons[code], LEFT)
    window.settle()


def test_window_and_commands_know_the_same_papers() -> None:
    assert set(WORDS) == set(KINDS) <= set(PAPERS)


@pytest.mark.ci
def test_each_is_previewed_of_what_the_year_holds(qtbot: QtBot, window: PageWindow) -> None:
    """By a click: the newest record, or the table of unit and time; nothing is refused."""
    for code, kind in KINDS.items():
        if kind.of == "patrol":
            continue
        click(qtbot, window, code)
        assert window.page.kinds.buttons[code].isChecked()
        asked = window.page.asked()
        assert asked.is_ready and bool(asked.number) == (kind.asks == RECORD), code
        assert window.page.well.pages() >= 1 and "示例" in shown(window), code
        buttons = [one.text().split("  ")[0] for one in window.page.page_actions()]
        assert buttons[-1] == "存 PDF" or "存 PDF" in buttons, code
        assert ("存 xlsx" in buttons) == kind.book, code
        assert window.page.checks.checks, code


@pytest.mark.ci
def test_the_time_of_a_table_is_typed(qtbot: QtBot, window: PageWindow) -> None:
    """Two days by keyboard, in either order; a month or all of them; a year."""
    click(qtbot, window, "pest-samples")
    bar = window.page.bar
    assert (bar.first.value(), bar.last.value()) == ("2026-01-01", "2026-09-02")
    for edit, text in ((bar.last, "2026-08-05"), (bar.first, "2026-08-09")):
        edit.setFocus()
        edit.selectAll()
        qtbot.keyClicks(edit, text)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
        window.settle()
    asked = window.page.asked()
    assert (asked.first, asked.last) == ("2026-08-05", "2026-08-09")
    assert "2026年8月5日—2026年8月9日" in shown(window)
    assert "YP-002" in shown(window) and "YP-000" not in shown(window)
    bar.first.selectAll()
    qtbot.keyClicks(bar.first, "xx")
    qtbot.keyClick(bar.first, Qt.Key.Key_Return)
    assert bar.first.value() == "2026-08-05"
    click(qtbot, window, PROBLEMS)
    assert bar.month.count() == 25
    bar.month.set_value("2026-07")
    bar.month.edited.emit()
    window.settle()
    assert "本期无记录" in shown(window) and "这段时间没有记录" in window.words()
    click(qtbot, window, NUMBERS)
    bar.year.set_value("2025")
    bar.year.edited.emit()
    window.settle()
    assert window.page.asked() == PaperOf(NUMBERS, unit="DEMO01", year=2025)
    assert "示林罚" not in shown(window)


@pytest.mark.ci
def test_a_record_is_found_in_the_list_or_by_its_number(
    qtbot: QtBot, book: PaperBook, window: PageWindow
) -> None:
    click(qtbot, window, CASE_PAPER)
    list_ = window.page.patrols
    assert len(column(list_.table, "day")) == 4  # an addendum has no paper
    click(qtbot, window, CLOSING)
    qtbot.keyClicks(list_.search, book.numbers["closed"][-3:])
    qtbot.keyClick(list_.search, Qt.Key.Key_Return)
    window.settle()
    assert window.page.asked().number == book.numbers["closed"]
    assert "已销号" in shown(window)
    list_.search.clear()
    window.page.accept(PaperOf(DRILL, number=book.numbers["drill"]))
    window.settle()
    assert "演练记录表" in shown(window) and book.numbers["drill"] in shown(window)


@pytest.mark.ci
def test_saved_as_a_workbook_beside_the_folder_of_last_time(
    qtbot: QtBot, book: PaperBook, window: PageWindow
) -> None:
    window.answers.place = book.app.paths.root.parent
    click(qtbot, window, EQUIPMENT)
    qtbot.mouseClick(window.button("存 xlsx"), LEFT)
    window.settle()
    [sheet] = book.app.paths.root.parent.glob("equipment-ledger-*.xlsx")
    assert sheet.read_bytes().startswith(b"PK") and str(sheet) in window.words()


@pytest.mark.ci
def test_page_fits_whatever_is_chosen(
    qtbot: QtBot, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With a list of records, with two days, without any record: nothing scrolls at 1366 × 697."""
    book = empty_book(tmp_path_factory.mktemp("none"))
    with dressed(qapp):
        window = PageWindow(book.app, PapersPage)
        window.settle()
        for code, kind in KINDS.items():
            click(qtbot, window, code)
            need = window.page.need()
            assert (need.height() <= 613, need.width() <= 1286) == (True, True), code
            if kind.asks == SPAN:
                assert "这段时间没有记录" in window.words() or code == "pest-rates", code
            elif kind.of in ("case_step", "problem") and kind.asks == RECORD:
                assert "还没有这类记录" in window.words(), code
                assert not window.button("存 PDF").isEnabled()
        window.close()
    book.app.close()
