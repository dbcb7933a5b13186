"""Published tables: which version of each kind is in use, what came before, what is awaited."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records.dataset import (
    AREAS,
    CALENDAR,
    COMPARTMENT,
    DIVISION,
    GRID,
    KINDS,
    REPEATS,
    RULES,
    VOCABULARY,
    ZONE,
)
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.base.desk import DeskView
from patrol_app.gui.context import Context
from patrol_app.gui.kit import Button, Card, EmptyState, Table, spaced
from patrol_app.gui.kit.layout import SplitColumns, pin, scroll, v
from patrol_app.gui.models import Cell, Column, chip
from patrol_app.gui.models.columns import two
from patrol_app.i18n import N_, _
from patrol_app.services.dataset_types import DatasetInfo, Feature

SHOWN = 500
WHAT = {
    COMPARTMENT: N_("Sub-compartments of the forest inventory"),
    GRID: N_("Outlines of the patrol grids"),
    ZONE: N_("Banned, rotation and rest areas with their seasons"),
    DIVISION: N_("Counties, townships, villages; old codes are mapped"),
    CALENDAR: N_("Holidays and working weekends"),
    VOCABULARY: N_("Words the bureau added or retired"),
    RULES: N_("Rule values the bureau changed"),
    REPEATS: N_("Counts of violations per person, without names"),
}
MU_M2 = 10_000 / 15


@dataclass(frozen=True)
class _Shown:
    kind: str
    used: DatasetInfo | None
    newest: DatasetInfo | None
    awaited: bool


class TablesView(DeskView):
    """One line a kind; the areas of the chosen one at the right.

    Args:
        ctx: see ``Context``.

    Signals:
        import_asked: kind whose file the person wants to take in.
        export_asked: kind to write out.
    """

    import_asked = Signal(str)
    export_asked = Signal(str)

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx)
        self._kind = ""
        self.table = Table(
            [
                Column("kind", _("Table"), 0, value=_kind_words),
                Column("count", _("Rows"), 90, "right", value=_count),
                Column("version", _("Version"), 150, value=_version),
                Column("state", _("State"), 120, value=_state),
            ],
            name=_("Tables"),
            row="row_touch",
            fit=True,
        )
        self.table.selection_changed.connect(self._choose)
        kinds = Card(flush=True)
        kinds.put(self.table)
        self.areas = Table(_area_columns(), name=_("Areas"))
        self.areas_card = Card(_("Areas"), flush=True)
        self.areas_card.put((self.areas, 1))
        self._empty = EmptyState(
            "vector-polygon",
            _("No table of this kind yet"),
            _("Take in a shapefile, GeoPackage, FileGDB, KML, GeoJSON, xlsx or CSV."),
            _("Import") if self.may() else "",
        )
        self._empty.primary.connect(lambda: self.import_asked.emit(self._kind))
        self.areas.set_empty(self._empty)
        left = QWidget()
        left.setLayout(v(pin(kinds, min_height="side_xs"), None))
        pin(self.areas_card, min_height="side_xs")
        self.setLayout(v((scroll(SplitColumns(left, self.areas_card)), 1)))

    def refresh(self) -> None:
        """Read which versions there are."""
        app = self.ctx.app

        def read() -> list[_Shown]:
            """One line a kind."""
            waiting = {info.kind for info in app.datasets.waiting()}
            found = []
            for kind in KINDS:
                known = app.datasets.known(kind)
                newest = known[0] if known else None
                found.append(_Shown(kind, app.datasets.current(kind), newest, kind in waiting))
            return found

        self.ctx.work.query(read, self._take, owner=self)

    def head_actions(self) -> list[QWidget]:
        """Take a file in, write one out."""
        made: list[QWidget] = []
        out = Button(_("Export"), "", "export-variant")
        out.clicked.connect(lambda: self.export_asked.emit(self._kind))
        made.append(out)
        if self.may():
            take = Button(_("Import"), "primary", "import", "Ctrl+I")
            take.clicked.connect(lambda: self.import_asked.emit(self._kind))
            made.append(take)
        return made

    def focus(self) -> None:
        """The kinds."""
        self.table.view.setFocus()

    def choose(self, kind: str) -> None:
        """Show the rows of ``kind``."""
        self.table.select(KINDS.index(kind))

    def _take(self, lines: list[_Shown]) -> None:
        chosen = self._kind or KINDS[0]
        self.table.set_rows(lines)
        self.choose(chosen)

    def _choose(self, lines: list[_Shown]) -> None:
        if len(lines) != 1:
            return
        line = lines[0]
        self._kind = line.kind
        self.areas_card.set_title(vocabulary("dataset_kind").label(line.kind))
        if line.kind not in AREAS or line.used is None:
            self._words(line)
            return
        self.areas_card.set_caption(_("first {n}").format(n=spaced(SHOWN)))
        queries, kind = self.ctx.app.store.queries, line.kind
        read: Callable[[], list[Feature]] = lambda: queries.feature_page(kind, "", SHOWN)  # noqa: E731
        self.ctx.work.query(read, self._show_areas, owner=self)

    def _show_areas(self, found: list[Feature]) -> None:
        if len(found) < SHOWN:
            self.areas_card.set_caption(_("{n} areas").format(n=spaced(len(found))))
        self.areas.set_rows(found)

    def _words(self, line: _Shown) -> None:
        self.areas_card.set_caption("")
        self.areas.set_rows([])
        if line.used is None:
            self._empty.set_words(_("No table of this kind yet"), _(WHAT[line.kind]))
        else:
            self._empty.set_words(_(WHAT[line.kind]), _version(line).text)


def _kind_words(line: _Shown) -> Cell:
    return two(vocabulary("dataset_kind").label(line.kind), _(WHAT[line.kind]))


def _count(line: _Shown) -> str:
    return spaced(line.used.count) if line.used else ""


def _version(line: _Shown) -> Cell:
    if line.used is None:
        return Cell("—")
    return two(str(line.used.version), f"{line.used.issuer} · {line.used.valid_from}")


def _state(line: _Shown) -> Cell:
    if line.awaited:
        return chip("due", _("File awaited"), "tray-alert")
    if line.used is None:
        return Cell("—")
    if line.newest is not None and line.newest.version > line.used.version:
        return chip("info", _("Newer one follows"), "calendar-clock")
    return chip("ok", _("In use"), "check")


def _area_columns() -> list[Column]:
    return [
        Column("code", _("Code"), 190, value=lambda one: one.code),
        Column("name", _("Name"), 0, value=lambda one: one.name),
        Column("mu", _("Area (亩)"), 100, "right", value=_mu),
    ]


def _mu(feature: Feature) -> str:
    return f"{feature.area_m2 / MU_M2:,.1f}" if feature.area_m2 else ""
