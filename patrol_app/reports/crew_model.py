"""队伍装备台账 (paper 9.13) and the readiness card of a crew, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import date_of, paper_date, paper_text
from patrol_app.domain.masking import masked_field
from patrol_app.domain.records.crew import Equipment, EquipmentAct
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.reports.drill_model import minutes_words
from patrol_app.reports.table_model import Head, Ledger, Row, number_text, words
from patrol_app.services.ports import Clock, Queries
from patrol_app.services.readiness import (
    OVERDUE,
    SCRAP,
    SCRAP_SOON,
    SOON,
    UNSOUND,
    Member,
    Readiness,
    readiness,
)

HEADS = (
    Head("名称", 20), Head("规格型号", 14), Head("编号", 22), Head("数量", 9, True),
    Head("完好数", 9, True), Head("完好率%", 11, True), Head("责任人", 14), Head("存放地点", 16),
    Head("启用日期", 15), Head("上次检修", 15), Head("下次检修", 15), Head("报废期", 15),
    Head("最近事项", 24),
)  # fmt: skip
WHY = {OVERDUE: "检修超期 {days} 天", SOON: "{days} 天内应检修", SCRAP: "超过报废期 {days} 天",
       UNSOUND: "待修 {days} 件", SCRAP_SOON: "{days} 天内到报废期"}  # fmt: skip
HOUR_COLUMNS = ("姓名", "应训学时", "已训学时", "差", "是否达标", "参加演练")
TREND_COLUMNS = ("日期", "演练", "到/应到", "集结", "机动", "首攻", "总分")
KIT_COLUMNS = ("装备", "规格", "数量", "完好", "事由")
CONTACT_COLUMNS = ("姓名", "职责", "电话", "体检有效期")


def equipment_ledger(queries: Queries, clock: Clock, team: str = "") -> Ledger:
    """9.13 of one team (number or id; empty for the first fire crew), with sums.

    Raises:
        UserError: ``crew.none``.
    """
    card = readiness(queries, clock, team)
    keepers = {thing.keeper_id for thing in card.held if thing.keeper_id}
    names = queries.names("person", sorted(keepers))
    rows = tuple(_thing(queries, thing, names) for thing in card.held)
    count = sum(thing.count or 0 for thing in card.held)
    sound = sum(thing.sound or 0 for thing in card.held)
    empty = ("",) * (len(HEADS) - 6)
    total = ("合计", "", "", str(count), str(sound), _rate(count, sound), *empty)
    late = sum(1 for line in card.kit if line.why == OVERDUE)
    return Ledger(
        code="9.13",
        title="队伍装备台账",
        unit_name=f"{card.unit_name}  {card.team.name}",
        unit_code=card.team.unit,
        period=paper_date(card.day),
        as_of=paper_text(clock.now_ms()),
        heads=HEADS,
        rows=rows,
        total=total if rows else (),
        signers=("保    管：", "队    长："),
        notes=(
            f"完好率＝完好数/数量。检修超期 {late} 项。空缺记“—”。",
            "配备标准由本单位设定，未核实。",
        ),
        sample=card.team.unit.startswith("DEMO"),
        internal=False,
    )


def _thing(queries: Queries, thing: Equipment, names: dict[str, str]) -> Row:
    acts = [
        row.record
        for row in queries.children("equipment_act", "parent_id", thing.id)
        if isinstance(row.record, EquipmentAct)
    ]
    last = max(acts, key=lambda act: act.at.ms if act.at else 0, default=None)
    cells = (
        thing.name, words(thing.model), words(thing.serial or thing.number),
        number_text(thing.count), number_text(thing.sound),
        _rate(thing.count or 0, thing.sound or 0), names.get(thing.keeper_id or "", DASH),
        words(thing.place), _date(thing.since), _date(thing.checked_on), _date(thing.check_due),
        _date(thing.scrap_on), _last(last),
    )  # fmt: skip
    return Row(cells, (thing.number, *(act.number for act in acts)))


def _last(act: EquipmentAct | None) -> str:
    if act is None or act.at is None:
        return DASH
    term = vocabulary("equipment_act").find(act.act)
    return f"{paper_date(date_of(act.at.ms))} {term.zh if term else act.act}"


def _rate(count: int, sound: int) -> str:
    return f"{sound * 100 / count:.2f}" if count else DASH


def _date(day: str | None) -> str:
    return paper_date(day) if day else DASH


@dataclass(frozen=True)
class Card:
    """The readiness card in words.

    Attributes:
        summary: label and value; the four tables are rows of texts.
        numbers: of every record behind a figure.
    """

    team: str
    unit_name: str
    unit_code: str
    day: str
    as_of: str
    sample: bool
    summary: tuple[tuple[str, str], ...]
    hours: tuple[tuple[str, ...], ...]
    trend: tuple[tuple[str, ...], ...]
    kit: tuple[tuple[str, ...], ...]
    contacts: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    numbers: tuple[str, ...]


def readiness_card(queries: Queries, clock: Clock, team: str = "", *, plain: bool = False) -> Card:
    """The card of a crew for the wall of the duty room.

    Args:
        queries: of the open store.
        clock: of the device.
        team: number or id; empty for the first fire crew.
        plain: phone numbers in full; else masked.

    Raises:
        UserError: ``crew.none``.
    """
    card = readiness(queries, clock, team)
    need = card.hours.value * 60 if card.hours else None
    count = sum(thing.count or 0 for thing in card.held)
    sound = sum(thing.sound or 0 for thing in card.held)
    reached = sum(1 for one in card.members if need is not None and one.minutes >= need)
    quarter = f"应 {card.quarter.value} 次" if card.quarter else "未设定"
    late = sum(1 for line in card.kit if line.why in (OVERDUE, SCRAP))
    short = "、".join(f"{kind} 缺 {gap}" for kind, gap in card.short.items())
    summary = (
        ("队伍人数", f"{len(card.members)} 人"),
        ("学时达标", f"{reached}/{len(card.members)} 人" if need is not None else DASH),
        ("本季演练", f"{card.drills_quarter} 次（{quarter}）"),
        ("装备完好率", f"{_rate(count, sound)}%（{sound}/{count}）" if count else DASH),
        ("超期装备", f"{late} 项"),
        ("值班电话", card.team.phone or DASH),
        ("配备缺口", short or "无"),
    )
    numbers = [line.number for line in card.drills] + [line.thing.number for line in card.kit]
    numbers += [number for one in card.members for number in one.numbers]
    return Card(
        team=card.team.name,
        unit_name=card.unit_name,
        unit_code=card.team.unit,
        day=paper_date(card.day),
        as_of=paper_text(clock.now_ms()),
        sample=card.team.unit.startswith("DEMO"),
        summary=summary,
        hours=tuple(_hours(one, need) for one in card.members),
        trend=_trend(card),
        kit=tuple(
            (line.thing.name, words(line.thing.model), number_text(line.thing.count),
             number_text(line.thing.sound), WHY[line.why].format(days=line.days))
            for line in card.kit
        ),
        contacts=tuple(_contact(one, plain=plain) for one in card.members),
        notes=_notes(card),
        numbers=tuple(dict.fromkeys(numbers)),
    )  # fmt: skip


def hours_text(minutes: int) -> str:
    """Hours with two decimals, half up in 1/100."""
    hundredths = (minutes * 100 + 30) // 60
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _hours(one: Member, need: int | None) -> tuple[str, ...]:
    lacking = max(need - one.minutes, 0) if need is not None else None
    return (
        one.person.name,
        DASH if need is None else hours_text(need),
        hours_text(one.minutes),
        DASH if lacking is None else hours_text(lacking),
        DASH if lacking is None else ("否" if lacking else "是"),
        f"{one.drills}/{one.called}" if one.called else "0",
    )


def _trend(card: Readiness) -> tuple[tuple[str, ...], ...]:
    """Newest first; an arrow says whether a time is shorter or longer than the drill before."""
    rows = []
    for at, line in enumerate(card.drills):
        before = card.drills[at + 1] if at + 1 < len(card.drills) else None
        spans = []
        for name in ("assembly_s", "travel_s", "attack_s"):
            now, then = getattr(line, name), getattr(before, name, None)
            arrow = ""
            if now is not None and then is not None and now != then:
                arrow = " ↓" if now < then else " ↑"
            spans.append(minutes_words(now) + arrow)
        total = DASH if line.total_e2 is None else f"{line.total_e2 / 100:.2f} {line.grade}"
        rows.append((_date(line.day), line.name, f"{line.present}/{line.due}", *spans, total))
    return tuple(rows)


def _contact(one: Member, *, plain: bool) -> tuple[str, ...]:
    person = one.person
    phone = person.phone if plain else masked_field("phone", person.phone)
    duty = person.duty or ("队长" if one.leads else "队员")
    return (person.name, duty, phone or DASH, _date(person.fit_until))


def _notes(card: Readiness) -> tuple[str, ...]:
    mark = "（未核实）" if card.hours is None or card.hours.unverified else ""
    source = f"依据：{card.hours.source}{mark}" if card.hours else "未设定年度学时"
    return (
        f"学时按本年度已提交培训记录中到场人员计，不含演练；{source}。",
        "配备缺口按完好数计，配备标准由本单位设定，未核实。",
        "↓ 比上次快，↑ 比上次慢。空缺记“—”。",
    )
