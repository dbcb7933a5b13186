"""Rows of erasure orders."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.erasure import Erasure
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc, InstantColumn


class ErasureRow(Erasure, Row, table=True):
    """Table ``erasure``."""

    __tablename__ = "erasure"
    __table_args__ = (
        *paged("erasure", "at"),
        Index("ix_erasure_number", "number"),
        Index("ix_erasure_target", "target"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    op_hashes: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    at: Instant | None = Field(default=None, sa_type=InstantColumn)
