"""The language and look in which papers are worked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.windows import dressed


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Chinese, light, 100 %."""
    with dressed(qapp):
        yield
