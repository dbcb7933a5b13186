"""Every page and form fits the small laptop at 100 % in Chinese: nothing too high, nothing cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from patrol_app.gui.context import New, Open
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.kit import Page
from patrol_app.gui.theme import current
from patrol_app.services.ports import Listing
from tests.support.shots import sample_app, settle
from tests.support.windows import dressed

SIZE = (1366, 697)  # a maximised window on 1366 x 768
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


@pytest.fixture(scope="module")
def window(
    tmp_path_factory: pytest.TempPathFactory, qapp: QApplication
) -> Iterator[dict[str, Front]]:
    """The real window on sample data and on an empty folder."""
    with dressed(qapp):
        folder = tmp_path_factory.mktemp("fits")
        made = {
            name: Front(sample_app(folder, full=name == "full"), current())
            for name in ("full", "empty")
        }
        for front in made.values():
            front.window.resize(*SIZE)
        yield made
        for front in made.values():
            front.close()


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


def page_of(front: Front) -> Page:
    """The page that is shown."""
    return next(page for page in front.window.findChildren(Page) if page.isVisible())


@pytest.mark.parametrize("state", ["full", "empty"])
@pytest.mark.parametrize("key", PAGES)
def test_a_page_fits_and_cuts_no_words(window: dict[str, Front], key: str, state: str) -> None:
    """look.md §1 and §2."""
    front = window[state]
    front.window.show()
    front.window.show_page(key)
    settle(front)
    page = page_of(front)
    assert page.need().height() <= BODY
    assert page.need().width() <= page.width()
    assert cut(front.window) == []


@pytest.mark.parametrize("state", ["full", "empty"])
@pytest.mark.parametrize(("key", "code"), FORMS)
def test_a_form_fits_and_cuts_no_words(
    window: dict[str, Front], key: str, code: str, state: str
) -> None:
    """The first record of the sample, and an empty form."""
    front = window[state]
    front.window.show()
    states = ("draft", "submitted", "changed")
    rows = front.ctx.app.store.queries.page(Listing(code, (), states, limit=1)).rows
    front.navigate(key, Open(code, rows[0].record.id) if rows else New(code))
    settle(front)
    page = page_of(front)
    assert page.need().height() <= BODY
    assert page.need().width() <= page.width()
    assert cut(front.window) == []
    page.close_editor()  # type: ignore[attr-defined]


def test_cut_words_are_seen(qapp: QApplication) -> None:
    """The judge itself: a label that is too narrow is named."""
    with dressed(qapp):
        root = QWidget()
        label = QLabel("一行放不下的字", root)
        label.setFixedSize(20, 30)
        root.show()
        assert cut(root) == ["一行放不下的字"]
        root.close()
