"""Row of wildlife sightings."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.wildlife import WildlifeSighting
from patrol_app.storage.rows.base import ReviewedRow, paged, review_index
from patrol_app.storage.sqltypes import Doc, InstantColumn


class WildlifeRow(WildlifeSighting, ReviewedRow, table=True):
    """Table ``wildlife``; below the fields the own values of the fold."""

    __tablename__ = "wildlife"
    __table_args__ = (
        *paged("wildlife", "seen_at", "unit", "species", "grid_id"),
        review_index("wildlife", "seen_at"),
        Index("ix_wildlife_number", "number"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    seen_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    habitat: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    threat: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    observer_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    reported_at: Instant | None = Field(default=None, sa_type=InstantColumn)

    date: str | None = None
    lon: int | None = None
    lat: int | None = None
