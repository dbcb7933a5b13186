"""Rows of reviews and seals."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.review import Reason, Review, Seal
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc, InstantColumn


class ReviewRow(Review, Row, table=True):
    """Table ``review``."""

    __tablename__ = "review"
    __table_args__ = (
        *paged("review", "at", "unit"),
        Index("ix_review_number", "number"),
        Index("ix_review_target", "target"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    heads: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    reasons: tuple[Reason, ...] = Field(default=(), sa_type=Doc(tuple[Reason, ...]))
    replaces: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    at: Instant | None = Field(default=None, sa_type=InstantColumn)


class SealRow(Seal, Row, table=True):
    """Table ``seal``."""

    __tablename__ = "seal"
    __table_args__ = (
        *paged("seal", "at", "unit"),
        Index("ix_seal_number", "number"),
        Index("ix_seal_target", "target"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    heads: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    hashes: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    at: Instant | None = Field(default=None, sa_type=InstantColumn)
