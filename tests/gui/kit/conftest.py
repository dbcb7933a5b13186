"""Every kit test starts in light, 100 %, Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app import i18n
from patrol_app.gui import theme


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[theme.Theme]:
    """Theme and language as at start; put back afterwards."""
    before = i18n.language()
    i18n.use("zh_CN")
    yield theme.apply(qapp, "light", 1.0)
    theme.apply(qapp, "light", 1.0)
    i18n.use(before)
