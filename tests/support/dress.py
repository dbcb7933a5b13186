"""Language and look in which tests of windows begin; a folder's conftest takes it for all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.support.windows import dressed


@pytest.fixture(autouse=True)
def chinese_light(qapp: QApplication) -> Iterator[None]:
    """Chinese, light, 100 %."""
    with dressed(qapp):
        yield
