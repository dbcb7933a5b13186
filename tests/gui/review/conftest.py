"""A station's window with submitted patrols and a station head who reviews them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.gui.front import Front
from tests.support.dress import chinese_light
from tests.support.reviewing import submitted
from tests.support.windows import Watch, opened

__all__ = ["chinese_light"]

PATROLS = 6


def _fill(app: App) -> None:
    for day in range(PATROLS):
        submitted(app, day)


@pytest.fixture
def front(tmp_path: Path, watch: Watch) -> Iterator[Front]:
    """The window; the acting person is the first user, who may review."""
    with opened(tmp_path, watch, _fill) as made:
        yield made
