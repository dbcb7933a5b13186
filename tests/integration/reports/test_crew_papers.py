"""Papers 9.12 and 9.13 and the readiness card: words, sums by hand-written SQL, one page."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant, date_of, day_start
from patrol_app.errors import UserError
from patrol_app.services.equipment import log_act
from patrol_app.services.readiness import readiness
from patrol_app.services.report_types import Paper
from tests.support.crews import Crew, enter_crew
from tests.support.folders import station_copy
from tests.support.photos import jpeg

needs_tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
PARTS = ("集结", "出动", "战术", "装备", "安全")


@dataclass
class Duty:
    """A station with a crew that trained and drilled this year."""

    app: App
    crew: Crew
    drill: str
    year: str


def key(n: int) -> str:
    """A key of an entry."""
    return "aaaaaa" + "bcdefghijklm"[n] * 2


@pytest.fixture(scope="module")
def duty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Duty]:
    """One crew, two sessions, two drills, a check of the blowers."""
    before = i18n.language()
    i18n.use("zh_CN")
    app = station_copy(tmp_path_factory.mktemp("duty"), "示例站长")
    crew = enter_crew(app)
    year = date_of(app.clock.now_ms())[:4]
    for day, minutes, there in ((f"{year}-01-05", 120, 4), (f"{year}-01-06", 90, 2)):
        train(app, crew, day, minutes, there)
    drill(app, crew, f"{year}-01-07", ("14:00", "14:02", "14:14"))
    number = drill(
        app, crew, f"{year}-01-08", ("14:46", "14:48", "14:57", "15:01", "15:12", "15:20")
    )
    yield Duty(app, crew, number, year)
    app.close()
    i18n.use(before)


def at(day: str, clock: str) -> Instant:
    """A minute in Beijing."""
    hours, minutes = clock.split(":")
    return Instant(day_start(day) + (int(hours) * 60 + int(minutes)) * 60_000, "minute")


def train(app: App, crew: Crew, day: str, minutes: int, there: int) -> None:
    """A submitted session; the last ones are absent."""
    start = at(day, "08:00")
    rows = [
        {
            "key": key(n),
            "person_id": rec,
            "present": n < there,
            "reason": "" if n < there else "公务",
        }
        for n, rec in enumerate(crew.people)
    ]
    values = {
        "name": "机具操作", "topics": ("机具操作",), "team_id": crew.team, "place": "示例站",
        "start_at": start, "end_at": Instant(start.ms + minutes * 60_000, "minute"),
        "guest": "示例教员", "attendance": rows,
    }  # fmt: skip
    app.records.new("training", values, app.session.actor, submit=True)


def drill(app: App, crew: Crew, day: str, clocks: tuple[str, ...]) -> str:
    """A submitted drill; its number."""
    steps = [
        {"key": key(n), "order": n, "step": f"T{n}", "at": at(day, clock), "source": "typed"}
        for n, clock in enumerate(clocks)
    ]
    scores = [
        {"key": key(n), "order": n, "part": part, "subject": part, "points_e2": 9000 - 1000 * n,
         "weight_e2": weight}
        for n, (part, weight) in enumerate(zip(PARTS, (2000, 1500, 3000, 1500, 2000), strict=True))
    ]  # fmt: skip
    rows = [
        {"key": key(n), "person_id": rec, "present": n < 3, "reason": "" if n < 3 else "病假"}
        for n, rec in enumerate(crew.people)
    ]
    values: dict[str, Any] = {
        "name": "冬季拉动", "drill_type": "拉动(紧急集合)", "team_id": crew.team,
        "start_at": at(day, clocks[0]), "end_at": at(day, "16:00"), "place": "示例沟",
        "commander_id": crew.people[0], "safety_officer_id": crew.people[1],
        "scenario": "示例沟口起火，过火约 2 亩", "steps": steps, "attendance": rows,
        "scores": scores,
        "kit": [{"key": key(0), "name": "风力灭火机", "taken": 6, "sound": 5}],
        "problems": [
            {"key": key(0), "text": "对讲机缺一台", "person_id": crew.people[1],
             "due": f"{day[:4]}-02-01"}
        ],
        "marks": [{"key": key(0), "at": at(day, "15:00"), "kind": "radio", "text": "中继不通"}],
    }  # fmt: skip
    return app.records.new("drill", values, app.session.actor, submit=True).record.number


def words_of(paper: Paper) -> str:
    """The words on the paper as a reader takes them off it."""
    asked = ["pdftotext", "-layout", str(paper.path), "-"]
    return subprocess.run(asked, capture_output=True, check=True, text=True).stdout


def cell(paper: Paper, row: str, column: str) -> str:
    """One figure of a paper."""
    return next(one.text for one in paper.cells if (one.row, one.column) == (row, column))


@needs_tools
def test_a_drill_s_paper_says_what_its_record_says(duty: Duty, tmp_path: Path) -> None:
    paper = duty.app.reports.drill_sheet(duty.drill, tmp_path / "a.pdf")
    text = words_of(paper)
    for words in (
        "演练记录表", duty.drill, "拉动(紧急集合)", "示例半专业扑火队", "示例沟口起火，过火约 2 亩",
        "应到 4 人，实到 3 人，缺勤 1 人，出勤率 75.00%", "病假", "风力灭火机", "83.33%",
        "总分：70.00", "合格", "对讲机缺一台", "中继不通", "自T1 ≤10分（未核实）", "LX-9.12",
        "示例数据，非真实记录", "指    挥：",
    ):  # fmt: skip
        assert " ".join(words.split()) in " ".join(text.split()), words
    assert cell(paper, duty.drill, "集结用时") == "9分00秒"
    assert cell(paper, duty.drill, "机动用时") == "11分00秒"
    assert cell(paper, duty.drill, "首攻用时") == "32分00秒"
    assert paper.pages in (1, 2)
    with pytest.raises(UserError) as fault:
        duty.app.reports.drill_sheet("D0", tmp_path / "b.pdf")
    assert fault.value.code == "record.unknown"


def hang(duty: Duty, name: str, data: bytes, taken: Instant | None, *, held: bool = True) -> None:
    """A photo of the drill; one that is not held has not arrived yet."""
    app = duty.app
    sha = app.store.blobs.put(data) if held else hashlib.sha256(data).hexdigest()
    rec = app.store.queries.find("drill", duty.drill)
    assert rec is not None
    values = {
        "parent_id": rec.record.id, "parent_type": "drill", "name": name, "mime": "image/jpeg",
        "sha256": sha, "bytes": len(data), "taken_at": taken, "taken_source": "exif",
    }  # fmt: skip
    app.records.new("attachment", values, app.session.actor)


@needs_tools
def test_photos_of_a_drill_stand_on_its_paper(duty: Duty, tmp_path: Path) -> None:
    day = f"{duty.year}-01-08"
    hang(duty, "b.jpg", jpeg(size=(64, 48)), at(day, "15:05"))
    hang(duty, "a.jpg", jpeg(size=(48, 64)), at(day, "15:01"))
    hang(duty, "c.jpg", jpeg(size=(32, 32)), None, held=False)
    paper = duty.app.reports.drill_sheet(duty.drill, tmp_path / "a.pdf")
    text = " ".join(words_of(paper).split())
    assert "照片（3 / 3）" in text and "照片未到" in text and "无拍摄信息" in text
    assert text.rindex("15时01分") < text.index("15时05分"), "the earliest photo stands first"
    asked = ["pdfimages", "-list", str(paper.path)]
    listed = subprocess.run(asked, capture_output=True, check=True, text=True).stdout
    assert len([line for line in listed.splitlines() if " image " in line]) == 2


def rows_of(duty: Duty, sql: str) -> list[tuple[Any, ...]]:
    """What a hand-written query gives."""
    with duty.app.store.begin("test") as work:
        found = work._connection.exec_driver_sql(sql)  # type: ignore[attr-defined]
        return [tuple(row) for row in found]


def test_the_ledger_s_sums_are_those_of_the_table(duty: Duty, tmp_path: Path) -> None:
    paper = duty.app.reports.equipment_ledger("", tmp_path / "a.xlsx")
    [(count, sound)] = rows_of(
        duty, "SELECT sum(count), sum(sound) FROM equipment WHERE NOT deleted"
    )
    assert (cell(paper, "合计", "数量"), cell(paper, "合计", "完好数")) == (str(count), str(sound))
    assert cell(paper, "合计", "完好率%") == f"{sound * 100 / count:.2f}"
    sheet = openpyxl.load_workbook(paper.path).active
    assert sheet is not None
    texts = {str(one.value) for row in sheet.iter_rows() for one in row if one.value is not None}
    assert {"风力灭火机", "6MF-22", "示例队员甲", "队伍装备台账"} <= texts
    pdf = duty.app.reports.equipment_ledger("", tmp_path / "a.pdf")
    assert (pdf.pages, pdf.cells) == (1, paper.cells)


def test_an_act_carries_over_what_follows_from_it(duty: Duty) -> None:
    app, crew = duty.app, duty.crew
    day = date_of(app.clock.now_ms())

    def act(**values: Any) -> Any:
        """Note one at the blowers."""
        moment = Instant(app.clock.now_ms() // 60_000 * 60_000, "minute")
        return log_act(
            app.store, app.clock, app.records, app.bus, crew.blower,
            {"at": moment, "count": 8, "sound": 7, **values}, app.session.actor,
        ).record  # fmt: skip

    due = f"{int(day[:4]) + 1}-01-01"
    thing = act(act="check", sound=6, check_due=due)
    assert (thing.sound, thing.checked_on, thing.check_due) == (6, day, due)
    thing = act(act="custody", giver_id=crew.people[1], taker_id=crew.people[2])
    assert thing.keeper_id == crew.people[2]
    with pytest.raises(UserError) as fault:
        act(act="custody", giver_id=crew.people[2])
    assert fault.value.code == "equipment.refused"
    acts = app.store.queries.children("equipment_act", "parent_id", crew.blower)
    assert [row.record.number for row in acts] == [f"{thing.number}/{n}" for n in (1, 2)]
    with pytest.raises(UserError) as fault:
        app.records.save("equipment_act", acts[0].record.id, {"note": "x"}, None, app.session.actor)
    assert fault.value.code == "step.submitted"


@needs_tools
def test_the_readiness_card_is_one_page_with_counted_hours(duty: Duty, tmp_path: Path) -> None:
    app = duty.app
    paper = app.reports.readiness_card("", tmp_path / "a.pdf")
    assert paper.pages == 1
    text = " ".join(words_of(paper).split())
    # two sessions of 120 and 90 minutes; the last two persons were at the first only
    rows = rows_of(
        duty,
        "SELECT p.name, sum(t.minutes) FROM training t, json_each(t.attendance) a, person p "
        "WHERE json_extract(a.value, '$.present') AND p.id = json_extract(a.value, '$.person_id') "
        "GROUP BY p.id",
    )
    assert len(rows) == 4
    for name, minutes in rows:
        assert cell(paper, name, "已训学时") == f"{minutes / 60:.2f}"
        assert cell(paper, name, "差") == f"{40 - minutes / 60:.2f}"
    for words in ("扑火队战备卡", "示例半专业扑火队", "3/4", "9分00秒 ↓", "12分00秒", "70.00 合格"):
        assert words in text, words
    # 8 of 5 blowers, 24 of 20 beaters; no radio, and a suit and a lamp for each of the four
    assert cell(paper, "示例半专业扑火队", "配备缺口") == "对讲机 缺 2、手电头灯 缺 4、阻燃服 缺 4"
    card = readiness(app.store.queries, app.clock)
    assert [line.assembly_s for line in card.drills] == [540, 720]
    assert [(one.drills, one.called) for one in card.members] == [(2, 2)] * 3 + [(0, 2)]


def test_a_crew_of_forty_still_fits_on_one_page(duty: Duty, tmp_path: Path) -> None:
    app, actor = duty.app, duty.app.session.actor
    people = [
        app.records.new("person", {"name": f"示例队员{n}"}, actor).record.id for n in range(40)
    ]
    values = {"name": "示例大队", "team_type": "扑火队", "member_ids": tuple(people)}
    team = app.records.new("team", values, actor).record.number
    assert app.reports.readiness_card(team, tmp_path / "b.pdf").pages == 1
