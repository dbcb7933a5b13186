"""Rules and score of a drill (``domain.md`` §6.3, §6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.crew import fit_to_serve
from patrol_app.domain.rules.drill_pace import STEPS
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.domain.setting import RuleBook
from patrol_app.i18n import N_

PARTS = ("集结", "出动", "战术", "装备", "安全")
GRADES = ((9000, "优秀"), (8000, "良好"), (6000, "合格"), (0, "不合格"))


@dataclass(frozen=True)
class DrillScore:
    """Total in 1/100 points, None while a part has no points; ``grade`` 优秀/良好/合格/不合格."""

    total_e2: int | None
    grade: str
    missing: tuple[str, ...]
    unverified: bool


def drill_score(drill: Drill, book: RuleBook) -> DrillScore:
    """``S = Σ w_i·s_i`` with editable weights; a safety fault of class A sets S = 0 (§6.5).

    Several subjects of one part count by their mean.
    """
    date = date_of(drill.start_at.ms) if drill.start_at else ""
    total, weak, missing = 0, False, []
    for part in PARTS:
        weight, unverified = _weight(drill, part, book, date)
        points = [
            row.points_e2 for row in drill.scores if row.part == part and row.points_e2 is not None
        ]
        if weight is None or not points:
            missing.append(part)
            continue
        weak = weak or unverified
        total += weight * sum(points) // len(points)
    if drill.safety_fault:
        return DrillScore(0, "不合格", tuple(missing), weak)
    if missing:
        return DrillScore(None, "", tuple(missing), weak)
    result = (total + 5000) // 10_000
    grade = next(name for least, name in GRADES if result >= least)
    return DrillScore(result, grade, (), weak)


def _weight(drill: Drill, part: str, book: RuleBook, date: str) -> tuple[int | None, bool]:
    """Weight of a part in 1/10,000 and whether it is 未核实: the drill's own before the rule's."""
    for row in drill.scores:
        if row.part == part and row.weight_e2 is not None:
            return row.weight_e2, True
    rule = book.find(f"score.drill.{part}", date)
    return (None, False) if rule is None else (rule.value, rule.unverified)


def weights(drill: Drill, context: RuleContext) -> list[Remark]:
    """Weights typed by hand: the parts are 100 % in all, one weight a part."""
    given: dict[str, set[int]] = {}
    for row in drill.scores:
        if row.weight_e2 is not None:
            given.setdefault(row.part, set()).add(row.weight_e2)
    if not given:
        return []
    whole = sum(max(found) for found in given.values())
    if whole == 10_000 and all(len(found) == 1 for found in given.values()):
        return []
    return [
        Remark(
            "drill.weights",
            "error",
            "scores",
            N_("The weights of the parts are {percent} %, not 100 %"),
            {"percent": f"{whole / 100:g}"},
        )
    ]


def roll_call(drill: Drill, context: RuleContext) -> list[Remark]:
    """Everybody of the roster is marked; attendance against the rule's rate (§6.3) is a note."""
    rows = [row for row in drill.attendance if row.person_id]
    silent = sum(1 for row in rows if row.present is None)
    found = []
    if silent:
        found.append(
            Remark(
                "drill.roll_call",
                "error",
                "attendance",
                N_("{count} of the roster are marked neither present nor absent"),
                {"count": silent},
            )
        )
    people = [row.person_id for row in rows]
    if len(set(people)) < len(people):
        found.append(
            Remark("drill.twice", "error", "attendance", N_("Somebody stands on the list twice"))
        )
    rule = context.book.find("fire.attendance")
    present = sum(1 for row in rows if row.present)
    if rule is not None and rows and not silent and present * 10_000 < rule.value * len(rows):
        found.append(
            Remark(
                "drill.attendance",
                "note",
                "attendance",
                N_("Attendance {percent} %; the rule says {limit} %"),
                {
                    "percent": f"{present * 100 / len(rows):.2f}",
                    "limit": f"{rule.value / 100:g}",
                },
            )
        )
    return found


def sound(drill: Drill, context: RuleContext) -> list[Remark]:
    """Not more sound pieces than were taken out, unless nothing was counted."""
    odd = [row for row in drill.kit if (row.sound or 0) > (row.taken or 0)]
    if not odd:
        return []
    return [
        Remark(
            "drill.kit",
            "error",
            "kit",
            N_("{name}: more sound than taken out"),
            {"name": odd[0].name},
        )
    ]


def times(drill: Drill, context: RuleContext) -> list[Remark]:
    """Start before end; T0 … T8 do not go back."""
    remarks = in_order(drill.start_at, drill.end_at, "end_at")
    remarks += not_future(drill.end_at, "end_at", context)
    reached = sorted((row for row in drill.steps if row.at), key=lambda row: row.step)
    for before, after in pairwise(reached):
        if before.at and after.at and before.at.ms > after.at.ms:
            remarks.append(
                Remark(
                    "drill.steps",
                    "error",
                    "steps",
                    N_("{later} lies before {earlier}"),
                    {"later": after.step, "earlier": before.step},
                )
            )
    said = {row.step for row in drill.steps if row.at or row.missing_reason}
    named = {row.step for row in drill.steps} - said
    first, last = (reached[0].step, reached[-1].step) if reached else ("", "")
    # a drill may begin with the order, and what lies after its last step did not come to pass
    for step in STEPS:
        if step in named or (first < step < last and step not in said):
            words = N_("{step} has no time: say why")
            remarks.append(Remark("drill.step_missing", "error", "steps", words, {"step": step}))
    return remarks


def mended(drill: Drill, context: RuleContext) -> list[Remark]:
    """A problem found names who mends it until when (§6.5)."""
    bare = sum(1 for row in drill.problems if row.text and not (row.person_id and row.due))
    if not bare:
        return []
    words = N_("{n} problems name no one who mends them, or no day")
    return [Remark("drill.problem_bare", "warning", "problems", words, {"n": bare})]


def attendance(drill: Drill, context: RuleContext) -> list[Remark]:
    """Whoever is absent has a reason."""
    absent = sum(1 for row in drill.attendance if row.present is False and not row.reason)
    if not absent:
        return []
    return [
        Remark(
            "drill.absent",
            "error",
            "attendance",
            N_("{count} absent without a reason"),
            {"count": absent},
        )
    ]


def assembled(drill: Drill, context: RuleContext) -> list[Remark]:
    """Assembly within the rule's minutes (§6.3); shown, never a legal claim."""
    limit = context.book.find("fire.assemble_min")
    by_step = {row.step: row.at for row in drill.steps}
    order, done = by_step.get("T1"), by_step.get("T2")
    if limit is None or order is None or done is None:
        return []
    spent = (done.ms - order.ms) / 60_000
    if spent <= limit.value:
        return []
    return [
        Remark(
            "drill.slow",
            "note",
            "steps",
            N_("Assembled in {minutes} min; the rule says {limit}"),
            {"minutes": f"{spent:.1f}", "limit": limit.value},
        )
    ]


RULES = (times, attendance, roll_call, assembled, sound, weights, mended, fit_to_serve)
