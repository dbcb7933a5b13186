"""The board without a problem, and in large text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QBoxLayout, QLabel

from patrol_app.gui.front import Front
from patrol_app.gui.kit import EmptyState
from patrol_app.gui.theme import apply
from tests.gui.problem.test_problems_page import page_of, written
from tests.support.windows import settle


def test_an_empty_board_says_what_to_do(front: Front) -> None:
    page = page_of(front)
    [face] = page.board.findChildren(EmptyState)
    assert "Ctrl+N" in face.accessibleDescription()
    written(front)
    settle(front)
    assert [one for one in page.board.findChildren(EmptyState) if one.isVisible()] == []


@pytest.mark.ci
def test_large_text_makes_cards_higher_and_columns_whole_rows(
    front: Front, qapp: QApplication
) -> None:
    """At 200 % no line of a card lies over another, and five columns are not abreast."""
    apply(qapp, "light", 2.0)
    written(front)
    page = page_of(front)
    [[card]] = [one for one in page.board.cards if one]
    assert page.board._columns.direction() == QBoxLayout.Direction.TopToBottom
    layout = card.layout()
    assert layout is not None and card.height() >= layout.minimumSize().height()
    lines = sorted((one for one in card.findChildren(QLabel) if one.isVisible()), key=QLabel.y)
    for line in lines:
        assert line.height() >= line.fontMetrics().height() - 1
    apply(qapp, "light", 1.0)
    assert page.board._columns.direction() == QBoxLayout.Direction.LeftToRight
