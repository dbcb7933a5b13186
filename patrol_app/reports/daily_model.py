"""护林员巡护日志 (paper 9.1): one patrol with its text, evidence, findings, track and photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from patrol_app.domain.base import Record
from patrol_app.domain.instant import beijing, date_of, paper_text, weekday
from patrol_app.domain.position import Place
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.patrol import (
    Patrol,
    everybody,
    evidence_grade,
    length_cm,
    minutes,
)
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.errors import UserError
from patrol_app.geo.types import Position
from patrol_app.i18n import N_
from patrol_app.reports.judged_words import (
    coverage_words,
    dates_words,
    inside_words,
    judged,
    late_words,
    rule_words,
    valid_words,
)
from patrol_app.services.offset_text import show_offset
from patrol_app.services.patrols import clock_words, drafted_log, hundredths
from patrol_app.services.ports import Clock, Queries, Stored

DASH = "—"
NO_EVIDENCE = "无佐证"
PHOTOS = 3
CELL_CHARS = 160  # what a cell of the frame holds; longer text goes on in the log's body
ROW_CHARS = 500  # one row of the body never outgrows a page


@dataclass(frozen=True)
class Sentence:
    """A sentence of the log and what bears it out; empty evidence prints 无佐证."""

    words: str
    evidence: str


@dataclass(frozen=True)
class FindingRow:
    """One finding as the paper's table prints it."""

    what: str
    where: str
    action: str
    reported: str
    link: str
    position: Place | None


@dataclass(frozen=True)
class Photo:
    """A photo to print; ``sha256`` of its travel copy or original, digest of the original.

    Attributes:
        note: what people added to the photo's own data; empty for nothing.
    """

    sha256: str
    caption: str
    digest: str
    note: str = ""


@dataclass(frozen=True)
class DailyLog:
    """Everything the paper prints; empty values are already dashes."""

    number: str
    state: str
    unit_name: str
    grade: str
    grade_words: str
    head: tuple[tuple[str, str], ...]
    route: str
    rule: str
    sentences: tuple[Sentence, ...]
    findings: tuple[FindingRow, ...]
    people: str
    publicity: str
    tools: str
    remark: str
    tracks: tuple[str, ...]
    datum: str
    photos: tuple[Photo, ...]
    photo_count: int
    printed: str
    sample: bool
    numbers: tuple[str, ...]


def build(queries: Queries, clock: Clock, number: str) -> DailyLog:
    """The log of the patrol ``number``.

    Raises:
        UserError: there is no such patrol.
    """
    stored = queries.find("patrol", number)
    if stored is None or not isinstance(stored.record, Patrol):
        raise UserError("record.unknown", N_("There is no patrol {number}"), number=number)
    patrol = stored.record
    findings = [row for row in queries.children("finding", "patrol_id", patrol.id)]
    photos = _photos(queries, patrol, findings)
    unit = queries.find("unit", patrol.unit)
    grade = evidence_grade(patrol)
    return DailyLog(
        number=patrol.number,
        state=stored.state,
        unit_name=str(getattr(unit.record, "name", "")) if unit else patrol.unit,
        grade=grade,
        grade_words=vocabulary("evidence").find(grade).zh,  # type: ignore[union-attr]
        head=_head(queries, stored, patrol),
        route=_short(patrol.route),
        rule=rule_words(queries, stored),
        sentences=tuple(_sentences(queries, stored, findings, photos)),
        findings=tuple(_finding(row) for row in findings if isinstance(row.record, Finding)),
        people=_people(patrol),
        publicity=_publicity(patrol),
        tools=patrol.tools or DASH,
        remark=_short(patrol.remark),
        tracks=tuple(leg.track_sha256 for leg in patrol.legs if leg.track_sha256),
        datum=next((leg.datum for leg in patrol.legs if leg.datum), None) or "unknown",
        photos=tuple(_photo(photo) for photo in photos[:PHOTOS]),
        photo_count=len(photos),
        printed=paper_text(clock.now_ms()),
        sample=patrol.unit.startswith("DEMO"),
        numbers=(patrol.number, *(row.record.number for row in findings)),
    )


def _names(queries: Queries, recs: Sequence[str | None]) -> str:
    wanted = [rec for rec in recs if rec]
    names = queries.names("person", wanted)
    return "、".join(names.get(rec, DASH) for rec in wanted) or DASH


def _names_of(queries: Queries, kind: str, rec: str | None) -> str:
    return queries.names(kind, [rec]).get(rec, DASH) if rec else DASH


