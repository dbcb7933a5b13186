"""The recycle bin: deleted records of every type with who, when and why; restore them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.domain.journal.fold import fold
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.events import Changes
from patrol_app.gui import kit
from patrol_app.gui.context import Context
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.models import Cell, Column
from patrol_app.gui.pages.base import Editor
from patrol_app.gui.review.history import show_history
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import EVERY_STATE, Listing, Stored

if TYPE_CHECKING:
    from patrol_app.bootstrap import App

MOST = 300  # of one type, the newest
OUTSIDE = frozenset(
    {"review", "seal", "role_grant", "erasure"}
)  # they are taken back, not thrown away


@dataclass(frozen=True)
class Thrown:
    """One deleted record: who deleted it, when (UTC ms) and why."""

    stored: Stored
    title: str
    who: str
    at_ms: int
    reason: str


def read_bin(app: App, type: str = "") -> list[Thrown]:
    """Deleted records of one type or of all, the newest deletion first; run it in a query."""
    queries = app.store.queries
    found: list[tuple[Stored, str, int, str]] = []
    for kind in RECORD_TYPES:
        if kind.code in OUTSIDE or (type and kind.code != type):
            continue
        listing = Listing(kind.code, (), EVERY_STATE, order="changed_ms", limit=MOST, deleted=True)
        for row in queries.page(listing).rows:
            deleted = fold(queries.ops(row.record.id)).deleted
            live = deleted.live if deleted is not None else None
            reason = deleted.reason if deleted is not None else ""
            actor = live.actor if live is not None else ""
            found.append((row, actor, live.hlc.ms if live else row.changed_ms, reason))
    names = queries.names("person", {actor for _row, actor, _at, _why in found if actor})
    rows = [
        Thrown(row, _title(row), names.get(actor, ""), at, reason)
        for row, actor, at, reason in found
    ]
    return sorted(rows, key=lambda one: one.at_ms, reverse=True)


def _title(stored: Stored) -> str:
    """Its name beside the number, where it has one that is no personal data."""
    kind = record_type(stored.type)
    if kind.private or kind.title in ("number", kind.key):
        return ""
    title = str(getattr(stored.record, kind.title) or "")
    return "" if title == name_of(stored) else " ".join(title.split())


class RecycleBin(Editor):
    """Deleted records of all types.

    Args:
        ctx: see ``Context``.

    Attributes:
        table: the list.
    """

    def __init__(self, ctx: Context) -> None:
        super().__init__(ctx, _("Recycle bin"))
        self._total = 0
        self.table = kit.Table(_columns(), name=_("Recycle bin"), hug=True)
        self.table.opened.connect(lambda row: show_history(ctx, row.stored))
        self.table.selection_changed.connect(lambda _rows: self._refit())
        kinds = [(one.code, _(one.label)) for one in RECORD_TYPES if one.code not in OUTSIDE]
        self.filters = kit.FilterBar([("type", _("Kind of record"), kinds)])
        self.filters.changed.connect(lambda *_pair: self.reload())
        self.table.set_empty(
            kit.EmptyState(
                "delete-empty-outline",
                _("The recycle bin is empty"),
                _("What you delete comes here and can be taken back at any time."),
            )
        )
        card = kit.Card(flush=True).put((self.table, 1))
        column = kit.v(self.filters, (card, 1), gap="card_gap")
        column.addStretch(0)
        self.setLayout(column)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.closed)
        QShortcut(QKeySequence("H"), self).activated.connect(self.history)
        self.reload()

    def context(self) -> str:
        """How many lie here."""
        return _("{n} records").format(n=kit.spaced(self._total))

    def head_actions(self) -> list[QWidget]:
        """History and restore of what is selected."""
        past = kit.Button(f"{_('History')}  H", "", "history")
        past.clicked.connect(self.history)
        back = kit.Button(_("Restore"), "primary", "delete-restore", "Ctrl+R")
        back.clicked.connect(self.restore)
        some = bool(self.table.selected())
        for button in (past, back):
            button.setEnabled(some)
        return [past, back]

    def focus_first(self) -> None:
        """The list."""
        self.table.view.setFocus()

    def changed(self, changes: Changes) -> None:
        """Something was deleted or restored."""
        if changes.records:
            self.reload()

    def reload(self) -> None:
        """Read the bin again."""
        app, type = self.ctx.app, self.filters.values().get("type", "")
        self.ctx.work.query(lambda: read_bin(app, type), self._show, owner=self)

    def history(self) -> None:
        """Everything that happened to the selected record."""
        rows = self.table.selected()
        if rows:
            show_history(self.ctx, rows[0].stored)

    def restore(self) -> None:
        """Take the selected records out of the bin; the toast throws them away again."""
        rows: list[Thrown] = self.table.selected()
        app, actor = self.ctx.app, self.ctx.actor()
        if not rows:
            return

        def act() -> None:
            """One after the other; each is its own entry in the journal."""
            for row in rows:
                app.records.restore(row.stored.type, row.stored.record.id, actor)

        def again() -> None:
            """Back into the bin with the same reasons."""
            for row in rows:
                app.records.delete(
                    row.stored.type, row.stored.record.id, row.reason or _("Deleted again"), actor
                )

        def undo() -> None:
            """Called by the toast."""
            self.ctx.work.command(again)

        words = _("Restored {n}").format(n=len(rows))
        self.ctx.work.command(act, lambda _none: self.ctx.toast(words, undo))

    def _show(self, rows: Sequence[Thrown]) -> None:
        self._total = len(rows)
        self.table.set_rows(rows)
        self.filters.set_count(_("{n} records").format(n=kit.spaced(len(rows))))
        if rows:
            self.table.select(0)
        self.head_changed.emit()

    def _refit(self) -> None:
        self.head_changed.emit()


def _columns() -> list[Column]:
    return [
        Column("number", _("Number"), 224, value=lambda row: Cell(name_of(row.stored), "link")),
        Column("type", _("Kind of record"), 120, value=_kind),
        Column("title", _("Name"), 160, value=lambda row: row.title),
        Column("who", _("Deleted by"), 120, value=lambda row: row.who),
        Column("at", _("Deleted at"), 168, value=lambda row: short_moment(row.at_ms)),
        Column("reason", _("Reason"), value=lambda row: row.reason),
    ]


def _kind(row: Thrown) -> str:
    return _(record_type(row.stored.type).label)
