"""The valid-patrol test of domain.md §1.3 and the minutes it is judged by."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.builtin_rules import BUILTIN, builtin_book
from patrol_app.domain.rules.valid_rule import valid_rule
from patrol_app.domain.rules.validity import Measured, Verdict, inside_minutes, verdict
from patrol_app.domain.setting import RuleBook

RULE = valid_rule(builtin_book())
FULL = Measured(300_000, 60, 0, 0)


def test_the_rule_ships_as_the_reference_says() -> None:
    # §1.3: valid = inside_len ≥ 3000 m AND inside_min ≥ 60 AND (route_new OR coverage_done) [U]
    assert RULE is not None
    assert (RULE.length.value, RULE.minutes.value, RULE.buffer.value) == (3000, 60, 50)
    assert RULE.unverified
    assert "3000 m" in RULE.words() and "60 min" in RULE.words()


@pytest.mark.parametrize(
    ("measured", "valid"),
    [
        (FULL, True),
        (replace(FULL, inside_cm=299_999), False),
        (replace(FULL, inside_min=59), False),
        (replace(FULL, repeated_pct=79), True),
        (replace(FULL, repeated_pct=80), False),
        (replace(FULL, repeated_pct=100, month_pct=90), True),
        (replace(FULL, repeated_pct=100, month_pct=89), False),
        (replace(FULL, inside_cm=None), None),
        (replace(FULL, inside_cm=None, inside_min=1), False),
        (replace(FULL, repeated_pct=None, month_pct=90), True),
        (replace(FULL, repeated_pct=None, month_pct=1), None),
        (Measured(), None),
    ],
)
def test_each_part_decides(measured: Measured, valid: bool | None) -> None:
    assert RULE is not None
    assert verdict(measured, RULE).valid is valid


def test_an_unknown_part_never_decides_by_itself() -> None:
    for parts in product((True, False, None), repeat=4):
        found = Verdict(*parts).valid
        filled = {
            Verdict(*choice).valid
            for choice in product(*[(True, False) if part is None else (part,) for part in parts])
        }
        assert found is (filled.pop() if len(filled) == 1 else None)


@given(
    cm=st.integers(0, 10**7), minutes=st.integers(0, 600), more=st.integers(0, 10**6),
    repeated=st.integers(0, 100), month=st.integers(0, 100),
)  # fmt: skip
def test_more_way_time_or_coverage_never_takes_validity_away(
    cm: int, minutes: int, more: int, repeated: int, month: int
) -> None:
    assert RULE is not None
    before = verdict(Measured(cm, minutes, repeated, month), RULE).valid
    for better in (
        Measured(cm + more, minutes, repeated, month),
        Measured(cm, minutes + more, repeated, month),
        Measured(cm, minutes, max(repeated - more, 0), month),
        Measured(cm, minutes, repeated, month + more),
    ):
        assert verdict(better, RULE).valid or not before


def test_without_a_figure_there_is_no_rule() -> None:
    for row in BUILTIN:
        rest = RuleBook([one for one in BUILTIN if one is not row])
        missing = row.key in ("patrol.valid.len_m", "patrol.valid.min", "patrol.valid.repeat_pct",
                              "patrol.valid.coverage_pct", "track.buffer_m")  # fmt: skip
        assert (valid_rule(rest) is None) is missing


def test_rest_is_taken_off_by_the_share_inside() -> None:
    hour = 3_600_000
    assert inside_minutes(2 * hour, 2 * hour, 120, 30, timed=True) == 90
    assert inside_minutes(hour, 2 * hour, 120, 30, timed=True) == 45
    assert inside_minutes(hour, 2 * hour, 120, 0, timed=True) == 60
    assert inside_minutes(0, 2 * hour, 120, 30, timed=True) == 0
    assert inside_minutes(0, 0, 120, 0, timed=True) is None


def test_a_drawn_line_takes_its_share_of_the_typed_time() -> None:
    assert inside_minutes(100_000, 400_000, 120, 20, timed=False) == 25
    assert inside_minutes(400_000, 400_000, 120, 0, timed=False) == 120


@given(
    inside=st.integers(0, 10**8), out=st.integers(0, 10**8),
    ground=st.integers(0, 1440), rest=st.integers(0, 1440), timed=st.booleans(),
)  # fmt: skip
def test_minutes_inside_are_no_more_than_on_the_ground(
    inside: int, out: int, ground: int, rest: int, timed: bool
) -> None:
    found = inside_minutes(inside, inside + out, ground, rest, timed=timed)
    if inside + out == 0:
        assert found is None
    else:
        assert found is not None and 0 <= found <= max(ground - rest, 0)
        less = inside_minutes(inside, inside + out, ground, rest + 10, timed=timed)
        assert less is not None and less <= found
