"""Value objects and instants in columns: lossless, sortable, strict."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    LargeBinary,
    MetaData,
    String,
    Table,
    select,
)

from patrol_app.domain.instant import Instant
from patrol_app.storage.engine import NAMING_CONVENTION, open_engine, use_naming_convention
from patrol_app.storage.sqltypes import Doc, InstantColumn, instant_from_int, instant_to_int

KEY = bytes(range(32))
instants = st.builds(
    Instant, st.integers(-(2**62), 2**62 - 1), st.sampled_from(["minute", "second"])
)


class Leg(BaseModel, frozen=True):
    key: str
    start: Instant
    note: str | None = None


@given(instants)
def test_instant_round_trip(value: Instant) -> None:
    assert instant_from_int(instant_to_int(value)) == value
    assert -(2**63) <= instant_to_int(value) < 2**63


@given(instants, instants)
def test_instant_order_is_the_integers_order(a: Instant, b: Instant) -> None:
    assert (a < b) == (instant_to_int(a) < instant_to_int(b))


def test_instant_refuses_what_it_is_not() -> None:
    with pytest.raises(TypeError):
        instant_to_int(5)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="62"):
        instant_to_int(Instant(2**62))


def make_table() -> Table:
    return Table(
        "leg",
        use_naming_convention(MetaData()),
        Column("id", String, primary_key=True),
        Column("legs", Doc(tuple[Leg, ...])),
        Column("at", InstantColumn, index=True),
        Column("flag", Boolean),
        Column("ratio", Float),
        Column("big", BigInteger),
        Column("raw", LargeBinary),
        Column("free", JSON),
        sqlite_strict=True,
    )


def test_strict_table_with_every_type(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "s.db", KEY, read_only=False)
    table = make_table()
    legs = (Leg(key="a", start=Instant(5, "second")), Leg(key="b", start=Instant(6), note="雾"))
    row = {
        "id": "x", "legs": legs, "at": Instant(-1, "second"), "flag": True,
        "ratio": 0.5, "big": 2**60, "raw": b"\0\1", "free": {"k": [1]},
    }  # fmt: skip
    with engine.begin() as connection:
        table.metadata.create_all(connection)
        connection.execute(table.insert(), [row, dict.fromkeys(row) | {"id": "y"}])
        got = connection.execute(select(table).order_by(table.c.id)).mappings().all()
        assert dict(got[0]) == row
        assert got[1]["legs"] is None and got[1]["at"] is None
        text = connection.exec_driver_sql("SELECT legs FROM leg WHERE id='x'").scalar()
        early = select(table.c.id).where(table.c.at < Instant(0))
        assert connection.execute(early).scalars().all() == ["x"]
        sql = connection.exec_driver_sql("SELECT sql FROM sqlite_schema").scalars().all()
    assert text == json.dumps(
        json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    assert "STRICT" in sql[0] and any("ix_leg_at" in (one or "") for one in sql)
    engine.dispose()


def test_doc_checks_what_it_reads() -> None:
    kind = Doc(tuple[Leg, ...])
    with pytest.raises(ValidationError):
        kind.process_result_value('[{"key":1}]', None)  # type: ignore[arg-type]


def test_docs_of_different_targets_are_different_types() -> None:
    assert Doc(tuple[Leg, ...])._static_cache_key != Doc(tuple[str, ...])._static_cache_key


def test_names_of_constraints() -> None:
    assert set(NAMING_CONVENTION) == {"ix", "uq", "ck", "fk", "pk"}


def test_sqlmodel_columns_become_strict(tmp_path: Path) -> None:
    from sqlmodel import Field, SQLModel

    class StrictProbe(SQLModel, table=True):
        __table_args__ = {"sqlite_strict": True}
        id: str = Field(primary_key=True, max_length=36)
        count: int
        share: float
        done: bool

    table = SQLModel.metadata.tables["strictprobe"]
    engine = open_engine(tmp_path / "s.db", KEY, read_only=False)
    try:
        with engine.begin() as connection:
            table.create(connection)
            connection.execute(table.insert(), {"id": "a", "count": 1, "share": 0.5, "done": True})
            assert connection.execute(table.select()).one() == ("a", 1, 0.5, True)
    finally:
        SQLModel.metadata.remove(table)
        engine.dispose()
