"""What the rules of pest records may know beside the record, and what is judged of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from patrol_app.domain.base import Record
from patrol_app.domain.pest_grading import WEBWORM, disaster, occurrence
from patrol_app.domain.records.pest_sample import Custody, LabResult, Sample, turn_of
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.records.pest_trap import TrapCheck
from patrol_app.domain.records.webworm import WebwormSurvey, infested_e4
from patrol_app.domain.setting import RuleBook
from patrol_app.services.ports import Queries


def steps_beside(queries: Queries, record: Record) -> Sequence[Record]:
    """Submitted steps of the same parent: hand-overs of a sample, checks of a trap."""
    if not isinstance(record, Custody | TrapCheck) or record.parent_id is None:
        return ()
    code = "custody" if isinstance(record, Custody) else "trap_check"
    rows = queries.children(code, "parent_id", record.parent_id)
    return tuple(
        row.record
        for row in rows
        if row.record.id != record.id and row.state != "draft" and not row.deleted
    )


def results_of_survey(queries: Queries, survey: Survey) -> list[LabResult]:
    """Submitted results of every sample that names the sheet."""
    found: list[LabResult] = []
    for row in queries.children("sample", "survey_id", survey.id):
        if isinstance(row.record, Sample) and not row.deleted:
            found += results_of(queries, row.record)
    return found


def results_of(queries: Queries, sample: Sample) -> list[LabResult]:
    """Submitted results of one sample, the oldest first; the last one stands."""
    rows = queries.children("lab_result", "parent_id", sample.id)
    kept = [row.record for row in rows if row.state != "draft" and not row.deleted]
    return sorted((one for one in kept if isinstance(one, LabResult)), key=turn_of)


def webworm_values(survey: WebwormSurvey, book: RuleBook) -> Mapping[str, Any]:
    """Grade of occurrence and disaster line of a fall-webworm survey (§3.5)."""
    day = survey.surveyed_on or ""
    share = infested_e4(survey)
    if survey.nothing_found and share is None:
        share = 0
    grade = occurrence(WEBWORM, share, book, day)
    line = disaster(WEBWORM, survey.leaf_loss_e2, share, book, day)
    return {
        name: judged.value
        for name, judged in (("grade", grade), ("disaster", line))
        if judged.value
    }
