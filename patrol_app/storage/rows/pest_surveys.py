"""Rows of survey rounds, sheets, samples with their custody and results, webworm surveys."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.pest_sample import Custody, LabResult, Sample
from patrol_app.domain.records.pest_survey import Survey, SurveyRound
from patrol_app.domain.records.webworm import WebwormSurvey
from patrol_app.storage.rows.base import ReviewedRow, Row, paged, review_index
from patrol_app.storage.sqltypes import Doc, InstantColumn


class SurveyRoundRow(SurveyRound, Row, table=True):
    """Table ``survey_round``."""

    __tablename__ = "survey_round"
    __table_args__ = (
        *paged("survey_round", "first_day", "unit", "survey_kind", "pest"),
        Index("ix_survey_round_number", "number"),
        Index("ix_survey_round_name", "name"),
        Index("ix_survey_round_code", "code"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    due_area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)


class SurveyRow(Survey, ReviewedRow, table=True):
    """Table ``survey``; below the fields the own values of the fold."""

    __tablename__ = "survey"
    __table_args__ = (
        *paged("survey", "surveyed_on", "unit", "round_id", "sample_result"),
        review_index("survey", "surveyed_on"),
        Index("ix_survey_number", "number"),
        Index("ix_survey_round_id", "round_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    pine_area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    epidemic_area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    surveyor_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))

    lon: int | None = None
    lat: int | None = None
    suspects: int | None = Field(default=None, sa_type=BigInteger)
    infected_e4: int | None = Field(default=None, sa_type=BigInteger)


class SampleRow(Sample, ReviewedRow, table=True):
    """Table ``sample``; below the fields the own values of the fold."""

    __tablename__ = "sample"
    __table_args__ = (
        *paged("sample", "taken_at", "unit", "sighting_id"),
        review_index("sample", "taken_at"),
        Index("ix_sample_number", "number"),
        Index("ix_sample_sample_no", "sample_no"),
        Index("ix_sample_sighting_id", "sighting_id"),
        Index("ix_sample_survey_id", "survey_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    taken_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    parts: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    sampler_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))

    date: str | None = None
    lon: int | None = None
    lat: int | None = None


class CustodyRow(Custody, Row, table=True):
    """Table ``custody``."""

    __tablename__ = "custody"
    __table_args__ = (
        *paged("custody", "at", "unit", "step"),
        Index("ix_custody_number", "number"),
        Index("ix_custody_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    at: Instant | None = Field(default=None, sa_type=InstantColumn)
    turn: int | None = Field(default=None, sa_type=BigInteger)


class LabResultRow(LabResult, Row, table=True):
    """Table ``lab_result``."""

    __tablename__ = "lab_result"
    __table_args__ = (
        *paged("lab_result", "issued_at", "unit", "sample_result"),
        Index("ix_lab_result_number", "number"),
        Index("ix_lab_result_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    methods: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    issued_at: Instant | None = Field(default=None, sa_type=InstantColumn)
    turn: int | None = Field(default=None, sa_type=BigInteger)


class WebwormRow(WebwormSurvey, ReviewedRow, table=True):
    """Table ``webworm``; below the fields the own values of the fold."""

    __tablename__ = "webworm"
    __table_args__ = (
        *paged("webworm", "surveyed_on", "unit", "generation", "webworm_means"),
        review_index("webworm", "surveyed_on"),
        Index("ix_webworm_number", "number"),
        Index("ix_webworm_round_id", "round_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    position: Place | None = Field(default=None, sa_type=Doc(Place))
    hosts: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    stages: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    occurred_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    surveyor_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))

    lon: int | None = None
    lat: int | None = None
    infested_e4: int | None = Field(default=None, sa_type=BigInteger)
    nests_e2: int | None = Field(default=None, sa_type=BigInteger)
