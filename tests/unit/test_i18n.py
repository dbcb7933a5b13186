"""The catalogue: Chinese words, and English that counts one thing as one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from patrol_app import i18n
from patrol_app.i18n import _


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    before = i18n.language()
    yield
    i18n.use(before)


def test_english_counts_one_thing_as_one() -> None:
    i18n.use("en")
    words = _("{n} records")
    assert words == "{n} records"
    assert [words.format(n=n) for n in (0, 1, "1", 2, "1 234")] == [
        "0 records",
        "1 record",
        "1 record",
        "2 records",
        "1 234 records",
    ]


def test_a_message_without_a_wording_for_one_stays() -> None:
    i18n.use("en")
    assert _("Photos {n}").format(n=1) == "Photos 1"
    assert _("") == ""


def test_chinese_has_one_wording() -> None:
    i18n.use("zh_CN")
    one = _("{n} records").format(n=1)
    assert one == _("{n} records").format(n=2).replace("2", "1")
    assert "record" not in one
