"""First detection, a drill, a grazing case and a problem, played by four data folders.

Two stations, a county and a city; each command is a start of the program, each word between them
a file. By the services, because the command line lacks it: photos of a violation, the thread of
a tree, the clock of a first case. Figures of the city are those counted here by hand.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.rules.first_report import calls
from patrol_app.services.pest_thread import Thread, thread
from tests.e2e import chapters
from tests.e2e.chapters import Book
from tests.e2e.program import Program
from tests.e2e.town import TWO, Town, cells, inside, paper, shown

pytestmark = pytest.mark.ci

DOC = (Path(__file__).resolve().parents[2] / "docs" / "evidence.md").read_text("utf-8")
TOOLS = ("age", "age-keygen", "openssl", "unzip", "sha256sum", "bash")
MISSING = [one for one in TOOLS if shutil.which(one) is None]
AUGUST = ("--from", "2026-08-01", "--to", "2026-08-31")


@pytest.mark.skipif(bool(MISSING), reason=f"public tools are missing: {MISSING}")
@pytest.mark.timeout(900)  # some hundred starts of the program
def test_four_stories_are_told_alike_at_every_level(tmp_path: Path) -> None:
    book = Book(Town(tmp_path))
    town = book.town
    chapters.found(book)
    chapters.drilled(book)
    chapters.driven_off(book)
    town.meet()
    chapters.judged_by_the_county(book)
    chapters.tested_by_the_laboratory(book)
    town.meet()
    chapters.mended(book)
    town.meet()
    chapters.signed_by_the_county(book)
    town.down()
    chapters.looked_at_again(book)
    town.up()
    _the_first_case_is_closed(book)
    _the_drill_counts(book)
    _the_case_is_whole(book, tmp_path / "court")
    _the_problem_is_gone(book)
    for side in (town.city, town.county, town.one, town.two):
        side.run("check").good()
        assert side.parts() == []


# ---- what the city counts, and what anybody can check


def _the_first_case_is_closed(book: Book) -> None:
    """The same thread at station, county and city; who was told when; three papers."""
    town, no = book.town, book.no
    threads = []
    for side in (town.one, town.county, town.city):
        with inside(side) as app:
            head = app.records.named("pest", no["tree"]).record
            now = app.clock.now_ms()
            threads.append(thread(app.store.queries, head.id, builtin_book(), now))
            told = app.store.queries.children("first_report", "parent_id", head.id)
        assert isinstance(head, PestSighting)
        reports = [row.record for row in told if isinstance(row.record, FirstReport)]
        clock = calls(head.seen_at, reports, builtin_book())
        assert [(one.level, one.told_ms is not None) for one in clock] == [
            ("林业站/乡镇", True), ("县级", True), ("市级", True), ("省级", False),
        ]  # fmt: skip
        assert [one.late(now) for one in clock] == [False, False, False, True]
    first: Thread = threads[0]
    assert threads == [first] * 3
    assert (first.state, first.result, first.intact) == ("closed", "阳性", True)
    titles = [one.title for one in first.steps]
    assert titles == ["松材线虫病疑似", "报告", "取样", "报告", "封装", "报告", "送检", "接收",
                      "阳性", "除治", "合格", "复查"]  # fmt: skip
    samples, lab, works = (
        cells(paper(town.city, f"{code}.pdf", "report", code, *AUGUST))
        for code in ("pest-samples", "pest-lab", "pest-disposal")
    )
    one = "YP-001"
    assert (samples[one, "重量g"], samples[one, "取样人"], samples[one, "封签号"]) == (
        "160", "甲、乙", "XG-00871",
    )  # fmt: skip
    report = "XGFJ-2026-118"
    assert (lab[report, "样品数"], lab[report, "阳性数"], lab[report, "结果"]) == ("3", "1", "阳性")
    place = "0012-00007"
    assert (works[place, "采伐株数"], works[place, "材积m³"]) == ("14", "3.2860")
    assert works[place, "验收"].startswith("合格")
    for found in (samples, lab, works):
        assert len({row for row, _column in found} - {"合计"}) == 1


def _the_drill_counts(book: Book) -> None:
    """Record and figures at the city are the station's: 9, 11 and 32 minutes, 2 of 3, 70 points."""
    town, no = book.town, book.no
    held = shown(town.city, "drill", no["drill"])
    assert (held["state"], held["place"]) == ("approved", "示例村示例沟")
    # 0.20 x 90 + 0.15 x 80 + 0.30 x 70 + 0.15 x 60 + 0.20 x 50
    own = {"due": 3, "present": 2, "assembly_s": 540, "travel_s": 660, "attack_s": 1920,
           "score_e2": 7000}  # fmt: skip
    assert own.items() <= held["own"].items()
    sheets = []
    for side in (town.one, town.city):
        sheet = cells(paper(side, "drill.pdf", "report", "drill-record", "--of", no["drill"]))
        sheets.append({column: text for (_row, column), text in sheet.items()})
    assert sheets[0] == sheets[1]
    said = [sheets[0][name] for name in ("集结用时", "机动用时", "首攻用时")]
    assert said == ["9分00秒", "11分00秒", "32分00秒"]
    assert "66.67%" in sheets[0]["人员"] and "70.00" in sheets[0]["总分"]
    paper(town.one, "card.pdf", "report", "readiness-card", "--of", no["team"])


