"""Papers 9.5 to 9.8: samples sent, laboratory reports, disposal, traps."""

from __future__ import annotations

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import date_of, paper_date, paper_text
from patrol_app.domain.records.pest_disposal import Acceptance, Disposal
from patrol_app.domain.records.pest_sample import Custody, LabResult, Sample
from patrol_app.domain.records.pest_trap import Trap, TrapCheck, own_check
from patrol_app.reports.pest_reading import Asked, place_text, word, words_of
from patrol_app.reports.table_model import (
    Head,
    Ledger,
    Row,
    number_text,
    scaled_text,
    words,
)

SAMPLE_HEADS = (
    Head("样品号", 9), Head("取样日时", 10), Head("地点", 11), Head("坐标", 11), Head("小班", 9),
    Head("树种", 6), Head("树龄", 5, True), Head("部位", 11), Head("重量\ng", 5, True),
    Head("取样人", 8), Head("封签号", 9), Head("送样人", 7), Head("接收人", 7),
    Head("接收时间", 10), Head("样品状况", 7), Head("检测项目", 8),
)  # fmt: skip
LAB_HEADS = (
    Head("报告号", 13), Head("样品号", 10), Head("送检单位", 14), Head("检测机构", 14),
    Head("样品数", 6, True), Head("阳性数", 6, True), Head("方法", 16), Head("Ct值", 7, True),
    Head("结果", 8), Head("检测", 8), Head("复核", 8), Head("签发", 8), Head("日期", 13),
)  # fmt: skip
DISPOSAL_HEADS = (
    Head("小班", 11), Head("施工队", 10), Head("日期", 14), Head("方式", 6),
    Head("采伐\n株数", 6, True), Head("材积\nm³", 8, True), Head("伐桩\ncm", 5, True),
    Head("伐桩处理", 8), Head("枝桠", 6), Head("除害方式", 9), Head("地点", 10), Head("监理", 8),
    Head("验收", 15), Head("影像号", 10),
)  # fmt: skip
TRAP_HEADS = (
    Head("编号", 9), Head("位置", 12), Head("坐标", 12), Head("诱芯", 9), Head("挂设日", 11),
    Head("检查日", 11), Head("换芯", 5), Head("雌", 5, True), Head("雄", 5, True),
    Head("其他", 5, True), Head("周次", 9), Head("周累计", 7, True), Head("复核", 8),
)  # fmt: skip


def samples(asked: Asked) -> Ledger:
    """9.5: every sample with the hand-over to the laboratory."""
    rows = []
    for one in asked.records("sample"):
        steps: list[Custody] = asked.steps("custody", one.id)
        rows.append(Row(_sample(asked, one, steps), (one.number, *(s.number for s in steps))))
    return asked.ledger(
        "9.5",
        "取样登记/送检单",
        heads=SAMPLE_HEADS,
        rows=tuple(rows),
        signers=("取    样：", "取    样：", "送    样：", "接    收："),
        notes=("交接逐次登记，封签号变更须注明原因。",),
    )


def _sample(asked: Asked, one: Sample, steps: list[Custody]) -> tuple[str, ...]:
    sent = next((s for s in reversed(steps) if s.step == "送检"), None)
    got = next((s for s in reversed(steps) if s.step == "接收"), None)
    if got is None:
        state = DASH
    elif got.refused:
        state = f"拒收：{word('refusal', got.refused)}"
    else:
        state = "封签破损" if got.seal_ok is False else "完好"
    return (
        words(one.sample_no), paper_text(one.taken_at.ms) if one.taken_at else DASH,
        f"{one.town}{one.place}" or DASH, place_text(one.position), words(one.sub_compartment),
        words(one.species), number_text(one.age_years), words_of("tree_part", one.parts),
        number_text(one.weight_g), asked.people(one.sampler_ids), words(one.seal_no),
        words(sent.from_person if sent else ""),
        words((got.to_person or got.from_person) if got else ""),
        paper_text(got.at.ms) if got and got.at else DASH, state, words(one.tests),
    )  # fmt: skip


def results(asked: Asked) -> Ledger:
    """9.6: laboratory reports; a corrected one stands beside the first."""
    rows, tested, positive = [], 0, 0
    found: list[LabResult] = asked.records("lab_result")
    for one in found:
        sample = asked.queries.get("sample", one.parent_id or "")
        label, unit = DASH, DASH
        if sample is not None and isinstance(sample.record, Sample):
            label = words(sample.record.sample_no)
            home = asked.queries.find("unit", sample.record.unit)
            unit = str(getattr(home.record, "name", "")) if home else sample.record.unit
        tested += one.tested_n or 0
        positive += one.positive_n or 0
        cells = (
            words(one.report_no), label, unit, words(one.laboratory), number_text(one.tested_n),
            number_text(one.positive_n), words_of("lab_method", one.methods),
            scaled_text(one.ct_e2, 2), word("sample_result", one.sample_result),
            words(one.tester), words(one.checker), words(one.signer),
            paper_text(one.issued_at.ms) if one.issued_at else DASH,
        )  # fmt: skip
        rows.append(Row(cells, (one.number,)))
    total = ("合计", "", "", "", str(tested), str(positive), *[""] * 7)
    return asked.ledger(
        "9.6",
        "检测鉴定报告登记",
        heads=LAB_HEADS,
        rows=tuple(rows),
        total=total if rows else (),
        signers=("检    测：", "复    核：", "签    发："),
    )


