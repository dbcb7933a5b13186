"""T5 会商纪要: minutes of a trend consultation, every forecast of one meeting (§4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import paper_date, paper_text
from patrol_app.domain.records.pest_figures import Forecast
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.reports import flow, paper
from patrol_app.reports.pest_reading import asked, word, words_of
from patrol_app.reports.pest_totals import areas, change_text
from patrol_app.reports.table_model import mu_text, words
from patrol_app.reports.table_pdf import INTERNAL
from patrol_app.services.pest_areas import Areas
from patrol_app.services.pest_series import series
from patrol_app.services.pest_year import year_to
from patrol_app.services.ports import Clock, Condition, Listing, Queries
from patrol_app.services.rules import rule_book

TITLE = "林业有害生物发生趋势会商纪要"
SIGNERS = ("记    录：", "主    持：", "负 责 人：")
YEAR_COLUMNS = ("有害生物", "轻", "中", "重", "发生合计", "防治", "成灾", "上年发生", "比上年±%")
AHEAD_COLUMNS = (
    "有害生物",
    "范围",
    "发生期",
    "趋势",
    "程度",
    "预测面积",
    "上年",
    "±%",
    "依据",
    "把握",
)
INNER = A4[0] - 2 * flow.MARGIN


@dataclass(frozen=True)
class Minutes:
    """The whole paper.

    Attributes:
        head: facts of the meeting; so_far: rows of this year; ahead: rows of the forecasts.
        texts: (heading, rows of pest and words); models: figures of models as kept.
        numbers: of the forecasts.
    """

    head: tuple[tuple[str, str], ...]
    so_far: tuple[tuple[str, ...], ...]
    ahead: tuple[tuple[str, ...], ...]
    texts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    models: tuple[str, ...]
    numbers: tuple[str, ...]
    as_of: str
    sample: bool
    notes: tuple[str, ...] = (
        "面积单位：亩。辅助预测，非实测。本年数据截至会商当日，同一地点不重复计算面积。",
    )


def build(queries: Queries, clock: Clock, number: str) -> Minutes:
    """The minutes of the meeting that the forecast ``number`` belongs to.

    A meeting is what one unit consulted on one day about one year; drafts of others are left out.

    Raises:
        UserError: ``pest.forecast``: there is none of this number; ``pest.met_on``: nobody
            entered on which day it was consulted.
    """
    stored = queries.find("forecast", number)
    if stored is None or not isinstance(stored.record, Forecast):
        raise UserError("pest.forecast", N_("There is no forecast {number}"), number=number)
    first = stored.record
    if not first.met_on:
        raise UserError("pest.met_on", N_("Minutes need the day of the consultation"),
                        field="met_on")  # fmt: skip
    conditions = (Condition("met_on", "=", first.met_on), Condition("unit", "=", first.unit))
    rows = queries.page(Listing("forecast", conditions, descending=False, limit=200)).rows
    told = [row.record for row in rows if isinstance(row.record, Forecast)]
    one_year = [one for one in told if one.year == first.year]
    if all(one.id != first.id for one in one_year):
        one_year.insert(0, first)
    return _minutes(queries, clock, one_year)


def _minutes(queries: Queries, clock: Clock, told: Sequence[Forecast]) -> Minutes:
    first = told[0]
    day = first.met_on or ""
    book = rule_book(queries)
    question = asked(queries, clock, first.unit, year_to(book, day), day)
    head = (
        ("会商日期", paper_date(day)),
        ("会商单位", question.unit_name),
        ("预测时段", f"{first.year}年 {'、'.join(dict.fromkeys(one.span for one in told))}"),
        ("发布单位", _joined(one.issued_by for one in told)),
        ("参加人员", _joined(one.participants for one in told)),
        ("记录编号", "、".join(one.number for one in told)),
    )
    texts = tuple(
        (heading, tuple((words(one.pest_name), value) for one in told
                        if (value := getattr(one, name).strip())))
        for heading, name in (
            ("三、会商意见", "opinions"),
            ("四、防治措施", "measures"),
            ("五、会商结论", "conclusion"),
        )
    )  # fmt: skip
    return Minutes(
        head,
        tuple(_so_far(queries, areas(question), [one.pest_name for one in told], day)),
        tuple(_ahead(one) for one in told),
        texts,
        tuple(f"{one.pest_name}：{one.model_note}" for one in told if one.model_note.strip()),
        tuple(one.number for one in told),
        paper_text(question.now_ms),
        first.unit.startswith("DEMO"),
    )


def _so_far(
    queries: Queries, found: Areas, named: Sequence[str], day: str
) -> list[tuple[str, ...]]:
    """One row a pest: this year's areas, last year's occurrence and the change."""
    rows, year = [], int(day[:4])
    for pest in dict.fromkeys([*named, *(name for name, *_place in found)]):
        parts = [area for (name, *_place), area in found.items() if name == pest]
        known = {one.year: one.area_mu_e4 for one in series(queries, pest, day)}
        grades = [sum(part.grades[grade] for part in parts) for grade in ("轻", "中", "重")]
        occurred = known.get(year, sum(part.occurred for part in parts))
        last = known.get(year - 1)
        rows.append(
            (
                words(pest), *(mu_text(one) for one in grades), mu_text(occurred),
                mu_text(sum(part.controlled for part in parts)),
                mu_text(sum(part.disaster for part in parts)), mu_text(last),
                change_text(occurred, last),
            )
        )  # fmt: skip
    return rows


def _ahead(one: Forecast) -> tuple[str, ...]:
    return (
        words(one.pest_name), words(one.town), words(one.period), word("trend", one.trend),
        word("degree", one.degree), mu_text(one.area_mu_e4), mu_text(one.last_mu_e4),
        change_text(one.area_mu_e4, one.last_mu_e4), words_of("forecast_basis", one.bases),
        word("confidence", one.confidence),
    )  # fmt: skip


def _joined(texts: Iterable[str]) -> str:
    kept = [text.strip() for text in texts if text.strip()]
    return "；".join(dict.fromkeys(kept)) or DASH


def render(minutes: Minutes, out: BinaryIO) -> int:
    """Write the minutes to ``out``; the number of pages."""
    sample = " · 示例数据，非真实记录" if minutes.sample else ""
    facts = dict(minutes.head)
    head = flow.Head(
        title=TITLE,
        left=f"会商单位：{facts['会商单位']}",
        right=f"会商日期：{facts['会商日期']}",
        footer=paper.Footer(
            f"林巡 Patrol · 数据截至 {minutes.as_of} · {INTERNAL}{sample}",
            f"表号 LX-T5-{minutes.numbers[0]}",
        ),
        signers=SIGNERS,
        name=f"{TITLE} {minutes.numbers[0]}",
    )
    return flow.render(head, A4, lambda: _parts(minutes), out)


def _parts(minutes: Minutes) -> Sequence[Flowable]:
    made: list[Flowable] = [
        flow.pairs(minutes.head, INNER, 2),
        flow.caption("一、本年发生与防治情况（亩）"),
        flow.headed(YEAR_COLUMNS, minutes.so_far, (24, 14, 14, 14, 17, 17, 15, 17, 16), INNER,
                    figures=tuple(range(1, 9))),
        flow.caption("二、发生趋势预测（亩）"),
        flow.headed(AHEAD_COLUMNS, minutes.ahead, (20, 16, 26, 11, 11, 17, 17, 14, 22, 11), INNER,
                    figures=(5, 6, 7)),
    ]  # fmt: skip
    for heading, rows in minutes.texts:
        made += [flow.caption(heading), flow.headed(("有害生物", "内容"), rows, (24, 124), INNER)]
    notes = [f"模型数据：{'；'.join(minutes.models)}。"] if minutes.models else []
    made.append(flow.note("说明：" + "".join([*notes, *minutes.notes])))
    return made
