"""A record comes back from its row as it went in; STRICT tables refuse other types."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from patrol_app.domain.base import Record
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.registry import RecordType
from patrol_app.services.ports import Stored
from patrol_app.storage.engine_faults import StoreError
from patrol_app.storage.repository import repository
from patrol_app.storage.sqltypes import Doc
from tests.support import records as samples
from tests.support.stores import append, finding, new_id, new_store


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.code)
def test_an_empty_record_comes_back(kind: RecordType, tmp_path: Path) -> None:
    store = repository(kind.code)
    record = kind.cls.load(new_id(), {"unit": "DEMO01"})
    own = dict(kind.own(record))
    stored = Stored(kind.code, record, "draft", ("ab" * 32,), own, {}, 2, True, False, 5, 6)
    loaded = store.load(_as_selected(store.values(stored)))
    assert loaded == stored
    # as the class itself makes it: a stored 0 is no truth value, a list is no tuple
    assert {name: type(value) for name, value in dict(loaded.record).items()} == {
        name: type(value) for name, value in dict(record).items()
    }
    assert kind.cls.model_validate(dict(loaded.record)) == loaded.record
    assert loaded.record.document() == record.document()


@pytest.mark.parametrize("make", [samples.patrol, samples.finding, samples.drill, samples.pest])
def test_a_whole_record_comes_back(make: Callable[[], Record]) -> None:
    record = make()
    code = {cls.cls: cls.code for cls in RECORD_TYPES}[type(record)]
    store = repository(code)
    values = store.values(Stored(code, record, "draft", (), dict(record_type(code).own(record))))
    loaded = store.load(_as_selected(values)).record
    assert repr(loaded) == repr(record)
    assert loaded.edited() == record


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=8), max_size=4), st.integers(0, 10**15))
def test_lists_and_instants_come_back(actions: list[str], ms: int) -> None:
    try:
        record = record_type("finding").cls.load(
            new_id(), {"unit": "DEMO01", "action": actions, "found_at": [ms, "second"]}
        )
    except ValueError:
        return
    stored = Stored("finding", record, "submitted", (), {"date": None, "lon": None, "lat": None})
    store = repository("finding")
    assert store.load(_as_selected(store.values(stored))) == stored


def test_fast_text_is_the_column_types_own() -> None:
    record = record_type("patrol").cls.load(
        new_id(),
        {
            "unit": "DEMO01",
            "companions": [new_id()],
            "legs": [{"key": "aaaaaaaa", "means": "步行", "dropped": [["跳点", 3]]}],
        },
    )
    values = repository("patrol").values(Stored("patrol", record, "draft", ()))
    for column, value in zip(repository("patrol").table.columns, values, strict=True):
        if column.name in ("legs", "companions"):
            assert isinstance(column.type, Doc)
            own = column.type.process_bind_param(getattr(record, column.name), sqlite.dialect())
            assert value == own


@pytest.mark.parametrize(
    "assignment",
    ["conflicts = 'many'", "created_ms = 1.5", "unit = x'00'", "deleted = 'no'", "unit = NULL"],
)
def test_strict_tables_refuse_other_types(assignment: str, tmp_path: Path) -> None:
    with new_store(tmp_path / "a") as store:
        append(store, finding(new_id()))
        with store.begin("test") as work, pytest.raises(StoreError):
            work._connection.exec_driver_sql(f"UPDATE finding SET {assignment}")


def _as_selected(values: tuple[object, ...]) -> tuple[object, ...]:
    """What the driver gives back for these values."""
    return tuple(int(value) if isinstance(value, bool) else value for value in values)
