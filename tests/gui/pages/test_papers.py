"""The Papers page by keyboard and mouse, on a real data folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app import i18n
from patrol_app.domain.instant import parse_iso
from patrol_app.gui import theme
from patrol_app.gui.context import Open
from patrol_app.gui.pages.papers import PapersPage
from patrol_app.gui.papers import printing
from patrol_app.gui.papers.asked import MONTHLY, PaperOf
from patrol_app.gui.papers.checks import monthly_checks
from patrol_app.services.report_types import Cell, Paper
from patrol_app.services.stored import Stored
from tests.support import records as sample
from tests.support.exchange import Side, facts
from tests.support.folders import new_app
from tests.support.page_window import PageWindow, column

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Book:
    """A station's folder with patrols of two days and a draft."""

    side: Side
    patrols: list[Stored]
    draft: Stored


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    before = i18n.language()
    i18n.use("zh_CN")
    theme.apply(qapp, "light", 1.0)
    yield
    i18n.use(before)


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Side]:
    side = Side(new_app(tmp_path), tmp_path / "out")
    side.out.mkdir()
    yield side
    side.app.close()


@pytest.fixture
def book(station: Side) -> Book:
    ranger = station.add("person", name="赵满仓", roles=("ranger",)).record.id
    grid = station.add("grid", grid_no="14", name="示例沟", ranger_id=ranger).record.id

    def values(day: int) -> dict[str, object]:
        times = {
            "start_at": parse_iso(f"2026-08-{day:02d}T08:00+08:00"),
            "end_at": parse_iso(f"2026-08-{day:02d}T12:00+08:00"),
        }
        return facts(sample.patrol(ranger_id=ranger, grid_id=grid, **times))

    patrols = [station.add("patrol", **values(day)) for day in (1, 2)]
    actor = station.app.session.actor
    draft = station.app.records.new("patrol", values(3), actor)
    return Book(station, patrols, draft)


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[Side], PageWindow]]:
    shown: list[PageWindow] = []

    def open_on(side: Side) -> PageWindow:
        shown.append(PageWindow(side.app, PapersPage))
        return shown[-1]

    yield open_on
    for one in shown:
        one.close()


Show = Callable[[Side], PageWindow]


def page_text(window: PageWindow) -> str:
    document = window.page.well.document
    return "".join(str(document.getAllText(at).text()) for at in range(document.pageCount()))


