"""One field in conflict: its values side by side, chosen by key or click, or typed anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from patrol_app.gui import kit
from patrol_app.i18n import _
from patrol_app.services.conflict_types import Both, Choice, FieldConflict, Side, Take, Typed
from patrol_app.services.conflict_view import origin
from patrol_app.services.value_words import to_json

LONGEST = 240  # characters of a value in its box; the tool tip has more
TIP = 2_000
ABREAST = 2
ON, OFF = "radiobox-marked", "radiobox-blank"
Made = Callable[[FieldConflict], QWidget]


class SideBox(QPushButton):
    """One value: what it says, who wrote it where and when.

    Args:
        label: name of the field, for screen readers.
        side: the value.
    """

    def __init__(self, label: str, side: Side) -> None:
        super().__init__()
        self.side = side
        self.setProperty("kind", "side")
        self.setCheckable(True)
        self.setAutoDefault(False)
        whole = side.words or _("(empty)")
        shown = whole if len(whole) <= LONGEST else f"{whole[:LONGEST]}…"
        self.setToolTip(whole[:TIP])
        self.setAccessibleName(f"{label}: {whole[:LONGEST]}")
        self.setAccessibleDescription(origin(side))
        self._icon = kit.IconLabel(OFF, "text2")
        tone = "overdue" if side.removes else ""
        told = kit.label(shown, "strong" if side.words else "muted", tone, wrap=True)
        head = kit.h((told, 1), gap="half")
        for words, is_so in ((_("This computer"), side.own), (_("Stands now"), side.place == 0)):
            if is_so:
                head.addWidget(kit.Chip("plain", words, ""), 0, Qt.AlignmentFlag.AlignTop)
        caption = kit.label(origin(side), "caption", wrap=True)
        row = kit.h(gap="x1", margins=("card_gap", "x1", "x1", "x1"))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.add((kit.v(head, caption, None, gap=0), 1))
        self.setLayout(row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for child in self.findChildren(QWidget):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.toggled.connect(lambda on: self._icon.show_icon(ON if on else OFF, "text2"))

    def sizeHint(self) -> QSize:
        """As high as its words."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Words break; they are not cut."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """A narrow box is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Height of its words in ``width`` px."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else super().height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space choose; every other key belongs to the field."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.click()
            return
        event.ignore()


class FieldRow(QWidget):
    """One field with its values.

    Keys: Left and Right take a side, M types a new value, B keeps both, Up and Down go to the
    next field.

    Args:
        field: the conflict.
        order: places of its sides from left to right.
        make: makes the control for a new value, filled with what stands.
        may: whether it can be settled here.

    Attributes:
        choice: what was chosen, or None.

    Signals:
        chosen: another choice, or none any more.
        step: +1 or -1: the keyboard leaves for another field.
    """

    chosen = Signal()
    step = Signal(int)

    def __init__(self, field: FieldConflict, order: list[int], make: Made, *, may: bool) -> None:
        super().__init__()
        self.field = field
        self._make, self._may = make, may
        self._control: Any = None
        self.choice: Choice | None = None
        self.setAccessibleName(field.label)
        self.boxes = [SideBox(field.label, field.sides[place]) for place in order]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        for place, box in enumerate(self.boxes):
            box.setEnabled(may)
            box.clicked.connect(lambda _on=False, one=box: self.take(one.side.place))
            grid.addWidget(box, place // ABREAST, place % ABREAST)
            grid.setColumnStretch(place % ABREAST, 1)
        self._below = kit.v(gap="half", margins=("due_column", 0, 0, 0))
        name = kit.v(kit.label(field.label, "strong", wrap=True), self._tools(), gap=0)
        side = kit.pin(kit.holder(name), width="due_column")
        row = kit.h(gap="x1")
        row.addWidget(side, 0, Qt.AlignmentFlag.AlignTop)
        row.add((kit.holder(grid), 1))
        self.setLayout(
            kit.v(
                row,
                kit.holder(self._below),
                gap=0,
                margins=("card_pad", "x1", "card_pad", "x1"),
            )
        )

    def _tools(self) -> QWidget:
        """Merge and keep both, where they fit."""
        self.merge_button = kit.Tool("pencil-outline", f"{_('Type another value')}  M")
        self.merge_button.clicked.connect(self.merge)
        self.both_button = kit.Tool("plus-box-multiple-outline", f"{_('Keep both')}  B")
        self.both_button.clicked.connect(self.keep_both)
        shown = []
        if self._may and self.field.merge:
            shown.append(self.merge_button)
        if self._may and self.field.both:
            shown.append(self.both_button)
        for tool in {self.merge_button, self.both_button} - set(shown):
            tool.setParent(self)
            tool.hide()
        return kit.holder(kit.h(*shown, None, gap=0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See the class."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        keys: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Left: lambda: self._beside(-1),
            Qt.Key.Key_Right: lambda: self._beside(1),
            Qt.Key.Key_M: self.merge,
            Qt.Key.Key_B: self.keep_both,
            Qt.Key.Key_Up: lambda: self.step.emit(-1),
            Qt.Key.Key_Down: lambda: self.step.emit(1),
            Qt.Key.Key_Escape: self._leave_control,
        }
        act = keys.get(event.key())
        if act is None or (event.key() == Qt.Key.Key_Escape and self._control is None):
            super().keyPressEvent(event)
            return
        act()

    def focus(self) -> None:
        """The side taken, or the first."""
        taken = next((box for box in self.boxes if box.isChecked()), self.boxes[0])
        taken.setFocus(Qt.FocusReason.TabFocusReason)

    def take(self, place: int) -> None:
        """Take the side ``place`` as it is."""
        if not self._may:
            return
        self._close()
        self._choose(Take(place))

    def merge(self) -> None:
        """Type a new value, which begins as the one that stands."""
        if self._may and self.field.merge:
            self._open(self.field)

    def keep_both(self) -> None:
        """Texts are joined and may be changed; entries stand side by side; others are noted."""
        if not self._may or not self.field.both:
            return
        if self.field.both == "text":
            self._open(self.field, self.field.joined)
            return
        self._close()
        words = {
            "items": _("Both entries stay in the list"),
            "note": _("The value that stands stays; the other goes into the remark"),
        }[self.field.both]
        self._below.add(kit.label(words, "caption"))
        self._choose(Both())

    def clear(self) -> None:
        """Nothing is chosen."""
        self._close()
        self._choose(None)

    def problem(self) -> str:
        """Why the typed value cannot be taken; empty where it can."""
        return str(self._control.problem()) if self._control is not None else ""

    def words(self) -> str:
        """What was chosen, in words."""
        if isinstance(self.choice, Take):
            return self.field.sides[self.choice.place].words or _("(empty)")
        if isinstance(self.choice, Both):
            return _("Both")
        if isinstance(self.choice, Typed):
            text = self.choice.value if self.field.both == "text" else None
            return text or _("Typed anew")
        return ""

    def origin(self) -> str:
        """Which side was chosen, in a word or two."""
        if isinstance(self.choice, Take):
            side = self.field.sides[self.choice.place]
            return _("This computer") if side.own else f"{side.unit} {side.device}".strip()
        return _("Both") if isinstance(self.choice, Both) else _("Typed anew")

    def _choose(self, choice: Choice | None) -> None:
        self.choice = choice
        for box in self.boxes:
            box.setChecked(isinstance(choice, Take) and box.side.place == choice.place)
        self.chosen.emit()

    def _beside(self, step: int) -> None:
        at = next((n for n, box in enumerate(self.boxes) if box.hasFocus()), 0)
        box = self.boxes[max(0, min(len(self.boxes) - 1, at + step))]
        self.take(box.side.place)
        box.setFocus(Qt.FocusReason.TabFocusReason)

    def _open(self, field: FieldConflict, text: str | None = None) -> None:
        self._close()
        self._control = self._make(field)
        if text is not None:
            self._control.set_value(text)
        self._control.setAccessibleName(_("New value of {field}").format(field=field.label))
        self._control.edited.connect(self._typed)
        if isinstance(self._control, kit.ProseEdit):
            kit.pin(self._control, min_height="action_tile")
        self._below.add(kit.label(_("New value"), "caption"), self._control)
        self._control.setFocus()
        self._typed()

    def _typed(self) -> None:
        if not self.problem():
            self._choose(Typed(to_json(self._control.value())))
        else:
            self._choose(None)

    def _leave_control(self) -> None:
        self.clear()
        self.focus()

    def _close(self) -> None:
        self._control = None
        kit.clear_layout(self._below)
