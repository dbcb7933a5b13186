"""Choices by keyboard: a switch that is made anew keeps the focus; words that are no entry."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from patrol_app.gui.forms.controls import RefList, WordCombo
from patrol_app.gui.kit import Page, Segmented, TickList

PARTS = [("a", "甲"), ("b", "乙"), ("c", "丙")]


class Parts(Page):
    """A page whose switch is made anew with each choice, as lists of several types do."""

    def __init__(self) -> None:
        super().__init__("页")
        self.line = QLineEdit()
        self.put(self.line)
        self.shown = ""
        self.show_part("a")

    def show_part(self, code: str) -> None:
        """Another part."""
        self.shown = code
        switch = Segmented(PARTS, code, "部分")
        switch.changed.connect(self.show_part)
        self.header.set_actions(switch)


def key(name: str) -> None:
    """A key to the window in front, and what follows from it."""
    window = QGuiApplication.focusWindow()
    assert window is not None
    QTest.keyClick(window, getattr(Qt.Key, f"Key_{name}"))
    for _round in range(3):
        QCoreApplication.processEvents()


def test_arrows_go_on_in_a_switch_that_is_made_anew(qtbot) -> None:
    page = Parts()
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    assert QTest.qWaitForWindowActive(page, 60_000)
    page.line.setFocus()
    for _press in range(10):
        key("Tab")
        if isinstance(QApplication.focusWidget(), type(page.findChild(Segmented)._group.button(0))):
            break
    for wanted in ("b", "c"):
        key("Right")
        assert page.shown == wanted
        assert QApplication.focusWidget().text() == dict(PARTS)[wanted]
    page.line.setFocus()
    key("Tab")
    while not page.findChildren(Segmented)[-1].isAncestorOf(QApplication.focusWidget()):
        key("Tab")
    assert QApplication.focusWidget().text() == "丙", "Tab leads to the chosen one"
    key("Left")
    assert page.shown == "b"


def test_words_that_are_no_entry_are_told(qtbot) -> None:
    combo = WordCombo("wind_dir")
    qtbot.addWidget(combo)
    combo.setEditText("东南东")
    assert combo.value() == ""
    assert combo.problem()
    combo.setEditText("东南")
    combo._take_text()
    assert (combo.value(), combo.problem()) == ("东南", "")


def type_letter(letter: str) -> None:
    """One key of the keyboard, to whatever window has it."""
    # the stub knows keys alone; the letter brings its text along
    QTest.keyClick(QGuiApplication.focusWindow(), letter)  # type: ignore[call-overload]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_letter_adds_nobody_and_a_whole_name_is_meant(qtbot) -> None:
    people = RefList([("1", "示例甲  N-1"), ("2", "示例甲乙  N-2"), ("3", "张三  N-3")])
    qtbot.addWidget(people)
    people.show()
    people.activateWindow()
    assert QTest.qWaitForWindowActive(people, 60_000)
    people.setFocus()
    for letter in "sl":
        type_letter(letter)
    assert people.value() == ()
    for press in ("Escape", "Backspace", "Backspace"):
        key(press)
    for letter in "zs":
        type_letter(letter)
    key("Return")
    assert people.value() == ("3",)
    people._adder.setEditText("示例甲")
    people._adder._take_text()
    assert people.value() == ("3", "1")


def test_an_error_leads_into_the_boxes(qtbot) -> None:
    ticks = TickList(PARTS)
    qtbot.addWidget(ticks)
    ticks.show()
    ticks.activateWindow()
    assert QTest.qWaitForWindowActive(ticks, 60_000)
    ticks.setFocus()
    key("Space")
    assert ticks.value() == ("a",)
