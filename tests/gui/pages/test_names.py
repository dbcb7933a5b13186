"""What a screen reader says, and where Tab goes: every control has a name, forms are walked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from patrol_app.gui.context import New, Open
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.kit import Page
from patrol_app.gui.theme import current
from patrol_app.services.ports import Listing
from tests.support.scenes import FORMS, SECTIONS, settle
from tests.support.shots import sample_app

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit,
)  # fmt: skip
STATES = ("draft", "submitted", "changed")
WALKED = ("patrol", "grazing", "drill", "person")
MOST_TABS = 200


def reachable(widget: QWidget) -> bool:
    """Whether Tab may stop here and a person sees it."""
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isVisible() and widget.isEnabled()


def controls(root: QWidget) -> list[QWidget]:
    """What can be used below ``root``; the line inside a combo box speaks for the box."""
    found = [one for one in root.findChildren(QWidget) if isinstance(one, CONTROLS)]
    return [one for one in found if reachable(one) and one.focusProxy() is None]


def nameless(root: QWidget) -> list[str]:
    """Controls below ``root`` of which a screen reader could only say the kind."""
    found = []
    for one in controls(root):
        spoken = QAccessible.queryAccessibleInterface(one)
        name = spoken.text(QAccessible.Text.Name) if spoken is not None else one.accessibleName()
        if not name.strip() and not isinstance(one.parentWidget(), QComboBox):
            words = one.text() if isinstance(one, QAbstractButton) else ""
            found.append(f"{type(one).__name__} in {type(one.parentWidget()).__name__} {words}")
    return found


@pytest.fixture
def front(qapp: QApplication, tmp_path: Path) -> Iterator[Front]:
    """The window on sample data."""
    made = Front(sample_app(tmp_path, full=True), current())
    made.window.resize(1366, 697)
    made.window.show()
    yield made
    made.close()


def shown(front: Front) -> Page:
    """The page in front."""
    settle(front)
    return next(page for page in front.window.findChildren(Page) if page.isVisible())


def opened(front: Front, key: str, code: str) -> Page:
    """A page with the form of its newest record, or of a new one."""
    queries = front.ctx.app.store.queries
    rows = queries.page(Listing(code, (), STATES, limit=1)).rows
    front.navigate(key, Open(code, rows[0].record.id) if rows else New(code))
    return shown(front)


@pytest.mark.ci
def test_every_control_of_every_page_has_a_name(front: Front) -> None:
    wrong: dict[str, list[str]] = {}
    for item in rail_items():
        front.window.show_page(item.key)
        shown(front)
        wrong[item.key] = nameless(front.window)
    for section in SECTIONS:
        front.navigate("base", section)
        wrong[section] = nameless(shown(front))
    for key, code in (("patrol", "patrol"), *FORMS):
        wrong[f"form {code}"] = nameless(opened(front, key, code))
        front.window.page(key).close_editor(refocus=False)  # type: ignore[attr-defined]
    for part in ("users", "deeds"):
        front.window.show_page("settings")
        front.window.page("settings").show_part(part)  # type: ignore[attr-defined]
        wrong[part] = nameless(shown(front))
    assert {name: found for name, found in wrong.items() if found} == {}


def missed(front: Front, code: str) -> list[str]:
    """Controls of a new record's form that Tab does not reach."""
    page_key = {"drill": "crew", "person": "base"}.get(code, code)
    front.navigate(page_key, New(code))
    page: Any = shown(front)
    page.editor.focus_first()
    every = controls(page.editor)
    wanted = {one for one in every if not isinstance(one.parentWidget(), QComboBox)}
    met: set[QWidget] = set()
    for _step in range(MOST_TABS):
        now = QApplication.focusWidget()
        assert now is not None
        met.add(now)
        if wanted <= met:
            break
        QTest.keyClick(now, Qt.Key.Key_Tab)
    page.close_editor(refocus=False)
    return [f"{type(one).__name__} {one.accessibleName()}" for one in wanted - met]


@pytest.mark.ci
def test_tab_reaches_every_control_of_the_main_forms(front: Front) -> None:
    front.window.activateWindow()
    assert QTest.qWaitForWindowActive(front.window, 60_000)
    found = {code: missed(front, code) for code in WALKED}
    assert {code: left for code, left in found.items() if left} == {}


def test_a_control_without_a_name_is_seen(qapp: QApplication) -> None:
    """The judge itself."""
    root = QWidget()
    line = QLineEdit(root)
    root.show()
    assert nameless(root) == ["QLineEdit in QWidget "]
    line.setAccessibleName("Weather")
    assert nameless(root) == []
    root.close()
