"""Rows of role grants."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field

from patrol_app.domain.records.role_grant import RoleGrant
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc


class RoleGrantRow(RoleGrant, Row, table=True):
    """Table ``role_grant``."""

    __tablename__ = "role_grant"
    __table_args__ = (
        *paged("role_grant", "created_ms", "person_id"),
        Index("ix_role_grant_number", "number"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    roles: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
