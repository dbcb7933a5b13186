"""A year of everything that papers are made of: enough rows for a second page, every state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.instant import DAY_MS, Instant, parse_iso
from patrol_app.services.attachments import attach
from tests.support import pests
from tests.support.cases import CaseFolder
from tests.support.crews import enter_crew
from tests.support.folders import NOW
from tests.support.forest import TENDING, WILDLIFE, plot
from tests.support.photos import jpeg
from tests.support.records import PLACE
from tests.support.stores import FixedClock

TOWNS = ("示例乡", "示例镇北", "示例林场")
FIRST, LAST, MONTH, YEAR = "2026-01-01", "2026-08-31", "2026-08", 2026
LONG = "示例沟北坡三岔口以东约二百米处林缘，路边有枯死松树一株，针叶红褐色，树干下部见蛹室与排粪孔"
PATHS = (
    (), ("VERIFIED",), ("VERIFIED", "ASSIGNED"), ("VERIFIED", "ASSIGNED", "HANDLING"),
    ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED"),
    ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RETURNED"),
    ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED"),
    ("VERIFIED", "ASSIGNED", "HANDLING", "SUBMITTED", "RECTIFIED", "CLOSED"),
    ("VERIFIED", "TRANSFERRED"),
)  # fmt: skip
STEPS = {
    "ASSIGNED": {"due_on": "2026-08-20", "text": "限期清理并恢复原状"},
    "HANDLING": {"text": "已组织六人到场清运，当日完成大半，余下部分因道路泥泞次日再运"},
    "SUBMITTED": {"text": "垃圾已清运完毕，现场平整，立警示牌一块"},
    "RETURNED": {"text": "坡脚仍有残留"},
    "TRANSFERRED": {"organ": "公安", "doc_no": "示林移〔2026〕1号", "doc_on": "2026-08-03"},
}
KIT = (
    "风力灭火机", "二号工具", "油锯", "割灌机", "高压细水雾", "水泵", "对讲机", "车载台",
    "望远镜", "防火服", "头盔", "急救包",
)  # fmt: skip


def at(day: str, clock: str = "09:00") -> Instant:
    """A minute in Beijing."""
    return parse_iso(f"{day}T{clock}+08:00")


def key(n: int) -> str:
    """A key of an entry: eight lower-case letters, one each up to 676."""
    return "aaaaaa" + chr(97 + n // 26) + chr(97 + n % 26)


@dataclass
class PaperBook:
    """An open station and the numbers of what single papers are made of.

    Attributes:
        numbers: by word: drill, case, closed (a problem), open, team.
    """

    app: App
    numbers: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, /, *, submit: bool = True, **values: Any) -> Any:
        """A new record, submitted."""
        given = {**pests.SAMPLES.get(code, {}), **values}
        return self.app.records.new(code, given, self.app.session.actor, submit=submit).record


def write_book(app: App) -> PaperBook:
    """Enter all of it; the clock is left on 2026-09-02."""
    clock = app.clock
    assert isinstance(clock, FixedClock)
    clock.now = NOW + 30 * DAY_MS
    book = PaperBook(app)
    parts: tuple[Callable[[PaperBook], None], ...] = (
        _people, _surveys, _chain, _traps, _worms, _totals, _crew, _cases, _problems,
        _woods,
    )  # fmt: skip
    for part in parts:
        part(book)
    return book


def _people(book: PaperBook) -> None:
    for n, name in enumerate(("示例调查甲", "示例调查乙")):
        book.ids[f"who{n}"] = book.add("person", submit=False, name=name).id


def _surveys(book: PaperBook) -> None:
    """Thirty sheets of three towns, one sub-compartment twice, two epidemic ones."""
    book.ids["round"] = book.add("survey_round", submit=False).id
    common = {
        "round_id": book.ids["round"], "county": "示例县", "village": "示例村",
        "manage_unit": "示例国有林场", "surveyor_ids": (book.ids["who0"],), "position": PLACE,
        "pines_n": 1200, "dbh_cm_e1": 184, "density_ha": 825,
    }  # fmt: skip
    for n in range(30):
        values = common | {
            "town": TOWNS[n % 3], "xiao_ban": f"{n % 27:05d}",
            "surveyed_on": f"2026-08-{n % 28 + 1:02d}", "area_mu_e4": 1_000_000 + 12_345 * n,
            "pine_area_mu_e4": 864_000 + 7_777 * n,
        }  # fmt: skip
        if n % 7 == 3:
            values |= {"nothing_found": None, "dead_n": n, "dying_n": 1, "weak_n": 3,
                       "death_cause": "旱", "vector_n": 2, "survey_means": "无人机"}  # fmt: skip
        if n in (4, 11):
            values |= {"nothing_found": None, "dead_n": 9, "sampled_n": 3, "positive_n": 2,
                       "infected_n": 7, "death_cause": "松材线虫",
                       "report_no": f"XGFJ-2026-{n:03d}"}  # fmt: skip
        sheet = book.add("survey", submit=n not in (4, 11), **values)
        book.ids[f"sheet{n}"] = sheet.id


def _chain(book: PaperBook) -> None:
    """Ten samples with hand-overs, results; two positive ones make their sheets epidemic."""
    who = (book.ids["who0"], book.ids["who1"])
    tree = book.add(
        "pest", pest="松材线虫病疑似", seen_at=at("2026-08-02"), position=PLACE,
        trees=({"key": key(0), "state": "枯死", "count": 1},), tree_no="YC-0312",
        survey_id=book.ids["sheet4"],
    )  # fmt: skip
    book.numbers["tree"] = tree.number
    for n in range(10):
        sheet = {0: "sheet4", 1: "sheet11"}.get(n, f"sheet{n + 12}")
        day = f"2026-08-{n + 3:02d}"
        sample = book.add(
            "sample", sample_no=f"YP-{n:03d}", taken_at=at(day), sampler_ids=who,
            survey_id=book.ids[sheet], seal_no=f"XG-{n:05d}",
            sighting_id=tree.id if n == 0 else None, town=TOWNS[n % 3],
            place="示例沟北坡三岔口", age_years=28 + n, tests="松材线虫",
            parts=("LOW", "MID", "UP") if n % 2 else ("LOW",),
        )  # fmt: skip
        hand = {"parent_id": sample.id, "signed_both": True, "seal_no": f"XG-{n:05d}"}
        book.add("custody", **{**hand, "signed_both": None}, at=at(day, "09:40"),
                 from_person="示例调查甲")  # fmt: skip
        if n < 8:
            hand |= {"from_person": "示例调查甲", "to_person": "示例检测员"}
            book.add("custody", **hand, step="送检", at=at(day, "16:30"))
            book.add("custody", **hand, step="接收", at=at(day, "16:52"), seal_ok=n != 5,
                     reseal_reason="运输中破损" if n == 5 else "")  # fmt: skip
        if n < 6:
            report = (4, 11, 42, 43, 44, 45)[n]
            book.add(
                "lab_result", parent_id=sample.id, report_no=f"XGFJ-2026-{report:03d}",
                positive_n=2 if n < 2 else 0, sample_result="阳性" if n < 2 else "阴性",
                issued_at=at(f"2026-08-{n + 6:02d}", "17:00"), signer="示例签发人", ct_e2=2731,
            )  # fmt: skip
    for name, area in (("sheet4", 800_000), ("sheet11", 512_500)):
        rec, actor = book.ids[name], book.app.session.actor
        more = {"is_epidemic": True, "epidemic_area_mu_e4": area}
        book.app.records.save("survey", rec, more, None, actor)
        book.app.records.submit("survey", rec, actor)
    for n in range(9):
        work = book.add(
            "disposal", town=TOWNS[n % 3], felled_n=10 + n, volume_m3_e4=32_860 + 1_111 * n,
            start_on=f"2026-08-{n + 10:02d}", end_on=f"2026-08-{n + 12:02d}",
            sighting_id=tree.id if n == 1 else None, treated_place="示例木材加工点",
            image_nos=f"IMG-{n:04d}",
        )  # fmt: skip
        if n % 3:
            book.add("acceptance", parent_id=work.id, at=at(f"2026-08-{n + 13:02d}", "16:10"),
                     supervisor="示例监理")  # fmt: skip


def _traps(book: PaperBook) -> None:
    """Four traps, looked at eight times each."""
    for n in range(4):
        trap = book.add("trap", trap_no=f"T-{n:02d}", place="示例沟北坡林缘", lure="APF-I型诱芯")
        for week in range(8):
            month, day = divmod(7 * week + n, 28)
            book.add(
                "trap_check", parent_id=trap.id, checked_on=f"2026-{7 + month:02d}-{day + 1:02d}",
                female_n=week + n, male_n=week, other_n=0 if week % 2 else None,
                lure_changed=week == 4, checker_id=book.ids["who1"],
            )  # fmt: skip


def _worms(book: PaperBook) -> None:
    """Surveys by generation, with and without findings, one of each grade."""
    who = (book.ids["who0"],)
    for n in range(12):
        seen = {
            "infested_n": n,
            "nests_n": 2 * n,
            "stages": ("3龄", "4龄"),
            "leaf_loss_e2": 250 * n,
        }
        if n % 4 == 0:
            seen = {"nothing_found": True, "infested_n": None, "nests_n": None,
                    "occurred_mu_e4": None}  # fmt: skip
        book.add(
            "webworm", generation=("越冬代", "第1代", "第2代")[n % 3], town=TOWNS[n % 3],
            place=f"国道示例段第{n + 1}标段", surveyor_ids=who,
            hosts=("杨", "柳", "白蜡")[: n % 3 + 1], surveyed_on=f"2026-08-{n + 3:02d}",
            treatment="剪除网幕后集中销毁", **seen,
        )  # fmt: skip


def _totals(book: PaperBook) -> None:
    """Control work, forecasts and reported figures."""
    for n in range(7):
        book.add("control_work", code=f"2026-防-{n}", town=TOWNS[n % 3],
                 pest_name=("美国白蛾", "松材线虫病")[n % 2], area_mu_e4=1_000_500 + n,
                 clean_mu_e4=900_000 + n)  # fmt: skip
    book.add("forecast", year=2026, area_mu_e4=9_000_000, last_mu_e4=8_000_000,
             model_note="C=0.31 P=0.95", confidence="中",
             measures="加密监测，越冬代成虫期设灯诱虫")  # fmt: skip
    book.numbers["forecast"] = book.add(
        "forecast", year=2027, pest_name="美国白蛾", met_on="2026-08-28", area_mu_e4=9_500_000,
        last_mu_e4=9_000_000, participants="示例局防治站、气象局", conclusion="整体偏重发生",
    ).number  # fmt: skip
    book.add("forecast", year=2027, pest_name="松材线虫病", trend="下降", town="示例乡",
             area_mu_e4=700_000, last_mu_e4=1_312_500, degree="轻",
             period="5月中旬至8月")  # fmt: skip
    figures = {"FOREST": 127_900_000_000, "NURSERY_DUE": 50_000, "NURSERY_DONE": 49_990}
    for figure, area in figures.items():
        book.add("reported_figure", code=f"2026-{figure}", figure=figure, area_mu_e4=area)
    for n, town in enumerate(TOWNS):
        book.add("reported_figure", code=f"2026-PINE-{n}", figure="PINE", town=town,
                 pest_name="松材线虫病", area_mu_e4=12_000_000)  # fmt: skip
        book.add("reported_figure", code=f"2025-OCC-{n}", year=2025, figure="OCCURRED", town=town,
                 pest_name="松材线虫病", area_mu_e4=900_000 * n)  # fmt: skip


def _crew(book: PaperBook) -> None:
    """A crew of four with twelve kinds of equipment, two sessions and three drills."""
    crew = enter_crew(book.app)
    for n, name in enumerate(KIT):
        book.add(
            "equipment", submit=False, team_id=crew.team, name=name, kind=name,
            count=4 + n, sound=4 + n - n % 3, model=f"示例型-{n}",
            keeper_id=crew.people[n % 4], place="示例库房二层东侧",
            since="2021-05-01", checked_on="2026-03-01",
            check_due=f"2026-{8 + n % 3:02d}-15", scrap_on="2029-05-01" if n else "2026-05-01",
        )  # fmt: skip
    for day, present in (("2026-03-05", 4), ("2026-06-06", 2)):
        book.add("training", **_session(crew.team, crew.people, day, present))
    for day, late in (("2026-03-20", 0), ("2026-05-18", 3), ("2026-08-18", 6)):
        made = book.add("drill", **_drill(crew.team, crew.people, day, late))
    book.numbers |= {"drill": made.number, "team": crew.team}


def _session(team: str, people: tuple[str, ...], day: str, present: int) -> dict[str, Any]:
    rows = [
        {"key": key(n), "person_id": rec, "present": n < present,
         "reason": "" if n < present else "公务"}
        for n, rec in enumerate(people)
    ]  # fmt: skip
    return {"name": "机具操作", "topics": ("机具操作",), "team_id": team, "place": "示例站",
            "start_at": at(day, "08:00"), "end_at": at(day, "16:00"), "guest": "示例教员",
            "attendance": rows}  # fmt: skip


def _drill(team: str, people: tuple[str, ...], day: str, late: int) -> dict[str, Any]:
    clocks = ("14:46", "14:48", "14:57", "15:01", "15:12", "15:20", "15:40", "15:55", "16:30")
    steps = [
        {"key": key(n), "order": n, "step": f"T{n}",
         "at": Instant(at(day, clock).ms + late * n * 30_000, "minute"), "source": "typed"}
        for n, clock in enumerate(clocks)
    ]  # fmt: skip
    weights = (2000, 1500, 3000, 1500, 2000)
    parts = ("集结", "出动", "战术", "装备", "安全")
    scores = [
        {"key": key(n), "order": n, "part": part, "subject": f"{part}科目",
         "points_e2": 9000 - 500 * n - 100 * late, "weight_e2": weight,
         "standard": "示例标准：9分钟内到齐", "result": "9分00秒",
         "comment": "示例扣分说明，口令不清"}
        for n, (part, weight) in enumerate(zip(parts, weights, strict=True))
    ]  # fmt: skip
    rows = [
        {"key": key(n), "person_id": rec, "present": n < 3, "reason": "" if n < 3 else "病假"}
        for n, rec in enumerate(people)
    ]
    return {
        "name": "秋季拉动", "drill_type": "拉动(紧急集合)", "team_id": team,
        "start_at": at(day, "14:40"), "end_at": at(day, "17:00"), "place": "示例沟",
        "commander_id": people[0], "safety_officer_id": people[1], "scenario": LONG,
        "steps": steps, "attendance": rows, "scores": scores,
        "kit": [{"key": key(n), "name": name, "taken": 6, "sound": 6 - n % 2}
                for n, name in enumerate(KIT[:5])],
        "problems": [{"key": key(0), "text": "对讲机缺一台，中继台在沟口以内无信号",
                      "person_id": people[1], "due": "2026-09-01"}],
        "marks": [{"key": key(n), "at": at(day, f"15:{10 + n}"), "kind": "radio",
                   "text": "中继不通"} for n in range(3)],
    }  # fmt: skip


def _cases(book: PaperBook) -> None:
    """One case with every step that has a paper, and nine more violations."""
    made = CaseFolder.new(book.app)
    case = book.app.records.get("grazing", made.ids["grazing"]).record.number
    made.step("现场检查", "2026-08-03T10:00", until=at("2026-08-03", "10:40"), place="示例沟北坡",
              facts="禁牧区内羊群啃食。" + "幼树枝叶被啃食，附记录。" * 90, opinion="无异议",
              recorder_id=made.ids["丙"])  # fmt: skip
    made.step("询问", "2026-08-03T11:00", until=at("2026-08-03", "11:30"), place="示例站",
              party_id=made.ids["party"], rights_told=True, recorder_id=made.ids["丙"],
              relation="本人即畜主",
              answers=tuple({"key": key(n), "order": n, "question": "羊是谁的？在哪里放的？",
                             "answer": "是我家的，在示例沟北坡放的，不知道那里禁牧。"}
                            for n in range(6)))  # fmt: skip
    order = made.step("责令改正", "2026-08-03T15:00", facts="在禁牧区放牧81头只",
                      law="示例条例第10条", content="立即将羊群赶出禁牧区，并于期限内补植幼树",
                      deadline="2026-08-06", doc_no="示林罚〔2026〕11号")  # fmt: skip
    made.step("补正", "2026-08-04T09:00", corrects=order.record.number, content="头数改为80头只")
    made.step("送达", "2026-08-04T10:00", serve_mode="直接送达", served_no="示林罚〔2026〕11号",
              party_id=made.ids["party"], place="示例村")  # fmt: skip
    for n in range(9):
        made.violation(found_at=at(f"2026-08-{n + 5:02d}", "10:00"), place=f"示例沟第{n + 1}岔",
                       trees_destroyed=n or None, tree_species="油松" if n else "")  # fmt: skip
    book.numbers["case"] = case


def _problems(book: PaperBook) -> None:
    """Eighteen problems, two of each way to go."""
    found = book.app.store.queries.find("unit", "DEMO01")
    assert found is not None
    actor = book.app.session.actor
    for n in range(18):
        values: dict[str, Any] = {
            "source": "群众举报" if n % 2 else "护林员巡护", "category": "P14",
            "found_at": at(f"2026-08-{n + 1:02d}"), "place": "示例沟口", "patch_no": f"{n:04d}",
            "description": LONG if n % 3 else "倾倒垃圾", "grade": "一般",
        }  # fmt: skip
        if PATHS[n % 9][-1:] == ("TRANSFERRED",):
            values |= {"category": "P01", "public_mu_e4": 30_000, "commercial_mu_e4": 40_000,
                       "grade": "重大"}  # fmt: skip
        one = book.app.records.new("problem", values, actor, submit=True).record
        for step in PATHS[n % 9]:
            if step == "CLOSED":
                _photos(book, one.id)  # nothing is closed without
            more = {"for_unit_id": found.record.id} if step == "ASSIGNED" else {}
            book.app.problems.step(actor, one.id, step, {**STEPS.get(step, {}), **more})
        book.numbers["closed" if n % 9 == 7 else "open"] = one.number


def _photos(book: PaperBook, problem: str) -> None:
    """Two pictures before and one after."""
    steps = book.app.store.queries.children("problem_step", "parent_id", problem)
    after = next(row.record.id for row in steps if getattr(row.record, "step", "") == "SUBMITTED")
    given = (("problem", problem, "brown"), ("problem", problem, "olive"),
             ("problem_step", after, "green"))  # fmt: skip
    app = book.app
    for n, (kind, rec, colour) in enumerate(given):
        photo = app.paths.root.parent / f"photo-{n}.jpg"
        photo.write_bytes(jpeg(size=(640, 480), colour=colour))
        attach(app.store, app.clock, app.records, app.reader, app.bus, (kind, rec), [photo],
               app.session.actor)  # fmt: skip


def _woods(book: PaperBook) -> None:
    """Sightings of each class, some places kept back; checks of each kind of work; drafts."""
    who = (book.ids["who0"],)
    kinds = (("褐马鸡", "国家一级"), ("赤狐", "未列入"), ("臭冷杉", "不详"), ("金钱豹", "国家一级"))
    for n in range(9):
        species, protection = kinds[n % 4]
        plant = {"sign": "植株", "condition": "正常"} if species == "臭冷杉" else {}
        book.add(
            "wildlife", submit=n != 8, **WILDLIFE | plant | {
                "species": species, "protection": protection, "count": 3 * n + 1,
                "seen_at": at(f"2026-08-{3 * n + 1:02d}", "06:40"), "town": TOWNS[n % 3],
                "place": f"{LONG[:9]}{n}号点", "observer_ids": who,
                "secret": True if n == 1 else None,
            }
        )  # fmt: skip
    for n, work in enumerate(("补植", "造林", "抚育", "封育", "补植", "造林", "补植")):
        told: dict[str, Any] = {"plots": (), "rate_kind": ""}
        if work in ("补植", "造林"):
            kept = "成活率" if n % 2 else "保存率"
            told = {"plots": (plot(1, 110, 100 - 9 * n), plot(2, 111, 95)), "rate_kind": kept}
        if work == "封育":
            told["measures"] = ("围栏",)
        short = {"verdict": "需补植", "mend": "补植"} if n in (4, 5) else {}
        book.add(
            "tending", submit=n != 6, **TENDING | told | short | {
                "work": work, "area_mu_e4": 105_000 * (n + 1), "town": TOWNS[n % 3],
                "sub_compartment": f"0012-{n:05d}", "checked_on": f"2026-08-{2 * n + 1:02d}",
                "checker_ids": who,
            }
        )  # fmt: skip
