"""Loading the rows of a dataset into its table, inside the caller's transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection

from patrol_app.domain.records.dataset import AREAS, CALENDAR, DIVISION, REPEATS, RULES, VOCABULARY
from patrol_app.services.dataset_types import DatasetInfo
from patrol_app.storage import tables
from patrol_app.storage.sqltext import upsert_sql

BATCH: Final = 500
_TABLE: Final = {
    **dict.fromkeys(AREAS, tables.feature),
    DIVISION: tables.division,
    CALENDAR: tables.calendar_day,
    VOCABULARY: tables.word,
    RULES: tables.rule_row,
    REPEATS: tables.repeat_row,
}


def load(
    connection: Connection, info: DatasetInfo, rows: Iterable[Mapping[str, Any]], now_ms: int
) -> None:
    """Put ``rows`` in place of the kind's version before; what they lack is retired.

    Args:
        connection: in a write transaction.
        info: the version.
        rows: one mapping a row, by the columns of its table; of areas with ``wkb`` and ``box``.
        now_ms: UTC ms.
    """
    table = _TABLE[info.kind]
    if info.kind in AREAS:
        connection.exec_driver_sql("UPDATE feature SET retired = 1 WHERE kind = ?", (info.kind,))
    elif info.kind == RULES:
        # no record names a rule row: what the new table lacks is no rule any more
        connection.exec_driver_sql("DELETE FROM rule_row")
    else:
        connection.exec_driver_sql(f"UPDATE {table.name} SET retired = 1")
    statement = upsert_sql(table)
    columns = [column.name for column in table.columns]
    waiting = iter(rows)
    while part := list(islice(waiting, BATCH)):
        values = [_values(info.kind, row, columns) for row in part]
        connection.exec_driver_sql(statement, values)
    loaded = (
        info.kind, info.rec, info.code, info.version, info.sha256, info.name, info.issuer,
        info.valid_from, info.count, now_ms,
    )  # fmt: skip
    connection.exec_driver_sql(upsert_sql(tables.dataset_loaded), loaded)


def _values(kind: str, row: Mapping[str, Any], columns: list[str]) -> tuple[Any, ...]:
    values = {"kind": kind, "retired": False, **row}
    if kind in AREAS:
        box = row.get("box") or (None, None, None, None)
        names = ("lon_min", "lat_min", "lon_max", "lat_max")
        values.update(zip(names, box, strict=True))
        values["attrs"] = json.dumps(row.get("attrs") or {}, ensure_ascii=False, sort_keys=True)
        values["area_m2"] = row.get("area_m2", 0)
    elif kind == DIVISION:
        values["old_codes"] = json.dumps(row.get("old_codes") or [])
    return tuple(values.get(name, _EMPTY.get(name, "")) for name in columns)


_EMPTY: Final[Mapping[str, Any]] = {"wkb": None, "position": 0, "working": False, "enabled": True}
