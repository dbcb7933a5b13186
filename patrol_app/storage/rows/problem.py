"""Rows of problems, their steps and fire spots."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.fire_spot import FireSpot
from patrol_app.domain.records.problem import Problem, ProblemStep
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc, InstantColumn


class ProblemRow(Problem, Row, table=True):
    """Table ``problem``; below the fields the own values of the fold."""

    __tablename__ = "problem"
    __table_args__ = (
        *paged("problem", "found_at", "unit", "category", "grade", "grid_id", "source"),
        Index("ix_problem_number", "number"),
        Index("ix_problem_finding_id", "finding_id"),
        Index("ix_problem_patch", "patch_batch", "patch_no"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    found_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    patch_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    public_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    commercial_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    volume_m3_e4: int | None = Field(default=None, sa_type=BigInteger)
    saplings: int | None = Field(default=None, sa_type=BigInteger)
    value_fen: int | None = Field(default=None, sa_type=BigInteger)
    first_class_plants: int | None = Field(default=None, sa_type=BigInteger)
    second_class_plants: int | None = Field(default=None, sa_type=BigInteger)
    first_class_m3_e4: int | None = Field(default=None, sa_type=BigInteger)
    second_class_m3_e4: int | None = Field(default=None, sa_type=BigInteger)

    date: str | None = None
    lon: int | None = None
    lat: int | None = None


class FireSpotRow(FireSpot, Row, table=True):
    """Table ``fire_spot``; below the fields the own values of the fold."""

    __tablename__ = "fire_spot"
    __table_args__ = (
        *paged("fire_spot", "told_at", "unit", "result", "source"),
        Index("ix_fire_spot_number", "number"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    told_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    sent_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    checker_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    arrived_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    burned_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    forest_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    out_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    answered_at: Instant | None = Field(default=None, sa_type=InstantColumn)

    date: str | None = None
    lon: int | None = None
    lat: int | None = None
    arrive_min: int | None = None
    answer_min: int | None = None


class ProblemStepRow(ProblemStep, Row, table=True):
    """Table ``problem_step``."""

    __tablename__ = "problem_step"
    __table_args__ = (
        *paged("problem_step", "at", "unit", "step"),
        Index("ix_problem_step_number", "number"),
        Index("ix_problem_step_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    at: Instant | None = Field(default=None, sa_type=InstantColumn)
    turn: int | None = Field(default=None, sa_type=BigInteger)

    date: str | None = None
