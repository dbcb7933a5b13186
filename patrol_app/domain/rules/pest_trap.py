"""Rules of traps and their checks (``domain.md`` §2.10)."""

from __future__ import annotations

from patrol_app.domain.records.pest_trap import Trap, TrapCheck
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.days import day_not_future, days_in_order
from patrol_app.i18n import N_


def hung(trap: Trap, context: RuleContext) -> list[Remark]:
    """Hung up not in the future, taken down after that."""
    return day_not_future(trap.hung_on, "hung_on", context) + days_in_order(
        trap.hung_on, trap.taken_down_on, "taken_down_on"
    )


def checked(check: TrapCheck, context: RuleContext) -> list[Remark]:
    """While the trap hung, once a day; others than the target are named."""
    remarks = day_not_future(check.checked_on, "checked_on", context)
    trap = context.related.get("parent_id")
    if isinstance(trap, Trap):
        remarks += days_in_order(trap.hung_on, check.checked_on, "checked_on")
        remarks += days_in_order(check.checked_on, trap.taken_down_on, "checked_on")
    same = [one for one in context.siblings if getattr(one, "checked_on", None) == check.checked_on]
    if check.checked_on and same:
        words = N_("This trap has a check of that day already")
        remarks.append(Remark("trap.twice", "error", "checked_on", words))
    if check.other_n and not check.other_species.strip():
        words = N_("Name the other insects")
        remarks.append(Remark("trap.species", "warning", "other_species", words))
    return remarks


RULES = (hung,)
CHECK_RULES = (checked,)
