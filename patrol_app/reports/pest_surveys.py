"""Papers 9.4a, 9.4b and 9.9: sub-compartment sheets, their summary, fall-webworm surveys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from patrol_app.domain.indicators import DASH, Share
from patrol_app.domain.instant import paper_date
from patrol_app.domain.records.pest_survey import Survey
from patrol_app.domain.records.webworm import WebwormSurvey, infested_e4
from patrol_app.reports.pest_reading import Asked, place_text, word, words_of, yes
from patrol_app.reports.pest_totals import figures
from patrol_app.reports.table_model import (
    Head,
    Ledger,
    Row,
    mu_text,
    number_text,
    scaled_text,
    words,
)
from patrol_app.services.pest_areas import places_of
from patrol_app.services.units import counties, in_one_county, town_words

SHEET_HEADS = (
    Head("县", 8), Head("乡", 8), Head("村", 8), Head("经营单位", 10), Head("林班", 6),
    Head("小班", 7), Head("面积\n(亩)", 7, True), Head("松林\n面积", 7, True), Head("树种", 7),
    Head("胸径", 5, True), Head("每公顷\n株数", 6, True), Head("枯死", 5, True),
    Head("濒死", 5, True), Head("衰弱", 5, True), Head("死亡原因", 8), Head("取样", 5, True),
    Head("检出", 5, True), Head("疫情\n小班", 5), Head("病死\n株", 5, True),
    Head("病株率\n%", 6, True), Head("天牛", 5), Head("坐标", 11), Head("方式", 8), Head("日期", 9),
)  # fmt: skip
CENSUS_HEADS = (
    Head("乡镇", 14), Head("应查松林面积\n(亩)", 11, True), Head("普查面积\n(亩)", 11, True),
    Head("普查率%", 9, True), Head("小班数", 8, True), Head("未发现\n异常小班", 8, True),
    Head("发生小班", 8, True), Head("发生面积\n(亩)", 10, True), Head("枯死株", 8, True),
    Head("病死株", 8, True), Head("疫点", 6, True), Head("上年\n发生面积", 10, True),
    Head("比上年\n(亩)", 10, True),
)  # fmt: skip
WEBWORM_HEADS = (
    Head("代次", 7), Head("日期", 8), Head("地点", 16), Head("类型", 7), Head("树种", 9),
    Head("调查株", 6, True), Head("有虫株", 6, True), Head("有虫株率%", 7, True),
    Head("网幕数", 6, True), Head("网/株", 6, True), Head("龄期", 8), Head("程度", 6),
    Head("失叶率%", 7, True), Head("面积(亩)", 8, True), Head("成灾", 5), Head("处置", 13),
)  # fmt: skip


def sheets(asked: Asked) -> Ledger:
    """9.4a: one row a sub-compartment, those with nothing found as well."""
    rows = []
    found: list[Survey] = asked.records("survey")
    for one in found:
        rate = Share(one.infected_n or 0, one.pines_n or 0)
        vector = number_text(one.vector_n) if one.vector_n is not None else yes(one.vector_signs)
        counts = (one.dead_n, one.dying_n, one.weak_n)
        seen = ["0" if one.nothing_found else number_text(count) for count in counts]
        cells = (
            words(one.county), words(one.town), words(one.village), words(one.manage_unit),
            words(one.lin_ban), words(one.xiao_ban), mu_text(one.area_mu_e4),
            mu_text(one.pine_area_mu_e4), words(one.species), scaled_text(one.dbh_cm_e1, 1),
            number_text(one.density_ha), *seen, word("death_cause", one.death_cause),
            number_text(one.sampled_n), number_text(one.positive_n), yes(one.is_epidemic),
            number_text(one.infected_n), rate.text(), vector, place_text(one.position),
            word("survey_means", one.survey_means),
            paper_date(one.surveyed_on) if one.surveyed_on else DASH,
        )  # fmt: skip
        rows.append(Row(cells, (one.number,)))
    clean = sum(1 for one in found if one.nothing_found)
    return asked.ledger(
        "9.4a",
        "松材线虫病普查小班调查表",
        heads=SHEET_HEADS,
        rows=tuple(rows),
        signers=("调    查：", "记    录：", "乡林业站：", "县防检站："),
        notes=(f"共 {len(found)} 个小班，其中未发现异常 {clean} 个。谁普查谁签字，谁负责谁签字。",),
    )


def census(asked: Asked) -> Ledger:
    """9.4b: by county and township; the newest sheet of a sub-compartment counts once (§2.3)."""
    towns: dict[tuple[str, str], list[Survey]] = defaultdict(list)
    county = counties(asked.queries, asked.codes)
    found: list[Survey] = asked.records("survey")
    places = places_of(found, county)
    latest = {(places[one.id], *_key(one)): one for one in found}  # by time: the last one stays
    for one in latest.values():
        towns[places[one.id]].append(one)
    own = in_one_county(towns)
    pines, before = (
        _reported(asked, figure, pest, county, own)
        for figure, pest in (("PINE", ""), ("OCCURRED", "松材"))
    )
    named = town_words(asked.queries, towns)
    rows = tuple(
        Row(
            _census_cells(named[place] or DASH, held, pines.get(place), before.get(place)),
            tuple(one.number for one in held),
        )
        for place, held in sorted(towns.items())
    )
    every = list(latest.values())
    due = sum(pines.values()) if set(towns) <= set(pines) else None
    last = sum(before.values()) if set(towns) <= set(before) else None
    points = sum(any(one.is_epidemic for one in held) for held in towns.values())
    total = list(_census_cells("合计", every, due, last))
    total[10] = str(points)
    return asked.ledger(
        "9.4b",
        "松材线虫病普查汇总表",
        heads=CENSUS_HEADS,
        rows=rows,
        total=tuple(total) if rows else (),
        signers=("填    报：", "审    核：", "负 责 人："),
        notes=(
            "同一小班多次调查只计最近一次；有疫情小班的乡镇计为疫点；"
            "应查松林面积、上年发生面积取自上报数据，未填时普查率记“—”。",
        ),
    )


def webworm(asked: Asked) -> Ledger:
    """9.9: fall-webworm surveys with grade and disaster line as judged on submit."""
    rows = []
    for stored in asked.rows("webworm"):
        one = stored.record
        if not isinstance(one, WebwormSurvey):
            continue
        nests = Share(one.nests_n or 0, one.checked_n or 0, per=1) if one.checked_n else None
        share = infested_e4(one)
        stage = "未发现" if one.nothing_found else words_of("pest_stage", one.stages)
        cells = (
            word("generation", one.generation),
            paper_date(one.surveyed_on) if one.surveyed_on else DASH,
            f"{one.town}{one.place}" or DASH, word("webworm_means", one.webworm_means),
            words_of("webworm_host", one.hosts), number_text(one.checked_n),
            "0" if one.nothing_found else number_text(one.infested_n), scaled_text(share, 2),
            "0" if one.nothing_found else number_text(one.nests_n),
            nests.text() if nests else DASH, stage, _judged(stored.judged, "grade"),
            scaled_text(one.leaf_loss_e2, 2), mu_text(one.area_mu_e4),
            _judged(stored.judged, "disaster"), words(one.treatment),
        )  # fmt: skip
        rows.append(Row(cells, (one.number,)))
    return asked.ledger(
        "9.9",
        "美国白蛾调查表",
        heads=WEBWORM_HEADS,
        rows=tuple(rows),
        signers=("调    查：", "审    核："),
        notes=("程度、成灾按本单位设定的分级标准判定（未核实）。",),
    )


def _key(one: Survey) -> tuple[str, ...]:
    return (one.village, one.lin_ban, one.xiao_ban, one.xi_ban)


def _census_cells(
    town: str, found: list[Survey], due: int | None, before: int | None
) -> tuple[str, ...]:
    area = sum(one.pine_area_mu_e4 or 0 for one in found)
    hit = [one for one in found if one.is_epidemic]
    occurred = sum(one.epidemic_area_mu_e4 or one.area_mu_e4 or 0 for one in hit)
    change = None if before is None else occurred - before
    sign = "-" if change is not None and change < 0 else ""
    return (
        town, mu_text(due), mu_text(area), Share(area, due or 0).text(), str(len(found)),
        str(sum(1 for one in found if one.nothing_found)), str(len(hit)), mu_text(occurred),
        str(sum(one.dead_n or 0 for one in found)), str(sum(one.infected_n or 0 for one in found)),
        "1" if hit else "0", mu_text(before),
        sign + mu_text(abs(change)) if change is not None else DASH,
    )  # fmt: skip


def _reported(
    asked: Asked, figure: str, pest: str, county: Mapping[str, str], own: Mapping[str, str]
) -> dict[tuple[str, str], int]:
    """Reported areas by county and township: of this year, of occurrence those of the year before.

    Args:
        asked: the question; figure, pest: which figures.
        county: by unit code; own: the county of a township that only one has.
    """
    year = int(asked.last[:4]) - (1 if figure == "OCCURRED" else 0)
    out: dict[tuple[str, str], int] = defaultdict(int)
    for one in figures(asked, year, figure):
        if one.town and one.area_mu_e4 is not None and pest in one.pest_name:
            where = county.get(one.unit, "") or own.get(one.town, "")
            out[where, one.town] += one.area_mu_e4
    return dict(out)


def _judged(judged: object, name: str) -> str:
    value = judged.get(name, {}).get("value", "") if isinstance(judged, dict) else ""
    return str(value) or DASH
