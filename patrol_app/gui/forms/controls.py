"""One input widget for each kind of field; all speak record values.

Every control has ``value()``, ``set_value(value)``, ``problem()`` and the signal ``edited``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from patrol_app.domain.fields import LONG_MAX, TEXT_MAX, FieldSpec
from patrol_app.domain.instant import Instant
from patrol_app.domain.position import Place
from patrol_app.gui.forms.values import choices, is_whole, trimmed
from patrol_app.gui.kit import (
    Button,
    CodeCombo,
    DateEdit,
    MomentEdit,
    PositionEdit,
    ProseEdit,
    ScaledEdit,
    TextEdit,
    TickList,
    YesNo,
    h,
    v,
)
from patrol_app.i18n import _

Pairs = Mapping[str, Sequence[tuple[str, str]]]


class InstantEdit(MomentEdit):
    """A moment; ``value()`` is an ``Instant`` that keeps its precision while untouched."""

    def __init__(self) -> None:
        super().__init__()
        self._exact: Instant | None = None

    def value(self) -> Instant | None:
        """The moment; typed ones are exact to the minute."""
        ms = super().value()
        if ms is None:
            return None
        if self._exact is not None and self._exact.ms // 60_000 == ms // 60_000:
            return self._exact
        return Instant(ms, "minute")

    def set_value(self, value: Instant | None) -> None:
        """Show ``value``."""
        self._exact = value
        super().set_value(None if value is None else value.ms)

    def tidy(self) -> None:
        """Rewrite a readable text in the usual form."""
        value = self.value()
        if value is not None and not self.isReadOnly():
            self.setText(self.show_value(value.ms))


class IsoDateEdit(DateEdit):
    """A day; ``value()`` is ``YYYY-MM-DD``."""

    def value(self) -> str | None:
        """The day as ISO text."""
        day = super().value()
        return None if day is None else day.isoformat()

    def set_value(self, value: str | None) -> None:
        """Show ``value``."""
        super().set_value(date.fromisoformat(value) if value else None)

    def tidy(self) -> None:
        """Rewrite a readable text in the usual form."""
        value = self.value()
        if value is not None and not self.isReadOnly():
            self.setText(self.show_value(date.fromisoformat(value)))


class NumberEdit(ScaledEdit):
    """A scaled number without needless zeros."""

    def show_value(self, value: int) -> str:
        """As short as the value allows."""
        return trimmed(value, self.decimals)


class PlainText(TextEdit):
    """A line of text; empty is the empty text."""

    def value(self) -> str:
        """What was typed."""
        return self.text().strip()


class PlainProse(ProseEdit):
    """Several lines; empty is the empty text."""

    def value(self) -> str:
        """What was typed."""
        return super().value() or ""

    def problem(self) -> str:
        """Only its length can be wrong."""
        return _("The text is too long") if len(self.toPlainText()) > LONG_MAX else ""


class WordCombo(CodeCombo):
    """A word of a vocabulary; empty is the empty text, or None where codes are numbers."""

    def __init__(self, code: str, whole: bool = False) -> None:
        self.whole = whole
        super().__init__([("", "—"), *choices(code)])

    def value(self) -> Any:
        """The code in the form the record holds."""
        code = super().value()
        if self.whole:
            return int(code) if code else None
        return code or ""

    def set_value(self, code: Any) -> None:
        """Choose ``code``."""
        super().set_value(None if code in (None, "") else str(code))


class Tick(YesNo):
    """A single tick; unticked is "not said", unless "no" was recorded before."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self._empty: bool | None = None

    def value(self) -> bool | None:  # type: ignore[override]
        """True, or what an empty box stood for."""
        return True if self.isChecked() else self._empty

    def set_value(self, value: bool | None) -> None:
        """Tick or untick."""
        self._empty = False if value is False else None
        super().set_value(value)


