"""Parsed sources are kept for the tests of this folder alone."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

from tests.architecture.sources import forget

HERE = Path(__file__).parent


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """A gigabyte of trees would make every later collection of the same process slow.

    A fixture of the package would be too late: it ends with the last test of all.
    """
    if HERE in item.path.parents and (nextitem is None or HERE not in nextitem.path.parents):
        forget()
        gc.collect()
