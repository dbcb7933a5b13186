"""Rows of patrols and findings."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.patrol import Leg, Patrol
from patrol_app.storage.rows.base import ReviewedRow, paged, review_index
from patrol_app.storage.sqltypes import Doc, InstantColumn


class PatrolRow(Patrol, ReviewedRow, table=True):
    """Table ``patrol``; below the fields the own values of the fold."""

    __tablename__ = "patrol"
    __table_args__ = (
        *paged(
            "patrol",
            "start_at",
            "unit",
            "ranger_id",
            "grid_id",
            "patrol_type",
            beside=("unit", "patrol_type", "end_at"),
        ),
        review_index("patrol", "start_at"),
        Index("ix_patrol_number", "number"),
        Index("ix_patrol_task_id", "task_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    start_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    end_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    companions: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    inspected: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    legs: tuple[Leg, ...] = Field(default=(), sa_type=Doc(tuple[Leg, ...]))

    date: str | None = None
    length_cm: int | None = Field(default=None, sa_type=BigInteger)
    minutes: int | None = None
    person_minutes: int | None = None
    evidence: str | None = None
    points: int | None = None


class FindingRow(Finding, ReviewedRow, table=True):
    """Table ``finding``; below the fields the own values of the fold."""

    __tablename__ = "finding"
    __table_args__ = (
        *paged(
            "finding",
            "found_at",
            "unit",
            "category",
            "severity",
            "grid_id",
            "patrol_id",
            beside=("unit", "category", "severity"),
        ),
        review_index("finding", "found_at"),
        Index("ix_finding_number", "number"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    found_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    action: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    reported_at: Instant | None = Field(default=None, sa_type=InstantColumn)

    date: str | None = None
    lon: int | None = None
    lat: int | None = None