def _head(queries: Queries, stored: Stored, patrol: Patrol) -> tuple[tuple[str, str], ...]:
    """The head grid's labels and values, left to right, three pairs a row."""
    date = date_of(patrol.start_at.ms) if patrol.start_at else ""
    grid = queries.get("grid", patrol.grid_id) if patrol.grid_id else None
    spent = minutes(patrol)
    length = length_cm(patrol)
    typed = length is not None and not any(leg.length_cm is not None for leg in patrol.legs)
    others = _names(queries, patrol.companions)
    if patrol.substitute_id:
        others = f"代班 {_names(queries, [patrol.substitute_id])}（{patrol.substitute_reason}）"
    return (
        ("日  期", dates_words(patrol)),
        ("星  期", weekday(date) if date else DASH),
        ("天  气", _weather(patrol)),
        ("风  力", _wind(patrol)),
        ("火险等级", _danger(patrol.danger_level)),
        ("巡护类型", _joined(_word("patrol_type", patrol.patrol_type), patrol.means)),
        ("护 林 员", _names(queries, [patrol.ranger_id])),
        ("同行 / 代班", others),
        ("网  格", _grid(grid.record) if grid else DASH),
        ("出发时间", clock_words(patrol.start_at.ms) if patrol.start_at else DASH),
        ("返回时间", clock_words(patrol.end_at.ms) if patrol.end_at else DASH),
        ("用  时", f"{hundredths(spent * 100, 60)} h" if spent is not None else DASH),
        ("总 里 程", _length(length, typed)),
        ("责任区内", inside_words(stored)),
        ("有效巡护", valid_words(stored)),
        ("覆 盖 率", coverage_words(stored)),
        ("巡护任务", _names_of(queries, "task", patrol.task_id)),
        ("补  录", late_words(stored)),
    )


def _length(length: int | None, typed: bool) -> str:
    if length is None:
        return DASH
    return f"{hundredths(length, 1000)} km" + ("（手填）" if typed else "")


def _weather(patrol: Patrol) -> str:
    temperature = ""
    if patrol.temp_c_e1 is not None:
        whole, tenth = divmod(abs(patrol.temp_c_e1), 10)
        sign = "-" if patrol.temp_c_e1 < 0 else ""
        temperature = f"{sign}{whole}{f'.{tenth}' if tenth else ''} ℃"
    return _joined(patrol.weather, temperature, sep="  ")


def _wind(patrol: Patrol) -> str:
    force = f"{patrol.wind_force} 级" if patrol.wind_force is not None else ""
    if not patrol.wind_dir:
        return force or DASH
    toward = patrol.wind_dir if patrol.wind_dir in ("无风", "旋转") else f"{patrol.wind_dir}风"
    return _joined(toward, force, sep=" ")


def _danger(level: int | None) -> str:
    if level is None:
        return DASH
    term = vocabulary("danger").find(str(level))
    return f"{level} 级（{term.zh}）" if term else f"{level} 级"


def _word(code: str, value: str) -> str:
    term = vocabulary(code).find(value)
    return term.zh if term else value


def _joined(*parts: str, sep: str = " · ") -> str:
    return sep.join(part for part in parts if part) or DASH


def _grid(record: Record) -> str:
    return _joined(str(getattr(record, "grid_no", "") or ""), str(getattr(record, "name", "")),
                   sep=" ")  # fmt: skip


def _month_day(ms: int) -> str:
    moment = beijing(ms)
    return f"{moment.month}月{moment.day}日 {clock_words(ms)}"


def _sentences(
    queries: Queries, stored: Stored, findings: Sequence[Stored], photos: Sequence[Attachment]
) -> list[Sentence]:
    """The drafted log with what bears each sentence out, in words."""
    patrol = stored.record
    if not isinstance(patrol, Patrol):
        raise TypeError("not a patrol")
    people = [*everybody(patrol), patrol.leader_id or ""]
    names = queries.names("person", [one for one in people if one])
    names |= queries.names("task", [patrol.task_id]) if patrol.task_id else {}
    found = tuple(row.record for row in findings if isinstance(row.record, Finding))
    values = {name: judged(stored, name) for name in ("inside_cm", "coverage_e2")}
    drafted = drafted_log(patrol, found, tuple(photos), names, values)
    lines = [Sentence(line.text, _proof(line.evidence, patrol, found)) for line in drafted]
    if len(patrol.route) > CELL_CHARS:
        lines.append(Sentence(f"巡护路线：{patrol.route}", ""))
    return [part for line in lines for part in _rows(line)]


