"""At 200 % on a small laptop no page and no form is scrolled sideways; tables may be."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QScrollArea, QWidget

from patrol_app.gui.context import New
from patrol_app.gui.front import Front
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.theme import apply
from tests.support.windows import dressed, opened, settle

FORMS = (
    ("patrol", "patrol"),
    ("pest", "pest"),
    ("grazing", "grazing"),
    ("crew", "drill"),
    ("base", "person"),
    ("base", "grid"),
    ("base", "task"),
)
SECTIONS = ("tables", "words", "rules", "calendar")


def sideways(page: QWidget) -> list[str]:
    """Scroll areas that hide something at the right; tables have columns of their own."""
    return [
        type(area.widget()).__name__
        for area in page.findChildren(QScrollArea)
        if area.isVisible()
        and not isinstance(area, QAbstractItemView)
        and area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        and area.horizontalScrollBar().maximum() > 0
    ]


def page_of(front: Front, key: str) -> AppPage:
    front.window.show_page(key)
    settle(front)
    page = front.window.page(key)
    assert isinstance(page, AppPage)
    return page


@pytest.mark.ci
def test_nothing_is_scrolled_sideways(qapp: QApplication, tmp_path: Path) -> None:
    with dressed(qapp), opened(tmp_path) as front:
        apply(qapp, "light", 2.0)
        front.window.resize(1366, 697)
        found: dict[str, list[str]] = {}
        for item in front.window.rail.items:
            found[item.key] = sideways(page_of(front, item.key))
        for section in SECTIONS:
            page = page_of(front, "base")
            page.accept(section)
            settle(front)
            found[section] = sideways(page)
        for key, kind in FORMS:
            page = page_of(front, key)
            page.accept(New(kind))
            settle(front)
            found[f"{key} {kind}"] = sideways(page)
            page.close_editor()
        assert {name: areas for name, areas in found.items() if areas} == {}
