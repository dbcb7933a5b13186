"""The month of a ranger on Today: only judged values, only the own walks, only this month."""

from __future__ import annotations

from typing import Any

from patrol_app.bootstrap import App
from patrol_app.services.month_progress import Progress, month_progress
from patrol_app.services.ports import Stored
from tests.support.reviewing import ranger_of, submitted

MONTH = "2026-08-20"


class Judged:
    """Queries whose patrols carry the judged values of a test.

    Attributes:
        days: by date of the patrol.
    """

    def __init__(self, app: App, days: dict[str, dict[str, Any]]) -> None:
        self._queries, self._days = app.store.queries, days

    def __getattr__(self, name: str) -> Any:
        return getattr(self._queries, name)

    def page(self, listing: Any) -> Any:
        """The page as stored, with the values of the test beside each row."""
        found = self._queries.page(listing)
        rows = [self._with(row) for row in found.rows]
        return type(found)(tuple(rows), found.next)

    def _with(self, row: Stored) -> Stored:
        from dataclasses import replace

        said = self._days.get(str(row.own.get("date")), {})
        return replace(row, judged={name: {"value": value} for name, value in said.items()})


def one(date: str, valid: bool | None, inside: int, coverage: int | None = None) -> dict[str, Any]:
    """Judged values of a patrol of one day."""
    return {
        "days": [{"date": date, "valid": valid, "inside_cm": inside}],
        "month_coverage_e2": coverage,
    }


def test_days_length_and_coverage_are_those_judged(app: App) -> None:
    """Three days of August, one of July: 2026-08-03, -02, -01 and 2026-07-31."""
    for day in range(4):
        submitted(app, day)
    days = {
        "2026-08-03": one("2026-08-03", True, 410_000, 2_500),
        "2026-08-02": one("2026-08-02", False, 90_000, 1_800),
        "2026-07-31": one("2026-07-31", True, 999_999, 9_999),
    }
    found = month_progress(Judged(app, days), ranger_of(app).id, MONTH)  # type: ignore[arg-type]
    assert found is not None
    assert (found.valid_days, found.inside_cm, found.coverage_e2) == (1, 500_000, 2_500)
    assert (found.month, found.required) == ("2026-08", 10)


def test_nothing_judged_is_no_coverage_and_no_valid_day(app: App) -> None:
    submitted(app)
    found = month_progress(app.store.queries, ranger_of(app).id, MONTH)
    assert found == Progress("2026-08", 0, 10, 0, None)


def test_who_did_not_walk_has_no_card(app: App) -> None:
    submitted(app)
    assert month_progress(app.store.queries, app.session.actor.id, MONTH) is None
    assert month_progress(app.store.queries, ranger_of(app).id, "2026-09-01") is None
