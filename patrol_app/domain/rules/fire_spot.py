"""Rules of a fire spot: its times in order, the check in time, areas that fit (§6.3, §7.2)."""

from __future__ import annotations

from itertools import pairwise

from patrol_app.domain.instant import date_of
from patrol_app.domain.records import fire_spot
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_

TIMES = ("told_at", "sent_at", "arrived_at", "out_at")
FIRES = ("森林火情", "草原火情")
LIMIT = "fire.spot.arrive_min"


def times(spot: fire_spot.FireSpot, context: RuleContext) -> list[Remark]:
    """None in the future; told, sent, arrived, out in this order; answered after it was told."""
    known = [(name, at) for name in TIMES if (at := getattr(spot, name)) is not None]
    found = [remark for name, at in known for remark in not_future(at, name, context)]
    for (_before, first), (name, last) in pairwise(known):
        found += in_order(first, last, name, strict=False)
    return found + in_order(spot.told_at, spot.answered_at, "answered_at", strict=False)


def in_time(spot: fire_spot.FireSpot, context: RuleContext) -> list[Remark]:
    """A check later than the rule's minutes is told (the indicator 火情核查率 counts it)."""
    took = fire_spot.own_spot(spot)["arrive_min"]
    date = date_of(spot.told_at.ms) if spot.told_at else ""
    rule = context.book.find(LIMIT, date)
    if took is None or rule is None or took <= rule.value:
        return []
    params = {"took": took, "limit": rule.value}
    message = N_("On the spot after {took} minutes; the limit is {limit}")
    return [Remark("spot.late", "warning", "arrived_at", message, params)]


def answered(spot: fire_spot.FireSpot, context: RuleContext) -> list[Remark]:
    """A fire has an answer to whoever told it, and its area; burned is not less than harmed."""
    found = []
    if spot.result in FIRES and spot.answered_at is None:
        found.append(
            Remark("spot.answer", "warning", "answered_at", N_("A fire is reported at once"))
        )
    if spot.result in FIRES and spot.burned_mu_e4 is None:
        found.append(Remark("spot.area", "warning", "burned_mu_e4", N_("How much burned?")))
    burned, harmed = spot.burned_mu_e4, spot.forest_mu_e4
    if burned is not None and harmed is not None and harmed > burned:
        message = N_("More forest harmed than burned")
        found.append(Remark("spot.areas", "error", "forest_mu_e4", message))
    return found


RULES = (times, in_time, answered)
