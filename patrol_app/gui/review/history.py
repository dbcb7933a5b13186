"""The history of any record in a dialog: who, when, what changed field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QWidget

from patrol_app.domain.records import record_type
from patrol_app.domain.registry import RecordType
from patrol_app.gui import kit
from patrol_app.gui.context import Context
from patrol_app.gui.forms.values import short_moment
from patrol_app.gui.kit.banners import busy
from patrol_app.gui.review.wording import DEEDS, Difference, differences, headline
from patrol_app.i18n import _
from patrol_app.services.external_show import name_of
from patrol_app.services.history import Entry, history
from patrol_app.services.ports import Stored

MOST = 200  # entries shown; the others are counted
WIDE, HIGH = 760, 560


@dataclass(frozen=True)
class Told:
    """One entry with its differences in words."""

    entry: Entry
    changes: tuple[Difference, ...]


class HistoryDialog(QDialog):
    """Every entry of one record, the newest first; Esc closes.

    Args:
        ctx: see ``Context``.
        stored: the record.
        parent: window it stands over.
    """

    def __init__(self, ctx: Context, stored: Stored, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._kind = record_type(stored.type)
        title = _("History of {number}").format(number=name_of(stored))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._count = kit.label("", "caption")
        self._rows = kit.v(gap=0)
        self._waiting: QWidget | None = busy(_("Loading"))
        self._rows.add(self._waiting)
        close = kit.Button(f"{_('Close')}  Esc", "primary")
        close.clicked.connect(self.accept)
        self._rows.add(None)
        head = kit.h(kit.label(title, "section"), self._count, None)
        self.setLayout(
            kit.v(
                head, (kit.scroll(kit.holder(self._rows)), 1), kit.h(None, close),
                gap="card_gap", margins="x2",
            )
        )  # fmt: skip
        size = QSize(ctx.theme.scaled(WIDE), ctx.theme.scaled(HIGH))
        if parent is not None:  # large text: not beyond the window
            size = size.boundedTo(parent.window().size() - QSize(*[ctx.theme.px("x2")] * 2))
        self.resize(size)
        close.setFocus()
        app, type, rec = ctx.app, stored.type, stored.record.id

        def read() -> tuple[int, list[Told]]:
            """All entries; the words of those that are shown."""
            queries = app.store.queries
            now = queries.get(type, rec) or stored
            entries = history(queries, type, rec, app.clock.now_ms())
            shown = [Told(one, differences(queries, now, one.changes)) for one in entries[:MOST]]
            return len(entries), shown

        ctx.work.query(read, lambda found: self._show(*found), owner=self)

    def _show(self, total: int, told: Sequence[Told]) -> None:
        if self._waiting is not None:
            self._waiting.hide()
            self._waiting.deleteLater()
            self._waiting = None
        words = _("{n} entries").format(n=total)
        if total > len(told):
            words += " · " + _("the newest {n} are shown").format(n=len(told))
        self._count.setText(words)
        for place, one in enumerate(told):
            if place:
                self._rows.insertWidget(self._rows.count() - 1, kit.line())
            self._rows.insertWidget(self._rows.count() - 1, EntryRow(one, self._kind))


class EntryRow(QWidget):
    """One entry: state, time, person and unit, reason, one line a changed field."""

    def __init__(self, told: Told, kind: RecordType) -> None:
        super().__init__()
        entry = told.entry
        tone, deed = DEEDS[entry.kind]
        chips = [kit.Chip(tone, _(deed))]
        if entry.late:
            chips.append(kit.Chip("conflict", _("Arrived after the lock")))
        if entry.flagged:
            chips.append(kit.Chip("overdue", _("Without the right to review")))
        if entry.clock_doubtful:
            chips.append(kit.Chip("due", _("Clock doubtful"), "clock-alert-outline"))
        when = short_moment(entry.at_ms) if entry.at_ms else ""
        where = " · ".join(one for one in (entry.unit, entry.device) if one)
        column = kit.v(
            kit.h(
                *chips, kit.label(entry.who or "—", "strong"), kit.label(when, "table"), None,
                kit.label(where, "caption"),
            ),
            gap="half",
            margins=(0, "x1", "x1", "x1"),
        )  # fmt: skip
        said = headline(entry, kind)
        if said:
            column.add(kit.label(said, "table", wrap=True))
        if entry.kind != "created":
            for change in told.changes:
                column.add(DifferenceRow(change))
        elif told.changes:
            words = _("{n} fields filled").format(n=len(told.changes))
            column.add(kit.label(words, "caption"))
        self.setLayout(column)
        self.setAccessibleName(" ".join(one for one in (_(deed), entry.who, when, said) if one))


class DifferenceRow(QWidget):
    """Field, old value, new value."""

    def __init__(self, change: Difference) -> None:
        super().__init__()
        name = kit.pin(kit.Elide(change.name, "caption", role="text2"), width="due_column")
        before = kit.Elide(change.before, "table", role="text3")
        after = kit.Elide(change.after, "table")
        arrow = kit.IconLabel("arrow-right", "text3", "icon_small")
        self.setLayout(kit.h(name, (before, 1), arrow, (after, 1)))
        words = f"{change.name}: {change.before} → {change.after}"
        self.setAccessibleName(words)
        self.setToolTip(words)


def show_history(ctx: Context, stored: Stored) -> HistoryDialog:
    """Open the history of ``stored`` over the window."""
    dialog = HistoryDialog(ctx, stored, ctx.parent())
    dialog.open()
    return dialog
