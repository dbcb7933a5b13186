"""Map: the bureau's layers, tracks and places of records, coverage gaps; measure and print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import record_type
from patrol_app.errors import PatrolError
from patrol_app.events import Changes
from patrol_app.geo.display import DisplayList, bounds_of
from patrol_app.geo.plane import LocalPlane
from patrol_app.geo.sets import AreaSet, AreaTable, area_table
from patrol_app.gui import kit
from patrol_app.gui.context import Context, Filtered, OnMap, Open, page_of
from patrol_app.gui.exchange.choosing import Chooser
from patrol_app.gui.kit.reading import show_moment
from patrol_app.gui.map.ground import BASE_MAP, MapGround
from patrol_app.gui.map.layers import LayerChoice
from patrol_app.gui.map.panel import MapPanel
from patrol_app.gui.map.printing import sheet_of
from patrol_app.gui.map.reading import MARKED, Read, read, read_gaps
from patrol_app.gui.map.scene import Scene, display
from patrol_app.gui.map.side import GapsCard, LayersCard, PickedCard
from patrol_app.gui.pages.base import AppPage
from patrol_app.gui.pages.patrols_table import PatrolFilters
from patrol_app.gui.papers.noting import FILE, note_paper
from patrol_app.i18n import _
from patrol_app.services.basemap import BaseMap
from patrol_app.services.dataset_types import TOPIC
from patrol_app.services.external_show import name_of
from patrol_app.services.mapping import Gap, Walks
from patrol_app.services.ports import Stored
from patrol_app.services.report_types import Paper

LAYERS = "map_layers"


class MapPage(AppPage):
    """The page 地图.

    Args:
        ctx: see ``Context``.
        chooser: asks for files; tests hand in their own.

    Attributes:
        map: the panel; filters: the bar; layers, gaps, picked: cards beside it.
    """

    types = frozenset({"patrol", "person", "grid", *MARKED})
    topics = frozenset({TOPIC})

    def __init__(self, ctx: Context, chooser: Chooser | None = None) -> None:
        super().__init__(ctx, _("Map"))
        self._chooser = chooser or Chooser()
        self._choice = LayerChoice(ctx.settings.text(LAYERS))
        self._scene = Scene(LocalPlane(0, 0))
        self._tables: Mapping[str, Mapping[str, AreaTable]] | None = None
        self._walks = Walks()
        self._gaps: list[Gap] = []
        self._opens: Open | None = None
        self._asked = 0
        self._look_at: tuple[int, int, int, int] | None = None
        self._fitted = False  # the view was once fitted to what there is
        self._note: kit.Note | None = None
        self.map = MapPanel(_("Map"), legend=False)
        self.filters = PatrolFilters()
        back = kit.Button(_("In the list"), "quiet", "format-list-bulleted")
        back.clicked.connect(self.show_list)
        self.filters.bar.add_last(back)
        self.layers, self.gaps, self.picked = LayersCard(self._choice), GapsCard(), PickedCard()
        self.ground = MapGround(ctx, self.map, layers=False)
        side = kit.scroll(kit.v(self.picked, self.gaps, self.layers, None, gap="card_gap"))
        self._top = kit.v(gap=0)
        self.put(self._top, self.filters, (kit.SplitColumns(self.map, side, "side_l"), 1))
        self._wire()

    def _wire(self) -> None:
        self.filters.changed.connect(lambda: self._ask(anew=True))
        self.map.picked.connect(self._picked)
        self.map.measured.connect(lambda _kind, _spots: self.map.setFocus())
        self.layers.changed.connect(self._rearranged)
        self.layers.base_asked.connect(self.choose_base)
        self.layers.base_dropped.connect(lambda: self._set_base(""))
        self.layers.sought.connect(self._show_layer)
        self.gaps.sought.connect(self._show_grid)
        self.picked.opened.connect(self._open)
        self.ground.based.connect(self._based)
        self.ground.failed.connect(self._base_failed)

    def page_actions(self) -> list[QWidget]:
        """Printing what is seen."""
        button = kit.Button(_("Print as PDF"), "primary", "printer-outline", "Ctrl+P")
        button.clicked.connect(self.print_map)
        return [button]

    def focus_first(self) -> None:
        """The map itself: its keys work at once."""
        self.map.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """Settings may have changed while the page was out of sight."""
        super().showEvent(event)
        self.ground.renew()

    def refresh(self) -> None:
        """Read everything again; the view stays where it is."""
        self.filters.refresh(self.ctx)
        self._ask(anew=False)

    def accept(self, argument: object) -> None:
        """``OnMap``: the filters of a list, and what to look at."""
        if isinstance(argument, OnMap):
            self._look_at = argument.bounds
            self.filters.restore(argument.values)

    def show_list(self) -> None:
        """The list of patrols under the filters of the map."""
        self.ctx.navigate("patrol", Filtered(self.filters.state()))

    def _ask(self, *, anew: bool) -> None:
        """Read for the filters in force; ``anew`` fits the view to what is found."""
        app, values, tables = self.ctx.app, self.filters.state(), self._tables
        plane = None if self._nowhere() else self._scene.plane
        self._asked += 1
        now = self._asked

        def show(found: Read) -> None:
            """Only if nothing else was asked meanwhile."""
            if now == self._asked:
                self._show_read(found, anew=anew)

        self.ctx.work.query(lambda: read(app, values, tables, plane), show, self.fail, owner=self)

    def _nowhere(self) -> bool:
        return self._scene.plane == LocalPlane(0, 0)

    def _show_read(self, found: Read, *, anew: bool) -> None:
        self._tables, self._walks = found.tables, found.walks
        if found.scene is not None:
            self._scene = found.scene
        self._gaps = []
        self._draw(keep=self._fitted and not anew)
        self._fitted = self._fitted or not self._scene.empty()
        bounds, self._look_at = self._look_at, None
        if bounds is not None:
            west, south, east, north = bounds
            plane = self._scene.plane
            corners = plane.metres(np.array([south, north]), np.array([west, east]))
            (left, low), (right, high) = corners.tolist()
            self.map.go_to((left, low, right, high))
        self.set_ready()
        self.layers.show_counts(self._scene.counts)
        self._count(found)
        self._say_empty()
        self._ask_gaps()

    def _count(self, found: Read) -> None:
        counts = self._scene.counts
        marked = sum(counts.get(code, 0) for code in MARKED)
        words = _("{n} tracks").format(n=kit.spaced(counts.get("walk", 0)))
        words += " · " + _("{n} places").format(n=kit.spaced(marked))
        if found.walks.total > found.walks.shown:
            words += " · " + _("latest {n} of {m} patrols").format(
                n=kit.spaced(found.walks.shown), m=kit.spaced(found.walks.total)
            )
        if found.left_out:
            words += " · " + _("{n} left out").format(n=kit.spaced(found.left_out))
        self.filters.bar.set_count(words)

    def _say_empty(self) -> None:
        """What to do where there is nothing; a filter that hides everything is no reason."""
        if not self._scene.empty() or self.filters.state():
            if self._note is not None and self._note.property("about") == "empty":
                self._say(None)
            return
        note = kit.Note(
            "info",
            _("The map has nothing to show yet"),
            _("Import grids and zones under base data, or record a patrol with its track."),
            _("Base data"),
        )
        note.setProperty("about", "empty")
        note.acted.connect(lambda: self.ctx.navigate("base", None))
        if self._note is None:
            self._say(note)

    def _draw(self, *, keep: bool = True) -> None:
        self.map.show_list(display(self._scene, self._choice), keep_view=keep)

    def _ask_gaps(self) -> None:
        """Coverage takes long: it follows when everything else is seen."""
        walks, now, app = self._walks, self._asked, self.ctx.app
        grid = self.filters.state().get("grid", "")
        if not self._scene.counts.get("grid") or not walks.walks:
            self._show_gaps([])
            return

        def show(found: list[Gap]) -> None:
            """Only if the filter is still the same."""
            if now == self._asked:
                self._show_gaps(found)

        self.ctx.work.heavy(
            lambda progress, cancelled: read_gaps(
                app, walks, grid, progress, lambda: cancelled() or now != self._asked
            ),
            show,
            owner=self,
        )

    def _show_gaps(self, found: list[Gap]) -> None:
        self._gaps = found
        if found:
            self._scene = self._scene.with_gaps(found)
            self._draw()
            self.layers.show_counts(self._scene.counts)
        self.gaps.show_gaps(found)

    def _rearranged(self) -> None:
        """Another order or strength: draw, and keep it for the next start."""
        self._draw()
        settings, text = self.ctx.settings, self._choice.text()
        self.ctx.work.command(lambda: settings.set(LAYERS, text), owner=self)

    def _show_layer(self, key: str) -> None:
        bounds = bounds_of(
            DisplayList(self._scene.plane, tuple(self._scene.shapes.get(key, ()))).coordinates()
        )
        if bounds is None:
            self.ctx.toast(_("This layer holds nothing"), None)
        else:
            self.map.go_to(bounds)

    def _show_grid(self, code: str) -> None:
        """Look at what is not visited of a grid; at all of it where everything was seen."""
        gap = next((one for one in self._gaps if one.code == code), None)
        if gap is None:
            return
        made = area_table(gap.parts).on(self._scene.plane, "unvisited") if gap.parts else None
        bounds = made.bounds() if made is not None else self._grid_bounds(code)
        if bounds is not None:
            self.map.go_to(bounds)
            self.map.setFocus()

    def _grid_bounds(self, code: str) -> tuple[float, float, float, float] | None:
        for shape in self._scene.shapes.get("grid", ()):
            if isinstance(shape, AreaSet) and code in shape.codes:
                west, south, east, north = shape.boxes[list(shape.codes).index(code)].tolist()
                return west, south, east, north
        return None

    def _picked(self, key: str) -> None:
        kind, _colon, rest = key.partition(":")
        if kind in ("area", "unvisited"):
            self._picked_area(kind, rest)
            return
        app = self.ctx.app
        self.ctx.work.query(lambda: app.records.get(kind, rest), self._picked_record, owner=self)

    def _picked_area(self, kind: str, rest: str) -> None:
        layer, _colon, code = rest.partition(":")
        self._opens = None
        if kind == "unvisited":
            grid = rest.rpartition("/")[0]
            self.picked.show_thing(_("Not visited"), [_("Grid {code}").format(code=grid)],
                                   opens=False)  # fmt: skip
            return
        name = ""
        for shape in self._scene.shapes.get(layer, ()):
            if isinstance(shape, AreaSet) and code in shape.codes:
                name = shape.names[list(shape.codes).index(code)]
        self.picked.show_thing(" ".join(part for part in (code, name) if part), [], opens=False)

    def _picked_record(self, stored: Stored) -> None:
        record, kind = stored.record, record_type(stored.type)
        self._opens = Open(stored.type, record.id)
        lines = [_(kind.label)]
        moment = getattr(record, kind.time, None) if kind.time else None
        if moment is not None:
            lines.append(show_moment(moment.ms))
        lines += [str(getattr(record, name, "") or "") for name in ("route", "name", "place")]
        position = getattr(record, "position", None)
        if position is not None and position.datum in ("shifted", "unknown"):
            lines.append(_("Coordinates not certain"))
        self.picked.show_thing(name_of(stored), lines, opens=True)

    def _open(self) -> None:
        if self._opens is not None:
            self.ctx.navigate(page_of(self._opens.type), self._opens)

    def choose_base(self) -> None:
        """Ask for a base map and use it."""
        path = self._chooser.open(self, _("Choose a base map"), ("mbtiles",))
        if path is not None:
            self._set_base(str(path))

    def _set_base(self, path: str) -> None:
        settings = self.ctx.settings
        self._say(None)
        self.ctx.work.command(
            lambda: settings.set(BASE_MAP, path),
            lambda _none: self.ground.renew_base(),
            owner=self,
        )

    def _based(self, base: BaseMap | None) -> None:
        self.layers.show_base(base)
        if base is None or not self._nowhere() or base.bounds is None:
            return
        west, south, east, north = base.bounds
        self._scene = Scene(LocalPlane((south + north) // 2, (west + east) // 2))
        self._draw(keep=False)

    def _base_failed(self, fault: PatrolError) -> None:
        note = kit.Note("due", _("The base map cannot be used"), fault.message(), _("Choose file"))
        note.acted.connect(self.choose_base)
        self._say(note)

    def _say(self, note: kit.Note | None) -> None:
        old, self._note = self._note, note
        if old is not None:
            self._top.removeWidget(old)
            old.hide()
            old.deleteLater()
        if note is not None:
            self._top.addWidget(note)

    def print_map(self) -> None:
        """Write what is seen as a PDF."""
        folder = self.ctx.settings.text("paper_folder")
        name = f"{_('Map')}.pdf"
        path = self._chooser.save(self, _("Print as PDF"), str(Path(folder) / name), ("pdf",))
        if path is None:
            return
        lines = [words for words in (self.filters.words(),) if words]
        now = datetime.now(UTC)
        counts = self._scene.counts
        sheet = sheet_of(self.map, self._choice, counts, lines, round(now.timestamp() * 1000))
        app = self.ctx.app
        self.ctx.work.heavy(
            lambda _progress, _cancelled: app.reports.map_sheet(sheet, path),
            self._printed,
            owner=self,
        )

    def _printed(self, paper: Paper) -> None:
        note_paper(self.ctx, "map", 1, FILE)
        self.ctx.toast(_("{name} was written").format(name=paper.path.name), None)

    def _hear(self, changes: Changes) -> None:
        if TOPIC in changes.topics:
            self._tables = None
        super()._hear(changes)
