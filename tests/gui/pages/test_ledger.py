"""The page of a group that follows from the registry: figures, ledger, form, word of the list."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import RECORD_TYPES, of_group
from patrol_app.gui.context import Open, page_of
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.front import Front, rail_items
from patrol_app.gui.pages.ledger import LedgerButton
from patrol_app.gui.pages.records import RecordsPage
from patrol_app.services.word_desk import editable, vocabulary_name
from tests.support.forest_scenes import furnish_forest
from tests.support.scenes import settle


class Answer(Chooser):
    """Says where the ledger goes; None thinks better of it."""

    def __init__(self, path: Path | None) -> None:
        self.path, self.asked = path, ""

    def save(self, parent: QWidget, title: str, name: str, kinds: Sequence[str]) -> Path | None:
        """The answer; what was proposed is kept."""
        self.asked = name
        return self.path


@pytest.fixture
def page(front: Front) -> RecordsPage:
    """The page with some records of both types."""
    furnish_forest(front)
    front.window.show_page("forest")
    settle(front)
    found = front.window.page("forest")
    assert isinstance(found, RecordsPage)
    return found


@pytest.mark.ci
def test_the_line_follows_the_filter(front: Front, page: RecordsPage) -> None:
    view = page.view("wildlife")
    assert view.figures.words.text().startswith("发现记录 4　物种数 4　国家重点保护 2")
    view.filters.restore({"species": "金钱豹"})
    settle(front)
    assert view.figures.words.text() == "发现记录 1　物种数 1　国家重点保护 1　金钱豹 1"
    view.filters.restore({"species": "金雕"})
    settle(front)
    assert not view.figures.isVisible()
    page.show_type("tending")
    settle(front)
    words = page.view("tending").figures.words.text()
    assert words == "检查记录 3　封育 864.0 亩　补植 150.0 亩　成活率 80.58 %"


@pytest.mark.ci
def test_the_button_writes_this_year_s_ledger(
    front: Front, page: RecordsPage, tmp_path: Path
) -> None:
    page.show_type("tending")
    settle(front)
    (button,) = front.window.findChildren(LedgerButton)
    none, there = Answer(None), Answer(tmp_path / "t.pdf")
    for answer in (none, there):
        button.choose = answer
        button.click()
        settle(front)
    assert there.asked == none.asked == "管护成效检查台账.pdf"
    assert [one.name for one in tmp_path.glob("*.*")] == ["t.pdf"]
    lines = front.ctx.app.privacy.audit(front.ctx.actor())
    assert [line.detail["paper"] for line in lines if line.what == "paper.out"] == [
        "tending-ledger"
    ]


@pytest.mark.ci
def test_the_form_shows_what_was_computed(front: Front, page: RecordsPage) -> None:
    app = front.ctx.app
    (row,) = app.store.queries.search("0012-00008", ["tending"], 2)
    page.accept(Open("tending", row.record.id))
    settle(front)
    held: Any = page.editor
    labels = [one.text() for one in held._facts.findChildren(QWidget) if hasattr(one, "text")]
    assert "50.00 %" in labels


def test_every_type_has_its_page_and_every_vocabulary_a_name() -> None:
    pages = {item.key for item in rail_items()}
    assert {page_of(kind.code) for kind in RECORD_TYPES} <= pages
    assert {page_of(code) for code in of_group("forest")} == {"forest"}
    assert page_of("dragon") == page_of("attachment") == page_of("review") == "today"
    assert (page_of("drill"), page_of("task"), page_of("doc_block")) == ("crew", "base", "grazing")
    unnamed = [code for code in editable() if vocabulary_name(code) == code]
    assert unnamed == []
