"""Many daily logs in one go, and the tours of forest chiefs, by mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from patrol_app import limits
from patrol_app.domain.instant import parse_iso
from patrol_app.errors import UserError
from patrol_app.gui.pages.papers import PapersPage
from patrol_app.gui.papers import printing
from patrol_app.gui.papers.asked import CHIEFS, PaperOf
from tests.support import records as sample
from tests.support.exchange import Side, facts
from tests.support.folders import new_app
from tests.support.page_window import PageWindow, column
from tests.support.photos import jpeg
from tests.support.windows import dressed

LEFT = Qt.MouseButton.LeftButton


@dataclass
class Book:
    """A station: four patrols of two rangers in August, one in July, a draft, two tours."""

    side: Side
    august: list[str]
    july: str
    draft: str
    tours: list[str]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Book]:
    folder = tmp_path_factory.mktemp("many")
    side = Side(new_app(folder), folder / "out")
    side.out.mkdir()
    people = [
        side.add("person", name=name, roles=("ranger",)).record.id for name in ("赵满仓", "李清")
    ]
    chief = side.add("person", name="示例林长", chief_level="county").record.id
    grid = side.add("grid", grid_no="14", name="示例沟", ranger_id=people[0]).record.id
    actor = side.app.session.actor

    def values(ranger: str, day: str, **more: object) -> dict[str, object]:
        times = {
            "start_at": parse_iso(f"{day}T08:00+08:00"),
            "end_at": parse_iso(f"{day}T12:00+08:00"),
        }
        return facts(sample.patrol(ranger_id=ranger, grid_id=grid, **times, **more))

    def number(ranger: str, day: str, **more: object) -> str:
        return str(side.add("patrol", **values(ranger, day, **more)).record.number)

    august = [number(who, f"2026-08-0{day}") for day in (1, 2) for who in people]
    july = number(people[0], "2026-07-31")
    kept: Any = side.app.records.new("patrol", values(people[0], "2026-08-03"), actor)
    tour = {
        "patrol_type": "LINZHANG", "linzhang_level": "county", "linzhang_mode": "日常巡林",
        "duty_area": "示例沟责任区",
    }  # fmt: skip
    tours = [
        number(chief, "2026-06-04", instructions="清理林缘可燃物", **tour),
        number(chief, "2026-06-12", **tour),
    ]
    silent: Any = side.app.store.queries.find("patrol", tours[1])
    assert silent is not None
    found = facts(sample.finding(found_at=parse_iso("2026-06-12T09:30+08:00")))
    side.add("finding", **{**found, "patrol_id": silent.record.id})
    yield Book(side, august, july, kept.record.number, tours)
    side.app.close()


@pytest.fixture
def window(qapp: QApplication, book: Book, tmp_path: Path) -> Iterator[PageWindow]:
    with dressed(qapp):
        made = PageWindow(book.side.app, PapersPage)
        made.answers.place = tmp_path
        yield made
        made.close()


def many(qtbot: QtBot, window: PageWindow) -> Any:
    """The card of many logs, opened by its button."""
    qtbot.mouseClick(window.button("批量打印"), LEFT)
    window.settle()
    return window.page.batch


def segment(qtbot: QtBot, window: PageWindow, words: str) -> None:
    qtbot.mouseClick(window.button(words), LEFT)
    window.settle()


def document(file: Path) -> QPdfDocument:
    made = QPdfDocument()
    assert made.load(str(file)) == QPdfDocument.Error.None_
    return made


def text(shown: QPdfDocument) -> str:
    return "".join(str(shown.getAllText(at).text()) for at in range(shown.pageCount()))


def test_a_month_becomes_one_pdf_by_ranger_then_day(
    qtbot: QtBot, window: PageWindow, book: Book, tmp_path: Path
) -> None:
    """The month of the shown paper is proposed; drafts are left out and counted."""
    window.page.accept(PaperOf("daily-log", number=book.august[0]))
    card = many(qtbot, window)
    assert card.month.value() == "2026-08"
    assert "2 名护林员的 4 份日志 · 1 条草稿不含" in window.words()
    window.press(qtbot, "Ctrl+S")
    file = tmp_path / "daily-logs-2026-08.pdf"
    assert str(file) in window.words()
    shown = document(file)
    told = text(shown)
    places = [told.index(one) for one in book.august]
    assert sorted(places) == [places[at] for at in (1, 3, 0, 2)]  # 李 before 赵, each by day
    assert book.july not in told
    assert book.draft not in told
    assert told.count("第 1 页") == 4, "each log counts its own pages"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.ci
def test_one_file_for_each_of_the_list_as_searched(
    qtbot: QtBot, window: PageWindow, book: Book, tmp_path: Path
) -> None:
    """The search narrows what is written; an older folder is never written into."""
    card = many(qtbot, window)
    segment(qtbot, window, "按左侧列表")
    qtbot.keyClicks(window.page.patrols.search, "2026-08-0")
    card.drafts.click()
    segment(qtbot, window, "每份一个 PDF")
    assert "2 名护林员的 5 份日志" in window.words()
    for folder in ("daily-logs-5", "daily-logs-5-2"):
        window.press(qtbot, "Ctrl+S")
        names = sorted(one.name for one in (tmp_path / folder).iterdir())
        assert names == sorted(f"daily-log-{one}.pdf" for one in (*book.august, book.draft))
    assert "草稿" in text(document(tmp_path / "daily-logs-5" / f"daily-log-{book.draft}.pdf"))
    qtbot.keyClick(card.month, Qt.Key.Key_Escape)
    window.settle()
    assert not window.page.in_batch
    assert window.page.well.isVisible()


def test_cancel_leaves_nothing_and_says_so(
    qtbot: QtBot, window: PageWindow, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancelled in the middle, as one file and as many."""
    reports = book.side.app.reports
    real = reports.daily_logs

    def halted(numbers: Sequence[str], out: Path, progress: Any, cancelled: Any) -> Any:
        """Cancel when two logs are finished."""
        done: list[int] = []

        def told(finished: int, total: int) -> None:
            done.append(finished)
            progress(finished, total)

        return real(numbers, out, told, lambda: len(done) > 2 or cancelled())

    monkeypatch.setattr(reports, "daily_logs", halted)
    window.page.accept(PaperOf("daily-log", number=book.august[0]))
    many(qtbot, window)
    for words in ("合成一个 PDF", "每份一个 PDF"):
        segment(qtbot, window, words)
        window.press(qtbot, "Ctrl+S")
        assert "没有写出文件" in window.words()
        assert list(tmp_path.iterdir()) == []
        assert window.button("存 PDF").isEnabled()


