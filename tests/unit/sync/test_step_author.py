"""The number of a step names the unit that added it, not only its parent's."""

from __future__ import annotations

import pytest

from patrol_app.sync.authorship import _unit_in, _writer


@pytest.mark.parametrize(
    ("number", "type", "unit"),
    [
        ("QDEMO01-01-260803-001", "problem", "DEMO01"),
        ("QDEMO01-01-260803-001/2", "problem_step", "DEMO01"),
        ("QDEMO01-01-260803-001/DEMO00-02-2", "problem_step", "DEMO00"),
        ("QDEMO01-01-260803-001/DEMO00-02-2/1", "problem_step", "DEMO00"),
        ("QDEMO01-01-260803-001/DEMO00-02-2", "problem", "DEMO01"),
        ("XWDEMO01-01-260803-001", "wildlife", "DEMO01"),
        ("XQXDEMO1-X2KQ-260803-001", "dragon", "XDEMO1"),
        ("XWDEMO01-01-260803-001/DEMO00-02-2", "problem_step", "DEMO00"),
        ("XXDEMO01-01-260803-001", "dragon", "XDEMO01"),
    ],
)
def test_whose_number_it_is(number: str, type: str, unit: str) -> None:
    assert _unit_in(number, type) == unit


def test_only_the_writer_s_unit_changes_a_step() -> None:
    assert (_writer("problem_step"), _writer("grid"), _writer("dragon")) == ("unit", "both", "unit")
