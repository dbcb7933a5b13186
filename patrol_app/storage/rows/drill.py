"""Rows of drills."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.drill import Attendance, Drill, Kit, Mark, Problem, Score, Step
from patrol_app.storage.rows.base import ReviewedRow, paged, review_index
from patrol_app.storage.sqltypes import Doc, InstantColumn


class DrillRow(Drill, ReviewedRow, table=True):
    """Table ``drill``; below the fields the own values of the fold."""

    __tablename__ = "drill"
    __table_args__ = (
        *paged("drill", "start_at", "unit", "drill_type"),
        review_index("drill", "start_at"),
        Index("ix_drill_number", "number"),
        Index("ix_drill_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    start_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    end_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    steps: tuple[Step, ...] = Field(default=(), sa_type=Doc(tuple[Step, ...]))
    attendance: tuple[Attendance, ...] = Field(default=(), sa_type=Doc(tuple[Attendance, ...]))
    kit: tuple[Kit, ...] = Field(default=(), sa_type=Doc(tuple[Kit, ...]))
    scores: tuple[Score, ...] = Field(default=(), sa_type=Doc(tuple[Score, ...]))
    marks: tuple[Mark, ...] = Field(default=(), sa_type=Doc(tuple[Mark, ...]))
    problems: tuple[Problem, ...] = Field(default=(), sa_type=Doc(tuple[Problem, ...]))

    date: str | None = None
    due: int | None = None
    present: int | None = None
    assembly_s: int | None = None
    travel_s: int | None = None
    attack_s: int | None = None
    score_e2: int | None = None
