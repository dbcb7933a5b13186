"""Rows of datasets."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.records.dataset import Dataset
from patrol_app.storage.rows.base import Row, paged


class DatasetRow(Dataset, Row, table=True):
    """Table ``dataset``."""

    __tablename__ = "dataset"
    __table_args__ = (
        *paged("dataset", "created_ms", "unit", "kind"),
        Index("ix_dataset_code", "code"),
        Index("ix_dataset_name", "name"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    version: int | None = Field(default=None, sa_type=BigInteger)
    bytes: int | None = Field(default=None, sa_type=BigInteger)
