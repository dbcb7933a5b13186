"""The parts of the queue: what waits, what was sent back, what is approved or locked."""

from __future__ import annotations

from collections.abc import Mapping

from patrol_app.domain.instant import day_start
from patrol_app.domain.registry import RecordType
from patrol_app.domain.review import LOCKED, WAITING
from patrol_app.gui.kit.inputs import china_today
from patrol_app.gui.pages.filters import period_days
from patrol_app.i18n import N_
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, State

# Part of the queue -> its words and review states.
PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "waiting": (N_("To review"), WAITING),
    "returned": (N_("Sent back"), ("returned",)),
    "approved": (N_("Approved"), ("approved",)),
    "locked": (N_("Locked"), tuple(sorted(LOCKED))),
}
ADVICE = {
    "waiting": N_("Submitted records come here; nothing waits for you."),
    "returned": N_("Nothing is with its writer for mending."),
    "approved": N_("Approved records that are not locked yet come here."),
    "locked": N_("Locked records come here; L on an approved one locks it."),
}


def listing_of(kind: RecordType, part: str, period: str = "") -> Listing:
    """The records of a part, oldest first.

    Args:
        kind: a reviewed type.
        part: key of ``PARTS``.
        period: code of a period, or empty for all times.
    """
    conditions = [Condition("review", "in", PARTS[part][1])]
    if period and kind.time:
        first, after = period_days(period, china_today())
        conditions.append(Condition(kind.time, ">=", day_start(first.isoformat())))
        conditions.append(Condition(kind.time, "<", day_start(after.isoformat())))
    states: tuple[State, ...] = ("submitted",) if part in ("waiting", "approved") else EVERY_STATE
    return Listing(kind.code, tuple(conditions), states, descending=False)
