"""Papers 9.14 and 9.16: occurrence and control, forecasts, the four rates 四率 (§4)."""

from __future__ import annotations

from patrol_app.domain import pest_rates
from patrol_app.domain.indicators import DASH
from patrol_app.domain.pest_rates import Rate
from patrol_app.domain.records.pest_figures import Forecast, ReportedFigure
from patrol_app.reports.pest_reading import Asked, word, words_of
from patrol_app.reports.table_model import Head, Ledger, Row, mu_text, words
from patrol_app.services.listing import pages
from patrol_app.services.pest_areas import Area, Areas, areas_of
from patrol_app.services.ports import Condition, Listing

CONTROL_HEADS = (
    Head("有害生物", 14), Head("乡镇", 14), Head("发生·轻\n(亩)", 10, True),
    Head("发生·中\n(亩)", 10, True), Head("发生·重\n(亩)", 10, True),
    Head("发生合计\n(亩)", 11, True), Head("防治面积\n(亩)", 11, True),
    Head("无公害防治\n(亩)", 11, True), Head("成灾面积\n(亩)", 11, True),
)  # fmt: skip
FORECAST_HEADS = (
    Head("年度", 6), Head("有害生物", 12), Head("范围", 10), Head("发生期", 12), Head("趋势", 6),
    Head("程度", 6), Head("预测面积\n(亩)", 10, True), Head("上年面积\n(亩)", 10, True),
    Head("比上年±%", 8, True), Head("依据", 14), Head("把握", 6), Head("措施", 20),
)  # fmt: skip
RATE_HEADS = (
    Head("指标", 20), Head("分子(亩)", 16, True), Head("分母(亩)", 16, True),
    Head("结果", 12, True), Head("单位", 6), Head("目标", 10, True), Head("是否达标", 10),
    Head("目标来源", 16),
)  # fmt: skip


def areas(asked: Asked) -> Areas:
    """(pest, township) -> areas of the period."""
    return areas_of(asked.records("survey"), asked.rows("webworm"), asked.records("control_work"))


def control(asked: Asked) -> Ledger:
    """9.14 T1: occurrence, control and disaster area by pest and township."""
    found = areas(asked)
    rows = []
    for (pest, town), area in sorted(found.items()):
        cells = (words(pest), words(town), *_figures(area))
        rows.append(Row(cells, tuple(area.numbers)))
    total = Area()
    for area in found.values():
        for grade, size in area.grades.items():
            total.grades[grade] += size
        total.controlled += area.controlled
        total.clean += area.clean
        total.disaster += area.disaster
    return asked.ledger(
        "9.14",
        "林业有害生物发生防治统计表",
        heads=CONTROL_HEADS,
        rows=tuple(rows),
        total=("合计", "", *_figures(total)) if rows else (),
        signers=("填    表：", "审    核：", "负 责 人："),
        notes=("松材线虫病不分轻中重，有病死树即计成灾；同一地点在报告期内不重复计算面积。",),
    )


def _figures(area: Area) -> tuple[str, ...]:
    grades = (area.grades["轻"], area.grades["中"], area.grades["重"], area.occurred)
    return tuple(mu_text(one) for one in (*grades, area.controlled, area.clean, area.disaster))


def forecasts(asked: Asked) -> Ledger:
    """9.14 T2: what is expected in the year of the last day and the one after it."""
    rows = []
    years = (int(asked.last[:4]), int(asked.last[:4]) + 1)
    for one in _of_year(asked, "forecast", years):
        if not isinstance(one, Forecast):
            continue
        change = DASH
        if one.last_mu_e4 and one.area_mu_e4 is not None:
            e2 = (one.area_mu_e4 - one.last_mu_e4) * 10_000 // one.last_mu_e4
            change = f"{'-' if e2 < 0 else '+'}{abs(e2) // 100}.{abs(e2) % 100:02d}"
        basis = words_of("forecast_basis", one.bases)
        cells = (
            f"{one.year}\n{one.span}", words(one.pest_name), words(one.town), words(one.period),
            word("trend", one.trend), word("degree", one.degree), mu_text(one.area_mu_e4),
            mu_text(one.last_mu_e4), change,
            f"{basis}\n{one.model_note}" if one.model_note else basis,
            word("confidence", one.confidence), words(one.measures),
        )  # fmt: skip
        rows.append(Row(cells, (one.number,)))
    return asked.ledger(
        "9.14-2",
        "林业有害生物趋势预测表",
        heads=FORECAST_HEADS,
        rows=tuple(rows),
        signers=("填    表：", "审    核：", "负 责 人："),
        notes=("辅助预测，非实测。GM(1,1)须有四年以上数据并列出 C、P 值。",),
    )


