"""The filter bar of a record list: state, period, words of vocabularies, people and grids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import DAY_MS, day_start
from patrol_app.domain.registry import RecordType
from patrol_app.gui.context import Context
from patrol_app.gui.forms.loading import offered
from patrol_app.gui.forms.values import STATE_LOOKS, choices, is_whole
from patrol_app.gui.kit import FilterBar
from patrol_app.gui.kit.inputs import china_today
from patrol_app.i18n import _
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, State

MOST = 4  # filters beside state and period: the row must stay one row
TYPING_MS = 250
BIN = "bin"
TWICE = "conflict"  # records with two values of a field
STATES: dict[str, tuple[State, ...]] = {
    "draft": ("draft",),
    "submitted": ("submitted",),
    "changed": ("changed",),
}


def state_choices(kind: RecordType) -> list[tuple[str, str]]:
    """(code, words) of the states that a list of this type is filtered by."""
    codes = (STATE_LOOKS if kind.reviewed else STATES) if kind.submit else {}
    pairs = [(code, _(STATE_LOOKS[code][1])) for code in codes]
    return [*pairs, (TWICE, _("Changed in two places"))]


def state_filter(kind: RecordType, code: str) -> tuple[tuple[State, ...], list[Condition]]:
    """The states and conditions that the filter ``code`` means; all states for none."""
    if code == TWICE:
        return EVERY_STATE, [Condition("conflicts", ">=", 1)]
    if kind.reviewed and code in STATE_LOOKS:
        states = STATES[code] if code == "draft" else EVERY_STATE
        return states, [Condition("review", "=", code)]
    return STATES.get(code, EVERY_STATE), []


class RecordFilters(QWidget):
    """Filters of one type, from its field metadata.

    Args:
        ctx: see ``Context``.
        kind: record type.

    Signals:
        changed: another filter is in force.
    """

    changed = Signal()

    def __init__(self, ctx: Context, kind: RecordType) -> None:
        super().__init__()
        self._ctx, self._kind = ctx, kind
        self._refs: dict[str, str] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self.changed)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self.bar = self._make()
        self._outer.addWidget(self.bar)

    def listing(self) -> Listing:
        """What the filters in force mean."""
        conditions: list[Condition] = []
        values = self.bar.values()
        state = values.pop("_state", "")
        states, reviewed = state_filter(self._kind, state)
        conditions += reviewed
        deleted = state == BIN
        text = values.pop("text", "")
        if text:
            conditions.append(Condition("", "text", text))
        period = values.pop("_period", "")
        if period and self._kind.time:
            first, after = period_days(period, china_today())
            days = specs(self._kind.cls)[self._kind.time].ui.kind == "date"
            last = day_start((after - timedelta(days=1)).isoformat()) + DAY_MS
            low, high = first.isoformat(), after.isoformat()
            start = Condition(self._kind.time, ">=", low if days else day_start(low))
            conditions += [start, Condition(self._kind.time, "<", high if days else last)]
        for name, code in values.items():
            spec = specs(self._kind.cls)[name]
            if spec.ui.kind == "vocabs":
                conditions.append(Condition(name, "has", code))
            else:
                whole = spec.ui.kind == "vocab" and is_whole(self._kind.cls, name)
                conditions.append(Condition(name, "=", int(code) if whole else code))
        return Listing(self._kind.code, tuple(conditions), states, deleted=deleted)

    def active(self) -> bool:
        """Whether any filter is in force."""
        return bool(self.bar.values())

    def clear(self) -> None:
        """Take every filter away."""
        for button in self.bar.buttons.values():
            button.choose("")
        if self.bar.search is not None:
            self.bar.search.clear()
        self.changed.emit()

    def state(self) -> dict[str, str]:
        """What is in force, as it can be kept."""
        return self.bar.values()

    def restore(self, values: Mapping[str, str]) -> None:
        """Put kept values in force."""
        self.bar.take(values)
        self.changed.emit()

    def words(self) -> str:
        """What is in force in words, empty for nothing."""
        return self.bar.words()

    def set_count(self, words: str) -> None:
        """The count in words at the right."""
        self.bar.set_count(words)

    def refresh(self) -> None:
        """Ask for the records that reference filters offer."""
        app, wanted = self._ctx.app, dict(self._refs)

        def read() -> dict[str, tuple[tuple[str, str], ...]]:
            """Choices by field."""
            return {name: offered(app, code) for name, code in wanted.items()}

        if wanted:
            self._ctx.work.query(read, self._offer, owner=self)

    def _offer(self, found: dict[str, tuple[tuple[str, str], ...]]) -> None:
        for name, pairs in found.items():
            self.bar.buttons[name].set_choices(pairs)

    def _make(self) -> FilterBar:
        filters: list[tuple[str, str, list[tuple[str, str]]]] = []
        if self._kind.time:
            filters.append(("_period", _("Period"), periods()))
        for spec in specs(self._kind.cls).values():
            room = len(filters) < MOST + 1
            if spec.ui.listed and room and spec.ui.kind in ("vocab", "vocabs"):
                filters.append((spec.name, _(spec.ui.label), choices(spec.ui.vocabulary)))
            elif spec.ui.listed and room and spec.ui.kind == "ref" and spec.ui.ref != "patrol":
                self._refs[spec.name] = spec.ui.ref
                filters.append((spec.name, _(spec.ui.label), []))
        pairs = state_choices(self._kind)
        filters.append(("_state", _("State"), [*pairs, (BIN, _("Recycle bin"))]))
        bar = FilterBar(filters, self._search_words())
        bar.changed.connect(self._on_change)
        return bar

    def _on_change(self, key: str, _code: str) -> None:
        if key == "text":
            self._pause.start()
        else:
            self.changed.emit()

    def _search_words(self) -> str:
        if self._kind.private and not self._ctx.actor().may("private"):
            return ""
        return _("Find in the list")


def periods() -> list[tuple[str, str]]:
    """(code, words) of the periods offered."""
    return [
        ("today", _("Today")),
        ("week", _("Last 7 days")),
        ("month", _("This month")),
        ("last", _("Last month")),
        ("year", _("This year")),
    ]


def period_days(code: str, today: date) -> tuple[date, date]:
    """First day, and the day after the last, of a period.

    Raises:
        KeyError: there is no such period.
    """
    first = today.replace(day=1)
    tomorrow = today + timedelta(days=1)
    spans = {
        "today": (today, tomorrow),
        "week": (today - timedelta(days=6), tomorrow),
        "month": (first, tomorrow),
        "last": ((first - timedelta(days=1)).replace(day=1), first),
        "year": (today.replace(month=1, day=1), tomorrow),
    }
    return spans[code]
