"""The cards beside a violation: zone at the point, herd in sheep units, person, case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.grazing_ground import ZoneFact
from patrol_app.domain.rule_text import rule_value, source_words
from patrol_app.domain.rules.case import FineRange, yuan
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.forms.facts import rounded
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.grazing.due import LIMITS
from patrol_app.gui.grazing.reading import CaseSide, HerdLine
from patrol_app.gui.kit import Button, Card, Chip, h, holder, label, unverified, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.kit.layout import Item
from patrol_app.i18n import _
from patrol_app.services.cases import Due
from patrol_app.services.offenders import Visit
from patrol_app.services.value_words import listed


class Lines(Card):
    """A card whose lines are shown anew each time."""

    def __init__(self, title: str, actions: Sequence[QWidget] = (), caption: str = "") -> None:
        super().__init__(title, caption, list(actions), hug=True)
        self._rows = v(gap="x1")
        self.body.addLayout(self._rows)

    def wipe(self) -> None:
        """Take every line away."""
        clear_layout(self._rows)

    def line(self, *parts: Item) -> None:
        """Add one line; None is room between, (widget, 1) takes what is free."""
        self._rows.add(holder(h(*parts)))

    def words(self, text: str, role: str = "table", tone: str = "") -> None:
        """Add a line of words that may wrap."""
        self._rows.add(label(text, role, tone, wrap=True))


class ZoneCard(Lines):
    """What the zones say of the point."""

    def __init__(self) -> None:
        super().__init__(_("Zone at the point"))

    def show_side(self, side: CaseSide) -> None:
        """Hit, outside, or nothing known."""
        self.wipe()
        ground = side.ground
        hit = ground.hit
        if side.shifted:
            words = _("Shifted or uncertain coordinates are kept out of enforcement")
            self.line(Chip("due", _("Not tested")), None)
            self.words(words)
        elif hit is None and not ground.known:
            self.words(_("Not tested: place, time, datum or zones are missing"), "muted")
        elif hit is None:
            self.line(Chip("ok", _("Outside")), None)
            self.words(_("The point lies in no zone where grazing is forbidden that day"))
        else:
            self._hit(hit, young=ground.young)
        stand = ground.stand
        if stand is not None and stand.metres:
            words = _("A plantation of {year} is {m} m away: look for trees destroyed")
            self.words(words.format(year=stand.planted, m=stand.metres), tone="due")
        elif stand is not None:
            words = _("Planted in {year}: {code}")
            self.words(words.format(year=stand.planted, code=stand.name or stand.code), "caption")

    def _hit(self, hit: ZoneFact, *, young: bool) -> None:
        kind = vocabulary("zone_kind").label(hit.kind)
        self.line(Chip("overdue", kind), label(f"{hit.code} {hit.name}".strip(), "table"), None)
        if hit.document:
            self.words(hit.document, "caption")
        if young:
            self.words(_("Young plantation: count the trees destroyed"), tone="due")


class HerdCard(Lines):
    """The herd by the table of sheep units, each factor with where it stands."""

    def __init__(self) -> None:
        super().__init__(_("Sheep units"))

    def show_side(self, side: CaseSide) -> None:
        """One line a row, and the sum."""
        self.wipe()
        for row in side.herd:
            self._row(row)
        heads = sum(row.head for row in side.herd)
        total = _("{n} heads").format(n=heads)
        self.line(label(_("Total"), "table"), None, label(total, "table"),
                  label(rounded(side.units_e4, 4, 2), "table"))  # fmt: skip
        out = sum(side.without_factor.values())
        if out:
            words = _("{n} heads have no factor and are left out of the sum")
            self.words(words.format(n=out), tone="due")

    def _row(self, row: HerdLine) -> None:
        name = vocabulary("animal").label(row.animal) if row.animal else "—"
        age = vocabulary("age").label(row.age) if row.age else ""
        if row.factor_e4 is None:
            words = _("no factor")
        else:
            words = f"{row.head} × {rule_value(row.factor_e4, 'e4')}"
        badge = (unverified(),) if row.weak else ()
        self.line(label(f"{name} {age}".strip(), "table"), None, *badge, label(words, "table"))
        if row.sources:
            words = "；".join(source_words(one) for one in row.sources if one)
            self._rows.add(label(words, "caption", wrap=True))


class PersonCard(Lines):
    """Whether it is the first time, by the tag of the ID number."""

    def __init__(self) -> None:
        super().__init__(_("First or repeat"))

    def show_side(self, side: CaseSide) -> None:
        """How often in so many months, and in which records here."""
        self.wipe()
        seen = side.seen
        if not seen.known:
            self.words(_("Not known: no ID number, or no key of the city yet"), "muted")
            return
        tone = "due" if seen.count else "ok"
        said = _("Number {n} within {m} months").format(n=seen.count + 1, m=seen.months)
        badge = (unverified(),) if seen.unverified else ()
        self.line(Chip(tone, said), *badge, None)
        for number in seen.own:
            self.words(number, "caption")
        if seen.elsewhere:
            self.words(_("{n} in other units, as the city counts").format(n=seen.elsewhere))


class VisitsCard(Lines):
    """A party's violations over time: heads, papers, fines."""

    def __init__(self) -> None:
        super().__init__(_("Violations"))
        self.hide()

    def show_visits(self, seen: Sequence[Visit]) -> None:
        """One line each, newest first; nothing at all for nobody's first time."""
        self.wipe()
        self.setVisible(bool(seen))
        for one in seen:
            fine = f"{yuan(one.fine_fen)} {_('yuan')}" if one.fine_fen else ""
            heads = _("{n} heads").format(n=one.heads)
            self.line(label(one.day, "table"), None, label(heads, "table"), label(fine, "table"))
            self.words(" · ".join((one.number, *one.papers)), "caption")


