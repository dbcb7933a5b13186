"""A station that the command line has set up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.domain.instant import parse_iso
from patrol_app.storage.clock import SystemClock
from tests.support.command import Command

# The samples are of August 2026.
SAMPLED_MS = parse_iso("2026-09-01T00:00+08:00").ms


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine shows a day before the samples', they are not to be ahead of its time."""
    real = SystemClock.now_ms
    ahead = max(0, SAMPLED_MS - SystemClock().now_ms())
    monkeypatch.setattr(SystemClock, "now_ms", lambda clock: real(clock) + ahead)


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
