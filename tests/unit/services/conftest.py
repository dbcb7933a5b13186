"""A station's open data folder for each test that asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from tests.support.folders import station_copy


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station on the real store."""
    made = station_copy(tmp_path)
    yield made
    made.close()
