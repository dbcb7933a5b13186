"""Day, departure and return as three short inputs that stand for two moments."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from patrol_app.domain.instant import BEIJING, Instant, beijing, to_ms, weekday
from patrol_app.gui import kit
from patrol_app.i18n import _, language

MINUTES = 60
DAY_MINUTES = 24 * MINUTES


class _DayEdit(kit.DateEdit):
    """A day with its weekday once it is tidied."""

    def show_value(self, value: object) -> str:
        """``2026年8月3日 星期一``."""
        text = super().show_value(value)  # type: ignore[arg-type]
        if language() == "zh_CN":
            return f"{text} {weekday(str(value))}"
        return text

    def parse(self, text: str) -> object:  # type: ignore[override]
        """The day; the weekday behind it is ours."""
        head, _gap, tail = text.partition(" ")
        return super().parse(head if tail.startswith("星期") else text)


class Moments(QObject):
    """The three fields.

    Attributes:
        day / start / end: form fields, keys ``date``, ``start_at``, ``end_at``.

    Signals:
        edited: the person typed into one of them.
    """

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.day = kit.FormField(_("Date"), _DayEdit(), required=True)
        self.start = kit.FormField(_("Set out"), kit.ClockEdit(), required=True)
        self.end = kit.FormField(_("Returned"), kit.ClockEdit(), required=True)
        self._given: tuple[Instant | None, Instant | None] = (None, None)
        self.touched = False
        for field in (self.day, self.start, self.end):
            field.control.edited.connect(self._on_edit)  # type: ignore[attr-defined]

    def set_value(self, start: Instant | None, end: Instant | None, *, measured: bool) -> None:
        """Show the moments.

        Args:
            start: departure.
            end: return.
            measured: they come from a track and are not typed.
        """
        self._given, self.touched = (start, end), False
        known = start or end
        day = beijing(known.ms).date() if known else None
        self.day.control.set_value(day)  # type: ignore[attr-defined]
        for field, moment in ((self.start, start), (self.end, end)):
            value = None
            if moment is not None:
                at = beijing(moment.ms)
                value = at.hour * MINUTES + at.minute
            field.control.set_value(value)  # type: ignore[attr-defined]
            fixed = measured and moment is not None
            field.control.setReadOnly(fixed)  # type: ignore[attr-defined]
            kit.restyle(field.control, state="computed" if fixed else "")
            field.set_hint(_("from the track") if fixed else "")
        fixed = measured and known is not None
        self.day.control.setReadOnly(fixed)  # type: ignore[attr-defined]
        kit.restyle(self.day.control, state="computed" if fixed else "")

    def value(self) -> tuple[Instant | None, Instant | None]:
        """Departure and return; untouched ones keep their seconds.

        A return earlier than the departure is on the next day (night patrols).
        """
        if not self.touched:
            return self._given
        day = self.day.control.value()  # type: ignore[attr-defined]
        start = self.start.control.value()  # type: ignore[attr-defined]
        end = self.end.control.value()  # type: ignore[attr-defined]
        if day is None:
            return None, None
        midnight = datetime(day.year, day.month, day.day, tzinfo=BEIJING)
        later = DAY_MINUTES if start is not None and end is not None and end < start else 0
        return _at(midnight, start), _at(midnight, None if end is None else end + later)

    def _on_edit(self) -> None:
        self.touched = True
        self.edited.emit()


def _at(midnight: datetime, minute: int | None) -> Instant | None:
    if minute is None:
        return None
    return Instant(to_ms(midnight + timedelta(minutes=minute)), "minute")