def click_row(qtbot: QtBot, table: object, row: int) -> None:
    view = table.view  # type: ignore[attr-defined]
    place: QPoint = view.visualRect(view.model().index(row, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)


def test_the_newest_log_is_previewed_at_once(book: Book, show: Show) -> None:
    """Page 1 of n with the Chinese title; the preview's file is gone again."""
    window = show(book.side)
    assert window.page.well.pages() >= 1
    assert "第 1 / " in window.words()
    text = page_text(window).replace(" ", "")
    assert "护林员巡护日志" in text
    assert book.patrols[1].record.number in text
    assert list(book.side.app.paths.spool.iterdir()) == []


@pytest.mark.ci
def test_another_patrol_by_mouse_and_an_older_one_by_its_number(
    qtbot: QtBot, book: Book, show: Show
) -> None:
    """A click in the list, then a search with Enter."""
    window = show(book.side)
    list_ = window.page.patrols
    place = list_.table.model.index_of(lambda one: one.number == book.patrols[0].record.number)
    click_row(qtbot, list_.table, place)
    window.settle()
    assert book.patrols[0].record.number in page_text(window)
    qtbot.keyClicks(list_.search, "2026-08-03")
    assert len(column(list_.table, "day")) == 1
    qtbot.keyClick(list_.search, Qt.Key.Key_Return)
    window.settle()
    assert "未提交，不计入统计" in window.words()
    list_.search.clear()
    qtbot.keyClicks(list_.search, "P-none")
    qtbot.keyClick(list_.search, Qt.Key.Key_Return)
    window.settle()
    assert window.toasts == ["没有这个编号的记录"]


def test_month_with_checks_and_the_records_behind_a_figure(
    qtbot: QtBot, book: Book, show: Show
) -> None:
    """Drafts are said; a figure leads to its records."""
    window = show(book.side)
    qtbot.mouseClick(window.page.kinds.buttons[MONTHLY], LEFT)
    window.settle()
    assert "护林员巡护月报表" in page_text(window).replace(" ", "")
    words = window.words()
    assert "计入 2 次巡护" in words
    assert "1 条草稿不计入" in words
    figures = window.page.sources.figures
    click_row(qtbot, figures, column(figures, "column").index("实巡"))
    window.settle()
    numbers = window.page.sources.numbers
    assert column(numbers, "number") == [one.record.number for one in book.patrols]
    click_row(qtbot, numbers, 1)
    window.settle()
    assert window.navigated == [("patrol", Open("patrol", book.patrols[1].record.id))]


def test_a_rule_that_is_not_set_is_said(book: Book, tmp_path: Path) -> None:
    """By the column that prints no figure for it."""
    cells = (Cell("示例站", "巡护天数/应巡", "—（未配置规则）"), Cell("示例站", "实巡", "3"))
    paper = Paper(tmp_path / "a.pdf", cells=cells)
    found = monthly_checks(book.side.app.store.queries, "", "2026-08", paper)
    assert [one.note for one in found if "规则" in one.title] == ["印作 —：应巡"]


def test_month_before_is_empty_and_says_so(qtbot: QtBot, book: Book, show: Show) -> None:
    """A month without patrols prints an empty table, with a word about it."""
    window = show(book.side)
    window.page.accept(PaperOf(MONTHLY, month="2026-08"))
    window.settle()
    qtbot.mouseClick(window.page.bar.earlier, LEFT)
    window.settle()
    assert window.page.asked().month == "2026-07"
    assert "本月没有巡护" in window.words()


def test_save_shows_the_absolute_path(qtbot: QtBot, book: Book, show: Show) -> None:
    """PDF by key and xlsx by mouse, whole files where the person said."""
    window = show(book.side)
    window.answers.place = book.side.out
    window.page.choose_kind(MONTHLY)
    window.settle()
    window.page.save("pdf")
    window.settle()
    pdf = book.side.out / "patrol-monthly-DEMO01-2026-08.pdf"
    assert pdf.read_bytes().startswith(b"%PDF")
    assert str(pdf) in window.words()
    qtbot.mouseClick(window.button("存 xlsx"), LEFT)
    window.settle()
    sheet = pdf.with_suffix(".xlsx")
    assert sheet.read_bytes().startswith(b"PK")
    assert str(sheet) in window.words()


def test_navigate_brings_the_patrol_asked_for(book: Book, show: Show) -> None:
    """By number and by record, also before the page has read its lists."""
    window = show(book.side)
    wanted = book.patrols[0].record
    window.page.accept(PaperOf("daily-log", number=wanted.number))
    window.settle()
    assert window.page.asked().number == wanted.number
    window.page.accept(Open("patrol", book.draft.record.id))
    window.settle()
    assert window.page.asked().number == book.draft.record.number
    assert "草稿" in window.words()


def test_without_any_patrol_the_page_says_what_to_do(
    qtbot: QtBot, station: Side, show: Show
) -> None:
    """No dead buttons: saving is off, recording leads to the patrols."""
    window = show(station)
    assert "还没有可打印的巡护" in window.words()
    assert not window.button("存 PDF").isEnabled()
    qtbot.mouseClick(window.button("记巡护"), LEFT)
    assert [key for key, _argument in window.navigated] == ["patrol"]


def test_printing_draws_every_page(book: Book, show: Show, tmp_path: Path) -> None:
    """The pages go to the printer's paint device, here a file of its own."""
    window = show(book.side)
    target = tmp_path / "printed.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setResolution(100)
    printer.setFullPage(True)
    assert printing.print_pages(window.page.well.document, printer)
    assert target.stat().st_size > 10_000


@pytest.mark.ci
def test_page_fits_the_laptop(book: Book, show: Show) -> None:
    """At 100 % nothing scrolls on a 1366 × 697 window."""
    window = show(book.side)
    for kind in (MONTHLY, "daily-log"):
        window.page.choose_kind(kind)
        window.settle()
        assert window.page.need().height() <= 613
        assert window.page.need().width() <= 1286
