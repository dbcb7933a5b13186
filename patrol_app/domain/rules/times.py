"""Time rules shared by all types (``domain.md`` §10.2)."""

from __future__ import annotations

from patrol_app.domain.instant import MINUTE_MS, Instant
from patrol_app.domain.remark import Level, Remark, RuleContext
from patrol_app.i18n import N_

TOLERANCE_MS = 5 * MINUTE_MS


def not_future(instant: Instant | None, field: str, context: RuleContext) -> list[Remark]:
    """Not later than the latest known time plus 5 minutes; soft while the clock is doubtful."""
    if instant is None or instant.ms <= context.now_ms + TOLERANCE_MS:
        return []
    level: Level = "warning" if context.clock_doubtful else "error"
    return [Remark("time.future", level, field, N_("This time lies in the future"))]


def in_order(
    first: Instant | None, last: Instant | None, field: str, *, strict: bool = True
) -> list[Remark]:
    """``first`` before ``last`` (``strict``: not equal)."""
    if first is None or last is None:
        return []
    if first.ms < last.ms or (not strict and first.ms == last.ms):
        return []
    return [Remark("time.order", "error", field, N_("The end must be after the start"))]