class RefCombo(CodeCombo):
    """Another record by type-ahead; the first entry takes the choice back."""

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        self._offered = list(pairs)
        super().__init__([("", "—"), *pairs] if pairs else [])

    def offer(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Offer other records; the choice stays."""
        self._offered = list(pairs)
        self.set_pairs([("", "—"), *pairs])

    def known(self) -> set[str]:
        """Ids of the records on offer."""
        return {rec for rec, _words in self._offered}

    def know(self, rec: str, words: str) -> None:
        """Offer one record more."""
        self.offer([*self._offered, (rec, words)])

    def take(self, rec: str) -> None:
        """Choose a record as the person would."""
        self.set_value(rec)
        self.edited.emit()

    def value(self) -> str | None:
        """Record id."""
        return super().value() or None

    def set_value(self, code: str | None) -> None:
        """Choose a record."""
        super().set_value(code or None)


class RefAdder(RefCombo):
    """Adds what is chosen at once: always typed into, for a first letter alone would add."""

    short = 1


class RefList(QWidget):
    """Several records: a type-ahead line that adds, buttons that take away.

    Signals:
        edited: the person added or took away.
    """

    edited = Signal()

    def __init__(self, pairs: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._names = dict(pairs)
        self._chosen: list[str] = []
        self._adder = RefAdder(pairs)
        self._adder.edited.connect(self._add)
        self._chips = QGridLayout()
        self._chips.setContentsMargins(0, 0, 0, 0)
        self.setLayout(v(self._adder, self._chips, gap="half"))
        self.setFocusProxy(self._adder)

    def value(self) -> tuple[str, ...]:
        """Record ids in the order added."""
        return tuple(self._chosen)

    def set_value(self, value: Sequence[str] | None) -> None:
        """Show these records."""
        self._chosen = list(value or ())
        self._fill()

    def problem(self) -> str:
        """What was typed must be an entry."""
        return self._adder.problem()

    def known(self) -> set[str]:
        """Ids of the records on offer."""
        return self._adder.known()

    def know(self, rec: str, words: str) -> None:
        """Offer one record more."""
        self._names[rec] = words
        self._adder.know(rec, words)

    def take(self, rec: str) -> None:
        """Add a record as the person would."""
        if rec not in self._chosen:
            self._chosen.append(rec)
            self._fill()
            self.edited.emit()

    def _add(self) -> None:
        rec = self._adder.value()
        self._adder.set_value(None)
        if rec:
            self.take(rec)

    def _remove(self, rec: str) -> None:
        self._chosen.remove(rec)
        self._fill()
        self._adder.setFocus()
        self.edited.emit()

    def _fill(self) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        # the title alone where it tells one from another: the number stands in the tool tip
        titles = [self._names.get(rec, "?").split("  ")[0] for rec in self._chosen]
        for place, (rec, title) in enumerate(zip(self._chosen, titles, strict=True)):
            name = self._names.get(rec, "?")
            button = Button(title if titles.count(title) == 1 else name, "filter", "close")
            button.setToolTip(name)
            button.setAccessibleName(_("Remove {name}").format(name=name))
            button.clicked.connect(lambda _on=False, one=rec: self._remove(one))
            self._chips.addWidget(button, place // 3, place % 3)


class PlaceEdit(QWidget):
    """A position with its datum, which a person must say: it is never assumed.

    Args:
        dms: show degrees, minutes, seconds.

    Signals:
        edited: the person typed or chose.
    """

    edited = Signal()

    def __init__(self, *, dms: bool = False) -> None:
        super().__init__()
        self._line = PositionEdit(dms=dms)
        self._datum = CodeCombo(
            [
                ("wgs84", "WGS84"),
                ("cgcs2000", "CGCS2000"),
                ("shifted", _("Phone map (shifted)")),
                ("unknown", _("Not known")),
            ],
            _("Datum"),
        )
        self._datum.setAccessibleName(_("Datum"))
        self._kept: Place | None = None
        self._line.edited.connect(self.edited)
        self._datum.edited.connect(self.edited)
        self.setLayout(h((self._line, 3), (self._datum, 2)))
        self.setFocusProxy(self._line)

    def value(self) -> Place | None:
        """The place; None while it cannot be read or has no datum."""
        point, datum = self._line.value(), self._datum.value()
        if point is None or datum is None:
            return None
        kept = self._kept
        if kept is not None and (kept.lat, kept.lon, kept.datum) == (*point, datum):
            return kept
        return Place(lat=point[0], lon=point[1], datum=datum, source="hand")

    def set_value(self, value: Place | None) -> None:
        """Show ``value``."""
        self._kept = value
        self._line.set_value(None if value is None else (value.lat, value.lon))
        self._datum.set_value(None if value is None else value.datum)

    def problem(self) -> str:
        """Why there is no place yet."""
        words = self._line.problem()
        if not words and self._line.text().strip() and self._datum.value() is None:
            return _("Say which datum the coordinates have")
        return words

    def setAccessibleName(self, name: str) -> None:
        """The line carries the name."""
        super().setAccessibleName(name)
        self._line.setAccessibleName(name)


def make(cls: type[BaseModel], spec: FieldSpec, refs: Pairs, *, dms: bool = False) -> QWidget:
    """The control of a field that is not a list of items (see ``items.control``).

    Args:
        cls: class that holds the field.
        spec: of the field.
        refs: (record id, words) by record type code, for references.
        dms: how positions are shown.
    """
    ui, kind = spec.ui, spec.ui.kind
    if kind == "longtext":
        return PlainProse()
    if kind == "int":
        return NumberEdit(0, 0 if ui.low is None else ui.low, ui.high)
    if kind == "decimal":
        return NumberEdit(ui.scale, 0 if ui.low is None else ui.low, ui.high)
    if kind == "bool":
        return Tick(_("Yes"))
    if kind == "instant":
        return InstantEdit()
    if kind == "date":
        return IsoDateEdit()
    if kind == "vocab":
        return WordCombo(ui.vocabulary, is_whole(cls, spec.name))
    if kind == "vocabs":
        return TickList(choices(ui.vocabulary))
    if kind == "ref":
        return RefCombo(refs.get(ui.ref, ()))
    if kind == "refs":
        return RefList(refs.get(ui.ref, ()))
    if kind == "position":
        return PlaceEdit(dms=dms)
    return PlainText(longest=TEXT_MAX)