def disposal(asked: Asked) -> Ledger:
    """9.7: disposal work with the last inspection."""
    rows, felled, volume = [], 0, 0
    for one in asked.records("disposal"):
        looks: list[Acceptance] = asked.steps("acceptance", one.id)
        felled += one.felled_n or 0
        volume += one.volume_m3_e4 or 0
        rows.append(Row(_disposal(one, looks), (one.number, *(look.number for look in looks))))
    total = ("合计", "", "", "", str(felled), scaled_text(volume, 4), *[""] * 8)
    return asked.ledger(
        "9.7",
        "疫木除治施工台账",
        heads=DISPOSAL_HEADS,
        rows=tuple(rows),
        total=total if rows else (),
        signers=("施    工：", "监    理：", "验    收："),
        notes=_limit_notes(asked),
    )


def _disposal(one: Disposal, looks: list[Acceptance]) -> tuple[str, ...]:
    days = [paper_date(day) for day in (one.start_on, one.end_on) if day]
    last = looks[-1] if looks else None
    seen = "未验收"
    if last is not None:
        day = paper_date(date_of(last.at.ms)) if last.at else ""
        seen = f"{word('acceptance', last.acceptance)}\n{last.inspectors} {day}"
    branches = "已清理" if one.branches_done else DASH
    return (
        f"{one.town}{one.sub_compartment}" or DASH, words(one.crew), "至\n".join(days) or DASH,
        word("felling", one.felling), number_text(one.felled_n), scaled_text(one.volume_m3_e4, 4),
        number_text(one.stump_cm), words_of("stump_way", one.stump_ways), branches,
        words_of("treat", one.treats), words(one.treated_place),
        words(one.supervisor or (last.supervisor if last else "")), seen, words(one.image_nos),
    )  # fmt: skip


def _limit_notes(asked: Asked) -> tuple[str, ...]:
    """What the rules ask of stumps and branches (§2.9)."""
    rules = (
        ("pwd.stump_cm", "伐桩高度不超过 {n} cm"),
        ("pwd.branch_cm", "直径超过 {n} cm 的枝桠全部除害"),
    )
    found = []
    for key, said in rules:
        rule = asked.book.find(key, asked.last)
        if rule is not None:
            mark = "（未核实）" if rule.unverified else ""
            found.append(f"{said.format(n=rule.value)}{mark}。")
    return tuple(found)


def traps(asked: Asked) -> Ledger:
    """9.8: checks of traps in the days asked for, with the catch of the week."""
    weeks: dict[tuple[str, str], int] = {}
    found: list[TrapCheck] = asked.records("trap_check")
    for one in found:
        own = own_check(one)
        key = (one.parent_id or "", str(own["week"] or ""))
        weeks[key] = weeks.get(key, 0) + int(own["caught"])
    rows = []
    for one in found:
        stored = asked.queries.get("trap", one.parent_id or "")
        trap = stored.record if stored and isinstance(stored.record, Trap) else None
        week = str(own_check(one)["week"] or "")
        cells = (
            words(trap.trap_no if trap else ""), words(trap.place if trap else ""),
            place_text(trap.position if trap else None), words(trap.lure if trap else ""),
            paper_date(trap.hung_on) if trap and trap.hung_on else DASH,
            paper_date(one.checked_on) if one.checked_on else DASH,
            "是" if one.lure_changed else "否", number_text(one.female_n),
            number_text(one.male_n), number_text(one.other_n), week or DASH,
            str(weeks[one.parent_id or "", week]), asked.people([one.checker_id or ""]),
        )  # fmt: skip
        rows.append(Row(cells, (trap.number if trap else "", one.number)))
    females = sum(one.female_n or 0 for one in found)
    males = sum(one.male_n or 0 for one in found)
    others = sum(one.other_n or 0 for one in found)
    blank = [""] * 6
    total = ("合计", *blank, str(females), str(males), str(others), "", str(females + males), "")
    ratio = f"雌雄比 {females}:{males}。" if females + males else ""
    return asked.ledger(
        "9.8",
        "诱捕器监测表",
        heads=TRAP_HEADS,
        rows=tuple(rows),
        total=total if rows else (),
        signers=("监    测：", "复    核："),
        notes=(f"周次按公历周（周一至周日）；周累计为目标昆虫。{ratio}",),
    )
