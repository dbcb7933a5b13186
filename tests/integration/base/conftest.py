"""A station that reads base data; one folder and one reader process a module."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from tests.support.folders import station_copy


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A station on the real store."""
    made = station_copy(tmp_path_factory.mktemp("base"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where files lie."""
    return tmp_path_factory.mktemp("files")


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    """Message ids as they are; the language of the process is put back."""
    before = i18n.language()
    i18n.use("en")
    yield
    i18n.use(before)
