"""The left side of a generic form: cards of fields that follow the field metadata."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from patrol_app.domain.base import Record
from patrol_app.domain.fields import FieldSpec, specs
from patrol_app.domain.masking import masked_field
from patrol_app.domain.rules.filled import is_empty
from patrol_app.gui.forms.controls import Pairs
from patrol_app.gui.forms.items import control
from patrol_app.gui.kit import Card, Form, FormColumns, FormField, holder, restyle, scroll, v
from patrol_app.i18n import N_, _

WIDE = frozenset({"longtext", "vocabs", "refs"})
BASICS = N_("Basics")
MORE = N_("Further details")


class Sheet(QWidget):
    """All fields of one record class.

    Args:
        cls: record class.
        refs: (record id, words) by type code.
        dms: how positions are shown.
        leave_out: fields that somebody else shows.
        own: controls of the caller's own by field, in place of those by kind.
        bare: the fields alone, for a card of the caller's: no card, no scroll bar of its own.

    Attributes:
        form: the kit's form over the fields.

    Signals:
        edited: name of a field that the person changed.
    """

    edited = Signal(str)

    def __init__(
        self,
        cls: type[Record],
        refs: Pairs,
        *,
        dms: bool = False,
        leave_out: Iterable[str] = (),
        own: Mapping[str, QWidget] | None = None,
        bare: bool = False,
    ) -> None:
        super().__init__()
        self._own = dict(own or {})
        self._cls = cls
        hidden = set(leave_out)
        self.specs: dict[str, FieldSpec] = {
            name: spec
            for name, spec in specs(cls).items()
            if name not in hidden and spec.ui.kind != "hidden" and not spec.ui.computed
        }
        self._masked: dict[str, FieldSpec] = {}
        self.form = Form(self)
        self.form.edited.connect(self.edited)
        column = v(gap="card_gap")
        for title, members in self._sections():
            fields = self._fields(members, refs, dms=dms)
            column.add(holder(fields) if bare else self._card(title, members, fields))
        if bare:
            self.setLayout(column)
        else:
            self.setLayout(v((scroll(holder(column.add(None)), whole=True), 1)))

    def values(self) -> dict[str, Any]:
        """Field name -> value as the record class takes it; unreadable ones are empty."""
        return {name: self._control(name).value() for name in self.specs}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Show values; fields that are not named stay."""
        for name, value in values.items():
            if name in self.specs:
                self._control(name).set_value(value)

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show ``values`` and empty every other field."""
        for name in self.specs:
            default = self._cls.model_fields[name].default
            self._control(name).set_value(values.get(name, default))

    def hide_private(self, values: Mapping[str, Any]) -> bool:
        """Show filled personal data in part; these fields are no part of ``values()`` then.

        Args:
            values: what the record holds.

        Returns:
            Whether something is masked.
        """
        for name in [name for name, spec in self.specs.items() if spec.ui.private]:
            control = self.form[name].control
            if is_empty(values.get(name)) or not isinstance(control, QLineEdit):
                continue
            self._masked[name] = self.specs.pop(name)
            control.setText(masked_field(name, values[name]))
            control.setReadOnly(True)
            restyle(control, state="computed")
        return bool(self._masked)

    def show_private(self, values: Mapping[str, Any]) -> None:
        """Show personal data in the clear and let it be changed.

        Args:
            values: field name -> value.
        """
        for name, spec in self._masked.items():
            control = self.form[name].control
            assert isinstance(control, QLineEdit)
            control.setReadOnly(False)
            restyle(control, state="")
            self.specs[name] = spec
            self._control(name).set_value(values.get(name, ""))
        self._masked.clear()

    def filled(self) -> tuple[int, int]:
        """(filled, fields in all)."""
        return sum(not is_empty(value) for value in self.values().values()), len(self.specs)

    def unreadable(self) -> dict[str, str]:
        """Sentence by field for what was typed and cannot be read."""
        problems = self.form.problems()
        return {
            name: words for name, words in problems.items() if not self.form[name].is_empty()
        } | {name: words for name in self.specs if (words := str(self._control(name).problem()))}

    def _control(self, name: str) -> Any:
        return self.form[name].control

    def _sections(self) -> list[tuple[str, list[FieldSpec]]]:
        """Cards in the order of the paper form: lists stand alone, groups have their heading."""
        made: list[tuple[str, list[FieldSpec]]] = []
        for spec in self.specs.values():
            if spec.ui.kind == "items":
                made.append((spec.ui.label, [spec]))
                continue
            title = spec.ui.group or (BASICS if not made else MORE)
            last = made[-1] if made else None
            if last and last[1][-1].ui.kind != "items" and (not spec.ui.group or last[0] == title):
                last[1].append(spec)
            else:
                made.append((title, [spec]))
        return made

    def _card(self, title: str, members: list[FieldSpec], fields: FormColumns) -> QWidget:
        card = Card("" if _alone(members) else _(title))
        card.body.addLayout(fields)
        return card

    def _fields(self, members: list[FieldSpec], refs: Pairs, *, dms: bool) -> FormColumns:
        columns = FormColumns(2)
        alone = _alone(members)
        for spec in members:
            unit = _(spec.ui.unit) if spec.ui.unit else ""
            field = FormField(
                _(spec.ui.label),
                self._own.get(spec.name) or control(self._cls, spec, refs, dms=dms),
                required=spec.ui.required,
                unit=unit,
                hint=_(spec.ui.hint) if spec.ui.hint else "",
                headline=alone,
            )
            self.form.add(spec.name, field)
            columns.put((field, 2 if spec.ui.kind in WIDE or alone else 1))
        return columns


def _alone(members: list[FieldSpec]) -> bool:
    """A list of entries that has its card to itself."""
    return len(members) == 1 and members[0].ui.kind == "items"
