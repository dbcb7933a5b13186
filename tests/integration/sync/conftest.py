"""A city and its stations for the tests of the exchange."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.exchange import Side, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A city without stations."""
    made = World.new(tmp_path)
    yield made
    made.close()


@pytest.fixture
def station(world: World) -> Side:
    """An enrolled station of that city."""
    return world.station("DEMO01")
