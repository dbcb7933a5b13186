"""Rules of a grazing violation and the sheep units (``domain.md`` §5.4, §5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from patrol_app.domain.grazing_ground import GrazingGround
from patrol_app.domain.instant import date_of
from patrol_app.domain.records.grazing import GrazingViolation, Livestock
from patrol_app.domain.remark import Remark, RuleContext
from patrol_app.domain.rules.times import not_future
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.i18n import N_

ADULT = "成年"


@dataclass(frozen=True)
class HerdFactor:
    """A row of the herd with its factor.

    Attributes:
        row: animal, age, head.
        factor_e4: sheep units of one head, 1/10,000; None where no rule names it.
        rules: what the factor is made of: its own rule, or that of the adult and of the age.
    """

    row: Livestock
    factor_e4: int | None
    rules: tuple[RuleValue, ...]

    @property
    def unverified(self) -> bool:
        """Nobody confirmed one of the rules, or there is none."""
        return not self.rules or any(one.unverified for one in self.rules)


def herd_factors(
    violation: GrazingViolation, book: RuleBook, date: str = ""
) -> tuple[HerdFactor, ...]:
    """The factor of each row in force on ``date`` (§5.4).

    A young animal has the factor of its kind and age (``sheep_unit.黄牛.育成``) where the bureau
    entered one, else the share of its age (``sheep_unit.age.育成``) of the adult.
    """
    return tuple(_factor(row, book, date) for row in violation.livestock)


def _factor(row: Livestock, book: RuleBook, date: str) -> HerdFactor:
    kind = f"sheep_unit.{row.animal}"
    adult = book.find(kind, date)
    if not row.age or row.age == ADULT:
        return HerdFactor(row, adult.value, (adult,)) if adult else HerdFactor(row, None, ())
    own = book.find(f"{kind}.{row.age}", date)
    if own is not None:
        return HerdFactor(row, own.value, (own,))
    share = book.find(f"sheep_unit.age.{row.age}", date)
    if adult is None or share is None:
        return HerdFactor(row, None, ())
    return HerdFactor(row, (adult.value * share.value + 5_000) // 10_000, (adult, share))


@dataclass(frozen=True)
class SheepUnits:
    """``units_e4`` = Σ heads x factor (1/10,000); kinds without a factor are named, not guessed."""

    units_e4: int
    without_factor: Mapping[str, int]
    unverified: bool


def sheep_units(violation: GrazingViolation, book: RuleBook, date: str = "") -> SheepUnits:
    """Sheep units of the herd by the factors in force (§5.4: ``units = Σ head_k × factor_k``)."""
    total, weak = 0, False
    missing: dict[str, int] = {}
    for one in herd_factors(violation, book, date):
        row, head = one.row, one.row.head or 0
        if one.factor_e4 is None:
            name = f"{row.animal}{row.age if row.age != ADULT else ''}"
            missing[name] = missing.get(name, 0) + head
            continue
        weak = weak or one.unverified
        total += head * one.factor_e4
    return SheepUnits(total, missing, weak)


def times(violation: GrazingViolation, context: RuleContext) -> list[Remark]:
    """Not in the future."""
    return not_future(violation.found_at, "found_at", context)


def herd(violation: GrazingViolation, context: RuleContext) -> list[Remark]:
    """Each row names the animal and how many; a kind without a factor is said."""
    remarks = []
    if any(not row.animal or not row.head for row in violation.livestock):
        remarks.append(
            Remark("grazing.row", "error", "livestock", N_("Each row needs an animal and a number"))
        )
    date = date_of(violation.found_at.ms) if violation.found_at else ""
    for name in sheep_units(violation, context.book, date).without_factor:
        remarks.append(
            Remark(
                "grazing.factor",
                "warning",
                "livestock",
                N_("No sheep-unit factor for {animal}"),
                {"animal": name},
            )
        )
    return remarks


def party(violation: GrazingViolation, context: RuleContext) -> list[Remark]:
    """Owner or herder is named, or it is said that nobody is known; never both."""
    known = violation.owner_id or violation.herder_id
    if violation.party_unknown and known:
        return [
            Remark(
                "grazing.party_both",
                "error",
                "party_unknown",
                N_("“Party unknown” is ticked, yet a party is named"),
            )
        ]
    if not violation.party_unknown and not known:
        return [
            Remark(
                "grazing.party",
                "error",
                "owner_id",
                N_("Name the owner or the herder, or tick “Party unknown”"),
            )
        ]
    return []


def trustworthy_place(violation: GrazingViolation, context: RuleContext) -> list[Remark]:
    """Shifted phone-map coordinates are kept out of enforcement (§1.7)."""
    place = violation.position
    if place is None or place.datum in ("wgs84", "cgcs2000"):
        return []
    return [
        Remark(
            "grazing.datum",
            "warning",
            "position",
            N_("This position cannot be used for enforcement: its datum is not certain"),
        )
    ]


def zone(violation: GrazingViolation, context: RuleContext) -> list[Remark]:
    """What was typed against what the zones say of the point on that day (§5.1)."""
    ground = context.ground
    if not isinstance(ground, GrazingGround):
        return []
    found = []
    hit = ground.hit
    if hit is None and not ground.known:
        pass
    elif hit is None:
        words = N_("The point lies in no zone where grazing is forbidden that day")
        found.append(Remark("grazing.no_zone", "warning", "zone_kind", words))
    elif violation.zone_kind and violation.zone_kind != hit.kind:
        words = N_("The point lies in {zone}, a {kind}")
        params = {"zone": hit.name or hit.code, "kind": hit.kind}
        found.append(Remark("grazing.other_zone", "warning", "zone_kind", words, params))
    if ground.young and violation.trees_destroyed is None:
        words = N_("A young plantation: count the trees destroyed, also none")
        found.append(Remark("grazing.young", "warning", "trees_destroyed", words))
    elif ground.stand is not None and violation.trees_destroyed is None:
        words = N_("A plantation of {year} is {m} m away: look for trees destroyed")
        stand = ground.stand
        away = {"year": stand.planted, "m": stand.metres}
        found.append(Remark("grazing.young_near", "note", "trees_destroyed", words, away))
    return found


# §5.5: at least three, one wide, one for the count, one with a landmark
SLOTS: Mapping[str, str] = {
    "wide": N_("No photo of the whole place"),
    "count": N_("No photo for the count"),
    "landmark": N_("No photo with a landmark"),
}


def evidence(violation: GrazingViolation, context: RuleContext) -> list[Remark]:
    """The three photos a case needs; two rangers saw it."""
    found = []
    held = context.children.get("attachment")
    if held is not None:
        shown = {getattr(one, "role", "") for one in held}
        found += [
            Remark(f"grazing.photo.{role}", "warning", "", words)
            for role, words in SLOTS.items()
            if role not in shown
        ]
    if len(violation.ranger_ids) == 1:
        words = N_("Two rangers are wanted as witnesses")
        found.append(Remark("grazing.rangers", "note", "ranger_ids", words))
    return found


RULES = (times, herd, party, trustworthy_place, zone, evidence)
