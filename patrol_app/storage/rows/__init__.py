"""One table row class for each record type; ``ROWS`` is the one list, in its order.

The row of a type that is not among ``_CLASSES`` stands in the module of the type's code, as the
class whose table has that name.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import Table

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.storage.rows.attachment import AttachmentRow
from patrol_app.storage.rows.base import Row, incomplete_index, metadata
from patrol_app.storage.rows.base_data import GridRow, PartyRow, PersonRow, UnitRow
from patrol_app.storage.rows.case import CaseStepRow, CaseTemplateRow, DocBlockRow
from patrol_app.storage.rows.crew import (
    EquipmentActRow,
    EquipmentRow,
    FitnessRow,
    TrainingRow,
)
from patrol_app.storage.rows.dataset import DatasetRow
from patrol_app.storage.rows.drill import DrillRow
from patrol_app.storage.rows.erasure import ErasureRow
from patrol_app.storage.rows.patrol import FindingRow, PatrolRow
from patrol_app.storage.rows.pest_rows import PEST_ROWS
from patrol_app.storage.rows.problem import FireSpotRow, ProblemRow, ProblemStepRow
from patrol_app.storage.rows.review import ReviewRow, SealRow
from patrol_app.storage.rows.role_grant import RoleGrantRow
from patrol_app.storage.rows.sightings import GrazingRow, PestRow
from patrol_app.storage.rows.tasks import TaskRow, TeamRow

__all__ = ["ROWS", "Row", "metadata", "table_of"]

_CLASSES: tuple[type[Row], ...] = (
    UnitRow,
    PersonRow,
    PartyRow,
    GridRow,
    PatrolRow,
    FindingRow,
    DrillRow,
    PestRow,
    GrazingRow,
    AttachmentRow,
    ReviewRow,
    SealRow,
    RoleGrantRow,
    TeamRow,
    TaskRow,
    DatasetRow,
    ErasureRow,
    TrainingRow,
    FitnessRow,
    EquipmentRow,
    EquipmentActRow,
    CaseStepRow,
    DocBlockRow,
    CaseTemplateRow,
    ProblemRow,
    ProblemStepRow,
    FireSpotRow,
    *PEST_ROWS,
)


def _rows() -> Iterator[tuple[str, type[Row]]]:
    known = {str(row.__tablename__): row for row in _CLASSES}
    for kind in RECORD_TYPES:
        yield kind.code, known.get(kind.code) or _of_module(kind.code)


def _of_module(code: str) -> type[Row]:
    module = importlib.import_module(f"{__name__}.{code}")
    found = (one for one in vars(module).values() if getattr(one, "__tablename__", "") == code)
    row: type[Row] = next(found)
    return row


ROWS: Mapping[str, type[Row]] = MappingProxyType(dict(_rows()))
for _code, _class in ROWS.items():
    incomplete_index(_code, _class.__table__)  # type: ignore[attr-defined]


def table_of(code: str) -> Table:
    """The table of the record type ``code``.

    Raises:
        KeyError: there is no such type.
    """
    table: Table = ROWS[code].__table__  # type: ignore[attr-defined]
    return table
