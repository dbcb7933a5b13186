"""The row classes of pest control, in the order of their record types."""

from __future__ import annotations

from patrol_app.storage.rows.base import Row
from patrol_app.storage.rows.pest_surveys import (
    CustodyRow,
    LabResultRow,
    SampleRow,
    SurveyRoundRow,
    SurveyRow,
    WebwormRow,
)
from patrol_app.storage.rows.pest_works import (
    AcceptanceRow,
    ControlWorkRow,
    DisposalRow,
    FirstReportRow,
    ForecastRow,
    ReportedFigureRow,
    TrapCheckRow,
    TrapRow,
)

PEST_ROWS: tuple[type[Row], ...] = (
    SurveyRoundRow,
    SurveyRow,
    SampleRow,
    CustodyRow,
    LabResultRow,
    DisposalRow,
    AcceptanceRow,
    TrapRow,
    TrapCheckRow,
    WebwormRow,
    FirstReportRow,
    ControlWorkRow,
    ForecastRow,
    ReportedFigureRow,
)
