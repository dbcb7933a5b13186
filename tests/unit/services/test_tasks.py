"""Tasks and rounds of forest chiefs as Today shows them, on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant, day_start
from patrol_app.domain.period import Span
from patrol_app.services.ports import Stored
from patrol_app.services.tasks import TaskLine
from patrol_app.services.today import today
from tests.support.folders import station_copy

UNIT = "DEMO01"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A station on 2026-08-03."""
    made = station_copy(Path(tmp_path_factory.mktemp("tasks")))
    yield made
    made.close()


@pytest.fixture(scope="module")
def base(app: App) -> dict[str, str]:
    """Two rangers, a grid, a team."""
    actor = app.session.actor
    ids = {
        name: app.records.new("person", {"name": name, "roles": ("ranger",)}, actor).record.id
        for name in ("甲", "乙")
    }
    ids["grid"] = app.records.new(
        "grid", {"grid_no": "01", "ranger_id": ids["甲"]}, actor
    ).record.id
    team = {
        "name": "护林一队",
        "team_type": "护林队",
        "leader_id": ids["甲"],
        "member_ids": (ids["乙"],),
    }
    ids["team"] = app.records.new("team", team, actor).record.id
    return ids


def patrol(app: App, base: dict[str, str], day: str, hour: int = 8, **more: Any) -> Stored:
    """A submitted patrol of 甲 on ``day``."""
    start = day_start(day) + hour * 3_600_000
    values = {
        "ranger_id": base["甲"], "grid_id": base["grid"], "patrol_type": "ROUTINE", "means": "徒步",
        "start_at": Instant(start), "end_at": Instant(start + 1_800_000), "weather": "晴",
        "temp_c_e1": 200, "wind_force": 1, "wind_dir": "北", "danger_level": 2, "route": "北坡",
        "nothing_found": True, "distance_cm": 100_000, **more,
    }  # fmt: skip
    return app.records.new("patrol", values, app.session.actor, submit=True)


def task(app: App, **more: Any) -> str:
    """Id of a task over July and August."""
    values = {
        "name": "任务", "first_day": "2026-07-01", "due_on": "2026-08-31", "times": 1, **more,
    }  # fmt: skip
    return app.records.new("task", values, app.session.actor).record.id


def lines(app: App, rec: str) -> list[TaskLine]:
    """How the task stands."""
    record: Any = app.records.get("task", rec).record
    return app.tasks.of_task(record)


def states(app: App, rec: str) -> list[str]:
    """State of each window."""
    return [line.standing.state for line in lines(app, rec)]


def test_a_plan_counts_what_fits_in_each_period(app: App, base: dict[str, str]) -> None:
    plan = task(app, grid_id=base["grid"], period="月", patrol_type="ROUTINE")
    assert states(app, plan) == ["overdue", "due"]
    numbers = [patrol(app, base, day).record.number for day in ("2026-07-10", "2026-08-01")]
    found = lines(app, plan)
    assert [line.standing.state for line in found] == ["done", "done"]
    assert [line.patrols for line in found] == [(numbers[0],), (numbers[1],)]
    other_kind = task(app, grid_id=base["grid"], patrol_type="FIRE")
    assert states(app, other_kind) == ["due"]


def test_a_patrol_that_names_a_task_counts_there_alone(app: App, base: dict[str, str]) -> None:
    named = task(app, name="专项", patrol_type="NIGHT", assignee_id=base["乙"])
    broad = task(app, name="夜间", patrol_type="NIGHT", grid_id=base["grid"])
    patrol(app, base, "2026-07-12", patrol_type="NIGHT", task_id=named)
    assert (states(app, named), states(app, broad)) == (["done"], ["due"])


def test_a_team_and_a_companion(app: App, base: dict[str, str]) -> None:
    team = task(app, name="联合", patrol_type="JOINT", team_id=base["team"], times=2)
    person = task(
        app, name="个人", patrol_type="JOINT", grid_id=base["grid"], assignee_id=base["乙"]
    )
    patrol(app, base, "2026-07-13", patrol_type="JOINT")
    assert [line.standing.done for line in lines(app, team)] == [1]
    assert states(app, person) == ["due"]
    patrol(app, base, "2026-07-14", patrol_type="JOINT", companions=(base["乙"],))
    assert states(app, team) == ["done"] and states(app, person) == ["done"]


def test_excused_and_open_lines_on_today(app: App, base: dict[str, str]) -> None:
    excuse = {
        "key": "aaaaaaaa",
        "first_day": "2026-07-01",
        "last_day": "2026-07-31",
        "reason": "雨雪",
    }
    plan = task(
        app, name="雨季", patrol_type="UAV", grid_id=base["grid"], period="月", excuses=(excuse,)
    )
    assert states(app, plan) == ["excused", "due"]
    shown = today(app.store.queries, app.clock, app.session.actor.id).tasks
    mine = [line for line in shown if line.task == plan]
    assert [line.standing.span for line in mine] == [Span("2026-08-01", "2026-08-31")]
    order = [line.standing.state for line in shown]
    assert order == sorted(order, key=["overdue", "due"].index)


def test_a_chiefs_rounds_follow_the_rule(app: App, base: dict[str, str]) -> None:
    # domain.md §1.2: 县级 one a quarter, 村级 one a week by default (本单位设定, 未核实)
    actor = app.session.actor
    chief = app.records.new("person", {"name": "县林长", "chief_level": "county"}, actor).record
    village = app.records.new("person", {"name": "村林长", "chief_level": "village"}, actor).record
    found = {line.title: line for line in app.tasks.rounds(UNIT, "2026-08-03")}
    assert found["县林长"].standing.span == Span("2026-07-01", "2026-09-30")
    assert found["村林长"].standing.span == Span("2026-08-03", "2026-08-09")
    assert {line.standing.state for line in found.values()} == {"due"}
    assert all(line.rule is not None and line.rule.unverified for line in found.values())
    number = patrol(
        app, base, "2026-07-20", patrol_type="LINZHANG", ranger_id=chief.id, hour=14,
        linzhang_level="county", linzhang_mode="集中巡林", duty_area="示例沟",
    ).record.number  # fmt: skip
    done = {line.title: line for line in app.tasks.rounds(UNIT, "2026-08-03")}["县林长"]
    assert (done.standing.state, done.patrols) == ("done", (number,))
    later = [line for line in app.tasks.rounds(UNIT, "2026-08-12") if line.person == village.id]
    assert [line.standing.state for line in later] == ["overdue", "due"]
    open_now = [line.title for line in app.tasks.open_lines(UNIT)]
    assert "村林长" in open_now and "县林长" not in open_now
