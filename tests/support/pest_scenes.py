"""States of the page of pests that pictures are made of."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from patrol_app.bootstrap import App
from patrol_app.gui.context import Open
from patrol_app.gui.pages.pests import THREADS
from patrol_app.gui.pest.judging import COVERAGE, DEGREES, OUTLOOK, RATES, SPREAD, VIEWS
from patrol_app.services.pest_outlook import model_note, outlook, year_rows
from tests.support import pests as make
from tests.support.pest_ground import epidemic, middle
from tests.support.records import at

if TYPE_CHECKING:
    from tests.support.scenes import Stage

YEARS = ((2021, 28_740_000), (2022, 32_780_000), (2023, 33_370_000), (2024, 33_900_000),
         (2025, 36_790_000))  # fmt: skip
MEETING = {
    "met_on": "2026-08-03", "participants": "示例市林草局、示例县林业局、示例林业站",
    "issued_by": "示例县林业有害生物防治检疫站", "degree": "中", "confidence": "中", "town": "全县",
    "period": "5月上旬至9月下旬", "opinions": "越冬基数偏高，气温较常年略高，发生期可能提前。",
    "measures": "网幕期剪网，老熟幼虫期围草诱蛹，重点地段飞防。", "conclusion": "总体呈上升趋势。",
}  # fmt: skip


def season(app: App) -> dict[str, str]:
    """One tree from finding to acceptance, sheets of three years, figures, forecasts; their ids."""
    actor = app.session.actor
    ids: dict[str, str] = {}

    def add(name: str, code: str, /, **changes: Any) -> None:
        """A submitted record of the samples, kept under ``name``."""
        values = {**make.SAMPLES.get(code, {}), **changes}
        ids[name] = app.records.new(code, values, actor, submit=code != "survey_round").record.id

    epidemic(app)
    other = app.records.new("person", {"name": "示例乙"}, actor).record.id
    tree = {"trees": ({"key": "aaaaaaaa", "state": "枯死", "count": 1},), "host": "油松"}
    for number, tag in ((10, "YC-2026-0312"), (5, "YC-2026-0307"), (2, "YC-2026-0318")):
        add(tag, "pest", pest="松材线虫病疑似", seen_at=at("08:30"), position=middle(number),
            tree_no=tag, place="示例沟", sub_compartment=f"0012-{number:05d}", **tree)  # fmt: skip
    head = ids["YC-2026-0312"]
    add("sample", "sample", sighting_id=head, sampler_ids=(actor.id, other), position=middle(10))
    hand = {"signed_both": True, "to_person": "示例丙", "from_person": "示例乙",
            "parent_id": ids["sample"]}  # fmt: skip
    add("sealed", "custody", parent_id=ids["sample"])
    add("sent", "custody", step="送检", at=at("16:30"), **hand)
    add("got", "custody", step="接收", at=at("16:52"), seal_ok=True, **hand)
    add("result", "lab_result", parent_id=ids["sample"])
    aside = middle(10).model_copy(update={"lat": middle(10).lat + 15_000})
    add("work", "disposal", sighting_id=head, position=aside)
    add("seen", "acceptance", parent_id=ids["work"], at=at("17:40"))
    add("second", "sample", sighting_id=ids["YC-2026-0307"], sampler_ids=(actor.id, other),
        sample_no="YP-002", position=middle(5))  # fmt: skip
    add("first", "pest", pest="美国白蛾", seen_at=at("08:50"), position=middle(3), nest_count=3,
        place="国道旁", first_case=True)  # fmt: skip
    add("call", "first_report", parent_id=ids["first"], by_id=actor.id, at=at("09:00"))
    add("worm", "webworm", surveyor_ids=(actor.id,), position=middle(3))
    add("spray", "control_work")
    add("forest", "reported_figure")
    for year, area in YEARS:
        add(
            str(year), "reported_figure", code=f"{year}-OCCURRED-美国白蛾", year=year,
            figure="OCCURRED", pest_name="美国白蛾", area_mu_e4=area, source="年度统计报表",
        )  # fmt: skip
    note = model_note(outlook(YEARS))
    add(
        "forecast", "forecast", year=2026, area_mu_e4=37_507_000, last_mu_e4=36_790_000,
        series=year_rows(YEARS), bases=("GM(1,1)", "专家会商"), model_note=note, **MEETING,
    )  # fmt: skip
    return ids


def pest(stage: Stage) -> None:
    """Threads, forms with what stands beside them, and what can be judged."""
    from tests.support.scenes import settle

    front = stage.front
    ids = season(front.ctx.app) if stage.full else {}
    front.window.show_page("pest")
    page: Any = front.window.page("pest")
    page.refresh()
    page.show_type(THREADS)
    settle(front)
    if "YC-2026-0312" in ids:
        rows = [one.rec for one in page.threads._found]
        page.threads.table.select(rows.index(ids["YC-2026-0312"]))
        settle(front)
        page.threads.map.settle()
    stage.take("pest-threads", None)
    page.show_type("survey")
    stage.take("pest-sheets", None)
    for name, code in (("first", "pest"), ("sample", "sample"), ("forecast", "forecast")):
        if name in ids:
            page.accept(Open(code, ids[name]))
            stage.take(f"pest-form-{name}", None)
            page.close_editor(refocus=False)
    for code in VIEWS:
        page.judge(code)
        settle(front)
        view = page.editor
        if stage.full and code == OUTLOOK:
            view.pest.set_value("美国白蛾")
            view.take_records()
        if stage.full and code == DEGREES:
            view.text.set_value(weather())
            view.compute()
        stage.take(f"pest-{code}", None)
        if stage.full and code == COVERAGE:
            view.take(view.shown()[0])
            stage.take("pest-form-survey", None)
        if stage.full and code == SPREAD:
            view.bar.buttons["year"].choose("2025")
            view.bar.changed.emit("year", "2025")
            stage.take("pest-spread-2025", None)
            view.switch.choose("first")
            view.switch.changed.emit("first")
            settle(front)
            view.near.table.select(0)
            view.map.settle()
            stage.take("pest-spread-first", None)
        page.close_editor(refocus=False)
    assert RATES in VIEWS


def weather() -> str:
    """A spring that warms up, one day a line."""
    first = date(2026, 4, 1)
    lines = []
    for number in range(110):
        low = 40 + number * 3 // 2 + (number * 7 % 11) * 4
        lines.append(f"{first + timedelta(days=number)} {low / 10} {(low + 115) / 10}")
    return "\n".join(lines)
