from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from patrol_app.gui import kit, main_window, theme
from patrol_app.gui.main_window import MainWindow
from tests.support.gallery import ITEMS
from tests.support.grab import front

BUILT: list[str] = []


def made(key: str) -> kit.Page:
    """A page that remembers that it was built."""
    BUILT.append(key)
    return kit.Page(key)


@pytest.fixture
def window(qtbot) -> Iterator[MainWindow]:
    """The window with empty pages."""
    BUILT.clear()
    shown = MainWindow(ITEMS, {i.key: (lambda key=i.key: made(key)) for i in ITEMS})
    qtbot.addWidget(shown)
    shown.show()
    shown.show_page("today")
    yield shown
    shown.close()


def drop(window: MainWindow, *urls: str) -> None:
    """Drop something on the window."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    event = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_pages_are_built_when_first_shown(window: MainWindow) -> None:
    assert BUILT == ["today"]
    window.show_page("patrol")
    window.show_page("today")
    window.show_page("patrol")
    assert BUILT == ["today", "patrol"]


def test_number_keys_change_the_page(qtbot, window: MainWindow) -> None:
    front(qtbot, window)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key() == "pest"
    assert window.rail.button("pest").isChecked()


def test_start_keys_and_find(qtbot, window: MainWindow) -> None:
    front(qtbot, window)
    with qtbot.waitSignal(window.action_asked) as caught:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_F3)
    assert caught.args == ["F3"]
    with qtbot.waitSignal(window.find_asked):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)


def test_rail_by_arrow_keys(qtbot, window: MainWindow) -> None:
    front(qtbot, window)
    first = window.rail.button("today")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    QTest.keyClick(window.rail.button("patrol"), Qt.Key.Key_Space)
    assert window.current_key() == "patrol"


def test_unsaved_work_holds_the_page(monkeypatch, window: MainWindow) -> None:
    page = window.page("today")
    monkeypatch.setattr(page, "leave_question", lambda: "不保存就离开？")
    answers = [False, True]
    monkeypatch.setattr(main_window, "leave", lambda *_args: answers.pop(0))
    assert not window.show_page("patrol")
    assert window.current_key() == "today" and window.rail.button("today").isChecked()
    assert window.show_page("patrol")


def test_drops(qtbot, monkeypatch, window: MainWindow) -> None:
    with qtbot.waitSignal(window.files_dropped) as caught:
        drop(window, "file:///tmp/a.gpx", "file:///tmp/b.jpg")
    assert [path.rsplit("/", 1)[1] for path in caught.args[0]] == ["a.gpx", "b.jpg"]
    with qtbot.waitSignal(window.pathless_drop):
        drop(window, "mtp://phone/DCIM/1.jpg")
    taken: list[list[str]] = []

    def take(paths: list[str]) -> bool:
        taken.append(paths)
        return True

    monkeypatch.setattr(window.page("today"), "take_drop", take)
    with qtbot.assertNotEmitted(window.files_dropped):
        drop(window, "file:///tmp/a.gpx")
    assert len(taken) == 1


def test_sample_data_is_framed_and_said(window: MainWindow) -> None:
    window.set_sample(True)
    assert window.status.sample.isVisible()
    QApplication.processEvents()
    colour = window.grab().toImage().pixelColor(1, window.height() // 2).name().upper()
    assert colour == theme.current().hex("info")
    window.set_sample(False)
    assert not window.status.sample.isVisible()


def test_geometry_is_remembered(qtbot, tmp_path) -> None:
    settings = QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat)
    first = MainWindow(ITEMS[:1], {"today": lambda: kit.Page("今日")}, settings)
    qtbot.addWidget(first)
    first.show()
    first.resize(1100, 660)  # the offscreen screen is narrow, so only the height tells
    QApplication.processEvents()
    first.close()
    again = MainWindow(ITEMS[:1], {"today": lambda: kit.Page("今日")}, settings)
    qtbot.addWidget(again)
    assert again.height() == 660 != main_window.FIRST[1]


def test_rail_of_twelve_fits_the_laptop(window: MainWindow) -> None:
    window.set_sample(True)
    window.resize(1366, 697)
    QApplication.processEvents()
    last = window.rail.button("settings")
    assert last.visibleRegion().boundingRect().height() == last.height()


def test_toast_lies_over_the_page_in_front(window: MainWindow) -> None:
    toast = window.show_toast("已删除", lambda: None)
    window.show_page("patrol")
    QApplication.processEvents()
    centre = toast.mapTo(window, toast.rect().center())
    under = window.childAt(centre)
    assert under is toast or toast.isAncestorOf(under)
