"""First detection, drill, grazing case and problem as each level writes them, in their order."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from tests.e2e.program import Program
from tests.e2e.town import ONE, TWO, Town, hang, shown, submitted
from tests.support.photos import jpeg

PLACE = {"lon": "112.5", "lat": "38.9", "datum": "wgs84", "source": "hand"}


def at(clock: str, day: int = 3) -> str:
    """A time of August 2026, Beijing."""
    return f"2026-08-{day:02d}T{clock}:00+08:00"


@dataclass
class Book:
    """The numbers of what was written, by word."""

    town: Town
    no: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, side: Program, kind: str, /, **fields: Any) -> None:
        """A submitted record, kept under ``name``."""
        self.no[name] = submitted(side, kind, **fields)

    def several(self, side: Program, kind: str, /, **rows: dict[str, Any]) -> None:
        """Submitted records of one kind in one call, kept under their words."""
        path = side.write(list(rows.values()))
        made = side.run("add", kind, "--from", path, "--submit").good().items
        self.no |= {name: item["number"] for name, item in zip(rows, made, strict=True)}

    def people(self, side: Program, *rows: tuple[str, str, str]) -> None:
        """Persons of (name, role, certificate), all in one call."""
        path = side.write([
            {"name": name, "roles": [role], "certificate": card} for name, role, card in rows
        ])  # fmt: skip
        made = side.run("add", "person", "--from", path).good().items
        self.no |= {row[0]: item["number"] for row, item in zip(rows, made, strict=True)}


# ---- what the stations write


def found(book: Book) -> None:
    """The first station finds a tree, tells station and county, and sends a sample away."""
    one = book.town.one
    book.people(one, ("甲", "ranger", ""), ("乙", "ranger", ""), ("队长", "crew_leader", ""))
    who = [book.no["甲"], book.no["乙"]]
    book.add("tree", one, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=PLACE,
             place="示例沟", host="油松", sub_compartment="0012-00007", tree_no="YC-0312",
             trees=[{"state": "枯死", "count": 1}], first_case=True)  # fmt: skip
    call = {"parent": book.no["tree"], "act": "报告", "told": "值班员", "told_means": "电话",
            "by": who[0]}  # fmt: skip
    book.several(one, "first_report", town={**call, "told_level": "林业站/乡镇", "at": at("08:45")},
                 county={**call, "told_level": "县级", "at": at("09:30")})  # fmt: skip
    book.add("sample", one, "sample", sighting=book.no["tree"], sample_no="YP-001", weight_g=160,
             sub_compartment="0012-00007", taken_at=at("09:05"), position=PLACE, species="油松",
             parts=["LOW", "UP"], samplers=who, seal_no="XG-00871", for_unit=TWO)  # fmt: skip
    hand = {"parent": book.no["sample"], "seal_no": "XG-00871", "from_person": "甲"}
    sealed = {**hand, "step": "封装", "at": at("09:40")}
    sent = {**hand, "step": "送检", "at": at("10:20"), "to_person": "曾", "signed_both": True}
    book.several(one, "custody", sealed=sealed, sent=sent)
    changed = one.write({"place": "别处"})
    refused = one.run("edit", "pest", book.no["tree"], "--from", changed).refused()
    assert refused["code"] == "record.first_case"


def drilled(book: Book) -> None:
    """Its crew drills: nine minutes to assemble, three of four there, seventy points."""
    one, no = book.town.one, book.no
    crew = [no["队长"], no["甲"], no["乙"]]
    no["team"] = one.add("team", name="示例半专业扑火队", team_type="半专业扑火队", leader=crew[0],
                         members=crew[1:])["number"]  # fmt: skip
    one.add("equipment", name="风力灭火机", kind="风力灭火机", count=8, sound=7, team=no["team"])
    clocks = {"T0": "14:46", "T1": "14:48", "T2": "14:57", "T3": "15:01", "T4": "15:12",
              "T5": "15:20"}  # fmt: skip
    parts = zip(("集结", "出动", "战术", "装备", "安全"), (90, 80, 70, 60, 50),
                (20, 15, 30, 15, 20), strict=True)  # fmt: skip
    book.add(
        "drill", one, "drill", name="秋季拉动", type="拉动(紧急集合)", team=no["team"],
        start_at=at("14:46"), end_at=at("16:00"), place="示例沟", commander=crew[0],
        safety_officer=crew[1],
        steps=[{"step": step, "at": at(clock)} for step, clock in clocks.items()],
        attendance=[{"person": crew[0], "present": True}, {"person": crew[1], "present": True},
                    {"person": crew[2], "present": False, "reason": "病假"}],
        kit=[{"name": "风力灭火机", "taken": 6, "sound": 5}],
        scores=[{"part": part, "points": str(points), "weight": str(weight)}
                for part, points, weight in parts],
        problems=[{"text": "对讲机电量不足", "due": "2026-08-20"}],
    )  # fmt: skip
    row = shown(one, "drill", no["drill"])["problems"][0]["key"]
    made = one.run("problem", "make", "--drill", no["drill"], "--row", row).good().items
    no["problem"] = made[0]["number"]
    one.run("problem", "step", no["problem"], "VERIFIED").good()


def driven_off(book: Book) -> None:
    """The second station meets a herd: violation, photos, check on the spot, questioning."""
    two, no = book.town.two, book.no
    book.people(two, ("丙", "case_officer", "晋L001"), ("丁", "case_officer", "晋L002"),
                ("戊", "ranger", ""))  # fmt: skip
    officers = [no["丙"], no["丁"]]
    no["party"] = two.add("party", name="示例户", village="示例村",
                          id_number="140925196803121017")["number"]  # fmt: skip
    herd = (("绵羊", 46), ("山羊", 32), ("黄牛", 3))
    book.add(
        "case", two, "grazing", found_at=at("09:30"), position=PLACE, place="示例沟北坡",
        zone_kind="禁牧区", owner=no["party"], action=["责令"], rangers=[no["戊"]],
        livestock=[{"animal": kind, "age": "成年", "head": head} for kind, head in herd],
    )  # fmt: skip
    files = []
    for colour in ("green", "grey", "brown"):
        files.append(two.folder / f"{colour}.jpg")
        files[-1].write_bytes(jpeg(colour=colour))
    hang(two, "grazing", no["case"], *files)
    step = {"parent": no["case"], "officers": officers, "place": "示例沟北坡"}
    answers = [{"question": "羊是谁的？", "answer": "是我家的。"}]
    book.several(
        two, "case_step",
        checked={**step, "step": "现场检查", "at": at("10:00"), "until": at("10:40"),
                 "facts": "禁牧区内羊群啃食"},
        asked={**step, "step": "询问", "at": at("11:00"), "until": at("11:30"),
               "party": no["party"], "rights_told": True, "recorder": no["戊"],
               "answers": answers},
    )  # fmt: skip


# ---- what the county and the laboratory say


def judged_by_the_county(book: Book) -> None:
    """The city is told, numbers reserved, a case opened, a drill returned, a problem given."""
    county, no = book.town.county, book.no
    book.people(county, ("钟科长", "case_officer", "晋L101"), ("李科员", "case_officer", "晋L102"))
    book.add("told", county, "first_report", parent=no["tree"], act="报告", told_level="市级",
             told="市局值班", told_means="电话", at=at("10:05"), by=no["钟科长"])  # fmt: skip
    book.add("block", county, "doc_block", code="示林罚-2026-1", for_unit=TWO, organ="示例县林业局",
             prefix="示林罚", year=2026, first=11, last=13)  # fmt: skip
    book.add("filed", county, "case_step", parent=no["case"], step="立案", at=at("09:00", 5),
             officers=[no["钟科长"], no["李科员"]])  # fmt: skip
    reason = ("--reason", "place=写明行政村")
    county.run("review", "return", "drill", no["drill"], *reason).good()
    given = json.dumps({"for_unit": ONE, "due_on": "2026-08-20"})
    county.run("problem", "step", no["problem"], "ASSIGNED", "--values", given).good()


def tested_by_the_laboratory(book: Book) -> None:
    """The second station's laboratory takes the first one's sample over and finds the nematode."""
    two, sample = book.town.two, book.no["sample"]
    assert shown(two, "sample", sample)["unit"] == ONE
    book.add("taken", two, "custody", parent=sample, step="接收", at=at("15:10"), from_person="甲",
             to_person="曾", signed_both=True, seal_no="XG-00871", seal_ok=True)  # fmt: skip
    book.add(
        "result", two, "lab_result", parent=sample, methods=["形态鉴定", "荧光定量PCR"], tested_n=3,
        positive_n=1, sample_result="阳性", laboratory="示例县防检站", tester="曾", checker="钟",
        report_no="XGFJ-2026-118", issued_at=at("17:00", 4),
    )  # fmt: skip
    assert re.fullmatch(rf"{sample}/{TWO}-01-\d+", book.no["result"])


def mended(book: Book) -> None:
    """The tree is felled, the drill written anew, the battery changed, the herder ordered off."""
    one, two, no = book.town.one, book.town.two, book.no
    assert shown(one, "drill", no["drill"])["state"] == "returned"
    one.run("edit", "drill", no["drill"], "--from", one.write({"place": "示例村示例沟"})).good()
    one.run("submit", "drill", no["drill"]).good()
    book.add("work", one, "disposal", sighting=no["tree"], sub_compartment="0012-00007",
             crew="兴绿林业队", start_on="2026-08-05", end_on="2026-08-06", felling="择伐",
             felled_n=14, volume_m3="3.286", stump_cm=4, stump_ways=["覆膜"], treats=["粉碎"],
             branches_done=True)  # fmt: skip
    for step, text in (("HANDLING", "已更换电池"), ("SUBMITTED", "四部对讲机测试正常")):
        (after := one.folder / f"{step}.jpg").write_bytes(jpeg(size=(64, 40 + len(step))))
        said = ("--values", json.dumps({"text": text}), "--photo", str(after))
        one.run("problem", "step", no["problem"], step, *said).good()
    paper_no = "示林罚〔2026〕11号"
    officers = {"parent": no["case"], "officers": [no["丙"], no["丁"]]}
    order = {**officers, "step": "责令改正", "at": at("15:00", 5), "doc_no": paper_no,
             "facts": "在禁牧区放牧81头只", "law": "示例条例第10条",
             "content": "立即将羊群赶出禁牧区", "deadline": "2026-08-08"}  # fmt: skip
    served = {**officers, "step": "送达", "at": at("16:00", 5), "serve_mode": "直接送达",
              "served_no": paper_no, "party": no["party"], "place": "示例村"}  # fmt: skip
    book.several(two, "case_step", ordered=order, served=served)
    twice = two.run("add", "case_step", "--from", two.write(order), "--submit").refused()
    assert [row["code"] for row in twice["details"]] == ["case.doc_no"]


def signed_by_the_county(book: Book) -> None:
    """The drill is approved, the felling accepted, the problem closed, the case decided."""
    county, no = book.town.county, book.no
    county.run("review", "approve", "drill", no["drill"]).good()
    book.add("accepted", county, "acceptance", parent=no["work"], at=at("16:10", 7),
             inspectors="钟 李", stump_cm=4, left_n=0, acceptance="合格")  # fmt: skip
    for step in ("RECTIFIED", "CLOSED"):
        county.run("problem", "step", no["problem"], step).good()
    both = {"parent": no["case"], "officers": [no["钟科长"], no["李科员"]]}
    words = {"facts": "初次且及时改正", "law": "行政处罚法第33条", "content": "不予处罚"}
    book.several(
        county, "case_step",
        gone={**both, "step": "复查", "at": at("10:00", 8), "facts": "已离开"},
        spared={**both, "step": "不予处罚", "at": at("10:00", 20), **words},
        closed={**both, "step": "结案", "at": at("10:00", 21)},
    )  # fmt: skip


def looked_at_again(book: Book) -> None:
    """A fortnight later nothing is found at the tree; both stations know what was said."""
    one, no = book.town.one, book.no
    book.add("again", one, "pest", pest="松材线虫病疑似", seen_at=at("09:00", 18), position=PLACE,
             nothing_found=True, recheck_of=no["tree"])  # fmt: skip
    assert shown(one, "drill", no["drill"])["state"] == "approved"
    assert shown(book.town.two, "case_step", no["closed"])["step"] == "结案"
