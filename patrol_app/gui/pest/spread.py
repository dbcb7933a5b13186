"""How the epidemic spread: map and list of first findings by year (look/03)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from patrol_app.events import Changes
from patrol_app.gui.context import Context, Open
from patrol_app.gui.kit import (
    Button,
    Card,
    EmptyState,
    FilterBar,
    Leaves,
    Segmented,
    SplitColumns,
    Table,
    h,
    holder,
    label,
    unverified,
    v,
)
from patrol_app.gui.map import MapPanel
from patrol_app.gui.map.ground import MapGround
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.models.columns import chip, two
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.pest.exposed import ExposedList
from patrol_app.gui.pest.figures import mu, way
from patrol_app.gui.pest.spread_map import KEY, picture
from patrol_app.i18n import _
from patrol_app.services.pest_exposed import Exposed, exposed
from patrol_app.services.pest_spread import Finding, findings, reached
from patrol_app.services.rules import rule_book

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

YEAR, TOWN = "year", "town"
FOUND, FIRST = "found", "first"
REACH = "pwd.spread_m"
LOOK_M = 1_200  # metres round a chosen place


@dataclass(frozen=True)
class Spread:
    """What is shown: findings, and the reach of the vector by the rule, metres (0: not set)."""

    found: tuple[Finding, ...]
    reach_m: int = 0
    weak: bool = True


def read_spread(app: App) -> Spread:
    """The findings of everything that is here."""
    queries = app.store.queries
    rule = rule_book(queries).find(REACH)
    found = tuple(findings(queries))
    return Spread(found, rule.value, rule.unverified) if rule else Spread(found)


class SpreadView(Editor):
    """Map at the left, list at the right, one filter over both.

    Attributes:
        map, table, bar: the parts; chosen_year: whose findings count as new on the map.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Spread of the epidemic"))
        self._spread = Spread(())
        self._near: list[Exposed] = []
        self.chosen_year = 0
        self.map = MapPanel(_("Spread of the epidemic"))
        self.ground = MapGround(ctx, self.map)
        filters = ((YEAR, _("Year"), ()), (TOWN, _("Town"), ()))
        self.bar = FilterBar(filters, _("Sub-compartment, code, number"))
        self.bar.changed.connect(lambda _key, _code: self._draw())
        self.table = Table(_columns(), name=_("Findings"), row="row_touch")
        self.table.opened.connect(lambda one: self._open(one.rec))
        self.table.selection_changed.connect(self._look)
        self.map.picked.connect(lambda key: self._open(key.removeprefix(KEY)))
        self._words = label("", "caption", wrap=True)
        self._badge = unverified()
        self._badge.hide()
        card = Card(flush=True)
        card.put((self.table, 1))
        self.near = ExposedList(ctx)
        self.near.chosen.connect(self._look_near)
        choices = ((FOUND, _("First findings")), (FIRST, _("Where to look first")))
        self.switch = Segmented(choices, name=_("List"))
        self.switch.changed.connect(self._turn)
        self._lists = Leaves()
        self._lists.addWidget(holder(v((card, 1), h((self._words, 1), self._badge))))
        self._lists.addWidget(self.near)
        side = v(h(self.switch, None), (self._lists, 1))
        self._leaves = Leaves()
        self._leaves.addWidget(SplitColumns(self.map, holder(side), "side_xxl"))
        self._leaves.addWidget(
            EmptyState(
                "map-marker-radius-outline",
                _("No epidemic sub-compartment yet"),
                _("Submitted sheets with a positive result and report number stand here by year."),
            )
        )
        self.setLayout(v(self.bar, (self._leaves, 1), gap="card_gap"))
        self._read()

    def context(self) -> str:
        """How many there are."""
        return _("{n} epidemic sub-compartments").format(n=len(self._spread.found))

    def head_actions(self) -> list[QWidget]:
        """Back to the lists."""
        back = Button(_("Back to the list"), "", "arrow-left", "Esc")
        back.clicked.connect(self.closed)
        return [back]

    def changed(self, changes: Changes) -> None:
        """A sheet was written: read again."""
        if any(code in ("survey", "survey_round") for code, _rec in changes.records):
            self._read()

    def focus_first(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def shown(self) -> list[Finding]:
        """The findings of the filters in force, the newest first."""
        values = self.bar.values()
        year, town, text = (values.get(key, "") for key in (YEAR, TOWN, "text"))
        kept = [
            one
            for one in self._spread.found
            if (not year or str(one.year) == year)
            and (not town or one.town == town)
            and text.lower() in f"{one.words} {one.code} {one.number} {one.key}".lower()
        ]
        return sorted(kept, key=lambda one: one.day, reverse=True)

    def shown_near(self) -> list[Exposed]:
        """Where to look first in the township and with the words of the filters."""
        values = self.bar.values()
        town, text = values.get(TOWN, ""), values.get("text", "").lower()
        return [
            one
            for one in self._near
            if (not town or one.town == town) and text in f"{one.words} {one.key}".lower()
        ]

    def _read(self) -> None:
        app = self.ctx.app
        self.ctx.work.query(lambda: read_spread(app), self._show, owner=self)

    def _show(self, spread: Spread) -> None:
        self._spread = spread
        self._ask_near()
        years = sorted({one.year for one in spread.found}, reverse=True)
        towns = sorted({one.town for one in spread.found if one.town})
        self.bar.buttons[YEAR].set_choices([(str(year), str(year)) for year in years])
        self.bar.buttons[TOWN].set_choices([(town, town) for town in towns])
        self._leaves.setCurrentIndex(0 if spread.found else 1)
        self.bar.setVisible(bool(spread.found))
        self.head_changed.emit()
        self._draw()

    def _draw(self) -> None:
        rows, near = self.shown(), self.shown_near()
        self.table.set_rows(rows)
        self.near.show_rows(near, self._spread.reach_m, weak=self._spread.weak)
        years = [one.year for one in self._spread.found]
        year = self.bar.values().get(YEAR, "")
        self.chosen_year = int(year) if year else max(years, default=0)
        self.map.show_list(picture(self._shown_on_map(), self.chosen_year))
        counted = rows if self.switch.value() == FOUND else near
        self.bar.set_count(_("{n} places").format(n=len(counted)))
        self._say(rows)

    def _say(self, rows: Sequence[Finding]) -> None:
        """Nearest and farthest, and how many lie within the reach of the rule."""
        ways = [one.nearest_m for one in rows if one.nearest_m is not None]
        lost = sum(one.lon is None for one in rows)
        parts = []
        if ways:
            words = _("To the nearest older one: {low} to {high}")
            parts.append(words.format(low=way(min(ways)), high=way(max(ways))))
        if ways and self._spread.reach_m:
            near, known = reached(rows, self._spread.reach_m)
            words = _("within {reach} (flight of the vector): {n} of {m}")
            parts.append(words.format(reach=way(self._spread.reach_m), n=near, m=known))
        if lost:
            parts.append(_("{n} without a certain place").format(n=lost))
        self._words.setText(" · ".join(parts))
        self._badge.setVisible(bool(ways) and self._spread.weak)

    def _turn(self, code: str) -> None:
        """The other list; the map shows what its row means."""
        self._lists.setCurrentIndex(0 if code == FOUND else 1)
        self._ask_near()
        self._draw()

    def _ask_near(self) -> None:
        """The whole base data is read only for whoever looks at it."""
        if self.switch.value() != FIRST:
            return
        queries, spread = self.ctx.app.store.queries, self._spread
        self.ctx.work.query(
            lambda: exposed(queries, spread.found, spread.reach_m),
            self._show_near,
            owner=self,
        )

    def _show_near(self, rows: list[Exposed]) -> None:
        self._near = rows
        self._draw()

    def _look_near(self, one: Exposed | None) -> None:
        """The way from a place to the nearest epidemic one."""
        self.map.show_list(picture(self._shown_on_map(), self.chosen_year, one))
        if one is not None:
            self._go(one.lon, one.lat, one.nearest_m)

    def _shown_on_map(self) -> list[Finding]:
        town = self.bar.values().get(TOWN, "")
        return [one for one in self._spread.found if not town or one.town == town]

    def _go(self, lon: int, lat: int, metres: int) -> None:
        plane = self.map.plane()
        scale = plane.scale()
        x, y = (lon - plane.lon) * scale[0] / 1e7, (lat - plane.lat) * scale[1] / 1e7
        room = max(LOOK_M, metres)
        self.map.go_to((x - room, y - room, x + room, y + room))

    def _look(self, rows: list[Finding]) -> None:
        if len(rows) == 1 and rows[0].lon is not None:
            self._go(rows[0].lon, rows[0].lat or 0, rows[0].nearest_m or 0)

    def _open(self, rec: str) -> None:
        if rec:
            self.ctx.navigate("pest", Open("survey", rec))


def _columns() -> list[Column]:
    return [
        Column("year", _("Year"), 64, value=lambda one: chip("plain", str(one.year), "")),
        Column("words", _("Sub-compartment"), 0, value=_words),
        Column("nearest_m", _("Nearest older"), 136, "right", value=_nearest),
        Column("area_mu_e4", _("Area (mu)"), 88, "right", value=lambda one: mu(one.area_mu_e4)),
    ]


def _words(one: Finding) -> Cell:
    first = " ".join(part for part in (one.town, one.words) if part)
    return two(first, "  ".join(part for part in (one.code, one.round, one.day) if part))


def _nearest(one: Finding) -> Cell:
    return Cell(way(one.nearest_m), second=one.nearest)
