"""Papers 9.14 and 9.16: occurrence and control, forecasts, the four rates 四率 (§4)."""

from __future__ import annotations

from patrol_app.domain.indicators import DASH
from patrol_app.domain.records.pest_figures import Forecast, ReportedFigure
from patrol_app.reports.pest_reading import Asked, word, words_of
from patrol_app.reports.table_model import Head, Ledger, Row, mu_text, words
from patrol_app.services.four_rates import RateLine, areas_between, four_rates
from patrol_app.services.listing import pages
from patrol_app.services.pest_areas import Area, Areas
from patrol_app.services.ports import Condition, Listing
from patrol_app.services.units import town_words

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
    """(pest, county, township) -> areas of the period."""
    return areas_between(asked.queries, asked.codes, asked.first, asked.last)


def control(asked: Asked) -> Ledger:
    """9.14 T1: occurrence, control and disaster area by pest and township."""
    found = areas(asked)
    named = town_words(asked.queries, ((county, town) for _pest, county, town in found))
    rows = []
    for (pest, county, town), area in sorted(found.items()):
        cells = (words(pest), words(named[county, town]), *_figures(area))
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
        change = change_text(one.area_mu_e4, one.last_mu_e4)
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


def change_text(now: int | None, last: int | None) -> str:
    """Percent above or below last year with two decimals; — without a year before."""
    if not last or now is None:
        return DASH
    e2 = (now - last) * 10_000 // last
    return f"{'-' if e2 < 0 else '+'}{abs(e2) // 100}.{abs(e2) % 100:02d}"


NAMES = {
    "disaster_rate": "成灾率",
    "forecast_accuracy": "测报准确率",
    "clean_control": "无公害防治率",
    "nursery_inspection": "种苗产地检疫率",
}
GUARDS = {
    "no_forest": "成灾率：没有上报现有林与幼林面积，分母为零，不计算。",
    "no_actual": "测报准确率：实际发生面积为零，不计算。",
    "no_forecast": "测报准确率：没有本年全年的趋势预测，不计算。",
    "below_zero": "测报准确率：预测超过实际的两倍，按0计。",
    "no_control": "无公害防治率：没有防治面积，分母为零，不计算。",
    "no_due": "种苗产地检疫率：没有上报应检面积，分母为零，不计算。",
}


def rates(asked: Asked) -> Ledger:
    """9.16: the four rates with their parts, targets and whether they are met."""
    lines = four_rates(asked.queries, asked.codes, asked.first, asked.last, asked.book)
    return asked.ledger(
        "9.16",
        "四率计算表",
        heads=RATE_HEADS,
        rows=tuple(Row(_rate(line), line.reported) for line in lines),
        signers=("填    报：", "审    核："),
        notes=(
            "测报准确率以实际发生面积为基数：(1－|预测－实际|÷实际)×100%，分子栏为预测面积；"
            "有上报数据时以上报数据为准；分母为零记“—”。",
            *(GUARDS[line.guard] for line in lines if line.guard),
        ),
    )


def _rate(line: RateLine) -> tuple[str, ...]:
    rate, rule = line.rate, line.rule
    target, met, source = DASH, DASH, DASH
    if rule is not None:
        figure = rule.value / 10_000 * rate.per
        target = f"{'≤' if line.at_most else '≥'}{figure:g}"
        met = DASH if line.met is None else "达标" if line.met else "未达标"
        source = f"{rule.source}（未核实）" if rule.unverified else rule.source
    part = mu_text(rate.part) if rate.part >= 0 else DASH
    unit = "‰" if line.at_most else "%"
    return (NAMES[line.key], part, mu_text(rate.whole), rate.text(), unit, target, met, source)


def figures(asked: Asked, year: int, figure: str) -> list[ReportedFigure]:
    """Reported figures of one kind and year in the units asked for."""
    return [
        one
        for one in _of_year(asked, "reported_figure", (year,))
        if isinstance(one, ReportedFigure) and one.figure == figure
    ]


def _of_year(asked: Asked, code: str, years: tuple[int, ...]) -> list[object]:
    conditions = (Condition("year", "in", years), Condition("unit", "in", asked.codes))
    listing = Listing(code, conditions, ("submitted", "changed"), order="year", descending=False)
    return [row.record for row in pages(asked.queries, listing)]
