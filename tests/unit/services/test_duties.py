"""Today by role, region and date: the table of docs/today.md, and each duty on its days."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import MINUTE_MS, Instant, day_start
from patrol_app.domain.journal.op import new_item_key
from patrol_app.services.crew_duties import Duty
from patrol_app.services.duties import duties
from patrol_app.services.duty_table import SHOWN, own_lines, shown, tiles
from patrol_app.services.profiles import choose_profile
from patrol_app.services.roles import RIGHTS
from patrol_app.services.session import Actor
from patrol_app.services.tasks import TaskService
from tests.support.folders import station_copy
from tests.support.records import PLACE

PAGE = Path(__file__).resolve().parents[3] / "docs" / "today.md"
NOON = 12 * 3_600_000


def actor(*roles: str, rec: str = "") -> Actor:
    """Somebody with these roles."""
    return Actor(rec, "", "示例", roles)


def table() -> dict[str, dict[str, bool]]:
    """Line -> role -> shown, as the page has it."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    head = [cell.strip() for cell in rows[0].strip("|").split("|")][2:]
    found: dict[str, dict[str, bool]] = {}
    for row in rows[2:]:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if len(cells) != len(head) + 2 or cells[0].startswith("line"):
            break
        found[cells[0]] = {role: cell == "✓" for role, cell in zip(head, cells[2:], strict=True)}
    return found


def test_the_page_has_every_line_and_every_role() -> None:
    told = table()
    assert set(told) == set(SHOWN)
    assert all(set(roles) == set(RIGHTS) for roles in told.values())


@pytest.mark.parametrize("line", list(SHOWN))
def test_lines_are_shown_to_the_roles_of_the_page(line: str) -> None:
    assert {role: shown(actor(role), line) for role in RIGHTS} == table()[line]


@pytest.mark.parametrize(
    ("roles", "first", "count"),
    [
        (("ranger",), "patrol", 4),
        (("crew_leader",), "drill", 5),
        (("crew_leader", "ranger"), "patrol", 5),
        (("station_head",), "patrol", 5),
        (("auditor",), "", 0),
    ],
)
def test_the_first_action_is_that_of_the_role(
    roles: tuple[str, ...], first: str, count: int
) -> None:
    found = tiles(actor(*roles))
    assert (found[0] if found else "", len(found)) == (first, count)


def key(n: int) -> str:
    """A key of an entry."""
    return new_item_key(bytes([n, 1, 2, 3, 4]))


def at(day: str, hour: int = 12) -> Instant:
    """An hour of a Beijing day."""
    return Instant(day_start(day) + hour * 3_600_000)


