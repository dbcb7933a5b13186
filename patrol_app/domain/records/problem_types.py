"""The record types of problems, as ``RECORD_TYPES`` lists them."""

from __future__ import annotations

from patrol_app.domain.records import fire_spot as fire_spots
from patrol_app.domain.records import problem as problems
from patrol_app.domain.registry import RecordType
from patrol_app.domain.rules import fire_spot as fire_spot_rules
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
    RecordType(
        "fire_spot",
        "W",
        fire_spots.FireSpot,
        N_("Fire spot"),
        "fire-alert",
        "problem",
        time="told_at",
        rules=(filled, *fire_spot_rules.RULES),
        own=fire_spots.own_spot,
        evidence=True,
    ),
)
