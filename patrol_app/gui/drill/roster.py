"""The roll call: a tile a person, one tap says present, the next absent; reasons below."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from patrol_app.domain.fields import FieldSpec
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.forms.controls import RefAdder, WordCombo, make
from patrol_app.gui.kit import Button, Elide, h, label, restyle, v
from patrol_app.gui.kit.clearing import clear_layout
from patrol_app.gui.theme import current
from patrol_app.i18n import _

ABREAST = 5
NEXT = {None: True, True: False, False: None}


class _Tile(QToolButton):
    """One person: name and how he is marked."""

    def __init__(self, name: str, touch: str) -> None:
        super().__init__()
        self.name, self._touch = name, touch
        self.setProperty("kind", "person")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def mark(self, present: bool | None, reason: str) -> None:
        """Show how the person is marked: word and colour."""
        said = {None: _("Tap when present"), True: _("✓ Present"), False: _("✕ Absent")}[present]
        if present is False and reason:
            said = vocabulary("absence").label(reason)
        self.setText(f"{self.name}\n{said}")
        self.setAccessibleName(f"{self.name} {said}")
        self.setMinimumHeight(current().px(self._touch))
        restyle(self, tone={None: "", True: "ok", False: "locked"}[present])


class RosterEdit(QWidget):
    """Attendance as tiles; keeps what else a row says (minutes, points).

    Args:
        cls: entry class with ``person_id``, ``present``, ``reason``.
        names: (person id, name) that may be added.
        touch: token of the least height of a tile.
        extras: further fields of a row, typed for whoever is there.

    Signals:
        edited: the person marked, added or took somebody off.
    """

    edited = Signal()

    def __init__(
        self,
        cls: type[BaseModel],
        names: Sequence[tuple[str, str]],
        touch: str = "field",
        extras: Sequence[FieldSpec] = (),
    ) -> None:
        super().__init__()
        self._cls, self._touch = cls, touch
        # the name alone: what tells two of one name apart stands in the list of people
        self._names = {rec: words.split("  ")[0] for rec, words in names}
        self._rows: list[Any] = []
        self.tiles: dict[str, _Tile] = {}
        self.more: dict[tuple[str, str], Any] = {}
        self.said = Elide("", bold=True)
        everybody = Button(_("All present"), "quiet", "account-check-outline")
        everybody.clicked.connect(self.all_present)
        self.add = RefAdder(list(names))
        self.add.setAccessibleName(_("Add a person"))
        self.add.edited.connect(self._add)
        self._grid, self._reasons = QGridLayout(), QGridLayout()
        for grid in (self._grid, self._reasons):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setSpacing(current().px("x1"))
        for column in range(ABREAST):
            self._grid.setColumnStretch(column, 1)
        self._reasons.setColumnStretch(1, 1)
        top = h((self.said, 1), everybody)
        self._extras = tuple(extras)
        self._more = QGridLayout()
        self._more.setContentsMargins(0, 0, 0, 0)
        self._more.setSpacing(current().px("x1"))
        self._more_box = QWidget()
        self._more_box.setLayout(self._more)
        self._more_box.hide()
        names_of = " · ".join(_(spec.ui.label) for spec in self._extras)
        show = Button(names_of, "quiet", "chevron-down")
        if not self._extras:
            show.hide()
        show.clicked.connect(self._show_more)
        more = h(label(_("Add a person"), "caption"), (self.add, 1))
        self.setLayout(v(top, self._grid, self._reasons, more, h(show, None), self._more_box, None))
        self._build()

    def value(self) -> tuple[Any, ...]:
        """The rows in the order shown."""
        return tuple(row.model_copy(update={"order": at}) for at, row in enumerate(self._rows))

    def set_value(self, value: Sequence[Any] | None) -> None:
        """Show these rows."""
        self._rows = list(value or ())
        self._build()

    def problem(self) -> str:
        """A tap can always be read; what was typed beside it perhaps not."""
        if self._more_box.isHidden():
            return ""
        return next((words for edit in self.more.values() if (words := edit.problem())), "")

    def counts(self) -> tuple[int, int, int]:
        """(on the roster, present, absent)."""
        present = sum(1 for row in self._rows if row.present)
        absent = sum(1 for row in self._rows if row.present is False)
        return len(self._rows), present, absent

    def tap(self, key: str) -> None:
        """Mark the person of entry ``key`` as the next state says."""
        at = next(place for place, row in enumerate(self._rows) if row.key == key)
        row = self._rows[at]
        present = NEXT[row.present]
        reason = row.reason if present is False else ""
        self._put(at, present=present, reason=reason)

    def all_present(self) -> None:
        """Everybody who is not marked yet is there."""
        for at, row in enumerate(self._rows):
            if row.present is None:
                self._rows[at] = row.model_copy(update={"present": True})
        self._refresh()
        self.edited.emit()

    def take_off(self, key: str) -> None:
        """Somebody does not belong on this roster."""
        self._rows = [row for row in self._rows if row.key != key]
        self._build()
        self.edited.emit()

    def _put(self, at: int, **values: Any) -> None:
        self._rows[at] = self._rows[at].model_copy(update=values)
        self._refresh()
        self.edited.emit()

    def _add(self) -> None:
        person = self.add.value()
        if person and all(row.person_id != person for row in self._rows):
            key = new_item_key(secrets.token_bytes(5))
            made = {"key": key, "person_id": person, "present": True}
            self._rows.append(self._cls.model_validate(made))
            self._build()
            self.edited.emit()
        self.add.set_value(None)

    def _build(self) -> None:
        """All tiles anew; only where people came or went."""
        for tile in self.tiles.values():
            self._grid.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        self.tiles = {}
        for place, row in enumerate(self._rows):
            tile = _Tile(self._names.get(row.person_id or "", "—"), self._touch)
            tile.clicked.connect(partial(self.tap, row.key))
            self.tiles[row.key] = tile
            self._grid.addWidget(tile, place // ABREAST, place % ABREAST)
        self._refresh()

    def _refresh(self) -> None:
        """Words and colours; a line for each absent person."""
        for row in self._rows:
            self.tiles[row.key].mark(row.present, row.reason)
        due, present, absent = self.counts()
        words = _("Due {due} · present {present} · absent {absent} · open {open}")
        self.said.set_text(
            words.format(due=due, present=present, absent=absent, open=due - present - absent)
        )
        clear_layout(self._reasons)
        for line, row in enumerate(one for one in self._rows if one.present is False):
            name = self._names.get(row.person_id or "", "—")
            why = WordCombo("absence")
            why.set_value(row.reason)
            why.setAccessibleName(f"{name} {_('Reason of absence')}")
            why.edited.connect(partial(self._because, row.key, why))
            away = Button(_("Not on this roster"), "quiet", "close")
            away.clicked.connect(partial(self.take_off, row.key))
            for place, part in enumerate((label(name), why, away)):
                self._reasons.addWidget(part, line, place)

    def _show_more(self) -> None:
        """Open or close the lines with the further fields; made anew for whoever is there now."""
        opening = self._more_box.isHidden()
        self._more_box.setVisible(opening)
        if not opening:
            return
        clear_layout(self._more)
        for line, row in enumerate(one for one in self._rows if one.present):
            name = self._names.get(row.person_id or "", "—")
            self._more.addWidget(label(name), line, 0)
            for place, spec in enumerate(self._extras, 1):
                edit: Any = make(self._cls, spec, {})
                edit.setAccessibleName(f"{name} {_(spec.ui.label)}")
                edit.setPlaceholderText(_(spec.ui.label))
                edit.set_value(getattr(row, spec.name))
                edit.edited.connect(partial(self._extra, row.key, spec.name, edit))
                self.more[row.key, spec.name] = edit
                self._more.addWidget(edit, line, place)

    def _extra(self, key: str, name: str, edit: Any) -> None:
        at = next(place for place, row in enumerate(self._rows) if row.key == key)
        self._rows[at] = self._rows[at].model_copy(update={name: edit.value()})
        self.edited.emit()

    def _because(self, key: str, why: WordCombo) -> None:
        at = next(place for place, row in enumerate(self._rows) if row.key == key)
        self._rows[at] = self._rows[at].model_copy(update={"reason": why.value()})
        self.tiles[key].mark(False, self._rows[at].reason)
        self.edited.emit()