def _the_case_is_whole(book: Book, court: Path) -> None:
    """Papers of each step, the ledger's sums, and the package as the court checks it."""
    town, no = book.town, book.no
    for name in ("checked", "asked", "ordered", "served"):
        paper(town.two, f"{name}.pdf", "case", "paper", no[name])
    paper(town.city, "index.pdf", "case", "paper", no["case"])
    ledger = cells(paper(town.city, "ledger.pdf", "case", "ledger", "--month", "2026-08"))
    texts = {column: text for (_row, column), text in ledger.items()}
    # 46 x 1.0 + 32 x 0.8 + 3 x 5
    assert (texts["畜种×头数"], texts["羊单位"]) == ("绵羊×46、山羊×32、黄牛×3", "86.60")
    assert (texts["文书号"], texts["罚款(元)"]) == ("示林罚〔2026〕11号", "—")
    assert texts["证据号"].count(TWO) == 3
    found = town.city.run("case", "show", no["case"]).good().document
    assert [row["step"] for row in found["steps"]] == [
        "现场检查", "询问", "立案", "责令改正", "送达", "复查", "不予处罚", "结案",
    ]  # fmt: skip
    assert found["limits"] == []
    _checked_by_anybody(town.city, no["case"], court)


def _checked_by_anybody(city: Program, number: str, court: Path) -> None:
    """The city packs it for the court, whose clerk types what docs/evidence.md says."""
    court.mkdir()
    key = court / "court.key"
    subprocess.run(["age-keygen", "-o", key], check=True, capture_output=True)
    told = subprocess.run(["age-keygen", "-y", key], check=True, capture_output=True, text=True)
    sealed = court / "case.zip.age"
    packed = city.run("case", "pack", number, "--to", told.stdout.strip(), "--out", sealed).good()
    assert packed.document["absent"] == []
    typed, chain = re.findall(r"```(?:sh)?\n(.*?)```", DOC, re.S)
    said = subprocess.run(["bash", "-ec", typed], cwd=court, check=True, capture_output=True,
                          text=True).stdout  # fmt: skip
    case = court / "case"
    statement = (case / "proof/statement.txt").read_text("utf-8")
    told_sums = json.loads(statement.removeprefix("HL-evidence-1"))
    (line,) = [row for row in said.splitlines() if row.endswith("  SHA256SUMS")]
    assert told_sums["sums"] == line.split()[0]
    (case / "chain.sh").write_text(chain, "utf-8")
    (command,) = re.findall(r"`(bash chain\.sh [^`]+)`", DOC)
    named = ""
    for one in told_sums["chains"]:
        run = command.replace("STREAM", one["stream"])
        for word in ("link_before", "link_upto"):
            run = run.replace(word.upper(), one[word])
        subprocess.run(["bash", "-ec", run], cwd=case, check=True)
        named += (case / f"proof/chain-{one['stream']}.txt").read_text("ascii")
    assert len(told_sums["chains"]) == 2, "the station's journal and the county's"
    hashes = re.findall(r"^([0-9a-f]{64})  entries/([0-9a-f]{64})\.json$", said, re.M)
    assert hashes and all(own == name and name in named for own, name in hashes)
    # a photo that was touched is found out by the same words
    photo = next((case / "originals").iterdir())
    photo.write_bytes(photo.read_bytes() + b"x")
    again = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    assert subprocess.run(again, cwd=case, capture_output=True).returncode != 0
    assert len(list((case / "originals").iterdir())) == 3
    assert len(list((case / "papers").iterdir())) == 5, "four papers and the index"


def _the_problem_is_gone(book: Book) -> None:
    """Six steps of two levels, closed at all of them; ledger and closing sheet."""
    town, no = book.town, book.no
    for side in (town.one, town.county, town.city):
        (line,) = side.run("problem", "list").good().items
        assert (line["number"], line["state"]) == (no["problem"], "CLOSED")
    ledger = cells(paper(town.city, "problems.pdf", "problem", "ledger", "--month", "2026-08"))
    assert ledger[no["problem"], "来源"] == "扑火演练"
    assert ledger[no["problem"], "描述"] == "对讲机电量不足"
    assert {row for row, _column in ledger} - {"合计"} == {no["problem"]}
    paper(town.city, "closing.pdf", "problem", "closing", no["problem"])
