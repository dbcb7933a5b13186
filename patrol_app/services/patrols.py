"""What the patrol editor needs beside the record: tracks to draw, the last day's values, a draft
of the log's text from recorded facts alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from patrol_app.domain.instant import beijing
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.finding import Finding
from patrol_app.domain.records.patrol import (
    Leg,
    Patrol,
    days,
    length_cm,
    minutes,
    person_minutes,
)
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.i18n import N_
from patrol_app.services import tracks
from patrol_app.services.ports import Condition, Listing, Store

if TYPE_CHECKING:
    from patrol_app.geo.track import Track

PREFILLED = ("ranger_id", "grid_id", "patrol_type", "means")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the drafted log.

    Attributes:
        text: Chinese, as the paper prints it.
        evidence: (type, record id) of what it rests on; empty = 无佐证.
    """

    text: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def supported(self) -> bool:
        """Whether a record, a track or a photo stands behind it."""
        return bool(self.evidence)


def track_of(store: Store, leg: Leg) -> Track | None:
    """The stored track of a leg as columns; None without one, or while it has not arrived.

    Raises:
        UserError: ``track.damaged``.
        EnvironmentFault: the file is damaged on the disk.
    """
    return tracks.track_of(store.blobs, leg)


def last_values(store: Store, ranger: str) -> dict[str, Any]:
    """Ranger, grid, type and means of the ranger's last patrol; the ranger alone without one.

    Args:
        store: the open data folder.
        ranger: person id.
    """
    listing = Listing(
        "patrol",
        (Condition("ranger_id", "=", ranger),),
        ("submitted", "changed", "draft"),
        limit=1,
    )
    rows = store.queries.page(listing).rows
    if not rows:
        grids = store.queries.children("grid", "ranger_id", ranger)
        own = {"grid_id": grids[0].record.id} if len(grids) == 1 else {}
        return {"ranger_id": ranger, **own}
    record = rows[0].record
    values = {name: getattr(record, name) for name in PREFILLED}
    return {name: value for name, value in values.items() if value}


def drafted_log(
    patrol: Patrol,
    findings: tuple[Finding, ...] = (),
    photos: tuple[Attachment, ...] = (),
    names: Mapping[str, str] | None = None,
    judged: Mapping[str, Any] | None = None,
) -> list[Sentence]:
    """Sentences that the records say themselves; nothing is invented.

    The log is an official Chinese document: its text is Chinese whatever the window speaks, and
    the same on screen and paper.

    Args:
        patrol: as it stands on the form.
        findings: recorded on it.
        photos: hung on it or on its findings.
        names: titles of people, grids and tasks by record id.
        judged: what was judged on submit, name -> value; empty while nothing was.
    """
    told = names or {}
    tracked = any(leg.track_sha256 for leg in patrol.legs)
    track = (("patrol", patrol.id),) if tracked else ()
    out = _way(patrol, track, judged or {})
    if patrol.task_id and patrol.task_id in told:
        out.append(Sentence(f"执行任务：{told[patrol.task_id]}。", (("task", patrol.task_id),)))
    out += _people(patrol, told)
    if photos:
        proof = tuple(("attachment", photo.id) for photo in photos)
        out.append(Sentence(f"拍摄照片 {len(photos)} 张。", proof))
    out += [_found(finding, photos) for finding in findings]
    if patrol.nothing_found:
        out.append(Sentence("本次巡护未发现异常。", (("patrol", patrol.id),)))
    out += _chief(patrol)
    if patrol.remark:
        out.append(Sentence(patrol.remark, ()))
    return out


