"""All worked examples by station, and the types that have none, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping

from tests.support.worked import (
    base_examples,
    case_examples,
    crew_examples,
    forest_examples,
    patrol_examples,
    pest_examples,
    pest_work_examples,
)

STATIONS = {
    "base": base_examples,
    "patrol": patrol_examples,
    "crew": crew_examples,
    "pest": pest_examples,
    "pest_work": pest_work_examples,
    "case": case_examples,
    "forest": forest_examples,
}
EXAMPLES = tuple(
    one for part in STATIONS.values() for outer in part.ALL for one in (outer, *outer.inner)
)

# Types that no person types as a record of its own.
WITHOUT: Mapping[str, str] = {
    "attachment": "a file that is dropped or chosen: its fields are read out of the file",
    "review": "written by the review of other records: every reviewed example has two",
    "seal": "written by the lock of a period",
    "role_grant": "written by the settings of users, never as a form",
    "dataset": "a table that is imported or edited at the desk of base data",
    "erasure": "written by the order to erase a party's data (tests/gui/safety/test_erasing.py)",
}
# Types whose save stands at once: they have no submission, so nobody gives them back.
UNSUBMITTED: Mapping[str, str] = {
    "unit": "base data", "person": "base data", "grid": "base data", "team": "base data",
    "task": "an order from above, not a report", "party": "base data of a case",
    "survey_round": "an order from above, not a report",
    "equipment": "a ledger: its log says what changed", "equipment_act": "a line of a ledger",
}  # fmt: skip
# Types that are submitted and then stand without a review by design.
UNREVIEWED: Mapping[str, str] = {
    "training": "counts by its roll call", "fitness": "counts by its results",
    "doc_block": "reserved by the county itself",
    "case_template": "approved by the legal office before it is entered",
    "problem": "its steps are the review (who may say what: decision 168)",
    "fire_spot": "its answer goes to whoever reported the spot",
    "case_step": "a step: corrected by a further step",
    "problem_step": "a step: corrected by a further step",
    "custody": "a step: corrected by a further step",
    "lab_result": "a step: corrected by a further step",
    "acceptance": "a step: corrected by a further step",
    "trap_check": "a step: corrected by a further step",
    "first_report": "a step: corrected by a further step",
}  # fmt: skip
