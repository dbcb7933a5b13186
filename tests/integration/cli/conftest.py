"""A station that the command line has set up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import i18n
from tests.support.command import Command


@pytest.fixture
def station(tmp_path: Path) -> Command:
    """A station DEMO01."""
    command = Command(tmp_path / "station")
    command.json("init", "--role", "station", "--unit", "DEMO01", "--name", "示例站")
    return command


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """The language of the process is put back."""
    before = i18n.language()
    yield
    i18n.use(before)
