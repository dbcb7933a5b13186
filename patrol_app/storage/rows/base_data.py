"""Rows of units, persons, parties and grids."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.records.grid import Grid
from patrol_app.domain.records.party import Party
from patrol_app.domain.records.person import Person
from patrol_app.domain.records.unit import Unit
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc


class UnitRow(Unit, Row, table=True):
    """Table ``unit``."""

    __tablename__ = "unit"
    __table_args__ = (
        *paged("unit", "created_ms"),
        Index("ix_unit_code", "code"),
        Index("ix_unit_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)


class PersonRow(Person, Row, table=True):
    """Table ``person``."""

    __tablename__ = "person"
    __table_args__ = (
        *paged("person", "created_ms", "unit"),
        Index("ix_person_number", "number"),
        Index("ix_person_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    roles: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))


class PartyRow(Party, Row, table=True):
    """Table ``party``."""

    __tablename__ = "party"
    __table_args__ = (
        *paged("party", "created_ms", "unit"),
        Index("ix_party_number", "number"),
        Index("ix_party_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)


class GridRow(Grid, Row, table=True):
    """Table ``grid``."""

    __tablename__ = "grid"
    __table_args__ = (
        *paged("grid", "created_ms", "unit", "ranger_id"),
        Index("ix_grid_grid_no", "grid_no"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
