"""The right side: one record, field by field, and what was taken so far."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from patrol_app.gui import kit
from patrol_app.gui.conflict.boxes import FieldRow
from patrol_app.gui.conflict.reading import Shown, control_of
from patrol_app.gui.kit.layout import FOLD
from patrol_app.gui.theme import current
from patrol_app.i18n import _
from patrol_app.services.conflict_types import Choice, FieldConflict, Side
from patrol_app.services.value_words import listed

SUMMARY_LINES = 3  # the choice itself is seen beside its field
THUMB = (132, 88)  # px at 100 %


def order_of(field: FieldConflict) -> list[int]:
    """Places of the sides from left to right: this computer first, then by unit and device."""

    def key(side: Side) -> tuple[bool, str, str, int]:
        """Where a side stands."""
        return (not side.own, side.unit, side.device, side.place)

    return [side.place for side in sorted(field.sides, key=key)]


class CompareView(QWidget):
    """One record in conflict.

    Args:
        dms: how coordinates are shown.

    Attributes:
        rows: one for each field; shown: the record, or None.

    Signals:
        changed: another choice was made.
        wanted: the record is to be shown in full.
    """

    changed = Signal()
    wanted = Signal()

    def __init__(self, *, dms: bool) -> None:
        super().__init__()
        self._dms = dms
        self.shown: Shown | None = None
        self.rows: list[FieldRow] = []
        self._column = kit.v(gap="card_gap")
        self._taken = QGridLayout()
        self._taken.setContentsMargins(0, 0, 0, 0)
        self._taken.setHorizontalSpacing(current().px("x2"))
        self._summary = kit.Card(_("Taken so far"), " ", hug=True)
        self._summary.put(kit.holder(self._taken))
        self._area = kit.scroll(kit.holder(self._column))
        self.setLayout(kit.v((self._area, 1), self._summary, gap="card_gap"))
        for key, side in (("Alt+Left", 0), ("Alt+Right", 1)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda side=side: self.take_all(side))
        self.show_record(None)

    def show_record(self, shown: Shown | None, *, may_show: bool = False) -> None:
        """Show another record with nothing chosen; None shows nothing.

        Args:
            shown: the record.
            may_show: whoever looks may ask for what is masked.
        """
        self.shown, self.rows = shown, []
        kit.clear_layout(self._column)
        self.setVisible(shown is not None)
        if shown is None:
            return
        self._column.add(self._head(shown))
        if shown.conflict.masked:
            self._column.add(self._masked(may_show))
        may = shown.conflict.refusal is None
        card = kit.Card(flush=True)  # one that hugs would not grow with wrapped words
        if may:
            card.put(self._all_line(), kit.line())
        for place, one in enumerate(shown.conflict.fields):
            if place:
                card.put(kit.line())
            row = FieldRow(
                one, order_of(one), lambda f: control_of(shown, f, dms=self._dms), may=may
            )
            row.chosen.connect(self._on_chosen)
            row.step.connect(lambda step, place=place: self._go(place + step))
            self.rows.append(row)
            card.put(row)
        self._column.add(card, None)
        self._area.verticalScrollBar().setValue(0)
        self._on_chosen()

    def choices(self) -> Mapping[str, Choice]:
        """What was chosen, by field key."""
        return {row.field.key: row.choice for row in self.rows if row.choice is not None}

    def focus_open(self) -> bool:
        """Focus the first field without a choice; whether there is one."""
        left = next((row for row in self.rows if row.choice is None), None)
        if left is None:
            return False
        left.focus()
        self._area.ensureWidgetVisible(left)
        return True

    def take_all(self, side: int) -> None:
        """Take the left (0) or the right (1) value of every field."""
        for row in self.rows:
            row.take(row.boxes[min(side, len(row.boxes) - 1)].side.place)
        if self.rows:
            self.rows[-1].focus()

    def _go(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.rows[place].focus()
            self._area.ensureWidgetVisible(self.rows[place])

    def _head(self, shown: Shown) -> QWidget:
        """What is the case, or why nothing can be done here."""
        found = shown.conflict
        name = " ".join(part for part in (found.label, found.number, found.title) if part)
        body = _("{n} differ, {m} agree. What you do not choose stays in the history.").format(
            n=len(found.fields), m=len(found.same)
        )
        if found.submit_again and found.refusal is None:
            body += " " + _("Submit the record again afterwards.")
        column = kit.v(kit.Note("conflict", name, body), gap="x1")
        if found.refusal is not None:
            title = _("It cannot be settled here")
            column.add(kit.Note("locked", title, found.refusal.message()))
        agree = listed(found.same)
        if agree:
            words = _("The same on both: {fields}").format(fields=agree)
            column.add(kit.Elide(words, "caption", role="text2"))
        if shown.picture is not None:
            column.add(_picture(shown.picture))
        return kit.holder(column)

    def _masked(self, may_show: bool) -> QWidget:
        """That places are told roughly; a button for whoever may see them."""
        told = kit.label(_("Places of this record are told to 0.01° only"), "caption", wrap=True)
        row = kit.h((told, 1))
        if may_show:
            button = kit.Button(_("Show in full"), "quiet", "eye-outline")
            button.setToolTip(_("Who looks at them in full is written down."))
            button.clicked.connect(self.wanted)
            row.add(button)
        return kit.holder(row)

    def _all_line(self) -> QWidget:
        """Take a whole side at once."""
        row = kit.h(kit.label(_("← → take a side · M type · B both"), "caption"), None)
        for words, key, side in (
            (_("All on the left"), "Alt+←", 0),
            (_("All on the right"), "Alt+→", 1),
        ):
            button = kit.Button(words, "quiet")
            button.setToolTip(key)
            button.clicked.connect(lambda _on=False, side=side: self.take_all(side))
            row.add(button)
        return kit.holder(kit.h((row, 1), margins=("card_pad", "half", "x1", "half")))

    def _on_chosen(self) -> None:
        kit.clear_layout(self._taken)
        taken = [row for row in self.rows if row.choice is not None]
        abreast = 1 if current().scale >= FOLD else 2
        for place, row in enumerate(taken[: SUMMARY_LINES * abreast]):
            name = kit.pin(kit.Elide(row.field.label, "caption", role="text2"), width="due_column")
            line = kit.h(name, (kit.Elide(row.words(), "table"), 1))
            line.add(kit.Chip("plain", row.origin(), ""))
            self._taken.addWidget(kit.holder(line), place // abreast, place % abreast)
            self._taken.setColumnStretch(place % abreast, 1)
        self._summary.setVisible(bool(taken))
        self._summary.set_caption(_("{n} of {total}").format(n=len(taken), total=len(self.rows)))
        self.changed.emit()


def _picture(data: bytes) -> QWidget:
    """The photo that an attachment is."""
    pixmap = QPixmap()
    pixmap.loadFromData(data)
    shown = QLabel()
    shown.setAccessibleName(_("Photo"))
    theme = current()
    wide, high = (theme.scaled(edge) for edge in THUMB)
    keep = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    shown.setPixmap(pixmap.scaled(wide, high, keep, smooth))
    return shown
