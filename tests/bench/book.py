"""A county's year of the record book: crews, pests, grazing cases, problems, as P18 asks for.

Everything goes through ``records.new_many`` (validated, judged, journal written) on an empty
store, with values that the tests of each type submit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, Instant, date_of
from patrol_app.services.offenders import KEY
from patrol_app.services.session import Actor
from tests.support.cases import CaseFolder
from tests.support.crew_scenes import drill_values, key
from tests.support.folders import NOW, new_app
from tests.support.pests import SAMPLES
from tests.support.records import PLACE, grazing

HOUR_MS = 3_600_000
CATEGORIES = ("P06", "P08", "P12", "P14", "P15", "P17")
CHAIN = ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED")
# records of a year at full size
PARTIES, VIOLATIONS, PROBLEMS, SURVEYS, WEBWORMS, WORKS = 2_000, 1_200, 1_500, 3_000, 300, 200
TRAPS, WEEKS, DRILLS, THINGS, TRAININGS, SIGHTINGS = 100, 26, 40, 200, 60, 300


@dataclass(frozen=True)
class Book:
    """An open county with a year's records.

    Attributes:
        case: number of the violation with a whole case.
        suspect: record id of a violation of somebody who has others.
        records: how many were entered.
    """

    app: App
    case: str
    suspect: str
    records: int


def filled(folder: Path, scale: float) -> Book:
    """A county under ``folder`` with ``scale`` of a year's records, its clock standing still."""
    app = new_app(folder, "county", "DEMO10")
    app.session._actor = replace(
        app.session.actor, roles=("county_office", "station_head", "case_officer", "admin")
    )
    with app.store.begin("bench") as work:
        work.put_secret(KEY, b"k" * 32)
        work.commit()
    writer = _Writer(app, scale)
    suspect = writer.grazing()
    writer.problems()
    writer.pests()
    writer.crews()
    case = _case(app)
    app.session._actor = replace(app.session.actor, roles=("county_office", "station_head"))
    return Book(app, case, suspect, writer.count)


