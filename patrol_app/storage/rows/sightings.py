"""Rows of pest sightings and grazing violations."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.grazing import GrazingViolation, Livestock
from patrol_app.domain.records.pest import PestSighting, TreeCount
from patrol_app.storage.rows.base import ReviewedRow, paged, review_index
from patrol_app.storage.sqltypes import Doc, InstantColumn


class PestRow(PestSighting, ReviewedRow, table=True):
    """Table ``pest``; below the fields the own values of the fold."""

    __tablename__ = "pest"
    __table_args__ = (
        *paged("pest", "seen_at", "unit", "pest", "grid_id", "patrol_id", beside=("unit", "pest")),
        review_index("pest", "seen_at"),
        Index("ix_pest_number", "number"),
        Index("ix_pest_tree_no", "tree_no"),
        Index("ix_pest_survey_id", "survey_id"),
        Index("ix_pest_recheck_of_id", "recheck_of_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    seen_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    trees: tuple[TreeCount, ...] = Field(default=(), sa_type=Doc(tuple[TreeCount, ...]))
    pest_stage: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    reported_at: Instant | None = Field(default=None, sa_type=InstantColumn)

    date: str | None = None
    lon: int | None = None
    lat: int | None = None
    abnormal: int | None = Field(default=None, sa_type=BigInteger)


class GrazingRow(GrazingViolation, ReviewedRow, table=True):
    """Table ``grazing``; below the fields the own values of the fold."""

    __tablename__ = "grazing"
    __table_args__ = (
        *paged(
            "grazing",
            "found_at",
            "unit",
            "zone_kind",
            "grid_id",
            "patrol_id",
            beside=("unit", "zone_kind"),
        ),
        review_index("grazing", "found_at"),
        Index("ix_grazing_number", "number"),
        Index("ix_grazing_owner_id", "owner_id"),
        Index("ix_grazing_herder_id", "herder_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    found_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    livestock: tuple[Livestock, ...] = Field(default=(), sa_type=Doc(tuple[Livestock, ...]))
    witness_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    damage_area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    ranger_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    action: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))

    date: str | None = None
    lon: int | None = None
    lat: int | None = None
    heads: int | None = Field(default=None, sa_type=BigInteger)