def _rows(line: Sentence) -> list[Sentence]:
    """A long sentence in pieces, each with the same evidence."""
    starts = range(0, len(line.words), ROW_CHARS)
    return [Sentence(line.words[at : at + ROW_CHARS], line.evidence) for at in starts]


def _short(words: str) -> str:
    """What fits a cell; the rest is said to stand in the body."""
    if len(words) <= CELL_CHARS:
        return words or DASH
    return f"{words[:CELL_CHARS]}…（全文见正文）"


def _proof(evidence: Sequence[tuple[str, str]], patrol: Patrol, findings: Sequence[Finding]) -> str:
    """The evidence column: points of the track, photos, numbers of findings; empty without."""
    numbers = {finding.id: finding.number for finding in findings}
    points = sum(leg.points or 0 for leg in patrol.legs)
    photos = sum(1 for kind, _rec in evidence if kind == "attachment")
    words = [numbers.get(rec, "") for kind, rec in evidence if kind == "finding"]
    if photos:
        words.insert(0, f"照片 {photos} 张")
    if any(kind == "task" for kind, _rec in evidence):
        words.append("任务记录")
    if any(kind == "patrol" for kind, _rec in evidence):
        words.append(f"轨迹 {points} 点" if points else "勾选“未发现异常”")
    return "；".join(word for word in words if word)


def _finding(row: Stored) -> FindingRow:
    finding = row.record
    if not isinstance(finding, Finding):
        raise TypeError("not a finding")
    where = [finding.place] if finding.place else []
    if finding.position:
        where.append(_degrees(finding.position))
    reported = [finding.reported_to] if finding.reported_to else []
    if finding.reported_at:
        reported.append(_month_day(finding.reported_at.ms))
    return FindingRow(
        _word("category", finding.category) or DASH,
        "\n".join(where) or DASH,
        "、".join(finding.action) or DASH,
        "\n".join(reported) or DASH,
        finding.number or DASH,
        finding.position,
    )


def _degrees(place: Place) -> str:
    """Degrees, minutes, seconds; a doubtful datum is said."""
    words = Position(place.lon, place.lat, place.datum, place.source).text()
    return words if place.datum in ("wgs84", "cgcs2000") else f"{words}（坐标系未核实）"


def _people(patrol: Patrol) -> str:
    parts = []
    if patrol.people_met is not None:
        parts.append(f"进山 {patrol.people_met} 人")
    if patrol.vehicles_met is not None:
        parts.append(f"车辆 {patrol.vehicles_met} 辆")
    if patrol.people_purpose:
        parts.append(patrol.people_purpose)
    return "；".join(parts) or DASH


def _publicity(patrol: Patrol) -> str:
    parts = []
    for value, unit in (
        (patrol.publicity_households, "户"),
        (patrol.publicity_people, "人次"),
    ):
        if value is not None:
            parts.append(f"{value} {unit}")
    if patrol.publicity_leaflets is not None:
        parts.append(f"传单 {patrol.publicity_leaflets} 份")
    return " / ".join(parts) or DASH


def _photos(queries: Queries, patrol: Patrol, findings: Sequence[Stored]) -> list[Attachment]:
    """Photos of the patrol and its findings, by time; those without one last."""
    photos = []
    for parent in (patrol.id, *(row.record.id for row in findings)):
        for row in queries.children("attachment", "parent_id", parent):
            if isinstance(row.record, Attachment) and row.record.role == "photo":
                photos.append(row.record)
    return sorted(photos, key=lambda photo: (photo.taken_at is None, photo.taken_at or ()))


def _photo(photo: Attachment) -> Photo:
    when = beijing(photo.taken_at.ms).strftime("%H:%M") if photo.taken_at else "无拍摄信息"
    travel = next((copy.sha256 for copy in photo.derived if copy.kind == "travel"), None)
    digest = photo.sha256 or ""
    short = f"摘要 {digest[:4]}…{digest[-2:]}" if digest else DASH
    return Photo(travel or digest, _joined(when, photo.caption, sep=" "), short, _by_hand(photo))


def _by_hand(photo: Attachment) -> str:
    """What people added to a photo's own data: a corrected clock, a typed time, a place."""
    words = []
    if photo.clock_offset_s:
        words.append(f"校时 {show_offset(photo.clock_offset_s)}")
    if photo.taken_at and photo.taken_source == "hand":
        words.append("时间手填")
    if photo.position is not None and photo.position.source == "hand":
        words.append("手工标位")
    return " ".join(words)
