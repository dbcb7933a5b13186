"""Rules of a finding (``domain.md`` §1.6 rows 12–15, §1.9)."""

from __future__ import annotations

from patrol_app.domain.records.finding import Finding
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_


def times(finding: Finding, context: RuleContext) -> list[Remark]:
    """Not in the future; reported not before found."""
    remarks = not_future(finding.found_at, "found_at", context)
    if finding.found_at and finding.reported_at:
        remarks += in_order(finding.found_at, finding.reported_at, "reported_at", strict=False)
    return remarks


def reported(finding: Finding, context: RuleContext) -> list[Remark]:
    """The action 报告 names to whom and when, to the minute (row 15)."""
    if "报告" not in finding.action:
        return []
    remarks = []
    if not finding.reported_to.strip():
        remarks.append(Remark("finding.reported_to", "error", "reported_to", N_("To whom?")))
    if finding.reported_at is None:
        remarks.append(Remark("finding.reported_at", "error", "reported_at", N_("When?")))
    return remarks


def photographed(finding: Finding, context: RuleContext) -> list[Remark]:
    """At least one photo (row 13)."""
    if context.children.get("attachment"):
        return []
    return [Remark("finding.photo", "warning", "", N_("No photo yet"))]


def told_twice(finding: Finding, context: RuleContext) -> list[Remark]:
    """Same grid, category, place and day as another one (§10.2, soft): perhaps told twice."""
    others = [one.number or "?" for one in context.siblings if isinstance(one, Finding)]
    if not others:
        return []
    words, named = N_("Perhaps the same as {number}"), "、".join(sorted(others)[:3])
    return [Remark("finding.same", "warning", "position", words, {"number": named})]


RULES = (times, reported, photographed, told_twice)
