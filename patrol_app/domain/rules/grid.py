"""Rules of a grid (``domain.md`` §1.1, §1.5): one active ranger a grid, one grid a ranger."""

from __future__ import annotations

from patrol_app.domain.records.grid import Grid
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.i18n import N_

FOREVER = "9999-12-31"


def times(grid: Grid, context: RuleContext) -> list[Remark]:
    """The contract begins before it ends."""
    if not grid.valid_from or not grid.valid_to or grid.valid_from <= grid.valid_to:
        return []
    return [Remark("grid.valid", "error", "valid_to", N_("The last day is before the first"))]


def one_grid_each(grid: Grid, context: RuleContext) -> list[Remark]:
    """「1 grid ↔ 1 ranger」 of §1.1: the ranger answers for another grid in the same days."""
    others = [
        one.grid_no or one.name
        for one in context.siblings
        if isinstance(one, Grid) and one.id != grid.id and _meet(grid, one)
    ]
    if not others:
        return []
    return [
        Remark(
            "grid.ranger",
            "warning",
            "ranger_id",
            N_("This ranger answers for grid {numbers} in the same days"),
            {"numbers": "、".join(sorted(others)[:5])},
        )
    ]


def _meet(one: Grid, other: Grid) -> bool:
    """Whether two contracts share a day; an open end never ends."""
    return (one.valid_from or "") <= (other.valid_to or FOREVER) and (other.valid_from or "") <= (
        one.valid_to or FOREVER
    )


RULES = (times, one_grid_each)
