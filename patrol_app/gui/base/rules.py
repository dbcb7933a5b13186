"""The table of rules: every value with source and validity, 未核实 until someone confirms it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from patrol_app.domain.rule_text import (
    parse_rule,
    rule_name,
    rule_unit,
    rule_value,
    source_words,
)
from patrol_app.domain.setting import Confidence, RuleValue
from patrol_app.gui.base.desk import DeskView
from patrol_app.gui.context import Context
from patrol_app.gui.forms.controls import PlainText
from patrol_app.gui.kit import (
    Button,
    Card,
    CodeCombo,
    DateEdit,
    EmptyState,
    FilterBar,
    FormColumns,
    FormField,
    Table,
    YesNo,
    h,
    holder,
    v,
)
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import _
from patrol_app.services.profiles import PROFILE, choose_profile, profiles
from patrol_app.services.rule_desk import OWN, RuleDesk, RuleLine

CONFIRMED: Final = "V"


class RulesView(DeskView):
    """List of rules and the form of the chosen one.

    Args:
        ctx: see ``Context``.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        app = ctx.app
        self._desk = RuleDesk(app.store, app.clock, app.datasets)
        self._lines: list[RuleLine] = []
        self._profile = ""
        self._line: RuleLine | None = None
        self.filters = FilterBar(
            [("state", _("State"), _states())], search=_("Find by: {field}").format(field=_("Rule"))
        )
        self.filters.changed.connect(lambda *_what: self._show())
        self.table = Table(_columns(), name=_("Rules"), row="row_touch")
        self.table.selection_changed.connect(self._choose)
        self.table.set_empty(
            EmptyState(
                "filter-off-outline",
                _("Nothing fits these filters"),
                _("Take a filter away to see more."),
            )
        )
        card = Card(flush=True)
        card.put((self.table, 1))
        self.lay_out(holder(v(self.filters, (card, 1), gap="card_gap")), self._form())
        self._choose([])

    def refresh(self) -> None:
        """Read the rules again; the chosen one stays chosen."""
        queries = self.ctx.app.store.queries

        def read() -> tuple[str, list[RuleLine]]:
            """The profile in use and every row."""
            return queries.meta(PROFILE) or "", self._desk.lines()

        self.ctx.work.query(read, self._take, owner=self)

    def head_actions(self) -> list[QWidget]:
        """Which city's values stand above the program's."""
        if not self.may():
            return []
        pairs = [("", _("No city profile")), *((one.code, one.name) for one in profiles().values())]
        combo = CodeCombo(pairs)
        combo.setAccessibleName(_("City profile"))
        combo.setToolTip(_("City profile"))
        combo.set_value(self._profile)
        combo.setMinimumContentsLength(12)
        combo.edited.connect(lambda: self.use_profile(combo.value() or ""))
        return [combo]

    def use_profile(self, code: str) -> None:
        """Work by another city's profile."""
        store, actor = self.ctx.app.store, self.ctx.actor()
        self._profile = code
        self.run(lambda: choose_profile(store, actor, code), self.kept)

    def focus(self) -> None:
        """The table."""
        self.table.view.setFocus()

    def choose(self, key: str) -> None:
        """Choose the first row of the rule ``key``."""
        for at, line in enumerate(self._shown()):
            if line.row.key == key:
                self.table.select(at)
                return

    def _form(self) -> Card:
        self.name = PlainText(longest=200)
        self.value = PlainText(longest=20)
        self.source = PlainText(longest=200)
        self.region = PlainText(longest=40)
        self.first, self.last = DateEdit(), DateEdit()
        self.confirmed = YesNo(_("Confirmed: the value stands in the source named"))
        self.enabled = YesNo(_("In use"))
        self.fields = {
            "key": FormField(_("Rule"), self.name, computed=True),
            "value": FormField(_("Value"), self.value, required=True),
            "source": FormField(
                _("Legal source"), self.source, hint=_("Law, document number, or ours")
            ),
            "region": FormField(_("Region"), self.region, hint=_("Empty: everywhere")),
            "valid_from": FormField(_("Valid from"), self.first, required=True),
            "valid_to": FormField(_("Valid to"), self.last, hint=_("Empty: until further notice")),
        }
        columns = FormColumns(2)
        for name in ("key", "value", "source", "region", "valid_from", "valid_to"):
            columns.put((self.fields[name], 2 if name in ("key", "source") else 1))
        card = Card(_("Rule"))
        card.body.addLayout(columns)
        self._below = PlainText(longest=200)
        self.shipped = FormField(_("Shipped value"), self._below, computed=True)
        card.put(self.confirmed, self.enabled, self.shipped)
        self.save_button = Button(_("Save"), "primary", "content-save-outline", "Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.restore_button = Button(_("Back to the shipped value"), "", "restore")
        self.restore_button.clicked.connect(self.restore)
        card.put(holder(h(self.restore_button, None, self.save_button)))
        return card

    def _take(self, found: tuple[str, list[RuleLine]]) -> None:
        profile, lines = found
        if profile != self._profile:
            self._profile = profile
            self.head_changed.emit()
        chosen = self._line.row if self._line else None
        self._lines = lines
        self._show()
        for at, line in enumerate(self._shown()):
            if chosen and (line.row.key, line.row.valid_from) == (chosen.key, chosen.valid_from):
                self.table.select(at)
                return
        if self._shown():
            self.table.select(0)

    def _shown(self) -> list[RuleLine]:
        values = self.filters.values()
        words = values.get("text", "").casefold()
        return [
            line
            for line in self._lines
            if _fits(line, values.get("state", ""))
            and (words in rule_name(line.row.key).casefold() or words in line.row.key.casefold())
        ]

    def _show(self) -> None:
        shown = self._shown()
        self.table.set_rows(shown)
        open_ = sum(1 for line in self._lines if line.row.unverified)
        self.filters.set_count(_("{n} unverified").format(n=open_))

    def _choose(self, lines: list[RuleLine]) -> None:
        self._line = lines[0] if len(lines) == 1 else None
        on = self._line is not None
        for widget in (
            self.value, self.source, self.region, self.first, self.last, self.confirmed,
            self.enabled, self.save_button,
        ):  # fmt: skip
            widget.setEnabled(on)
        row = self._line.row if self._line else RuleValue("", 0)
        self.name.setText(f"{rule_name(row.key)}  {row.key}".strip())
        self.value.setText(rule_value(row.value, row.unit) if on else "")
        words = " ".join(part for part in (_("Value"), _bracketed(rule_unit(row.unit))) if part)
        self.fields["value"].set_words(words)
        self.source.setText("" if row.source == OWN else row.source)
        self.region.setText(row.region)
        self.first.set_value(date.fromisoformat(row.valid_from) if on else None)
        self.last.set_value(date.fromisoformat(row.valid_to) if row.valid_to else None)
        self.confirmed.set_value(on and row.confidence == CONFIRMED)
        self.enabled.set_value(on and row.enabled)
        shipped = self._line.shipped if self._line else None
        self.shipped.setVisible(shipped is not None)
        self._below.setText(rule_value(shipped.value, shipped.unit) if shipped else "")
        self.restore_button.setVisible(self._line is not None and self._line.origin == "own")

    def typed(self) -> RuleValue | None:
        """The row as typed; None while something cannot be read (said beside the field)."""
        if self._line is None:
            return None
        row = self._line.row
        try:
            value = parse_rule(self.value.value(), row.unit)
        except ValueError:
            self.fields["value"].set_error(_("No such value"))
            self.value.setFocus()
            return None
        first, last = self.first.value(), self.last.value()
        return replace(
            row,
            value=value,
            source=self.source.value() or OWN,
            region=self.region.value(),
            confidence=CONFIRMED if self.confirmed.value() else _weak(row),
            valid_from=first.isoformat() if first else "",
            valid_to=last.isoformat() if last else "",
            enabled=self.enabled.value(),
        )

    def save(self) -> None:
        """Keep the typed row as the bureau's own."""
        row = self.typed()
        if row is not None:
            actor = self.ctx.actor()
            self.run(lambda: self._desk.save(actor, [row]), self.kept)

    def restore(self) -> None:
        """Let the shipped value stand again."""
        if self._line is not None:
            row, actor = self._line.row, self.ctx.actor()
            self.run(lambda: self._desk.restore(actor, row), self.kept)


def _weak(row: RuleValue) -> Confidence:
    """The confidence of a row that nobody confirmed."""
    return "U" if row.confidence == CONFIRMED else row.confidence


def _bracketed(words: str) -> str:
    return f"({words})" if words else ""


def _states() -> list[tuple[str, str]]:
    return [
        ("open", _("Unverified")),
        ("own", _("Changed here")),
        ("off", _("Not in use")),
    ]


def _fits(line: RuleLine, state: str) -> bool:
    if state == "open":
        return line.row.unverified
    if state == "own":
        return line.origin == "own"
    return not line.row.enabled if state == "off" else True


def _columns() -> list[Column]:
    return [
        Column("rule", _("Rule"), 0, value=lambda one: two(rule_name(one.row.key), one.row.key)),
        Column("value", _("Value"), 100, "right", value=_value),
        Column("valid", _("Valid"), 100, value=_valid),
        Column("source", _("Legal source"), 132, value=_source),
        Column("state", _("State"), 118, value=_state),
    ]


def _value(line: RuleLine) -> str:
    unit = "" if line.row.unit == "mmdd" else rule_unit(line.row.unit)  # a date says it itself
    return f"{rule_value(line.row.value, line.row.unit)} {unit}".strip()


def _valid(line: RuleLine) -> Cell:
    until = line.row.valid_to or _("open")
    return two(line.row.valid_from, f"{until} · {line.row.region}" if line.row.region else until)


def _source(line: RuleLine) -> Cell:
    origin = {
        "program": _("from the program"),
        "city": _("from the city"),
        "own": _("changed here"),
    }[line.origin]
    return two(source_words(line.row.source), origin)


def _state(line: RuleLine) -> Cell:
    if not line.row.enabled:
        return chip("info", _("Not in use"), "cancel")
    if line.row.unverified:
        return chip("due", _("Unverified"), "help-circle-outline")
    if line.row.confidence != CONFIRMED:
        return chip("info", _("Customary"), "account-group-outline")
    return chip("ok", _("Confirmed"), "check")
