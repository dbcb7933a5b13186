"""Rows of the steps of grazing cases, of the numbers and texts of their papers."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.case import CaseStep, CaseTemplate, DocBlock, Question
from patrol_app.storage.rows.base import Row, paged
from patrol_app.storage.sqltypes import Doc, InstantColumn


class CaseStepRow(CaseStep, Row, table=True):
    """Table ``case_step``."""

    __tablename__ = "case_step"
    __table_args__ = (
        *paged("case_step", "at", "unit", "step"),
        Index("ix_case_step_number", "number"),
        Index("ix_case_step_parent_id", "parent_id"),
        Index("ix_case_step_doc_no", "doc_no"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
    at: Instant | None = Field(default=None, sa_type=InstantColumn)
    until: Instant | None = Field(default=None, sa_type=InstantColumn)
    officer_ids: tuple[str, ...] = Field(default=(), sa_type=Doc(tuple[str, ...]))
    answers: tuple[Question, ...] = Field(default=(), sa_type=Doc(tuple[Question, ...]))
    fine_fen: int | None = Field(default=None, sa_type=BigInteger)

    date: str | None = None


class DocBlockRow(DocBlock, Row, table=True):
    """Table ``doc_block``."""

    __tablename__ = "doc_block"
    __table_args__ = (
        *paged("doc_block", "created_ms", "unit", "for_unit"),
        Index("ix_doc_block_code", "code"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)


class CaseTemplateRow(CaseTemplate, Row, table=True):
    """Table ``case_template``."""

    __tablename__ = "case_template"
    __table_args__ = (
        *paged("case_template", "created_ms", "unit", "step"),
        Index("ix_case_template_code", "code"),
        {"sqlite_strict": True},
    )

    id: str = Field(primary_key=True)
