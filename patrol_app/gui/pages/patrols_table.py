"""Columns, filters and sums of the list of patrols."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import beijing, day_start
from patrol_app.domain.records import record_type
from patrol_app.domain.records.patrol import Patrol
from patrol_app.gui import kit
from patrol_app.gui.context import Context
from patrol_app.gui.forms.loading import offered
from patrol_app.gui.forms.values import choices, state_of
from patrol_app.gui.kit.inputs import china_today
from patrol_app.gui.models import Cell, Column, chip, grade
from patrol_app.gui.models.listing import Line, travel_column
from patrol_app.gui.pages.filters import (
    BIN,
    TYPING_MS,
    period_days,
    periods,
    state_choices,
    state_filter,
)
from patrol_app.i18n import _, language
from patrol_app.services.external_show import name_of
from patrol_app.services.listing import pages
from patrol_app.services.ports import Condition, Listing, Queries

SPAN = "span"
SUMMED = 5_000  # rows added up at most; beyond it the sums say that they are not taken
FIELDS = {"ranger": "ranger_id", "grid": "grid_id", "type": "patrol_type", "evidence": "evidence"}
CM_PER_KM = 100_000


@dataclass(frozen=True)
class Sums:
    """Totals of a filter.

    Attributes:
        total: rows; drafts: of them not submitted.
        length_cm / minutes: None when there are too many rows to add up.
    """

    total: int
    drafts: int
    length_cm: int | None
    minutes: int | None


def sums(queries: Queries, listing: Listing) -> Sums:
    """Add up the rows of ``listing`` page by page; run it in a query."""
    total = queries.count(listing)
    drafts = 0
    if "draft" in listing.states:
        drafts = queries.count(replace(listing, states=("draft",)))
    if total > SUMMED:
        return Sums(total, drafts, None, None)
    length = spent = 0
    for row in pages(queries, listing):
        length += row.own.get("length_cm") or 0
        spent += row.own.get("minutes") or 0
    return Sums(total, drafts, length, spent)


def columns() -> list[Column]:
    """The columns of the list; numbers carry their unit in the head."""
    label = {name: _(spec.ui.label) for name, spec in specs(Patrol).items()}
    return [
        Column("_name", _("Number"), 224, kind="link", value=_name, sort_key="number"),
        Column("date", _("Date"), 104, value=_day, sort_key="start_at"),
        Column("ranger", label["ranger_id"], 84, value=lambda row: row.cells.get("ranger_id")),
        Column("grid", label["grid_id"], 84, value=lambda row: row.cells.get("grid_id")),
        Column("type", label["patrol_type"], 104, value=lambda row: row.cells.get("patrol_type")),
        Column("means", label["means"], 64, value=lambda row: row.cells.get("means")),
        Column("route", label["route"], value=lambda row: row.stored.record.route),
        Column("km", "km", 72, "right", value=_km, sort_key="length_cm"),
        Column("hours", "h", 64, "right", value=_hours, sort_key="minutes"),
        Column("evidence", _("Evidence"), 64, "centre", value=_grade, sort_key="evidence"),
        travel_column(),
        Column("_state", _("State"), 148, value=_state),
    ]


def _name(row: Line) -> Cell:
    return Cell(name_of(row.stored), "link")


def _day(row: Line) -> str:
    record = row.stored.record
    if not isinstance(record, Patrol) or record.start_at is None:
        return ""
    day = beijing(record.start_at.ms)
    if language() == "zh_CN":
        this_year = day.year == china_today().year
        return f"{day.month}月{day.day}日" if this_year else f"{day.year}年{day.month}月{day.day}日"
    return f"{day:%Y-%m-%d}"


def _km(row: Line) -> str:
    length = row.stored.own.get("length_cm")
    return "" if length is None else f"{length / CM_PER_KM:.2f}"


def _hours(row: Line) -> str:
    spent = row.stored.own.get("minutes")
    return "" if spent is None else f"{spent / 60:.2f}"


def _grade(row: Line) -> Cell:
    return grade(row.stored.own.get("evidence"))


def _state(row: Line) -> Cell:
    stored = row.stored
    if stored.conflicts:
        return chip("conflict", _("{n} conflicts").format(n=stored.conflicts))
    if stored.incomplete:
        return chip("due", _("Incomplete"))
    tone, text = state_of(stored)
    return chip(tone, text)


def meaning(values: Mapping[str, str]) -> Listing:
    """The patrols that filters mean, the same for the list and the map.

    Args:
        values: as ``PatrolFilters.state`` gives them.
    """
    conditions = [
        Condition(FIELDS[key], "=", code) for key, code in values.items() if key in FIELDS
    ]
    conditions += times("start_at", values)
    if text := values.get("text", ""):
        conditions.append(Condition("", "text", text))
    state = values.get("state", "")
    states, reviewed = state_filter(record_type("patrol"), state)
    return Listing("patrol", (*conditions, *reviewed), states, deleted=state == BIN)


def times(field: str, values: Mapping[str, str]) -> list[Condition]:
    """The period, or the days from and to, that filters mean for the time ``field``."""
    first, after = _span(values)
    found = []
    if first is not None:
        found.append(Condition(field, ">=", day_start(first.isoformat())))
    if after is not None:
        found.append(Condition(field, "<", day_start(after.isoformat())))
    return found


def _span(values: Mapping[str, str]) -> tuple[date | None, date | None]:
    """First day and the day after the last one; None where open."""
    period = values.get("period", "")
    if period == SPAN:
        first, last = (values.get(key, "") for key in ("first", "last"))
        after = date.fromordinal(date.fromisoformat(last).toordinal() + 1) if last else None
        return date.fromisoformat(first) if first else None, after
    return period_days(period, china_today()) if period else (None, None)


class PatrolFilters(QWidget):
    """Period or a span of days, ranger, grid, type, evidence grade, state.

    Signals:
        changed: another filter is in force.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        label = {name: _(spec.ui.label) for name, spec in specs(Patrol).items()}
        self.first, self.last = kit.DateEdit(), kit.DateEdit()
        for edit, words in ((self.first, _("First day")), (self.last, _("Last day"))):
            edit.setAccessibleName(words)
            edit.setPlaceholderText(words)
            edit.editingFinished.connect(self.changed)
            kit.pin(edit, width="due_column")
        self._days = kit.holder(kit.h(self.first, kit.label("—", "muted"), self.last, gap="half"))
        self._days.hide()
        self.bar = kit.FilterBar(
            [
                ("period", _("Period"), [*periods(), (SPAN, _("From — to"))]),
                ("ranger", label["ranger_id"], []),
                ("grid", label["grid_id"], []),
                ("type", label["patrol_type"], choices("patrol_type")),
                ("evidence", _("Evidence"), _grades()),
                (
                    "state",
                    _("State"),
                    [*state_choices(record_type("patrol")), (BIN, _("Recycle bin"))],
                ),
            ],
            _("Find in the list"),
            extra=[self._days],
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self.changed)
        self.bar.changed.connect(self._on_change)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.bar)

    def listing(self) -> Listing:
        """What the filters in force mean."""
        return meaning(self.state())

    def active(self) -> bool:
        """Whether any filter is in force."""
        return bool(self.bar.values())

    def clear(self) -> None:
        """Take every filter away."""
        self.restore({})

    def state(self) -> dict[str, str]:
        """What is in force, as it can be kept."""
        values = self.bar.values()
        if values.get("period") == SPAN:
            for key, edit in (("first", self.first), ("last", self.last)):
                if (day := edit.value()) is not None:
                    values[key] = day.isoformat()
        return values

    def restore(self, values: Mapping[str, str]) -> None:
        """Put kept values in force."""
        self.bar.take(values)
        self._days.setVisible(values.get("period") == SPAN)
        for key, edit in (("first", self.first), ("last", self.last)):
            day = values.get(key, "")
            edit.set_value(date.fromisoformat(day) if day else None)
        self.changed.emit()

    def words(self) -> str:
        """What is in force in words, empty for nothing."""
        days = (self.state().get("first", ""), self.state().get("last", ""))
        return " · ".join(filter(None, (self.bar.words(), " — ".join(days) if any(days) else "")))

    def refresh(self, ctx: Context) -> None:
        """Ask for the people and grids to choose from."""
        app = ctx.app

        def read() -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
            """Both lists."""
            return offered(app, "person"), offered(app, "grid")

        ctx.work.query(read, lambda found: self._offer(*found), owner=self)

    def _offer(
        self, people: tuple[tuple[str, str], ...], grids: tuple[tuple[str, str], ...]
    ) -> None:
        self.bar.buttons["ranger"].set_choices(people)
        self.bar.buttons["grid"].set_choices(grids)

    def _on_change(self, key: str, code: str) -> None:
        if key == "text":
            self._pause.start()
            return
        if key == "period":
            self._days.setVisible(code == SPAN)
            if code == SPAN:
                self.first.setFocus()
        self.changed.emit()


def _grades() -> list[tuple[str, str]]:
    return [(code, f"{code} {words}") for code, words in choices("evidence")]
