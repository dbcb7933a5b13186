"""What every list offers: search, kept filters, export and print of what is shown; Ctrl+K."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant
from patrol_app.gui.dialogs.palette import Palette
from patrol_app.gui.front import Front
from patrol_app.gui.pages.records import RecordsPage, RecordView
from patrol_app.gui.papers import printing
from tests.support.records import NOW_MS
from tests.support.windows import Watch, opened, present, press, retype, settle, typed

PESTS = (("松材线虫病", "示例县北坡", "三株松树针叶发黄"), ("美国白蛾", "南沟", "杨树上有网幕"),
         ("美国白蛾", "=河滩", "黑鹳旁未见"))  # fmt: skip


class Saves:
    """Answers file dialogs with a place of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []

    def save(self, parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path | None:
        """The proposed name in the folder of the test."""
        self.asked.append(name)
        return self.folder / Path(name).name


def out(folder: Path) -> Path:
    """Where files of a test go."""
    made = folder / "out"
    made.mkdir(exist_ok=True)
    return made


def fill(app: App) -> None:
    """Three sightings and a person whose name has two readings."""
    actor = app.session.actor
    rows = [
        {"pest": pest, "place": place, "description": words, "seen_at": Instant(NOW_MS + n)}
        for n, (pest, place, words) in enumerate(PESTS)
    ]
    app.records.new_many("pest", rows, actor)
    app.records.new_many("person", [{"name": "单建国", "roles": ("ranger",)}], actor)


@pytest.fixture
def shared(tmp_path: Path, watch: Watch) -> Iterator[Front]:
    """A station's window with a little to find; its own thread touches no store."""
    with opened(tmp_path / "data", watch, fill) as made:
        yield made
    assert watch.seen == []


@pytest.fixture
def view(shared: Front) -> RecordView:
    """The list of sightings without any filter."""
    shared.window.show_page("pest")
    settle(shared)
    page = shared.window.page("pest")
    assert isinstance(page, RecordsPage)
    page.view().filters.clear()
    page.view().table.view.clearSelection()
    settle(shared)
    return page.view()


def places(view: RecordView) -> list[str]:
    """Places of the rows shown."""
    model = view.table.model
    return [model.row_at(row).stored.record.place for row in range(model.rowCount())]


def search_for(front: Front, view: RecordView, text: str, qtbot: Any) -> None:
    """Type into the search box and wait for the list."""
    assert view.filters.bar.search is not None
    with qtbot.waitSignal(view.filters.changed):
        retype(view.filters.bar.search, text)
    settle(front)


def test_the_search_box_finds_words_numbers_and_first_letters(
    shared: Front, view: RecordView, qtbot: Any
) -> None:
    assert len(places(view)) == 3
    for text, wanted in (
        ("黄", ["示例县北坡"]),
        ("网幕", ["南沟"]),
        ("slxbp", ["示例县北坡"]),
        ("不在", []),
    ):
        search_for(shared, view, text, qtbot)
        assert places(view) == wanted, text
    number = "-002"
    search_for(shared, view, number[1:], qtbot)
    assert places(view) == ["南沟"]


def test_what_is_shown_is_exported(
    shared: Front, view: RecordView, tmp_path: Path, qtbot: Any
) -> None:
    view.tools.choose = saves = Saves(out(tmp_path))  # type: ignore[assignment]
    search_for(shared, view, "美国白蛾", qtbot)
    search_for(shared, view, "黑鹳", qtbot)
    view.tools.export("csv")
    settle(shared)
    (file,) = out(tmp_path).iterdir()
    assert saves.asked and file.suffix == ".csv"
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        head, row = list(csv.reader(stream))
    assert head == [column.title for column in view.table.model.columns]
    assert "'=河滩" in row  # never a formula


def test_selected_rows_are_exported_alone_in_the_order_shown(
    shared: Front, view: RecordView, tmp_path: Path
) -> None:
    import openpyxl

    view.tools.choose = Saves(out(tmp_path))  # type: ignore[assignment]
    view.focus()
    view.table.select(0)
    QTest.keyClick(view.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(view.selected()) == 2
    assert view._bar.isVisible() and "已选 2 条" in view._picked.text()
    press(view.table.view, "Ctrl+E")
    settle(shared)
    (file,) = out(tmp_path).iterdir()
    rows = list(openpyxl.load_workbook(file).active.values)
    assert [row[0] for row in rows[1:]] == [line.stored.record.number for line in view.selected()]


def test_the_list_is_printed_as_it_is_shown(
    shared: Front, view: RecordView, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, str]] = []

    def ask(document: Any, title: str, _parent: QWidget) -> bool:
        """Instead of the system's dialog."""
        text = document.getAllText(0).text()
        seen.append((document.pageCount(), text))
        return True

    monkeypatch.setattr(printing, "has_printer", lambda: True)
    monkeypatch.setattr(printing, "ask_and_print", ask)
    press(view.table.view, "Ctrl+P")
    settle(shared)
    ((count, text),) = seen
    assert count == 1
    assert "南沟" in text and "第 1 页 / 共 1 页" in text and "共 3 条" in text
    assert not list(shared.ctx.app.paths.spool.glob("*/list.pdf"))


def test_without_a_printer_it_is_saved_as_pdf(
    shared: Front, view: RecordView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "has_printer", lambda: False)
    view.tools.choose = Saves(out(tmp_path))  # type: ignore[assignment]
    view.tools.print_out()
    settle(shared)
    (file,) = out(tmp_path).iterdir()
    assert file.read_bytes().startswith(b"%PDF")


def test_filters_are_kept_for_the_person_and_forgotten(
    shared: Front, view: RecordView, qtbot: Any
) -> None:
    search_for(shared, view, "网幕", qtbot)
    view.tools.keep()
    settle(shared)
    (kept,) = view.tools._kept
    assert kept.values == {"text": "网幕"} and "网幕" in kept.name
    view.filters.clear()
    settle(shared)
    assert len(places(view)) == 3
    menu = view.tools.menu()
    menu.actions()[0].trigger()
    settle(shared)
    assert places(view) == ["南沟"]
    view.tools.forget(kept)
    settle(shared)
    assert view.tools._kept == []
    assert all(action.text() != kept.name for action in view.tools.menu().actions())


def found(palette: Palette) -> list[str]:
    """Words of the entries."""
    return [entry.words for entry in palette.list.entries()]


def find(front: Front, text: str, wanted: Callable[[Palette], bool], qtbot: Any) -> Palette:
    """Ctrl+K, type, wait."""
    present(front)
    press(front.window, "Ctrl+K")
    palette = next(w for w in front.window.findChildren(Palette) if w.isVisible())
    typed(palette.line, text)
    qtbot.waitUntil(lambda: wanted(palette))
    return palette


def test_ctrl_k_opens_the_record_whose_text_holds_the_word(shared: Front, qtbot: Any) -> None:
    palette = find(shared, "网幕", lambda one: any("BDEMO01" in w for w in found(one)), qtbot)
    entry = palette.list.marked()
    assert entry is not None and entry.excerpt is not None
    assert (entry.excerpt.before, entry.excerpt.word) == ("杨树上有", "网幕")
    assert palette.list.item(0).text() == "有害生物发现" or palette.list.count() > 1
    QTest.keyPress(palette.line, Qt.Key.Key_Return)
    settle(shared)
    page = shared.window.page("pest")
    assert isinstance(page, RecordsPage) and page.editor is not None
    page.close_editor()
    settle(shared)


def test_ctrl_k_knows_every_reading_of_a_name(shared: Front, qtbot: Any) -> None:
    for letters in ("sjg", "djg"):
        palette = find(shared, letters, lambda one: any("单建国" in w for w in found(one)), qtbot)
        QTest.keyPress(palette.line, Qt.Key.Key_Escape)
        settle(shared)


def test_ctrl_k_says_when_nothing_is_found_and_offers_what_was_opened(
    shared: Front, view: RecordView, qtbot: Any
) -> None:
    view.focus()
    QTest.keyClick(view.table.view, Qt.Key.Key_Return)
    settle(shared)
    press(shared.window, "Escape")
    settle(shared)
    palette = find(shared, "查无此词", lambda one: "查无此词" in one.said.text(), qtbot)
    assert found(palette) == []
    QTest.keyPress(palette.line, Qt.Key.Key_Return)  # nothing to take: it stays
    assert palette.isVisible()
    for _char in "查无此词":
        QTest.keyClick(palette.line, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: any("BDEMO01" in words for words in found(palette)))
    before = palette.list.marked()
    QTest.keyPress(palette.line, Qt.Key.Key_Down)
    assert palette.list.marked() not in (None, before)
    QTest.keyPress(palette.line, Qt.Key.Key_Up)
    assert palette.list.marked() == before
    QTest.keyPress(palette.line, Qt.Key.Key_Escape)
    settle(shared)
