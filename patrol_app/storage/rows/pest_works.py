"""Rows of disposal, acceptance, traps, first detections, control work, forecasts, figures."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest_disposal import Acceptance, Disposal
from patrol_app.domain.records.pest_figures import ControlWork, Forecast, ReportedFigure, YearArea
from patrol_app.domain.records.pest_trap import Trap, TrapCheck
from patrol_app.storage.rows.base import ReviewedRow, Row, paged, review_index
from patrol_app.storage.sqltypes import Doc, InstantColumn


class DisposalRow(Disposal, ReviewedRow, table=True):
    """Table ``disposal``; below the fields the own values of the fold."""

    __tablename__ = "disposal"
    __table_args__ = (
        *paged("disposal", "end_on", "unit", "felling"),
        review_index("disposal", "end_on"),
        Index("ix_disposal_number", "number"),
        Index("ix_disposal_survey_id", "survey_id"),
        Index("ix_disposal_sighting_id", "sighting_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    volume_m3_e4: int | None = Field(default=None, sa_type=BigInteger)
    stump_ways: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    treats: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    position: Place | None = Field(default=None, sa_type=Doc(Place))

    lon: int | None = None
    lat: int | None = None


class AcceptanceRow(Acceptance, Row, table=True):
    """Table ``acceptance``."""

    __tablename__ = "acceptance"
    __table_args__ = (
        *paged("acceptance", "at", "unit", "acceptance"),
        Index("ix_acceptance_number", "number"),
        Index("ix_acceptance_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    at: Instant | None = Field(default=None, sa_type=InstantColumn)


class TrapRow(Trap, ReviewedRow, table=True):
    """Table ``trap``; below the fields the own values of the fold."""

    __tablename__ = "trap"
    __table_args__ = (
        *paged("trap", "hung_on", "unit", "trap_kind", "pest"),
        review_index("trap", "hung_on"),
        Index("ix_trap_number", "number"),
        Index("ix_trap_trap_no", "trap_no"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    position: Place | None = Field(default=None, sa_type=Doc(Place))

    lon: int | None = None
    lat: int | None = None


class TrapCheckRow(TrapCheck, Row, table=True):
    """Table ``trap_check``; below the fields the own values of the fold."""

    __tablename__ = "trap_check"
    __table_args__ = (
        *paged("trap_check", "checked_on", "unit"),
        Index("ix_trap_check_number", "number"),
        Index("ix_trap_check_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)

    week: str | None = None
    caught: int | None = Field(default=None, sa_type=BigInteger)


class FirstReportRow(FirstReport, Row, table=True):
    """Table ``first_report``."""

    __tablename__ = "first_report"
    __table_args__ = (
        *paged("first_report", "at", "unit", "act", "told_level"),
        Index("ix_first_report_number", "number"),
        Index("ix_first_report_parent_id", "parent_id"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    at: Instant | None = Field(default=None, sa_type=InstantColumn)


class ControlWorkRow(ControlWork, ReviewedRow, table=True):
    """Table ``control_work``."""

    __tablename__ = "control_work"
    __table_args__ = (
        *paged("control_work", "end_on", "unit", "control_means"),
        review_index("control_work", "end_on"),
        Index("ix_control_work_number", "number"),
        Index("ix_control_work_code", "code"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    clean_mu_e4: int | None = Field(default=None, sa_type=BigInteger)


class ForecastRow(Forecast, ReviewedRow, table=True):
    """Table ``forecast``."""

    __tablename__ = "forecast"
    __table_args__ = (
        *paged("forecast", "met_on", "unit", "span", "trend", "degree"),
        review_index("forecast", "met_on"),
        Index("ix_forecast_number", "number"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    last_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
    series: tuple[YearArea, ...] = Field(default=(), sa_type=Doc(tuple[YearArea, ...]))
    bases: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))


class ReportedFigureRow(ReportedFigure, ReviewedRow, table=True):
    """Table ``reported_figure``."""

    __tablename__ = "reported_figure"
    __table_args__ = (
        *paged("reported_figure", "as_of", "unit", "figure"),
        review_index("reported_figure", "as_of"),
        Index("ix_reported_figure_number", "number"),
        Index("ix_reported_figure_code", "code"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    area_mu_e4: int | None = Field(default=None, sa_type=BigInteger)
