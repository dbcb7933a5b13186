"""The real window on a real store, with a watch over what its own thread touches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from patrol_app.gui.front import Front
from tests.support.windows import Watch, dressed, opened


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Chinese, light, 100 %."""
    with dressed(qapp):
        yield


@pytest.fixture
def watch() -> Watch:
    """Notes each touch of the store by the GUI thread."""
    return Watch()


@pytest.fixture
def front(tmp_path: Path, watch: Watch) -> Iterator[Front]:
    """A station's window, empty but for its unit and first person."""
    with opened(tmp_path, watch) as made:
        yield made
