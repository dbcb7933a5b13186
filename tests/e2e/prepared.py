"""Folders of the program set up without starting it: for tests of what comes after.

The same services do it as the commands ``init`` and ``enrol`` use; those commands have their own
tests. A start of the program costs more than all of this.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from patrol_app.bootstrap import App, build, initialise
from patrol_app.paths import DataPaths
from patrol_app.services.setup import InitRequest
from patrol_app.settings import Settings
from tests.e2e.program import Program

NAMES = {"city": "示例市林业局", "county": "示例县林业局", "station": "示例县第一林业站"}


@contextmanager
def opened(program: Program) -> Iterator[App]:
    """The data folder opened in this process, as the next start of the program opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROL_CONFIG_DIR", program.environment["PATROL_CONFIG_DIR"])
        app = build(DataPaths(program.data), Settings(program.folder / "settings.json"))
        try:
            yield app
        finally:
            app.close()


def founded(folder: Path, role: str, unit: str, recovery: Path | None = None) -> Program:
    """A program whose folder is set up."""
    made = Program(folder)
    request = InitRequest(role, unit, NAMES[role], recovery_out=recovery)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROL_CONFIG_DIR", made.environment["PATROL_CONFIG_DIR"])
        settings = Settings(folder / "settings.json")
        app, _done = initialise(DataPaths(made.data), settings, request)
        app.close()
    return made


def city(folder: Path, unit: str = "DEMO00") -> Program:
    """A city; its recovery file lies beside the data folder as ``recovery.txt``."""
    return founded(folder, "city", unit, folder / "recovery.txt")


def station(folder: Path, unit: str = "DEMO01") -> Program:
    """A station, not enrolled yet."""
    return founded(folder, "station", unit)


def county(folder: Path, unit: str, above: Program) -> Program:
    """A county between ``above`` and its stations."""
    return _granted(founded(folder, "county", unit), above)


def enrolled(folder: Path, above: Program, unit: str = "DEMO01", *, parent: str = "") -> Program:
    """A station enrolled at ``above`` with both number codes; ``parent``: its county's code."""
    return _granted(station(folder, unit), above, parent)


def _granted(made: Program, above: Program, parent: str = "") -> Program:
    grant = made.folder / "grant.hlb"
    with opened(made) as app:
        asked = app.exchange.request(made.folder / "request.hlb")
    with opened(above) as app:
        given = app.exchange.grant(
            asked.path, grant, code=asked.code, same_unit=False, parent=parent
        )
    with opened(made) as app:
        app.exchange.accept(grant, code=given.code)
    return made