def drill(app: App, team: str, people: list[str], day: str, **more: Any) -> str:
    """A submitted drill of an hour; its id."""
    values = {
        "name": "示例拉动", "drill_type": "夜间", "team_id": team, "place": "示例沟",
        "start_at": at(day, 8), "end_at": at(day, 9), "commander_id": people[0],
        "safety_officer_id": people[1], **more,
    }  # fmt: skip
    return app.records.new("drill", values, app.session.actor, submit=True).record.id


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A crew of two of the own unit in 2026, with one of everything that becomes due."""
    app = station_copy(tmp_path_factory.mktemp("duties"), "示例站长")
    by, new = app.session.actor, app.records.new
    choose_profile(app.store, by, "xinzhou")
    people = [
        new("person", {"name": name, "fit_until": fit, "born_on": born}, by).record.id
        for name, fit, born in (
            ("示例甲", "2026-06-30", "2000-01-01"),
            ("示例乙", None, "2008-07-02"),
        )
    ]
    team = new(
        "team",
        {"name": "示例队", "team_type": "扑火队", "leader_id": people[0],
         "member_ids": (people[1],)},
        by,
    ).record.id  # fmt: skip
    held = {"team_id": team, "kind": "二号工具", "count": 10}
    new("equipment", {"name": "二号工具", "sound": 10, "check_due": "2026-07-01", **held}, by)
    new("equipment", {"name": "旧水枪", "sound": 10, "scrap_on": "2026-09-01", **held}, by)
    problem = {"key": key(9), "text": "对讲机缺一台", "person_id": people[0], "due": "2026-03-01"}
    drill(app, team, people, "2026-02-10", problems=[problem])
    rows = [{"key": key(n), "person_id": one, "present": True} for n, one in enumerate(people)]
    new(
        "training",
        {"name": "机具操作", "topics": ("机具操作",), "team_id": team, "place": "示例站",
         "start_at": at("2026-01-10", 8), "end_at": at("2026-01-10", 18), "guest": "示例教员",
         "attendance": rows},
        by, submit=True,
    )  # fmt: skip
    yield app
    app.close()


# Date: every crew line that is shown, ! overdue, * due, none = info.
DAYS = [
    ("2026-02-09", "drill_quarter crew_minor!"),
    ("2026-02-10", "drill_problem* crew_minor!"),
    ("2026-03-31", "drill_problem* crew_minor!"),
    ("2026-04-01", "drill_quarter drill_problem* crew_minor!"),
    ("2026-05-13", "drill_quarter drill_problem* training crew_minor!"),
    ("2026-05-14", "drill_quarter training crew_minor!"),
    ("2026-05-31", "drill_quarter* training crew_minor! fit_soon*"),
    ("2026-06-01", "drill_quarter* training kit_soon* crew_minor! fit_soon*"),
    ("2026-06-30", "drill_quarter* training kit_soon* kit_scrap_soon crew_minor! fit_soon*"),
    ("2026-07-01", "training kit_soon* kit_scrap_soon crew_minor! fit_over!"),
    ("2026-07-02", "training kit_overdue! kit_scrap_soon fit_over!"),
    ("2026-08-31", "training kit_overdue! kit_scrap_soon fit_over!"),
    ("2026-09-01", "training kit_overdue! kit_scrap! fit_over!"),
    ("2026-10-01", "drill_quarter training kit_overdue! kit_scrap! fit_over!"),
    ("2026-10-02", "drill_quarter training* kit_overdue! kit_scrap! fit_over!"),
    ("2026-12-31", "drill_quarter* training* kit_overdue! kit_scrap! fit_over!"),
    ("2027-01-01", "drill_quarter kit_overdue! kit_scrap! fit_over!"),
    ("2027-04-01", "drill_quarter training kit_overdue! kit_scrap! fit_over!"),
]
SIGN = {"overdue": "!", "due": "*", "info": ""}
ORDER = ("drill_running", "drill_quarter", "drill_problem", "training", "kit_overdue", "kit_soon",
         "kit_scrap", "kit_scrap_soon", "kit_unsound", "crew_minor", "fit_over",
         "fit_soon")  # fmt: skip


def said(found: list[Duty]) -> str:
    """The lines in the order of the table."""
    ordered = sorted(found, key=lambda one: ORDER.index(one.code))
    return " ".join(f"{one.code}{SIGN[one.tone]}" for one in ordered)


def on(app: App, day: str, *roles: str) -> list[Duty]:
    """The duties of somebody on a day at noon."""
    return duties(app.store.queries, day_start(day) + NOON, actor(*roles))


@pytest.mark.parametrize(("day", "lines"), DAYS)
def test_the_lines_of_a_crew_by_date(crew: App, day: str, lines: str) -> None:
    assert said(on(crew, day, "crew_leader")) == lines
    assert on(crew, day, "ranger") == [], "a ranger keeps no crew"
    assert on(crew, day, "auditor") == []


def test_the_region_decides_which_quarter_asks_for_a_drill(crew: App) -> None:
    """A rule row of the unit's own stands before the profile's; the quarter's days decide."""
    codes = [one.code for one in on(crew, "2026-08-15", "crew_leader")]
    assert "drill_quarter" not in codes, "no day of July to September lies in the fire season"
    lines = {one.code: one for one in on(crew, "2026-05-31", "crew_leader")}
    assert (lines["drill_quarter"].left, lines["drill_quarter"].more) == (30, "2026-06-30")
    assert lines["training"].count == 2 and lines["training"].more == "40"
    assert lines["fit_soon"].left == 30 and lines["crew_minor"].name == "示例乙"


def test_a_drill_that_is_timed_is_offered_until_it_ends(app: App) -> None:
    by, now = app.session.actor, app.clock.now_ms()
    steps = [{"key": key(1), "step": "T0", "at": Instant(now, "second"), "source": "live"}]
    values = {"name": "示例", "live": True, "start_at": Instant(now, "second"), "steps": steps}
    rec = app.records.new("drill", values, by).record.id
    found = duties(app.store.queries, now, by)
    assert [(one.code, one.go) for one in found if one.code == "drill_running"] == [
        ("drill_running", ("drill", rec))
    ]
    app.records.save("drill", rec, {"end_at": Instant(now + MINUTE_MS, "second")}, None, by)
    assert not [one for one in duties(app.store.queries, now, by) if one.code == "drill_running"]