def rates(asked: Asked) -> Ledger:
    """9.16: the four rates with their parts, targets and whether they are met."""
    year = int(asked.last[:4])
    found = areas(asked).values()
    disaster = _sum(asked, year, "DISASTER") or sum(one.disaster for one in found)
    occurred = _sum(asked, year, "OCCURRED") or sum(one.occurred for one in found)
    controlled = _sum(asked, year, "CONTROLLED") or sum(one.controlled for one in found)
    clean = _sum(asked, year, "CLEAN") or sum(one.clean for one in found)
    expected = [
        one.area_mu_e4 or 0
        for one in _of_year(asked, "forecast", (year,))
        if isinstance(one, Forecast) and one.span == "全年" and not one.town
    ]
    accuracy = pest_rates.forecast_accuracy(sum(expected) if expected else -1, occurred)
    due, done = _sum(asked, year, "NURSERY_DUE"), _sum(asked, year, "NURSERY_DONE")
    made = (
        (
            "成灾率",
            pest_rates.disaster_rate(disaster, _sum(asked, year, "FOREST")),
            "disaster_rate",
        ),
        ("测报准确率", accuracy, "forecast_accuracy"),
        ("无公害防治率", pest_rates.clean_control_rate(clean, controlled), "clean_control"),
        ("种苗产地检疫率", pest_rates.nursery_inspection_rate(done, due), "nursery_inspection"),
    )
    rows = tuple(Row(_rate(asked, *one), ()) for one in made)
    return asked.ledger(
        "9.16",
        "四率计算表",
        heads=RATE_HEADS,
        rows=rows,
        signers=("填    报：", "审    核："),
        notes=(
            "测报准确率以实际发生面积为基数：(1－|预测－实际|÷实际)×100%，分子栏为预测面积；"
            "有上报数据时以上报数据为准；分母为零记“—”。",
        ),
    )


def _rate(asked: Asked, name: str, rate: Rate, key: str) -> tuple[str, ...]:
    rule = asked.book.find(f"target.{key}", asked.last)
    at_most = rate.per == pest_rates.PER_MILLE
    target, met, source = DASH, DASH, DASH
    if rule is not None:
        figure = rule.value / 10_000 * rate.per
        target = f"{'≤' if at_most else '≥'}{figure:g}"
        reached = rate.meets(rule.value, at_most=at_most)
        met = DASH if reached is None else "达标" if reached else "未达标"
        source = f"{rule.source}（未核实）" if rule.unverified else rule.source
    part = mu_text(rate.part) if rate.part >= 0 else DASH
    unit = "‰" if at_most else "%"
    return (name, part, mu_text(rate.whole), rate.text(), unit, target, met, source)


def figures(asked: Asked, year: int, figure: str) -> list[ReportedFigure]:
    """Reported figures of one kind and year in the units asked for."""
    return [
        one
        for one in _of_year(asked, "reported_figure", (year,))
        if isinstance(one, ReportedFigure) and one.figure == figure
    ]


def _sum(asked: Asked, year: int, figure: str) -> int:
    """A reported area: the whole (no township) where it is given, else the townships' sum."""
    found = figures(asked, year, figure)
    whole = [one for one in found if not one.town]
    return sum(one.area_mu_e4 or 0 for one in (whole or found))


def _of_year(asked: Asked, code: str, years: tuple[int, ...]) -> list[object]:
    conditions = (Condition("year", "in", years), Condition("unit", "in", asked.codes))
    listing = Listing(code, conditions, ("submitted", "changed"), order="year", descending=False)
    return [row.record for row in pages(asked.queries, listing)]
