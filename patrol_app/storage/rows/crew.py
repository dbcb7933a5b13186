"""Rows of training sessions, physical tests, equipment and what happened to it."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.crew import (
    Equipment,
    EquipmentAct,
    Fitness,
    Result,
    Trainee,
    Training,
)
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc, InstantColumn


class TrainingRow(Training, Row, table=True):
    """Table ``training``; below the fields the own values of the fold."""

    __tablename__ = "training"
    __table_args__ = (
        *paged("training", "start_at", "unit", "team_id"),
        Index("ix_training_number", "number"),
        Index("ix_training_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    topics: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    start_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    end_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    attendance: tuple[Trainee, ...] = Field(default=(), sa_type=Doc(tuple[Trainee, ...]))

    date: str | None = None
    due: int | None = None
    present: int | None = None
    minutes: int | None = None
    person_min: int | None = None


class FitnessRow(Fitness, Row, table=True):
    """Table ``fitness``."""

    __tablename__ = "fitness"
    __table_args__ = (
        *paged("fitness", "tested_at", "unit", "team_id"),
        Index("ix_fitness_number", "number"),
        Index("ix_fitness_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    tested_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    results: tuple[Result, ...] = Field(default=(), sa_type=Doc(tuple[Result, ...]))

    date: str | None = None
    tested: int | None = None
    passed: int | None = None


class EquipmentRow(Equipment, Row, table=True):
    """Table ``equipment``."""

    __tablename__ = "equipment"
    __table_args__ = (
        *paged("equipment", "created_ms", "unit", "kind", "team_id"),
        Index("ix_equipment_number", "number"),
        Index("ix_equipment_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)

    sound_e4: int | None = None


class EquipmentActRow(EquipmentAct, Row, table=True):
    """Table ``equipment_act``."""

    __tablename__ = "equipment_act"
    __table_args__ = (
        *paged("equipment_act", "at", "unit", "act"),
        Index("ix_equipment_act_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    at: Instant | None = Field(default=None, sa_type=InstantColumn)