def test_a_suspected_first_case_asks_for_the_next_level(app: App) -> None:
    """Two hours for the first level (``report.first_case_hours``), counted from the finding."""
    by, now = app.session.actor, app.clock.now_ms()
    seen = now - 60 * MINUTE_MS
    values = {
        "seen_at": Instant(seen), "pest": "美国白蛾", "first_case": True, "place": "示例沟",
        "nest_count": 3, "position": PLACE,
    }  # fmt: skip
    rec = app.records.new("pest", values, by, submit=True).record.id

    def calls(moment: int) -> list[tuple[str, str, int]]:
        """Level, tone, hours of the line."""
        found = duties(app.store.queries, moment, actor("ranger"))
        return [(one.name, one.tone, one.left) for one in found if one.code == "first_report"]

    assert calls(now) == [("林业站/乡镇", "due", 1)]
    assert calls(seen + 2 * 60 * MINUTE_MS) == [("林业站/乡镇", "due", 0)]
    assert calls(seen + 2 * 60 * MINUTE_MS + 1) == [("林业站/乡镇", "overdue", -1)]
    for level, left in (("林业站/乡镇", [("县级", "due", 1)]), ("县级", [])):
        told = {"parent_id": rec, "act": "报告", "told_level": level, "told": "示例接报人",
                "told_means": "电话", "at": Instant(now), "by_id": by.id}  # fmt: skip
        app.records.new("first_report", told, by, submit=True)
        assert calls(now) == left, "a station tells two levels, the county the others"


def test_rounds_and_traps_by_date(app: App) -> None:
    by, new = app.session.actor, app.records.new
    round_ = {"code": "2026-AUTUMN", "name": "2026秋季普查", "survey_kind": "秋季普查",
              "pest": "松材线虫病疑似", "first_day": "2026-09-05", "last_day": "2026-10-05",
              "report_by": "2026-10-08"}  # fmt: skip
    new("survey_round", round_, by, submit=True)
    trap = {"trap_no": "诱01", "trap_kind": "诱捕器", "pest": "松材线虫病疑似",
            "hung_on": "2026-07-01", "taken_down_on": "2026-09-30",
            "position": PLACE}  # fmt: skip
    parent = new("trap", trap, by, submit=True).record.id
    look = {"parent_id": parent, "checked_on": "2026-07-10", "female_n": 0, "male_n": 0}
    new("trap_check", look, by, submit=True)
    told = {
        "2026-07-07": "", "2026-07-16": "", "2026-07-17": "trap*", "2026-09-04": "trap*",
        "2026-09-05": "survey_round trap*", "2026-09-27": "survey_round trap*",
        "2026-09-28": "survey_round* trap*", "2026-09-30": "survey_round*",
        "2026-10-05": "survey_round*", "2026-10-06": "survey_report*",
        "2026-10-08": "survey_report*", "2026-10-09": "",
    }  # fmt: skip
    for day, lines in told.items():
        found = sorted(on(app, day, "ranger"), key=lambda one: one.code)
        assert " ".join(f"{one.code}{SIGN[one.tone]}" for one in found) == lines, day


def test_a_ranger_sees_the_own_tasks_and_those_of_the_own_team(app: App) -> None:
    by, new = app.session.actor, app.records.new
    one, other = (
        new("person", {"name": name, "roles": ("ranger",)}, by).record.id
        for name in ("示例甲", "示例乙")
    )
    team = new(
        "team", {"name": "示例队", "team_type": "护林队", "member_ids": (one,)}, by
    ).record.id
    span = {"first_day": "2026-08-01", "due_on": "2026-08-31", "times": 1}
    for name, who in (
        ("甲", {"assignee_id": one}), ("乙", {"assignee_id": other}),
        ("队", {"team_id": team}), ("众", {}),
    ):  # fmt: skip
        new("task", {"name": name, **who, **span}, by)
    queries = app.store.queries
    lines = TaskService(queries, app.clock).open_lines("DEMO01")

    def titles(who: Actor) -> list[str]:
        """What that person is shown."""
        return sorted(line.title for line in own_lines(queries, lines, who))

    assert titles(actor("ranger", rec=one)) == sorted("甲队众")
    assert titles(actor("ranger", rec=other)) == sorted("乙众")
    assert titles(actor("station_head")) == sorted("甲乙队众")
    assert titles(actor("auditor")) == []
