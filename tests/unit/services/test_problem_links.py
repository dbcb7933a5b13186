"""What other papers take from the ledger of problems: 9.2 by month, 9.3 by tour."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.domain.instant import parse_iso
from patrol_app.reports import linzhang_model, monthly_model
from tests.unit.services.test_problems import run
from tests.unit.services.test_records import PLACE, patrol_values
from tests.unit.services.test_steps import clerk, problem

pytestmark = pytest.mark.ci

GONE = ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED", "CLOSED")


def test_the_monthly_sheet_counts_what_became_of_the_problems(app: App, tmp_path: Path) -> None:
    """Four found in August, one of them not true by nobody: 1 closed, 3 open, 1 over, 1 of 4."""
    before = monthly_model.build(app.store.queries, app.clock, None, "2026-08").total.figures
    assert before["closed"].text == "—", "no ledger yet"
    run(app, problem(app).record.id, *GONE)
    run(app, problem(app, grade="较重").record.id, "VERIFIED")
    problem(app)
    early = problem(app, found_at=parse_iso("2026-07-01T09:00+08:00")).record.number
    made = monthly_model.build(app.store.queries, app.clock, None, "2026-08")
    figures = made.total.figures
    assert [figures[key].text for key in ("closed", "open", "overdue")] == ["1", "2", "0"]
    assert figures["mended"].text == "33.33" and early not in figures["open"].numbers
    assert made.rows[0].figures["closed"].text == "1"
    july = monthly_model.build(app.store.queries, app.clock, None, "2026-07").total.figures
    assert (july["overdue"].text, july["overdue"].numbers) == ("1", (early,))


def test_the_monthly_sheet_says_how_fast_the_problems_were_mended(app: App) -> None:
    # §7.2: closed on time / due, approved delays left out; mean and median of close - found
    def notes(month: str) -> str:
        """All notes of a month's sheet."""
        return "".join(monthly_model.build(app.store.queries, app.clock, None, month).notes)

    assert "整改" not in notes("2026-09") and "问题上报率" not in notes("2026-08")
    run(app, problem(app).record.id, *GONE, due_on="2026-08-03")
    run(app, problem(app).record.id, "VERIFIED", "ASSIGNED", due_on="2026-08-02")
    said = notes("2026-08")
    assert "已到期 2 条，其中批准延期 0 条不计，按期整改率 50.00%" in said
    assert "平均整改天数 0.00 天，中位数 0.00 天" in said
    app.records.new("patrol", patrol_values(app, nothing_found=True), clerk(app), submit=True)
    assert "问题上报率 0.00‰（发现 0 条 ÷ 巡护 1 次" in notes("2026-08")


def test_the_chief_s_tour_shows_how_it_was_mended(app: App) -> None:
    i18n.use("zh_CN")
    actor = clerk(app)
    person = app.records.new("person", {"name": "示例林长", "chief_level": "乡"}, actor).record.id
    tour = app.records.new(
        "patrol",
        {"patrol_type": "LINZHANG", "ranger_id": person, "linzhang_level": "乡",
         "start_at": parse_iso("2026-08-03T08:00+08:00"),
         "end_at": parse_iso("2026-08-03T11:00+08:00"), "route": "示例沟", "instructions": "清运"},
        actor,
    ).record  # fmt: skip
    facts = {"patrol_id": tour.id, "category": "P14", "place": "沟口", "description": "垃圾",
             "found_at": parse_iso("2026-08-03T09:00+08:00"), "position": PLACE,
             "action": ("劝阻",)}  # fmt: skip
    finding = app.records.new("finding", facts, actor).record.id
    app.records.submit("finding", finding, actor)
    queries = app.store.queries

    def cells() -> tuple[str, str]:
        """整改结果 and 销号日 of the tour."""
        made = linzhang_model.build(queries, app.clock, None, "2026-08", tour.number)
        return made.rows[0].cells[10], made.rows[0].cells[11]

    assert cells() == ("—", "—")
    made = app.problems.write(actor, app.problems.from_finding(finding)).record
    assert made.source == "林长巡林"  # type: ignore[attr-defined]
    assert cells() == ("待核实", "—")
    run(app, made.id, *GONE)
    assert cells() == ("已销号：已清", "2026年8月3日")
