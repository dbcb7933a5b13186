"""A command of the real program recorded call by call, and its folder after each power cut."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from patrol_app.errors import PatrolError
from patrol_app.paths import DataPaths
from patrol_app.storage.store import SqlStore, open_store
from tests.drills.kills import need_strace
from tests.e2e.program import Program
from tests.support.power_cut import State
from tests.support.power_record import Tape, record

MOST = 80  # states of one command that are laid and opened


def recorded(program: Program, *arguments: object, beside: tuple[Path, ...] = ()) -> Tape:
    """Run a command of ``program``; its data and configuration folders are followed.

    Args:
        beside: further folders to follow, for example a stick.
    """
    need_strace()
    roots = [program.data, program.folder / "home", *beside]
    for root in roots:
        root.mkdir(parents=True, exist_ok=True)
    return record(
        program.command(*arguments),
        roots,
        program.folder / "strace.log",
        program.folder / "told",
        env=program.environment,
        cwd=program.folder / "work",
    )


def acknowledged(state: State) -> bool:
    """Whether the program had said that it was done."""
    return bool(state.told.strip()) and "error" not in json.loads(state.told)


@contextmanager
def started(program: Program) -> Iterator[SqlStore]:
    """The data folder as the next start of the program opens it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATROL_CONFIG_DIR", program.environment["PATROL_CONFIG_DIR"])
        store = open_store(DataPaths(program.data))
        try:
            yield store
        finally:
            store.close()


def opens(program: Program) -> str:
    """Empty, or why the folder does not open or its check finds something."""
    try:
        with started(program) as store:
            found = store.check()
    except PatrolError as fault:
        return fault.code
    return f"check: {found[0]}" if found else ""
