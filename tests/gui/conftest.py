"""Tests of windows: the window itself, and waiting for what must come on a slow machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

if TYPE_CHECKING:
    from patrol_app.gui.front import Front
    from tests.support.windows import Watch

# Only a stop: what does not come in this time never comes. Less than the limit of a test.
PATIENCE_MS = 120_000


class PatientBot(QtBot):
    """pytest-qt's own gives up after five seconds, which a loaded machine may need."""

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Until ``signal`` comes."""
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Until all ``signals`` have come."""
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """Until ``callback`` says so."""
        super().waitUntil(callback, timeout=timeout)


@pytest.fixture
def qtbot(qapp: QCoreApplication, request: pytest.FixtureRequest) -> QtBot:
    """In place of the plugin's."""
    return PatientBot(request)


@pytest.fixture
def watch() -> Watch:
    """Notes each touch of the store by the GUI thread."""
    from tests.support.windows import Watch

    return Watch()


@pytest.fixture
def front(tmp_path: Path, watch: Watch) -> Iterator[Front]:
    """A station's window, empty but for its unit and first person."""
    from tests.support.windows import opened

    with opened(tmp_path, watch) as made:
        yield made
