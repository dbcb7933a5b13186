"""Rules of a wildlife sighting: what a look of its kind must say, and what the list knows."""

from __future__ import annotations

from typing import Final

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.wildlife import OTHER, WildlifeSighting
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import in_order, not_future
from patrol_app.i18n import N_

SEEN: Final = ("实体", "红外相机", "尸体", "植株")  # what can be counted
CAMERA: Final = "红外相机"
HURT: Final = ("受伤", "病弱", "死亡")
NO_THREAT: Final = "无"
CLASS: Final = "wildlife.class."
CLASSES: Final = {1: "国家一级", 2: "国家二级"}


def times(sighting: WildlifeSighting, context: RuleContext) -> list[Remark]:
    """Neither in the future; reported after it was seen."""
    return [
        *not_future(sighting.seen_at, "seen_at", context),
        *not_future(sighting.reported_at, "reported_at", context),
        *in_order(sighting.seen_at, sighting.reported_at, "reported_at", strict=False),
    ]


def named(sighting: WildlifeSighting, context: RuleContext) -> list[Remark]:
    """Another species has a name; threats do not stand beside "none"."""
    found = []
    if sighting.species == OTHER and not sighting.species_name.strip():
        words = N_("Write the name of the species")
        found.append(Remark("wildlife.name", "error", "species_name", words))
    if NO_THREAT in sighting.threat and len(sighting.threat) > 1:
        words = N_("“None” does not stand beside threats")
        found.append(Remark("wildlife.threat", "error", "threat", words))
    return found


def counts(sighting: WildlifeSighting, context: RuleContext) -> list[Remark]:
    """What was seen itself is counted; a camera has a number."""
    found = []
    if sighting.sign in SEEN and not sighting.count:
        words = N_("How many were there?")
        found.append(Remark("wildlife.count", "error", "count", words))
    if sighting.sign == CAMERA and not sighting.camera_no.strip():
        words = N_("Which camera?")
        found.append(Remark("wildlife.camera", "warning", "camera_no", words))
    return found


def protection(sighting: WildlifeSighting, context: RuleContext) -> list[Remark]:
    """The class against the table of rules, which says whether its source was checked."""
    day = date_of(sighting.seen_at.ms) if sighting.seen_at else ""
    rule = context.book.find(f"{CLASS}{sighting.species}", day)
    known = CLASSES.get(rule.value) if rule is not None else None
    if rule is None or known is None or sighting.protection == known:
        return []
    if rule.unverified:
        words = N_("The rules have {species} as {known}; the source is not checked")
    else:
        words = N_("The rules have {species} as {known}")
    params = {"species": sighting.species, "known": known}
    return [Remark("wildlife.class", "warning", "protection", words, params)]


def hurt(sighting: WildlifeSighting, context: RuleContext) -> list[Remark]:
    """A hurt or dead one is told to somebody."""
    if sighting.condition not in HURT or sighting.reported_to.strip():
        return []
    words = N_("Hurt or dead: who was told?")
    return [Remark("wildlife.hurt", "warning", "reported_to", words)]


RULES = (times, named, counts, protection, hurt)
