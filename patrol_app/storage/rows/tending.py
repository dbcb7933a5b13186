"""Row of tending checks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.position import Place
from patrol_app.domain.records.tending import Plot, TendingCheck
from patrol_app.storage.rows.base import ReviewedRow, paged, review_index
from patrol_app.storage.sqltypes import Doc


class TendingRow(TendingCheck, ReviewedRow, table=True):
    """Table ``tending``; below the fields the own values of the fold."""

    __tablename__ = "tending"
    __table_args__ = (
        *paged("tending", "checked_on", "unit", "work", "verdict"),
        review_index("tending", "checked_on"),
        Index("ix_tending_number", "number"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    plots: tuple[Plot, ...] = Field(default=(), sa_type=Doc(tuple[Plot, ...]))
    measures: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    checker_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))

    lon: int | None = None
    lat: int | None = None
    planted: int | None = Field(default=None, sa_type=BigInteger)
    alive: int | None = Field(default=None, sa_type=BigInteger)
    rate_e4: int | None = Field(default=None, sa_type=BigInteger)
