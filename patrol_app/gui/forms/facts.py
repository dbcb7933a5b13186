"""The card of computed values: what the fold and the rules made of a record, who wrote when."""

from __future__ import annotations

from dataclasses import dataclass

from patrol_app.domain.base import Record
from patrol_app.domain.instant import date_of
from patrol_app.domain.records import record_type
from patrol_app.domain.records.drill import Drill
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.domain.rules.drill import drill_score
from patrol_app.domain.rules.grazing import sheep_units
from patrol_app.domain.setting import RuleBook
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit import Card, h, holder, label, unverified, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.i18n import N_, _
from patrol_app.services.ports import Stored
from patrol_app.services.value_words import show_scaled

# judged value -> name, decimals held, decimals shown (domain.md §0.2, §5.4, §6.5)
JUDGED = {
    "sheep_units_e4": (N_("Sheep units"), 4, 2),
    "score_e2": (N_("Total score"), 2, 2),
    "score_grade": (N_("Grade"), 0, 0),
}
GRADES = {
    "优秀": N_("excellent"),
    "良好": N_("good"),
    "合格": N_("passed"),
    "不合格": N_("not passed"),
}
OWN = {
    "heads": N_("Heads in all"),
    "abnormal": N_("Abnormal trees"),
    "due": N_("Due to attend"),
    "present": N_("Present"),
}
# the three times of domain.md §6.3: T2−T1, T4−T3, T5−T1
SPANS = {
    "assembly_s": N_("Time to assemble"),
    "travel_s": N_("Time under way"),
    "attack_s": N_("Time to first attack"),
}


@dataclass(frozen=True)
class Fact:
    """One line of the card."""

    name: str
    words: str
    weak: bool = False


class FactsCard(Card):
    """Values that the program computes, and who wrote when.

    Attributes:
        book: rule values; those nobody has confirmed put a badge beside what rests on them.
    """

    def __init__(self) -> None:
        super().__init__(_("Computed"))
        self.book = RuleBook()
        self._rows = v(gap="half")
        self.body.addLayout(self._rows)
        self.hide()

    def show_stored(self, stored: Stored | None) -> None:
        """Show what the fold and the rules computed."""
        clear_layout(self._rows)
        self.setVisible(stored is not None)
        if stored is None:
            return
        for fact in facts_of(stored, self.book):
            badge = (unverified(),) if fact.weak else ()
            row = h(label(fact.name, "caption"), None, *badge, label(fact.words, "table"))
            self._rows.add(holder(row))


def facts_of(stored: Stored, book: RuleBook) -> list[Fact]:
    """The computed values of a record in the order of the card."""
    weak = rests_on_unverified(stored.record, book)
    found: list[Fact] = []
    for key, (name, scale, shown) in JUDGED.items():
        judged = stored.judged.get(key)
        value = judged.get("value") if isinstance(judged, dict) else None
        if isinstance(value, int):
            found.append(Fact(_(name), rounded(value, scale, shown), weak))
        elif value is not None:
            found.append(Fact(_(name), _(GRADES.get(str(value), str(value)))))
    for key, name in OWN.items():
        value = stored.own.get(key)
        if isinstance(value, int) and value:
            found.append(Fact(_(name), str(value)))
    column = record_type(stored.type).column
    if column is not None and (own := stored.own.get(column.name)) is not None:
        words = f"{show_scaled(own, column.scale)} {_(column.unit)}".strip()
        found.append(Fact(_(column.head), words))
    for key, name in SPANS.items():
        value = stored.own.get(key)
        if isinstance(value, int):
            words = _("{m} min {s} s").format(m=value // 60, s=f"{value % 60:02d}")
            found.append(Fact(_(name), words))
    if stored.created_ms:
        found.append(Fact(_("Entered"), short_moment(stored.created_ms)))
    if stored.changed_ms > stored.created_ms:
        found.append(Fact(_("Last change"), short_moment(stored.changed_ms)))
    if stored.record.device:
        found.append(Fact(_("Device"), f"{stored.record.unit} · {stored.record.device}"))
    return found


def rests_on_unverified(record: Record, book: RuleBook) -> bool:
    """Whether a factor or weight of the record's judged values is not confirmed."""
    if isinstance(record, GrazingViolation):
        date = date_of(record.found_at.ms) if record.found_at else ""
        return sheep_units(record, book, date).unverified
    return isinstance(record, Drill) and drill_score(record, book).unverified


def rounded(value: int, scale: int, shown: int) -> str:
    """A scaled whole number with ``shown`` decimals, halves up; no float on the way."""
    if scale > shown:
        unit = 10 ** (scale - shown)
        value = (value + unit // 2) // unit
    whole, rest = divmod(value, 10**shown)
    return f"{whole}.{rest:0{shown}d}" if shown else str(whole)
