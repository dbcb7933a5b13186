"""Rows of teams and tasks."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.records.task import Excuse, Task
from patrol_app.domain.records.team import Team
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc


class TeamRow(Team, Row, table=True):
    """Table ``team``."""

    __tablename__ = "team"
    __table_args__ = (
        *paged("team", "created_ms", "unit", "team_type"),
        Index("ix_team_number", "number"),
        Index("ix_team_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    member_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))


class TaskRow(Task, Row, table=True):
    """Table ``task``."""

    __tablename__ = "task"
    __table_args__ = (
        *paged("task", "due_on", "unit", "assignee_id", "team_id", "grid_id", "patrol_type"),
        Index("ix_task_number", "number"),
        Index("ix_task_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    excuses: tuple[Excuse, ...] = Field(default=(), sa_type=Doc(tuple[Excuse, ...]))
