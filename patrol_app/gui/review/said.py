"""What others said of the record in a form: a note above it, reasons beside their fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from patrol_app.domain.records import record_type
from patrol_app.domain.review import LOCKED
from patrol_app.gui import kit
from patrol_app.gui.context import Context, Settle
from patrol_app.gui.forms.values import listed, short_moment
from patrol_app.gui.review.history import DifferenceRow, show_history
from patrol_app.gui.review.wording import Difference, differences
from patrol_app.i18n import N_, _
from patrol_app.services.history import Verdict, changes_since, verdict
from patrol_app.services.ports import Stored

MOST = 6  # differences shown above a form; the history has them all
TITLES = {
    "approved_changed": ("due", N_("Approved, edited")),
    "locked": ("locked", N_("Locked")),
    "locked_late": ("conflict", N_("Arrived after the lock")),
}
BODIES = {
    "approved_changed": N_("Submit it again; the approval holds for what it was."),
    "locked": N_("Nothing in it can change; a station head can unlock it."),
    "locked_late": N_("What came after the lock is kept apart and not merged."),
}


@dataclass(frozen=True)
class SaidOf:
    """What stands of one record: a return with its reasons, or what changed since."""

    verdict: Verdict | None
    changes: tuple[Difference, ...]


class SaidBar(QWidget):
    """Stands above a form; empty and hidden where nobody said anything.

    Args:
        ctx: see ``Context``.
        form: the fields that reasons stand beside; asked for when they are known.
    """

    def __init__(self, ctx: Context, form: Callable[[], kit.Form | None]) -> None:
        super().__init__()
        self._ctx, self._form = ctx, form
        self.stored: Stored | None = None
        self._column = kit.v(gap=0)
        self.setLayout(self._column)
        self.hide()

    def bind(self, form: QWidget) -> None:
        """Ctrl+H anywhere in ``form`` opens the history."""
        QShortcut(QKeySequence("Ctrl+H"), form).activated.connect(self.history)

    def history(self) -> None:
        """Everything that happened to the record; nothing for one that was never saved."""
        if self.stored is not None:
            show_history(self._ctx, self.stored)

    def show_stored(self, stored: Stored | None) -> None:
        """Follow the record as it was read."""
        self.stored = stored
        if stored is not None and stored.deleted:
            self._deleted(stored)
            return
        if stored is None or stored.review not in ("returned", *TITLES):
            self._put(None, ())
            return
        queries = self._ctx.app.store.queries
        rec = stored.record.id

        def read() -> SaidOf:
            """Reasons and differences."""
            changes: tuple[Difference, ...] = ()
            if stored.review in ("approved_changed", "locked_late"):
                changes = differences(queries, stored, changes_since(queries, rec))
            return SaidOf(verdict(queries, stored), changes)

        self._ctx.work.query(read, lambda said: self._show(stored, said), owner=self)

    def _show(self, stored: Stored, said: SaidOf) -> None:
        if self.stored is not stored:
            return
        if said.verdict is not None:
            self._returned(said.verdict)
            return
        if stored.review not in TITLES:
            self._put(None, ())
            return
        tone, title = TITLES[stored.review]
        note = kit.Note(tone, _(title), _(_body(stored)), _("History"))
        note.acted.connect(self.history)
        self._put(note, said.changes[:MOST])

    def _deleted(self, stored: Stored) -> None:
        """It lies in the recycle bin; one click takes it out."""
        app, actor = self._ctx.app, self._ctx.actor()
        type, rec = stored.type, stored.record.id
        body = _("It counts nowhere until it is restored.")
        note = kit.Note("locked", _("In the recycle bin"), body, _("Restore"), "delete-outline")
        note.acted.connect(
            lambda: self._ctx.work.command(lambda: app.records.restore(type, rec, actor))
        )
        self._put(note, ())

    def _returned(self, told: Verdict) -> None:
        """The note names who and the words for the whole; fields carry their own."""
        title = _("Sent back by {who}, {time}").format(
            who=told.who or "—", time=short_moment(told.at_ms)
        )
        form = self._form()
        beside = dict(form) if form is not None else {}
        whole = []
        for name, text in told.reasons.items():
            if name in beside:
                beside[name].set_error(_("Sent back: {reason}").format(reason=text))
            else:
                whole.append(text)
        marked = [beside[name].words for name in told.reasons if name in beside]
        parts = [*whole, told.note]
        if marked:
            parts.append(_("See {fields}.").format(fields=listed(marked)))
        note = kit.Note("overdue", title, " · ".join(one for one in parts if one), _("History"))
        note.acted.connect(self.history)
        self._put(note, ())

    def _put(self, note: kit.Note | None, changes: tuple[Difference, ...]) -> None:
        kit.clear_layout(self._column)
        open_ones = self._open_conflicts()
        if open_ones is not None:
            self._column.add(open_ones)
        if note is not None:
            self._column.add(note)
        if changes:
            card = kit.Card(margins="x1")
            for one in changes:
                card.put(DifferenceRow(one))
            self._column.add("half", card)
        self.setVisible(note is not None or open_ones is not None)

    def _open_conflicts(self) -> kit.Note | None:
        """Fields that two people changed, with the way to settle them; None without any."""
        stored = self.stored
        if stored is None or not stored.conflicts:
            return None
        title = _("Changed in two places: {n}").format(n=stored.conflicts)
        body = _("Both values are kept; choose which one stands.")
        note = kit.Note("conflict", title, body, _("Settle"))
        go = Settle(stored.type, stored.record.id)
        note.acted.connect(lambda: self._ctx.navigate("exchange", go))
        return note


def _body(stored: Stored) -> str:
    if stored.review == "approved_changed" and stored.state == "submitted":
        return N_("It waits for a new review; the approval holds for what it was.")
    return BODIES[stored.review]


def is_locked(stored: Stored | None) -> bool:
    """Whether nothing in the record can change on this device."""
    if stored is None:
        return False
    fixed = record_type(stored.type).parent or getattr(stored.record, "first_case", None)
    return stored.review in LOCKED or bool(fixed and stored.state != "draft")