class CaseCard(Lines):
    """Steps of the case and the limits that run.

    Signals:
        add: a further step is wanted.
        opened: id of a step that was chosen.
    """

    add = Signal()
    opened = Signal(str)

    def __init__(self) -> None:
        self._told: object = None
        self.more = Button(_("Add a step"), "quiet", "plus")
        super().__init__(_("Case"), [self.more])
        self.more.clicked.connect(self.add)

    def show_case(self, side: CaseSide, today: str) -> None:
        """The steps of the case; ``today`` tones the limits."""
        told = (side.steps, side.dues, side.fines, today)
        if told == self._told:  # made anew the line would lose the focus
            return
        self.wipe()
        self._told = told
        if not side.steps:
            self.words(_("No step yet: only certified officers take one"), "muted")
        for one in side.steps:
            go = Button(vocabulary("case_step").label(one.step), "quiet")
            go.clicked.connect(lambda _checked=False, rec=one.rec: self.opened.emit(rec))
            when = label(short_moment(one.at_ms), "caption")
            self.line(go, label(one.doc_no, "caption"), None, when)
        for due in side.dues:
            self._due(due, today)
        if side.fines is not None:
            self._fines(side.fines)
        elif side.steps:
            self.words(_("No range of fines is entered: no fine can be written"), "muted")

    def _fines(self, allowed: FineRange) -> None:
        if allowed.without_factor:
            words = _("No sheep-unit factor for {animal}: the range cannot be said")
            named = listed(allowed.without_factor)
            self.words(words.format(animal=named), tone="due")
            return
        low, high = yuan(allowed.low), yuan(allowed.high)
        self.words(_("Range of the rule: {low} to {high} yuan").format(low=low, high=high))
        self.words(source_words(allowed.source), "caption")

    def _due(self, due: Due, today: str) -> None:
        tone = "overdue" if due.day < today else "due"
        words = _(LIMITS.get(due.code, due.code))
        self.line(Chip(tone, due.day), label(words, "table"), None, label(due.source, "caption"))
