"""The record types of problems, as ``RECORD_TYPES`` lists them."""

from __future__ import annotations

from patrol_app.domain.records import problem as problems
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules import problem as problem_rules
from patrol_app.domain.rules.filled import filled
from patrol_app.i18n import N_

PROBLEM_TYPES = (
    RecordType(
        "problem",
        "Q",
        problems.Problem,
        N_("Problem"),
        "alert-outline",
        "problem",
        time="found_at",
        rules=(filled, *problem_rules.PROBLEM),
        own=problems.own_problem,
        evidence=True,
    ),
    RecordType(
        "problem_step",
        "",
        problems.ProblemStep,
        N_("Problem step"),
        "shoe-print",
        "problem",
        writer="both",
        time="at",
        rules=(filled, *problem_rules.STEP),
        own=problems.own_step,
        evidence=True,
        parent="problem",
    ),
)
