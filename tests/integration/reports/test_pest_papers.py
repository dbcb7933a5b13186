"""One abnormal tree from finding to re-check on a real store, and every pest paper of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from patrol_app import i18n
from patrol_app.bootstrap import App
from patrol_app.domain.builtin_rules import builtin_book
from patrol_app.errors import UserError
from patrol_app.services.pest_thread import thread
from patrol_app.services.report_types import PEST_PAPERS, Paper
from tests.support import pests as make
from tests.support.folders import station_copy
from tests.support.records import PLACE, at

needs_tools = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is missing")
FIRST, LAST = "2026-01-01", "2026-08-03"


@dataclass
class Season:
    """A station with one thread and what belongs to it, by name."""

    app: App
    ids: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, code: str, /, **changes: Any) -> None:
        """A submitted record, kept under ``name``."""
        values = {**make.SAMPLES.get(code, {}), **changes}
        made = self.app.records.new(
            code, values, self.app.session.actor, submit=code != "survey_round"
        )
        self.ids[name], self.numbers[name] = made.record.id, made.record.number


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Season]:
    """Two sheets, one tree with sample, result, disposal, acceptance; traps, webworm, figures."""
    i18n.use("zh_CN")
    made = Season(station_copy(Path(tmp_path_factory.mktemp("pests"))))
    me = made.app.session.actor.id
    other = made.app.records.new("person", {"name": "示例乙"}, made.app.session.actor).record.id
    made.add("round", "survey_round")
    who = {"surveyor_ids": (me,)}
    made.add("clean", "survey", round_id=made.ids["round"], xiao_ban="00008", **who)
    made.add(
        "sheet", "survey", round_id=made.ids["round"], **who, nothing_found=None, dead_n=2,
        pines_n=300, position=PLACE, sampled_n=2, positive_n=1, infected_n=1,
        report_no="XGFJ-2026-118", is_epidemic=True, epidemic_area_mu_e4=1_000_000,
    )  # fmt: skip
    made.add(
        "tree", "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=PLACE,
        trees=({"key": "aaaaaaaa", "state": "枯死", "count": 1},), tree_no="YC-0312",
        survey_id=made.ids["sheet"], first_case=True,
    )  # fmt: skip
    tree = made.ids["tree"]
    made.add("call", "first_report", parent_id=tree, by_id=me, at=at("09:00"))
    made.add("sample", "sample", sighting_id=tree, survey_id=made.ids["sheet"],
             sampler_ids=(me, other))  # fmt: skip
    sample = made.ids["sample"]
    made.add("sealed", "custody", parent_id=sample)
    hand = {"signed_both": True, "to_person": "曾庆华", "parent_id": sample, "from_person": "刘"}
    made.add("sent", "custody", step="送检", at=at("16:30"), **hand)
    made.add("got", "custody", step="接收", at=at("16:52"), seal_ok=True, **hand)
    made.add("result", "lab_result", parent_id=sample)
    made.add("work", "disposal", survey_id=made.ids["sheet"], sighting_id=tree)
    made.add("seen", "acceptance", parent_id=made.ids["work"], at=at("17:40"))
    made.add("trap", "trap")
    for day, females in (("2026-07-28", 1), ("2026-08-02", 4), ("2026-08-03", 2)):
        made.add(day, "trap_check", parent_id=made.ids["trap"], checked_on=day, female_n=females)
    made.add("worm", "webworm", **who)
    made.add("spray", "control_work")
    made.add("said", "forecast", year=2026, area_mu_e4=1_212_000, last_mu_e4=1_000_000)
    made.add("forest", "reported_figure")
    yield made
    made.app.close()


def paper(season: Season, code: str, out: Path) -> Paper:
    """The paper of the season."""
    return season.app.reports.pest_paper(code, None, FIRST, LAST, out)


def text_of(path: Path) -> str:
    """The words of a PDF without spaces."""
    found = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return "".join(found.stdout.decode("utf-8").split())


BRANCHES = "直径超过1cm的枝桠全部除害（未核实）。"
GOLDEN = {
    "pest-survey": (
        "松材线虫病普查小班调查表",
        ["共2个小班，其中未发现异常1个", "调查：", "00008"],
    ),
    "pest-census": ("松材线虫病普查汇总表", ["172.8", "100.0", "示例乡", "合计"]),
    "pest-samples": ("取样登记/送检单", ["YP-001", "XG-00871", "160", "曾庆华", "16时52分"]),
    "pest-lab": ("检测鉴定报告登记", ["XGFJ-2026-118", "阳性", "示例县防检站"]),
    "pest-disposal": (
        "疫木除治施工台账",
        ["兴绿林业队", "3.2860", "合格", "伐桩高度不超过5cm。", BRANCHES],
    ),
    "pest-traps": ("诱捕器监测表", ["T-01", "2026-W32", "雌雄比7:3。"]),
    "pest-webworm": ("美国白蛾调查表", ["第1代", "2.50", "0.05", "中", "未核实"]),
    "pest-control": ("林业有害生物发生防治统计表", ["800.0", "720.0", "101.0", "松材线虫病"]),
    "pest-forecast": ("林业有害生物趋势预测表", ["121.2", "+21.20", "辅助预测，非实测"]),
    "pest-rates": ("四率计算表", ["0.008", "80.00", "90.00", "12790000.0"]),
}


@needs_tools
@pytest.mark.parametrize("code", PEST_PAPERS)
def test_a_paper_says_what_the_records_say(season: Season, tmp_path: Path, code: str) -> None:
    done = paper(season, code, tmp_path / "a.pdf")
    title, parts = GOLDEN[code]
    found = text_of(done.path)
    assert (done.title, done.pages) == (title, 1)
    for part in (title, "内部工作资料，未经批准不得公布", "示例数据", *parts):
        assert part in found, part


@pytest.mark.parametrize("code", PEST_PAPERS)
def test_a_workbook_holds_figures_as_numbers(season: Season, tmp_path: Path, code: str) -> None:
    done = paper(season, code, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    assert sheet["A1"].value == GOLDEN[code][0]
    assert sheet["A4"].value == 1
    assert done.cells


def test_totals_are_those_of_a_query_by_hand(season: Season, tmp_path: Path) -> None:
    """The summary, the traps and the disposal against SQL over the tables."""
    store: Any = season.app.store
    with store._reader.connect() as connection:
        one = connection.exec_driver_sql
        pine = one("SELECT SUM(pine_area_mu_e4) FROM survey WHERE state='submitted'").scalar()
        caught = one("SELECT SUM(female_n) + SUM(male_n) FROM trap_check").scalar()
        felled = one("SELECT SUM(felled_n) FROM disposal").scalar()
    census = paper(season, "pest-census", tmp_path / "a.pdf").cells
    areas = [cell.text for cell in census if cell.column == "普查面积(亩)"]
    assert areas == [f"{pine / 10_000:.1f}"] == ["172.8"]
    traps = paper(season, "pest-traps", tmp_path / "b.xlsx")
    rows = openpyxl.load_workbook(traps.path).worksheets[0]
    last = next(row for row in rows.iter_rows(values_only=True) if row[1] == "合计")
    assert last[12] == caught == 10
    works = paper(season, "pest-disposal", tmp_path / "c.xlsx")
    rows = openpyxl.load_workbook(works.path).worksheets[0]
    last = next(row for row in rows.iter_rows(values_only=True) if row[1] == "合计")
    assert last[5] == felled == 14


def test_catch_of_a_week(season: Season, tmp_path: Path) -> None:
    """28 July and 2 August are one calendar week, 3 August begins the next."""
    cells = paper(season, "pest-traps", tmp_path / "a.pdf").cells
    weeks = [(cell.text) for cell in cells if cell.column in ("周次", "周累计")]
    assert weeks == ["2026-W31", "7", "2026-W31", "7", "2026-W32", "3"]


def test_the_thread_of_a_tree(season: Season) -> None:
    """One time line from the sighting to the acceptance, with what is still to be done."""
    found = thread(season.app.store.queries, season.ids["tree"], builtin_book(), at("18:00").ms)
    assert [(step.type, step.done) for step in found.steps] == [
        ("pest", True), ("first_report", True), ("sample", True), ("custody", True),
        ("custody", True), ("custody", True), ("lab_result", True), ("disposal", True),
        ("acceptance", True), ("recheck", False),
    ]  # fmt: skip
    assert (found.tree, found.result, found.intact) == ("YC-0312", "阳性", True)
    assert found.state == "recheck"
    assert found.steps[-1].words_ms is not None
    due = found.steps[-1].words_ms - at("17:40").ms
    assert due == 12 * 86_400_000


def test_a_first_case_takes_addenda_only(season: Season) -> None:
    app, actor, tree = season.app, season.app.session.actor, season.ids["tree"]
    for act in (
        lambda: app.records.save("pest", tree, {"place": "x"}, None, actor),
        lambda: app.records.delete("pest", tree, "x", actor),
        lambda: app.reviews.withdraw(actor, "pest", [tree]),
        lambda: app.records.submit("pest", tree, actor),
    ):
        with pytest.raises(UserError) as fault:
            act()
        assert fault.value.code == "record.first_case"
    with pytest.raises(UserError) as fault:
        app.records.save("first_report", season.ids["call"], {"told": "x"}, None, actor)
    assert fault.value.code == "step.submitted"


def test_a_hand_over_is_judged_by_those_before_it(season: Season) -> None:
    values = {**make.SAMPLES["custody"], "parent_id": season.ids["sample"], "step": "检测"}
    with pytest.raises(UserError) as fault:
        season.app.records.new("custody", {**values, "at": at("16:40")}, season.app.session.actor,
                               submit=True)  # fmt: skip
    assert [one["code"] for one in fault.value.details] == ["custody.order"]


def test_a_result_makes_the_sub_compartment_an_epidemic_one(season: Season) -> None:
    """The clean sheet of another sample turns wrong once its wood is positive."""
    app, actor = season.app, season.app.session.actor
    sheet = season.ids["clean"]
    values = {**make.SAMPLES["sample"], "survey_id": sheet, "sample_no": "YP-2"}
    sample = app.records.new("sample", values, actor).record.id
    record = app.records.get("survey", sheet).record
    assert app.records.remarks("survey", record) == []
    values = {**make.SAMPLES["lab_result"], "parent_id": sample}
    app.records.new("lab_result", values, actor, submit=True)
    assert [one.code for one in app.records.remarks("survey", record)] == ["survey.locked"]


def test_an_unknown_paper_or_day_is_refused(season: Season, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    for code, first, last, expected in (
        ("pest-x", FIRST, LAST, "report.paper"),
        ("pest-lab", "2026-13-01", LAST, "field.date"),
        ("pest-lab", LAST, FIRST, "field.date"),
    ):
        with pytest.raises(UserError) as fault:
            season.app.reports.pest_paper(code, None, first, last, out)
        assert fault.value.code == expected
    empty = season.app.reports.pest_paper("pest-lab", None, "2020-01-01", "2020-01-02", out)
    assert empty.notes[0] == "本期无记录。"


@needs_tools
def test_the_line_of_a_tree_on_paper(season: Season, tmp_path: Path) -> None:
    done = season.app.reports.pest_thread(season.numbers["tree"], tmp_path / "a.pdf")
    found = text_of(done.path)
    for part in (
        "有害生物线索全程记录",
        "YC-0312",
        "验收合格，待复查",
        "内部工作资料",
        "XGFJ-2026-118",
    ):
        assert part in found, part
    steps = [cell.text for cell in done.cells if cell.column == "环节"]
    assert steps[:6] == ["发现异常", "首例报告", "取样", "封装", "送检", "接收"]
    assert steps[6:] == ["检测结果", "除治", "验收", "复查"]
    with pytest.raises(UserError) as fault:
        season.app.reports.pest_thread("X", tmp_path / "b.pdf")
    assert fault.value.code == "pest.sighting"


@needs_tools
def test_minutes_of_a_meeting_hold_every_forecast_of_it(season: Season, tmp_path: Path) -> None:
    """Two pests consulted on one day; this year's areas from the records, last year's reported."""
    season.add("last", "reported_figure", code="2025-OCC", year=2025, figure="OCCURRED",
               pest_name="美国白蛾", area_mu_e4=20_000)  # fmt: skip
    meeting = {
        "year": 2027, "met_on": "2026-08-03", "participants": "示例县林业局 示例林业站",
        "issued_by": "示例县林业有害生物防治检疫站", "opinions": "越冬基数偏高。" * 90,
        "conclusion": "总体上升。",
    }  # fmt: skip
    season.add("worms", "forecast", **meeting, degree="中", confidence="中", town="全县")
    season.add("wilt", "forecast", **meeting, pest_name="松材线虫病", bases=("GM(1,1)",),
               model_note="C=0.213 P=1.00", town="全县")  # fmt: skip
    number = season.numbers["worms"]
    done = season.app.reports.pest_minutes(number, tmp_path / "a.pdf")
    found = text_of(done.path)
    for part in ("发生趋势会商纪要", "2026年8月3日", "示例县林业有害生物防治检疫站", "总体上升。",
                 "C=0.213P=1.00", "辅助预测，非实测"):  # fmt: skip
        assert part in found, part
    cells = {(cell.row, cell.column): cell.text for cell in done.cells}
    assert cells[("美国白蛾", "中")] == "1.0"  # the one webworm survey of the season
    assert cells[("美国白蛾", "上年发生")] == "2.0"
    assert cells[("美国白蛾", "比上年±%")] == "-50.00"
    assert cells[("松材线虫病", "成灾")] == "100.0"
    assert season.numbers["wilt"] in cells[(number, "记录编号")]
    with pytest.raises(UserError) as fault:
        season.app.reports.pest_minutes(season.numbers["said"], tmp_path / "b.pdf")
    assert fault.value.code == "pest.met_on"


def test_a_rate_that_cannot_be_said_is_told_in_words(season: Season, tmp_path: Path) -> None:
    notes = "".join(paper(season, "pest-rates", tmp_path / "a.pdf").notes)
    assert "种苗产地检疫率：没有上报应检面积，分母为零，不计算。" in notes
    assert "成灾率：" not in notes
    app = season.app
    done = app.reports.pest_paper(
        "pest-rates", None, "2020-01-01", "2020-12-31", tmp_path / "b.pdf"
    )
    said = "".join(done.notes)
    for part in ("成灾率：没有上报", "测报准确率：实际发生面积为零", "无公害防治率：没有防治面积"):
        assert part in said, part
