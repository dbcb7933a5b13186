"""Every page and form fits the small laptop at 100 % in Chinese: nothing too high, nothing cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTableView, QWidget

from patrol_app import i18n
from patrol_app.domain.records import RECORD_TYPES
from patrol_app.gui.context import New, Open
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.kit import Page, Table
from patrol_app.gui.models.cell_widths import padding
from patrol_app.gui.models.columns import Column
from patrol_app.gui.models.listing import columns_of
from patrol_app.gui.models.paged import PagedTableModel
from patrol_app.gui.theme import current
from patrol_app.services.ports import Listing
from tests.support.shots import sample_app, settle
from tests.support.windows import dressed

SIZE = (1366, 697)  # a maximised window on 1366 x 768
LIST = 1246  # px of a list on it
BODY = 613  # px for the body of a page (look.md §1)
PAGES = tuple(item.key for item in rail_items())
FORMS = (
    ("patrol", "patrol"),
    ("pest", "pest"),
    ("grazing", "grazing"),
    ("grazing", "party"),
    ("crew", "drill"),
    ("base", "person"),
    ("base", "grid"),
)


def cut(root: QWidget) -> list[str]:
    """Words of visible labels and buttons below ``root`` that have less room than they need."""
    found = []
    for label in root.findChildren(QLabel):
        if not label.isVisible() or not label.text() or label.visibleRegion().isEmpty():
            continue
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 1:
                found.append(label.text())
            continue
        room, need = label.contentsRect(), label.fontMetrics()
        wide = need.horizontalAdvance(label.text()) > room.width() + 1
        if wide or need.height() > room.height() + 1:
            found.append(label.text())
    for button in root.findChildren(QPushButton):
        hint = button.sizeHint()
        if button.isVisible() and button.text() and hint.width() > button.width() + 1:
            found.append(button.text())
    return found


def cut_heads(root: QWidget) -> list[str]:
    """Words over the columns of visible tables that have less room than they need."""
    found = []
    caption = QFontMetrics(current().font("caption"))
    for view in root.findChildren(QTableView):
        head, model = view.horizontalHeader(), view.model()
        if not head.isVisible() or not isinstance(model, PagedTableModel):
            continue
        for at, column in enumerate(model.columns):
            words = caption.horizontalAdvance(column.title)
            if head.sectionSize(at) < words + padding(at, len(model.columns)):
                found.append(column.title)
    return found


def misfits(front: Front) -> list[str]:
    """What is wrong with the page that is shown."""
    settle(front)
    page = next(page for page in front.window.findChildren(Page) if page.isVisible())
    need, found = page.need(), cut(front.window) + cut_heads(front.window)
    if need.height() > BODY:
        found.append(f"{need.height()} px high")
    if need.width() > page.width():
        found.append(f"{need.width()} px wide")
    return found


@pytest.mark.parametrize("state", ["full", "empty"])
def test_every_page_and_form_fits_and_cuts_no_words(
    tmp_path: Path, qapp: QApplication, state: str
) -> None:
    """look.md §1 and §2, on sample data and on an empty folder."""
    wrong: dict[str, list[str]] = {}
    front = Front(sample_app(tmp_path, full=state == "full"), current())
    front.window.resize(*SIZE)
    front.window.show()
    for key in PAGES:
        front.window.show_page(key)
        wrong[key] = misfits(front)
    queries = front.ctx.app.store.queries
    for key, code in FORMS:
        rows = queries.page(Listing(code, (), ("draft", "submitted", "changed"), limit=1)).rows
        front.navigate(key, Open(code, rows[0].record.id) if rows else New(code))
        wrong[f"form {code}"] = misfits(front)
    front.close()
    assert {name: words for name, words in wrong.items() if words} == {}


def test_cut_words_are_seen(qapp: QApplication) -> None:
    """The judge itself: a label that is too narrow is named."""
    root = QWidget()
    label = QLabel("一行放不下的字", root)
    label.setFixedSize(20, 30)
    root.show()
    assert cut(root) == ["一行放不下的字"]
    root.close()


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_no_head_of_a_list_is_cut_on_the_small_laptop(qapp: QApplication, language: str) -> None:
    """Every type's list at 1366 px, with its cells as wide as a number and a moment."""
    found: dict[str, list[str]] = {}
    with dressed(qapp):
        i18n.use(language)
        for kind in RECORD_TYPES:
            columns = [
                replace(column, value=lambda _row: "2026-08-03 09:20", format=None)
                for column in columns_of(kind)
            ]
            table = Table(columns, name=kind.code)
            table.resize(LIST, 300)
            table.show()
            table.set_rows([1, 2])
            QApplication.processEvents()
            if words := cut_heads(table):
                found[kind.code] = words
            head, view = table.view.horizontalHeader(), table.view
            if head.length() > view.viewport().width() and not view.horizontalScrollBar().maximum():
                found.setdefault(kind.code, []).append("cannot be scrolled")
            table.close()
    assert found == {}


def test_cut_heads_are_seen(qapp: QApplication) -> None:
    """The judge itself: a head that a person dragged too narrow is named."""
    table = Table([Column("n", "检查结果"), Column("m", "备注")])
    table.resize(600, 200)
    table.show()
    table.view.horizontalHeader().resizeSection(0, 30)
    QApplication.processEvents()
    assert cut_heads(table) == ["检查结果"]
    table.close()
