"""Rules of disposal and acceptance (``domain.md`` §2.9)."""

from __future__ import annotations

from patrol_app.domain.records.pest_disposal import Acceptance, Disposal
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.days import day_not_future, days_in_order
from patrol_app.domain.rules.times import not_future
from patrol_app.i18n import N_

PHOTOS = 3  # before, stump, after
PASSED = "合格"


def days(disposal: Disposal, context: RuleContext) -> list[Remark]:
    """Begun before finished, not in the future; after the deadline of the campaign is said."""
    remarks = days_in_order(disposal.start_on, disposal.end_on, "end_on")
    remarks += day_not_future(disposal.end_on, "end_on", context)
    limit = context.book.find("pwd.clear.deadline", disposal.end_on or "")
    rest = context.book.find("pwd.vector_off.start", disposal.end_on or "")
    if limit is None or not disposal.end_on:
        return remarks
    day = int(disposal.end_on[5:7]) * 100 + int(disposal.end_on[8:10])
    begins = rest.value if rest is not None else 1001
    if limit.value < day < begins:
        words = N_("After the day by which infected wood is to be cleared ({month}-{day})")
        given = {"month": limit.value // 100, "day": f"{limit.value % 100:02d}"}
        remarks.append(Remark("disposal.deadline", "warning", "end_on", words, given))
    return remarks


def trees(disposal: Disposal, context: RuleContext) -> list[Remark]:
    """Infected, dead and dying trees are no more than were felled."""
    parts = (disposal.infected_n or 0) + (disposal.dead_n or 0) + (disposal.dying_n or 0)
    if disposal.felled_n is None or parts <= disposal.felled_n:
        return []
    words = N_("More infected, dead and dying trees than were felled")
    return [Remark("disposal.trees", "error", "felled_n", words)]


def stump(disposal: Disposal | Acceptance, context: RuleContext) -> list[Remark]:
    """No stump higher than the rule says."""
    limit = context.book.find("pwd.stump_cm")
    if limit is None or disposal.stump_cm is None or disposal.stump_cm <= limit.value:
        return []
    words = N_("Stumps are {height} cm high; the rule says {limit}")
    given = {"height": disposal.stump_cm, "limit": limit.value}
    return [Remark("disposal.stump", "warning", "stump_cm", words, given)]


def branches(disposal: Disposal, context: RuleContext) -> list[Remark]:
    """Branches are cleared too, and photos of before, stump and after hang on it."""
    remarks = []
    if not disposal.branches_done:
        words = N_("Branches are not said to be cleared")
        remarks.append(Remark("disposal.branches", "warning", "branches_done", words))
    if len(context.children.get("attachment", ())) < PHOTOS:
        words = N_("Three photos belong to it: before, stump, after")
        remarks.append(Remark("disposal.photos", "warning", "", words))
    return remarks


def accepted(found: Acceptance, context: RuleContext) -> list[Remark]:
    """Not before the work was finished; passed only where no infected wood is left."""
    remarks = not_future(found.at, "at", context)
    if found.acceptance == PASSED and found.left_n:
        words = N_("Not passed while infected wood is left")
        remarks.append(Remark("acceptance.left", "error", "acceptance", words))
    if found.acceptance and found.acceptance != PASSED and not found.demands.strip():
        words = N_("Say what is to be mended")
        remarks.append(Remark("acceptance.demands", "error", "demands", words))
    disposal = context.related.get("parent_id")
    crew = disposal.crew.strip() if isinstance(disposal, Disposal) else ""
    if crew and crew in found.inspectors:
        words = N_("Those who worked do not accept their own work")
        remarks.append(Remark("acceptance.self", "error", "inspectors", words))
    return remarks


RULES = (days, trees, stump, branches)
ACCEPTANCE_RULES = (accepted, stump)
