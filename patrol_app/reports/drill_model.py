"""演练记录表 (paper 9.12): one drill as its record says it."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.indicators import DASH
from patrol_app.domain.instant import Instant, beijing, paper_date, paper_text
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.drill import Drill, Score
from patrol_app.domain.rules.drill import PARTS, drill_score
from patrol_app.domain.rules.drill_pace import SPANS, STEPS, pace
from patrol_app.domain.setting import RuleBook
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.films import ROLE
from patrol_app.services.ports import Clock, Queries
from patrol_app.services.rules import rule_book

TITLE = "演练记录表"
SIGNERS = ("记    录：", "指    挥：", "安全员：", "单    位：")
STEP_COLUMNS = ("节点", "时间", "距上一节点", "规定", "是否达标", "来源/缺失原因")
PEOPLE_COLUMNS = ("姓名", "到场", "缺勤原因", "姓名", "到场", "缺勤原因")
KIT_COLUMNS = ("装备", "出动数", "完好数", "完好率")
SCORE_COLUMNS = ("分段", "科目", "标准", "成绩", "得分", "权重", "评语")
PROBLEM_COLUMNS = ("问题", "整改责任人", "期限", "复查结果")
MARK_COLUMNS = ("时间", "事项", "节点", "内容")


PHOTOS = 12  # printed at most; the paper says how many there are in all


@dataclass(frozen=True)
class Picture:
    """A photo: digest of its small copy (of the original where there is none), its caption."""

    sha256: str
    original: str
    caption: str


@dataclass(frozen=True)
class DrillSheet:
    """The paper: texts by part.

    Attributes:
        number: of the drill; unit_name: who held it.
        head: label and value; spans: the three times of §6.3.
        steps, people, kit, scores, problems, marks: rows of texts.
        attendance: 应到 实到 缺勤 出勤率 in words; total: score and grade in words.
        photos: at most ``PHOTOS``, in the order they were taken; photo_count: all of them.
        notes: where the figures come from.
    """

    number: str
    unit_name: str
    unit_code: str
    as_of: str
    sample: bool
    head: tuple[tuple[str, str], ...]
    spans: tuple[tuple[str, str], ...]
    attendance: str
    steps: tuple[tuple[str, ...], ...]
    people: tuple[tuple[str, ...], ...]
    kit: tuple[tuple[str, ...], ...]
    scores: tuple[tuple[str, ...], ...]
    total: str
    problems: tuple[tuple[str, ...], ...]
    marks: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    photos: tuple[Picture, ...] = ()
    photo_count: int = 0


def build(queries: Queries, clock: Clock, number: str) -> DrillSheet:
    """The paper of the drill called ``number``.

    Raises:
        UserError: ``record.unknown``.
    """
    stored = queries.find("drill", number)
    if stored is None or not isinstance(stored.record, Drill):
        raise UserError("record.unknown", N_("No record is called {name}"), name=number)
    drill, book = stored.record, rule_book(queries)
    names = _names(queries, drill)
    unit = queries.find("unit", drill.unit)
    notes = _notes(drill, book)
    photos = photos_of(queries, drill.id)
    if films := _films(queries, drill.id):
        notes.append(f"录像{len(films)}段，原件随数据保存：{'，'.join(films)}。")
    if stored.state == "draft":
        notes.insert(0, "草稿，尚未提交。")
    return DrillSheet(
        number=drill.number,
        unit_name=str(getattr(unit.record, "name", "")) if unit else drill.unit,
        unit_code=drill.unit,
        as_of=paper_text(clock.now_ms()),
        sample=drill.unit.startswith("DEMO"),
        head=_head(queries, drill, names),
        spans=tuple((name, minutes_words(_span(drill, a, b))) for name, a, b in SPANS),
        attendance=attendance_words(drill),
        steps=tuple(_step(drill, step, book) for step in STEPS),
        people=_people(drill, names),
        kit=tuple(_kit(row.name, row.taken, row.sound) for row in drill.kit),
        scores=tuple(_score(row) for row in _scored(drill)),
        total=_total(drill, book),
        problems=tuple(
            (row.text or DASH, names.get(row.person_id or "", DASH),
             paper_date(row.due) if row.due else DASH, row.recheck or DASH)
            for row in drill.problems
        ),
        marks=tuple(
            (_clock(row.at), _word("drill_mark", row.kind), row.step or DASH, row.text or DASH)
            for row in drill.marks
        ),
        notes=tuple(notes),
        photos=photos[:PHOTOS],
        photo_count=len(photos),
    )  # fmt: skip


def photos_of(queries: Queries, rec: str) -> tuple[Picture, ...]:
    """Photos of a record, the earliest first; those without a time of their own at the end."""
    rows = [row for row in queries.children("attachment", "parent_id", rec) if not row.deleted]
    found = [row.record for row in rows if isinstance(row.record, Attachment)]
    found = [one for one in found if one.role == "photo" and one.sha256]
    found.sort(key=lambda one: (one.taken_at is None, one.taken_at.ms if one.taken_at else 0))
    made = []
    for one in found:
        original = one.sha256 or ""
        copy = next((each.sha256 for each in one.derived if each.kind == "travel"), original)
        taken = paper_text(one.taken_at.ms) if one.taken_at else "无拍摄信息"
        made.append(Picture(copy, original, f"{taken}  {original[:12]}"))
    return tuple(made)


def _films(queries: Queries, rec: str) -> list[str]:
    """Name and beginning of the digest of each film of a record."""
    rows = [row.record for row in queries.children("attachment", "parent_id", rec)]
    found = [one for one in rows if isinstance(one, Attachment) and one.role == ROLE]
    return [f"{one.name} {(one.sha256 or '')[:12]}" for one in found]


def minutes_words(seconds: int | None) -> str:
    """``9分12秒`` as papers print it; a dash where it is not known."""
    if seconds is None:
        return DASH
    sign, left = ("-", -seconds) if seconds < 0 else ("", seconds)
    hours, rest = divmod(left, 3600)
    minutes, last = divmod(rest, 60)
    lead = f"{hours}时" if hours else ""
    return f"{sign}{lead}{minutes}分{last:02d}秒"


def attendance_words(drill: Drill) -> str:
    """应到, 实到, 缺勤 and the rate with two decimals."""
    due = len(drill.attendance)
    present = sum(1 for row in drill.attendance if row.present)
    rate = f"{present * 100 / due:.2f}%" if due else DASH
    return f"应到 {due} 人，实到 {present} 人，缺勤 {due - present} 人，出勤率 {rate}"


def _head(queries: Queries, drill: Drill, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    team = queries.names("team", [drill.team_id]) if drill.team_id else {}
    where = drill.place
    if drill.position is not None:
        at = drill.position
        where += f"（{at.lon / 1e7:.6f}，{at.lat / 1e7:.6f}，{at.datum}）"
    weather = "，".join(
        part
        for part in (
            _word("weather", drill.weather),
            f"{_word('wind_dir', drill.wind_dir)}风" if drill.wind_dir else "",
            f"{drill.wind_force} 级" if drill.wind_force is not None else "",
        )
        if part
    )
    danger = f"{drill.danger_level} 级" if drill.danger_level else DASH
    facts = (
        ("编号", drill.number),
        ("名称", drill.name),
        ("类型", _word("drill_type", drill.drill_type)),
        ("队伍", team.get(drill.team_id or "", "")),
        ("起", paper_text(drill.start_at.ms) if drill.start_at else ""),
        ("止", paper_text(drill.end_at.ms) if drill.end_at else ""),
        ("地点", where),
        ("天气、风", weather),
        ("火险等级", danger),
        ("指挥员", names.get(drill.commander_id or "", "")),
        ("安全员", names.get(drill.safety_officer_id or "", "")),
        ("记录员", names.get(drill.recorder_id or "", "")),
        ("假想火情", drill.scenario),
        ("参演单位", drill.participants),
    )
    return tuple((name, words or DASH) for name, words in facts)


def _span(drill: Drill, first: str, last: str) -> int | None:
    by_step = {row.step: row.at for row in drill.steps}
    begin, end = by_step.get(first), by_step.get(last)  # type: ignore[call-overload]
    return None if begin is None or end is None else (end.ms - begin.ms) // 1000


def _step(drill: Drill, step: str, book: RuleBook) -> tuple[str, ...]:
    row = next((one for one in drill.steps if one.step == step), None)
    name = f"{step} {_word('drill_step', step)}"
    if row is None or row.at is None:
        why = row.missing_reason if row is not None else ""
        return (name, DASH, DASH, DASH, DASH, why or DASH)
    found = pace(drill, step, book)
    limit = DASH
    if found.limit_s is not None:
        limit = f"自{found.limit_from} ≤{found.limit_s // 60}分"
        limit += "（未核实）" if found.unverified else ""
    kept = {None: DASH, True: "是", False: "否"}[found.kept]
    source = _word("drill_source", row.source) or DASH
    return (name, _clock(row.at), minutes_words(found.spent_s), limit, kept, source)


def _people(drill: Drill, names: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """Two persons a row."""
    cells = []
    for row in drill.attendance:
        there = {None: DASH, True: "到", False: "缺"}[row.present]
        reason = _word("absence", row.reason) or DASH
        cells.append((names.get(row.person_id or "", DASH), there, reason))
    if len(cells) % 2:
        cells.append(("", "", ""))
    return tuple(cells[at] + cells[at + 1] for at in range(0, len(cells), 2))


def _kit(name: str, taken: int | None, sound: int | None) -> tuple[str, ...]:
    rate = f"{sound * 100 / taken:.2f}%" if taken and sound is not None else DASH
    return (
        name or DASH,
        DASH if taken is None else str(taken),
        DASH if sound is None else str(sound),
        rate,
    )


def _scored(drill: Drill) -> list[Score]:
    order = {part: at for at, part in enumerate(PARTS)}
    return sorted(drill.scores, key=lambda row: (order.get(row.part, len(PARTS)), row.order))


def _score(row: object) -> tuple[str, ...]:
    points, weight = getattr(row, "points_e2", None), getattr(row, "weight_e2", None)
    texts = [str(getattr(row, name, "")) or DASH for name in ("subject", "standard", "result")]
    return (
        _word("drill_part", str(getattr(row, "part", ""))) or DASH,
        *texts,
        DASH if points is None else f"{points / 100:.2f}",
        DASH if weight is None else f"{weight / 100:g}%",
        str(getattr(row, "comment", "")) or DASH,
    )


def _total(drill: Drill, book: RuleBook) -> str:
    found = drill_score(drill, book)
    if found.total_e2 is None:
        return "总分：—（" + "、".join(found.missing) + "未评分）"
    fault = "（发生 A 类安全问题，总分记 0）" if drill.safety_fault else ""
    return f"总分：{found.total_e2 / 100:.2f}    等次：{found.grade}{fault}"


def _notes(drill: Drill, book: RuleBook) -> list[str]:
    notes = [
        "总分按各分段平均得分乘权重合计；60 分合格，80 分良好，90 分优秀（本单位设定，未核实）。",
        "集结用时＝T2−T1，机动用时＝T4−T3，首攻用时＝T5−T1。",
    ]
    live = sum(1 for row in drill.steps if row.source in ("live", "locked"))
    timed = sum(1 for row in drill.steps if row.at is not None)
    notes.append(f"有时间的节点 {timed} 个，其中现场计时 {live} 个。空缺记“—”。")
    return notes


def _names(queries: Queries, drill: Drill) -> dict[str, str]:
    wanted = {drill.commander_id, drill.safety_officer_id, drill.recorder_id}
    wanted |= {row.person_id for row in drill.attendance}
    wanted |= {row.person_id for row in drill.problems}
    return queries.names("person", sorted(one for one in wanted if one))


def _clock(at: Instant | None) -> str:
    if at is None:
        return DASH
    if at.precision == "second":
        return f"{paper_text(at.ms)}{beijing(at.ms).second:02d}秒"
    return paper_text(at.ms)


def _word(code: str, value: str) -> str:
    term = vocabulary(code).find(value) if value else None
    return term.zh if term else value