class _Writer:
    """Enters the records of one part after the other."""

    def __init__(self, app: App, scale: float) -> None:
        self._app, self._scale, self.count = app, scale, 0
        self._actor: Actor = app.session.actor

    def grazing(self) -> str:
        """Parties with ID numbers and violations over three years; every 20th person again."""
        names = [
            {"name": f"示例户{n}", "id_number": f"14092519{68 + n % 30}{n % 12 + 1:02d}{n:06d}"}
            for n in range(self._size(PARTIES))
        ]
        parties = self._add("party", names)
        value = {
            name: one
            for name, one in grazing().model_dump(exclude_defaults=True).items()
            if name not in ("id", "unit", "party_unknown")
        }
        rows = [
            {
                **value, "position": PLACE, "found_at": Instant(NOW - (n % 900 + 1) * DAY_MS),
                "livestock": ({"key": key(), "animal": "绵羊", "age": "成年", "head": n % 60 + 1},),
                "owner_id": parties[n * (1 if n % 4 else 20) % len(parties)],
            }
            for n in range(self._size(VIOLATIONS))
        ]  # fmt: skip
        return self._add("grazing", rows)[0]

    def problems(self) -> None:
        """Problems found over a year, with the steps that each has come to."""
        rows: list[dict[str, Any]] = [
            {
                "source": "护林员巡护", "category": CATEGORIES[n % len(CATEGORIES)],
                "description": f"示例问题 {n}", "place": "示例乡", "grade": "一般",
                "found_at": Instant(NOW - (n % 365) * DAY_MS - HOUR_MS),
                "position": {**PLACE.model_dump(), "lat": PLACE.lat + n * 10_000},
            }
            for n in range(self._size(PROBLEMS))
        ]  # fmt: skip
        recs = self._add("problem", rows)
        unit = self._app.store.queries.find("unit", "DEMO10")
        assert unit is not None
        needed: dict[str, dict[str, Any]] = {
            "ASSIGNED": {"for_unit_id": unit.record.id, "due_on": "2026-12-18"},
            "HANDLING": {"text": "已组织清理"},
            "SUBMITTED": {"text": "已清理，请复核"},
        }
        for place, step in enumerate(CHAIN):
            held = [rec for n, rec in enumerate(recs) if n % 5 > place]
            said = {"at": Instant(NOW - HOUR_MS), "by_id": self._actor.id, "step": step}
            self._add(
                "problem_step",
                [{**said, **needed.get(step, {}), "parent_id": rec} for rec in held],
            )

    def pests(self) -> None:
        """Rounds with sheets, webworm surveys, control works, traps with their weeks, figures."""
        me = (self._actor.id,)
        rounds = self._add(
            "survey_round",
            [
                {**SAMPLES["survey_round"], "code": f"{year}秋", "first_day": f"{year}-08-01",
                 "last_day": f"{year}-10-31"}
                for year in (2024, 2025, 2026)
            ],
        )  # fmt: skip
        sheet = {**SAMPLES["survey"], "round_id": rounds[2], "surveyor_ids": me}
        self._many("survey", SURVEYS, sheet, lambda n: {
            "lin_ban": f"{n // 60:04d}", "xiao_ban": f"{n % 60:05d}",
            "surveyed_on": "2026-08-03" if n % 2 else "2026-08-02"})  # fmt: skip
        worm = {**SAMPLES["webworm"], "surveyor_ids": me, "surveyed_on": "2026-07-20"}
        self._many("webworm", WEBWORMS, worm, lambda n: {"town": f"示例乡{n % 12}"})
        self._many("control_work", WORKS, SAMPLES["control_work"],
                   lambda n: {"code": f"2026-{n}", "town": f"示例乡{n % 12}"})  # fmt: skip
        traps = self._many("trap", TRAPS, SAMPLES["trap"], lambda n: {
            "trap_no": f"T-{n}", "hung_on": "2026-02-01"})  # fmt: skip
        weeks = [date_of(NOW - week * 7 * DAY_MS) for week in range(WEEKS)]
        self._add("trap_check", [
            {**SAMPLES["trap_check"], "parent_id": trap, "checked_on": day}
            for trap in traps for day in weeks
        ])  # fmt: skip
        seen = {"pest": "美国白蛾", "position": PLACE, "nothing_found": True}
        self._many(
            "pest",
            SIGHTINGS,
            seen,
            lambda n: {"seen_at": Instant(NOW - n % 300 * DAY_MS - HOUR_MS)},
        )
        self._add("forecast", [{**SAMPLES["forecast"], "year": 2026}])
        self._add("reported_figure", [SAMPLES["reported_figure"]])

    def crews(self) -> None:
        """A crew of 24 with its equipment, training and drills."""
        people = self._add("person", [
            {"name": f"示例队员{n}", "roles": ("ranger",), "fit_until": "2027-01-01"}
            for n in range(24)
        ])  # fmt: skip
        team = self._add("team", [{
            "name": "示例半专业扑火队", "team_type": "半专业扑火队", "leader_id": people[0],
            "member_ids": tuple(people[1:]), "phone": "0000-0000000",
        }])[0]  # fmt: skip
        thing = {"kind": "二号工具", "count": 9, "sound": 8, "team_id": team, "place": "示例库房",
                 "keeper_id": people[1], "check_due": "2026-08-20"}  # fmt: skip
        self._many("equipment", THINGS, thing, lambda n: {"name": f"二号工具{n}"})
        trained = {"name": "机具操作", "topics": ("机具操作",), "team_id": team, "place": "示例站",
                   "guest": "示例教员"}  # fmt: skip
        self._many("training", TRAININGS, trained, lambda n: {
            "start_at": Instant(NOW - (n * 3 + 1) * DAY_MS),
            "end_at": Instant(NOW - (n * 3 + 1) * DAY_MS + 4 * HOUR_MS),
            "attendance": [{"key": key(), "person_id": one, "present": True} for one in people],
        })  # fmt: skip
        drills = [
            drill_values(team, people, NOW - (n * 8 + 2) * DAY_MS)
            for n in range(self._size(DRILLS))
        ]
        self._add("drill", drills)

    def _many(
        self, code: str, full: int, values: Any, more: Callable[[int], dict[str, Any]]
    ) -> list[str]:
        return self._add(code, [{**values, **more(n)} for n in range(self._size(full))])

    def _add(self, code: str, rows: list[Any]) -> list[str]:
        from patrol_app.domain.records import record_type

        submit = record_type(code).submit
        made = self._app.records.new_many(code, rows, self._actor, submit=submit)
        self.count += len(made)
        return [one.id for one in made]

    def _size(self, full: int) -> int:
        return max(1, round(full * self._scale))


def _case(app: App) -> str:
    """A violation with eight steps and a paper; its number."""
    made = CaseFolder.new(app)
    found = made.violation(found_at=Instant(NOW - 30 * HOUR_MS), zone_kind="禁牧区").record
    made.ids["grazing"] = found.id
    began = NOW - 29 * HOUR_MS
    made.step_at("现场检查", Instant(began), until=Instant(began + HOUR_MS // 2), place="示例沟",
                 facts="羊群在禁牧区内啃食。", opinion="无")  # fmt: skip
    made.step_at("责令改正", Instant(began + HOUR_MS), facts="禁牧区内放牧81头只",
                 law="示例条例第10条", content="立即离开禁牧区", deadline="2026-12-31",
                 doc_no="示林罚〔2026〕11号")  # fmt: skip
    for n in range(5):
        made.step_at("补正", Instant(began + (2 + n) * HOUR_MS), corrects=f"{found.number}/2",
                     content=f"头数改为{80 - n}头只")  # fmt: skip
    made.step_at("立案", Instant(began + 8 * HOUR_MS))
    return found.number
