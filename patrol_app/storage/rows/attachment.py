"""Rows of attachments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.attachment import Attachment, Derived
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc, InstantColumn


class AttachmentRow(Attachment, Row, table=True):
    """Table ``attachment``."""

    __tablename__ = "attachment"
    __table_args__ = (
        *paged("attachment", "taken_at", "unit", "parent_id"),
        Index("ix_attachment_number", "number"),
        Index("ix_attachment_name", "name"),
        Index("ix_attachment_sha256", "sha256"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    bytes: int | None = Field(default=None, sa_type=BigInteger)
    taken_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    taken_source: str = "none"  # a Literal has no column type
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    derived: tuple[Derived, ...] = Field(default=(), sa_type=Doc(tuple[Derived, ...]))
