"""Day, departure and return as three short inputs that stand for two moments."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from patrol_app.domain.instant import BEIJING, Instant, beijing, to_ms, weekday
from patrol_app.gui import kit
from patrol_app.i18n import _, language

MINUTES = 60
DAY_MINUTES = 24 * MINUTES


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
        self.day = kit.FormField(_("Date"), kit.DateEdit(), required=True)
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
        fixed = measured and known is not None
        self._say_weekday(fixed)
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
        self._say_weekday(False)
        self.edited.emit()

    def _say_weekday(self, measured: bool) -> None:
        """The weekday below the day: it is a column of the paper, never typed."""
        day = self.day.control.value()  # type: ignore[attr-defined]
        parts = []
        if day is not None and language() == "zh_CN":
            parts.append(weekday(day.isoformat()))
        if measured:
            parts.append(_("from the track"))
        self.day.set_hint(" · ".join(parts))


def _at(midnight: datetime, minute: int | None) -> Instant | None:
    if minute is None:
        return None
    return Instant(to_ms(midnight + timedelta(minutes=minute)), "minute")