def test_the_cancel_button_reaches_the_work(
    qtbot: QtBot, window: PageWindow, book: Book, tmp_path: Path
) -> None:
    """Progress stands with its button while logs are written."""
    window.page.accept(PaperOf("daily-log", number=book.august[0]))
    card = many(qtbot, window)
    card.save()
    assert card._line is not None
    assert not card.save_button.isEnabled()
    qtbot.mouseClick(card._line.cancel, LEFT)
    window.settle()
    assert "没有写出文件" in window.words()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.ci
def test_many_logs_go_to_a_printer_as_one_paper(
    qtbot: QtBot, window: PageWindow, book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "printed.pdf"

    def to_file(shown: QPdfDocument, title: str, _parent: object) -> bool:
        """Stands for the printer's dialog."""
        assert title == "daily-logs-2026-08"
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(target))
        printer.setResolution(40)
        return printing.print_pages(shown, printer)

    monkeypatch.setattr(printing, "has_printer", lambda: True)
    monkeypatch.setattr(printing, "ask_and_print", to_file)
    window.page.accept(PaperOf("daily-log", number=book.august[0]))
    many(qtbot, window)
    window.press(qtbot, "Ctrl+P")
    assert window.toasts == ["已送打印机"]
    assert document(target).pageCount() == 4
    assert list(book.side.app.paths.spool.iterdir()) == []