def _way(
    patrol: Patrol, track: tuple[tuple[str, str], ...], judged: Mapping[str, Any]
) -> list[Sentence]:
    """When and how far. Typed times rest on nothing but the person's word."""
    out: list[Sentence] = []
    if patrol.start_at and patrol.end_at:
        way = f"{patrol.means}巡护" if patrol.means else "巡护"
        start, end = clock_words(patrol.start_at.ms), clock_words(patrol.end_at.ms)
        dates = days(patrol)
        if len(dates) > 1:
            last = f"{day_words(dates[-1])}{end}返回，出巡 {len(dates)} 天。"
            out.append(Sentence(f"{day_words(dates[0])}{start}出发，{way}，{last}", track))
        else:
            out.append(Sentence(f"{start}出发，{way}，{end}返回。", track))
    length, spent = length_cm(patrol), minutes(patrol)
    if length is not None:
        lasted = f"，用时 {hundredths(spent * 100, 60)} h" if spent is not None else ""
        together = person_minutes(patrol)
        if spent and together is not None and together != spent:
            lasted += f"，合 {hundredths(together * 100, 60)} 人时"
        out.append(Sentence(f"行程 {hundredths(length, 1000)} km{lasted}。", track))
    if patrol.rest_min:
        out.append(Sentence(f"途中休息 {patrol.rest_min} min，已从用时中扣除。", ()))
    inside = judged.get("inside_cm")
    if inside is not None and track:
        covered = judged.get("coverage_e2")
        share = f"，覆盖责任区 {hundredths(covered, 1)}%" if covered is not None else ""
        out.append(Sentence(f"其中责任区内 {hundredths(inside, 1000)} km{share}。", track))
    dropped = sum(count for leg in patrol.legs for _reason, count in leg.dropped)
    if dropped:
        out.append(Sentence(f"轨迹清理时剔除 {dropped} 点，原始文件留存。", track))
    return out


def _people(patrol: Patrol, told: Mapping[str, str]) -> list[Sentence]:
    """Who led, substituted and went along: a person's word."""
    out: list[Sentence] = []
    if patrol.substitute_id:
        name = told.get(patrol.substitute_id, "？")
        out.append(Sentence(f"由{name}代班（{patrol.substitute_reason}）。", ()))
    if patrol.leader_id:
        out.append(Sentence(f"带队：{told.get(patrol.leader_id, '？')}。", ()))
    if patrol.companions:
        people = "、".join(told.get(one, "？") for one in patrol.companions)
        out.append(Sentence(f"同行：{people}。", ()))
    for leg in patrol.legs:
        if leg.people:
            people = "、".join(told.get(one, "？") for one in leg.people)
            out.append(Sentence(f"{_leg_words(leg)}人员：{people}。", ()))
    return out


def _leg_words(leg: Leg) -> str:
    """``09时00分至10时30分徒步段`` of a leg whose people are named."""
    span = ""
    if leg.start_at and leg.end_at:
        span = f"{clock_words(leg.start_at.ms)}至{clock_words(leg.end_at.ms)}"
    return f"{span}{leg.means}段"


def _chief(patrol: Patrol) -> list[Sentence]:
    """What a forest chief's tour adds (§9.3)."""
    out: list[Sentence] = []
    if patrol.accompanied_by:
        out.append(Sentence(f"随行：{patrol.accompanied_by}。", ()))
    if patrol.inspected:
        out.append(Sentence(f"检查：{'、'.join(patrol.inspected)}。", ()))
    if patrol.instructions:
        unit = f"责任单位：{patrol.duty_unit}。" if patrol.duty_unit else ""
        due = f"期限：{day_words(patrol.instructed_due)}。" if patrol.instructed_due else ""
        out.append(Sentence(f"交办意见：{patrol.instructions.rstrip('。')}。{unit}{due}", ()))
    return out


def day_words(date: str) -> str:
    """``M月D日`` of an ISO date."""
    return f"{int(date[5:7])}月{int(date[8:10])}日"


def _found(finding: Finding, photos: tuple[Attachment, ...]) -> Sentence:
    term = vocabulary("category").find(finding.category)
    actions = "、".join(finding.action)
    moment = clock_words(finding.found_at.ms) if finding.found_at else ""
    place = f"在{finding.place}" if finding.place else ""
    text = f"{moment}{place}发现{term.zh if term else finding.category}"
    text += f"：{finding.description}" if finding.description else ""
    text = text.rstrip("。") + (f"，已{actions}。" if actions else "。")
    shown = tuple(("attachment", photo.id) for photo in photos if photo.parent_id == finding.id)
    return Sentence(text, (("finding", finding.id), *shown))


def clock_words(ms: int) -> str:
    """``HH时MM分`` at UTC+08:00, as logs are written."""
    moment = beijing(ms)
    return f"{moment:%H}时{moment:%M}分"


def hundredths(value: int, per: int) -> str:
    """``value / (100 * per)`` with two decimals, half up, without floats.

    Args:
        value: for example centimetres (``per`` 1000 gives km).
        per: stored units in one hundredth of the shown unit.
    """
    whole = (2 * value + per) // (2 * per)
    return f"{whole // 100}.{whole % 100:02d}"


NO_EVIDENCE = N_("No evidence")
