"""Parsed sources are kept for the tests of this folder alone."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from tests.architecture.sources import sources


@pytest.fixture(scope="package", autouse=True)
def _sources_go_with_the_folder() -> Iterator[None]:
    """A gigabyte of trees would make every later collection of the same process slow."""
    yield
    sources.cache_clear()
    gc.collect()
