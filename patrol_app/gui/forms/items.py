"""A list inside a record as a small table of controls; rows by keyboard."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.rules.filled import is_empty
from patrol_app.gui.forms.controls import Pairs, make
from patrol_app.gui.kit import Button, Tool, h, label, v
from patrol_app.gui.theme import current
from patrol_app.i18n import _

_STRETCH = {"text": 3, "longtext": 3, "instant": 3, "ref": 3, "vocab": 2, "position": 4}


class _Row:
    """One entry: its key and a control for each field."""

    def __init__(self, cls: type[BaseModel], refs: Pairs, entry: Any, *, dms: bool) -> None:
        self.key = entry.key if entry is not None else new_item_key(secrets.token_bytes(5))
        self.controls: dict[str, Any] = {}
        for spec in specs(cls).values():
            control = make(cls, spec, refs, dms=dms)
            control.setAccessibleName(_(spec.ui.label))
            if entry is not None:
                control.set_value(getattr(entry, spec.name))  # type: ignore[attr-defined]
            self.controls[spec.name] = control
        self.remove = Tool("close", _("Remove row"), key="")

    def values(self) -> dict[str, Any]:
        """Field name -> value."""
        return {name: control.value() for name, control in self.controls.items()}

    def is_blank(self) -> bool:
        """Whether nothing was entered."""
        return all(is_empty(value) for value in self.values().values())

    def problem(self, cls: type[BaseModel]) -> str:
        """The first thing that cannot be read, or that the entry cannot do without."""
        for control in self.controls.values():
            if words := str(control.problem()):
                return words
        if self.is_blank() or self.entry(cls) is not None:
            return ""
        bare = [spec for spec in specs(cls).values() if is_empty(self.controls[spec.name].value())]
        needed = [spec for spec in bare if cls.model_fields[spec.name].is_required()]
        field = _((needed or bare)[0].ui.label) if needed or bare else ""
        return _("Please fill in {field}").format(field=field)

    def entry(self, cls: type[BaseModel], order: int = 0) -> Any | None:
        """The entry of this row; None while it is blank or not complete."""
        given = {name: value for name, value in self.values().items() if not is_empty(value)}
        if not given:
            return None
        try:
            return cls.model_validate({"key": self.key, "order": order, **given})
        except ValidationError:
            return None


def headed(spec: FieldSpec) -> str:
    """Label with the unit, which is not said twice."""
    words, unit = _(spec.ui.label), _(spec.ui.unit) if spec.ui.unit else ""
    return words if unit.lower() in words.lower() else f"{words} ({unit})"


class ItemsEdit(QWidget):
    """Rows of an ``items`` field. Enter in the last row adds one, Ctrl+Delete removes a row.

    Args:
        spec: of the field.
        refs: (record id, words) by type code.
        dms: how positions are shown.

    Signals:
        edited: a cell was changed, a row came or went.
    """

    edited = Signal()

    def __init__(self, spec: FieldSpec, refs: Pairs, *, dms: bool = False) -> None:
        super().__init__()
        if spec.item is None:
            raise ValueError(f"{spec.name} has no entries")
        self._cls, self._refs, self._dms = spec.item, refs, dms
        self._rows: list[_Row] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(current().px("x1"))
        self._grid.setVerticalSpacing(current().px("half"))
        for place, one in enumerate(specs(self._cls).values()):
            self._grid.addWidget(label(headed(one), "caption"), 0, place)
            self._grid.setColumnStretch(place, _STRETCH.get(one.ui.kind, 1))
        self.add = Button(_("Add row"), "quiet", "plus")
        self.add.clicked.connect(self.add_row)
        self.setLayout(v(self._grid, h(self.add, None), gap="half"))

    def value(self) -> tuple[Any, ...]:
        """The entries; blank rows and rows that are not complete are left out."""
        kept = [row for row in self._rows if row.entry(self._cls) is not None]
        return tuple(row.entry(self._cls, order) for order, row in enumerate(kept))

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Show these entries; one blank row where there is none."""
        for row in list(self._rows):
            self._take(row)
        for entry in value or ():
            self._put(entry)
        if not self._rows:
            self._put(None)

    def problem(self) -> str:
        """The first thing that cannot be read, with its row."""
        for number, row in enumerate(self._rows, 1):
            if words := row.problem(self._cls):
                return _("Row {n}: {words}").format(n=number, words=words)
        return ""

    def add_row(self) -> None:
        """A further row; the focus goes into it."""
        row = self._put(None)
        next(iter(row.controls.values())).setFocus()

    def remove_row(self, row: _Row) -> None:
        """Take a row out; the focus stays near."""
        place = self._rows.index(row)
        self._take(row)
        if not self._rows:
            self._put(None)
        near = self._rows[min(place, len(self._rows) - 1)]
        next(iter(near.controls.values())).setFocus()
        self.edited.emit()

    def rows(self) -> int:
        """Rows shown."""
        return len(self._rows)

    def cell(self, row: int, name: str) -> Any:
        """The control of a field in a row."""
        return self._rows[row].controls[name]

    def setFocus(self, *_reason: Any) -> None:
        """The first cell."""
        if self._rows:
            next(iter(self._rows[0].controls.values())).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the rows."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            row = self._row_of(watched)
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if row is not None and control and event.key() == Qt.Key.Key_Delete:
                self.remove_row(row)
                return True
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control
            if row is not None and enter and row is self._rows[-1] and not row.is_blank():
                self.add_row()
                return True
        return super().eventFilter(watched, event)

    def _row_of(self, watched: QObject) -> _Row | None:
        for row in self._rows:
            for control in row.controls.values():
                if watched is control or control.isAncestorOf(watched):
                    return row
        return None

    def _put(self, entry: Any) -> _Row:
        row = _Row(self._cls, self._refs, entry, dms=self._dms)
        line = self._grid.rowCount()
        for place, control in enumerate(row.controls.values()):
            self._grid.addWidget(control, line, place)
            control.show()  # else it is shown by a later event and cannot take the focus yet
            control.edited.connect(self.edited)
            control.installEventFilter(self)
            for child in control.findChildren(QWidget):
                child.installEventFilter(self)
        row.remove.clicked.connect(lambda: self.remove_row(row))
        self._grid.addWidget(row.remove, line, len(row.controls))
        self._rows.append(row)
        previous: QWidget | None = None
        for widget in (*row.controls.values(), row.remove, self.add):
            if previous is not None:
                QWidget.setTabOrder(previous, widget)
            previous = widget
        return row

    def _take(self, row: _Row) -> None:
        self._rows.remove(row)
        focus = QApplication.focusWidget()
        for widget in (*row.controls.values(), row.remove):
            if focus is not None and (focus is widget or widget.isAncestorOf(focus)):
                focus.clearFocus()
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()


def control(cls: type[BaseModel], spec: FieldSpec, refs: Pairs, *, dms: bool = False) -> QWidget:
    """The control of any field, lists of items too; arguments as ``controls.make``."""
    if spec.ui.kind == "items":
        return ItemsEdit(spec, refs, dms=dms)
    return make(cls, spec, refs, dms=dms)
