"""Words of a thread in the language in use."""

from __future__ import annotations

import pytest

from patrol_app import i18n
from patrol_app.gui.pest.words import worded


@pytest.mark.parametrize(
    ("stored", "english"),
    [
        ("县级 示例局值班室", "County 示例局值班室"),
        ("阳性", "Positive"),
        ("未发现", "Nothing found"),
        ("示例专业队 12", "示例专业队 12"),
        ("", ""),
    ],
)
def test_a_word_before_names_is_said_in_english(stored: str, english: str) -> None:
    i18n.use("en")
    assert worded(stored) == english


def test_chinese_stays_as_it_is_written() -> None:
    i18n.use("zh_CN")
    assert worded("县级 示例局值班室") == "县级 示例局值班室"
