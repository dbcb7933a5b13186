"""First detection: who has to be told until when, and who was (``domain.md`` §2.8, §3.6).

The law says 立即; the hours are the bureau's own setting and shown 未核实 until confirmed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.first_report import FirstReport
from patrol_app.domain.records.pest import PestSighting
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.domain.setting import RuleBook
from patrol_app.i18n import N_

TOLD, ADDENDUM = "报告", "补充说明"
# level -> the rule that holds its hours from the moment of finding
DUE = (
    ("林业站/乡镇", "report.first_case_hours"),
    ("县级", "report.first_case_hours"),
    ("市级", "report.first_case_up_hours"),
    ("省级", "report.first_case_up_hours"),
)
HOUR_MS = 3_600_000


@dataclass(frozen=True)
class Call:
    """One level of the protocol.

    Attributes:
        level: word of the vocabulary ``told_level``.
        due_ms: until when it has to know, UTC ms; None without a moment or a rule.
        told_ms: when it first was told; None while it was not.
        told: who.
        unverified: the hours are 未核实.
    """

    level: str
    due_ms: int | None
    told_ms: int | None = None
    told: str = ""
    unverified: bool = True

    def late(self, now_ms: int) -> bool:
        """Told after the time, or not told although it has passed."""
        if self.due_ms is None:
            return False
        return (self.told_ms if self.told_ms is not None else now_ms) > self.due_ms


def calls(seen_at: Instant | None, reports: Iterable[FirstReport], book: RuleBook) -> list[Call]:
    """Every level in order, with its clock and who was told first."""
    told: dict[str, FirstReport] = {}
    for one in reports:
        if one.act == TOLD and one.at is not None and one.told_level:
            known = told.get(one.told_level)
            if known is None or known.at is None or (one.at.ms, one.id) < (known.at.ms, known.id):
                told[one.told_level] = one
    made = []
    for level, key in DUE:
        rule = book.find(key)
        due = seen_at.ms + rule.value * HOUR_MS if seen_at and rule else None
        report = told.get(level)
        moment = report.at.ms if report and report.at else None
        made.append(
            Call(
                level, due, moment, report.told if report else "", rule.unverified if rule else True
            )
        )
    return made


def told_whom(report: FirstReport, context: RuleContext) -> list[Remark]:
    """A report names level, person and way; an addendum says something."""
    remarks = not_future(report.at, "at", context)
    sighting = context.related.get("parent_id")
    if isinstance(sighting, PestSighting):
        remarks += in_order(sighting.seen_at, report.at, "at", strict=False)
    if report.act == TOLD:
        for field in ("told_level", "told", "told_means"):
            if not getattr(report, field).strip():
                remarks.append(Remark("first.told", "error", field, N_("Please fill in")))
    if report.act == ADDENDUM and not report.note.strip():
        remarks.append(Remark("first.note", "error", "note", N_("Please fill in")))
    return remarks


def in_time(report: FirstReport, context: RuleContext) -> list[Remark]:
    """Said where a level was told later than the rule's hours."""
    sighting = context.related.get("parent_id")
    if not isinstance(sighting, PestSighting) or report.act != TOLD or report.at is None:
        return []
    for call in calls(sighting.seen_at, [report], context.book):
        if call.level == report.told_level and call.late(context.now_ms) and sighting.seen_at:
            hours = (report.at.ms - sighting.seen_at.ms) / HOUR_MS
            words = N_("Told {hours} hours after the finding, later than the rule says")
            return [Remark("first.late", "warning", "at", words, {"hours": f"{hours:.1f}"})]
    return []


RULES = (told_whom, in_time)