def test_wishes_that_cannot_be_met(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None at all, too many, a folder that is there, a patrol that is not."""
    write = book.side.app.reports.daily_logs
    (tmp_path / "taken").mkdir()
    cases = (
        ((), tmp_path / "a.pdf", "report.no_logs"),
        (("P0",), tmp_path / "a.pdf", "record.unknown"),
        (book.august, tmp_path / "taken", "file.exists"),
        (book.august, tmp_path / "none" / "a.pdf", "report.folder"),
    )
    for numbers, out, code in cases:
        with pytest.raises(UserError) as refused:
            write(numbers, out)
        assert refused.value.code == code
    monkeypatch.setattr(limits, "LOGS_AT_ONCE", 3)
    with pytest.raises(UserError) as refused:
        write(book.august, tmp_path / "many")
    assert refused.value.code == "report.many"
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_photos_are_made_small_for_many_logs() -> None:
    """A large one shrinks, its shape stays; a small one is left as it is."""
    import io

    from PIL import Image

    from patrol_app.reports.daily_batch import PHOTO_PX, smaller

    large = jpeg(size=(1_600, 1_200))
    with Image.open(io.BytesIO(smaller(large))) as image:
        assert image.size == (PHOTO_PX, PHOTO_PX * 3 // 4)
    small = jpeg(size=(320, 240))
    assert smaller(small) == small


def test_the_tours_of_chiefs_are_chosen_checked_and_saved(
    qtbot: QtBot, window: PageWindow, book: Book, tmp_path: Path
) -> None:
    """9.3 by mouse: preview, what to know, the records behind it, PDF and xlsx."""
    window.page.bar.month.set_value("2026-06")
    qtbot.mouseClick(window.page.kinds.buttons[CHIEFS], LEFT)
    window.settle()
    shown = text(window.page.well.document).replace(" ", "").replace("\n", "")
    assert "林长巡林记录表" in shown
    assert "清理林缘可燃物" in shown
    words = window.words()
    assert "列出 2 次巡林" in words
    assert "1 次巡林发现问题未写交办意见" in words
    assert book.tours[1] in words
    sources = window.page.sources
    assert "林长姓名" in column(sources.figures, "column")
    sources.row.setCurrentIndex(1)
    sources.row.activated.emit(1)
    assert sources.figures.model.row_at(0).numbers[0] == book.tours[1]
    for kind, head in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        window.page.save(kind)
        window.settle()
        file = tmp_path / f"chief-tours-DEMO01-2026-06.{kind}"
        assert file.read_bytes().startswith(head)
    qtbot.mouseClick(window.page.bar.later, LEFT)
    window.settle()
    assert "本月没有巡林" in window.words()


@pytest.mark.ci
def test_one_tour_is_printed_by_its_number(window: PageWindow, book: Book, tmp_path: Path) -> None:
    """9.3 of one tour: from a patrol's page, by its number, and back to the whole month."""
    page, tour = window.page, book.tours[0]
    page.accept(PaperOf(CHIEFS, number=tour))
    window.settle()
    shown = text(page.well.document)
    assert "清理林缘可燃物" in shown and page.asked() == PaperOf(CHIEFS, number=tour)
    assert [one.number for one in page.patrols.shown()] == book.tours[::-1]
    assert "已提交" in window.words() and "列出" not in window.words()
    page.save("xlsx")
    window.settle()
    assert (tmp_path / f"chief-tours-{tour}.xlsx").read_bytes().startswith(b"PK")
    noted = book.side.app.store.queries.audit_rows()[0]
    assert (noted.what, noted.detail["count"], noted.detail["way"]) == ("paper.out", 1, "file")
    assert set(noted.detail) == {"actor", "paper", "count", "way"}
    page.patrols.searched.emit(book.tours[1])
    window.settle()
    assert page.asked().number == book.tours[1]
    assert "1 次巡林发现问题未写交办意见" in window.words()
    page.bar.changed.emit()
    window.settle()
    assert page.asked().number == "" and page.asked().month
    page.accept(PaperOf(CHIEFS, number=book.august[0]))  # no tour: its log is shown
    window.settle()
    assert page.asked() == PaperOf("daily-log", number=book.august[0])
