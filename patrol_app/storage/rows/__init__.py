"""One table row class for each record type, loaded when its table is first asked for.

The row of a type stands in the module of the type's code, or in the one that ``_SHARED`` names,
as the class whose table has that name. Opening a folder needs a few of them; a mapped class takes
10 ms to make, which at the start a person waits for.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Mapping
from typing import Final

from sqlalchemy import MetaData, Table

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.storage.rows.base import Row, incomplete_index, metadata

__all__ = ["Row", "every_row", "metadata", "row_of", "table_of", "whole_metadata"]

_SHARED: Final[Mapping[str, tuple[str, ...]]] = {
    "base_data": ("unit", "person", "party", "grid"),
    "case": ("case_step", "doc_block", "case_template"),
    "crew": ("training", "fitness", "equipment", "equipment_act"),
    "patrol": ("finding",),
    "pest_surveys": ("survey_round", "survey", "sample", "custody", "lab_result", "webworm"),
    "pest_works": ("disposal", "acceptance", "trap", "trap_check", "first_report",
                   "control_work", "forecast", "reported_figure"),
    "problem": ("problem_step", "fire_spot"),
    "review": ("seal",),
    "sightings": ("pest", "grazing"),
    "tasks": ("team", "task"),
}  # fmt: skip
_MODULES: Final = {code: module for module, codes in _SHARED.items() for code in codes}
_CODES: Final = frozenset(kind.code for kind in RECORD_TYPES)
_found: dict[str, type[Row]] = {}
_lock = threading.RLock()  # readers ask from several threads; a class is made once


def row_of(code: str) -> type[Row]:
    """The row class of the record type ``code``.

    Raises:
        KeyError: there is no such type.
    """
    row = _found.get(code)
    if row is not None:
        return row
    if code not in _CODES:
        raise KeyError(code)
    with _lock:
        if code not in _found:
            _load(_MODULES.get(code, code))
        return _found[code]


def table_of(code: str) -> Table:
    """The table of the record type ``code``.

    Raises:
        KeyError: there is no such type.
    """
    table: Table = row_of(code).__table__  # type: ignore[attr-defined]
    return table


def every_row() -> dict[str, type[Row]]:
    """The row classes of all record types, in their order."""
    return {kind.code: row_of(kind.code) for kind in RECORD_TYPES}


def whole_metadata() -> MetaData:
    """The tables of all record types, and those beside them that were loaded."""
    every_row()
    return metadata


def _load(name: str) -> None:
    """Take the row classes of one module, each with its index of what waits."""
    module = importlib.import_module(f"{__name__}.{name}")
    for one in vars(module).values():
        code = getattr(one, "__tablename__", "")
        if code in _CODES and code not in _found:
            incomplete_index(code, one.__table__)
            _found[code] = one
