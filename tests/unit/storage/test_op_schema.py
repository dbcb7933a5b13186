"""What the fields of an op may hold: exactly the types of the record class."""

from __future__ import annotations

from typing import Any

import pytest

from patrol_app.domain.journal.document import flatten
from patrol_app.storage.op_schema import misfit
from tests.support import records as make

LEG = {"start_at": [1_785_718_800_000, "second"], "bounds": [1, 2, 3, 4], "dropped": [["far", 2]]}


@pytest.mark.parametrize("code", ["patrol", "finding", "pest", "grazing", "drill"])
def test_what_is_written_here_fits(code: str) -> None:
    record = getattr(make, code)()
    assert misfit(code, flatten(record.document())) == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temp_c_e1", 215), ("temp_c_e1", None), ("nothing_found", True), ("weather", "晴"),
        ("start_at", [1_785_718_800_000, "minute"]), ("companions", [make.RANGER]),
        ("legs/aaaaaaaa", LEG), ("_submitted", {"by": "", "at": 1, "heads": []}),
    ],
)  # fmt: skip
def test_right_types_are_taken(field: str, value: Any) -> None:
    assert misfit("patrol", {field: value}) == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temp_c_e1", "215"), ("temp_c_e1", True), ("temp_c_e1", 601), ("nothing_found", 1),
        ("nothing_found", "true"), ("weather", 5), ("start_at", ["1785718800000", "minute"]),
        ("start_at", [1_785_718_800_000, "hour"]), ("start_at", 1_785_718_800_000),
        ("companions", make.RANGER), ("companions", [7]), ("colour", "red"), ("id", make.REC),
        ("legs/aaaaaaaa", {**LEG, "points": "3"}), ("legs/aaaaaaaa", {**LEG, "speed": 3}),
        ("weather/aaaaaaaa", {}),
    ],
)  # fmt: skip
def test_other_types_are_held(field: str, value: Any) -> None:
    assert misfit("patrol", {field: value}) == "op.field"


def test_an_unknown_type_waits_for_the_upgrade() -> None:
    assert misfit("boat", {}) == "op.newer"
