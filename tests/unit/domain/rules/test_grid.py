"""One active ranger a grid, one grid a ranger (domain.md §1.1, §1.5)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records.grid import Grid
from patrol_app.domain.remark import RuleContext
from patrol_app.domain.rules.grid import one_grid_each, times

A, B = "01900000-0000-7000-8000-00000000000a", "01900000-0000-7000-8000-00000000000b"
RANGER = "01900000-0000-7000-8000-0000000000aa"
DAYS = st.one_of(st.none(), st.dates().map(lambda day: day.isoformat()))


def grid(rec: str, number: str, first: str | None = None, last: str | None = None) -> Grid:
    return Grid(
        id=rec, unit="DEMO01", grid_no=number, ranger_id=RANGER, valid_from=first, valid_to=last
    )


def among(*others: Grid) -> RuleContext:
    return RuleContext(now_ms=0, book=builtin_book(), siblings=others)


def test_a_ranger_with_a_second_grid_is_named() -> None:
    (remark,) = one_grid_each(grid(A, "001"), among(grid(B, "032")))
    assert (remark.level, remark.field, remark.params) == (
        "warning",
        "ranger_id",
        {"numbers": "032"},
    )
    assert one_grid_each(grid(A, "001"), among(grid(A, "001"))) == []


def test_contracts_that_follow_each_other_do_not_meet() -> None:
    old, new = grid(A, "001", "2025-01-01", "2025-12-31"), grid(B, "002", "2026-01-01")
    assert one_grid_each(new, among(old)) == [] == one_grid_each(old, among(new))


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_contracts_meet_from_both_sides(
    first: str | None, last: str | None, other_first: str | None, other_last: str | None
) -> None:
    one, other = grid(A, "1", first, last), grid(B, "2", other_first, other_last)
    assert bool(one_grid_each(one, among(other))) == bool(one_grid_each(other, among(one)))


def test_a_contract_begins_before_it_ends() -> None:
    assert [one.code for one in times(grid(A, "1", "2026-02-01", "2026-01-01"), among())] == [
        "grid.valid"
    ]
    assert times(grid(A, "1", "2026-01-01", "2026-01-01"), among()) == []
