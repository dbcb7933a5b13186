"""The stop-watch of a drill: each tap is an op in the journal before the next one is offered.

The time is taken at the tap and written at once; what it was about is asked afterwards. What is
corrected or taken back stays as a mark of its own, and so does a gap: a crash, a closed window,
a machine that slept, a clock that was set.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from patrol_app.domain.instant import Instant
from patrol_app.domain.journal.op import new_item_key
from patrol_app.domain.records.drill import Drill, Mark, Step, step_ms
from patrol_app.domain.rules.drill_pace import STEPS
from patrol_app.errors import PatrolError
from patrol_app.gui.context import Context
from patrol_app.gui.drill.words import clock_words
from patrol_app.i18n import _
from patrol_app.services.ports import Stored

BEAT_MS = 500
SLEPT_MS = 60_000  # a beat this late: the machine was suspended
SET_MS = 5_000  # wall clock and machine's own time apart by this much: the clock was set
Change = Callable[[Drill], Mapping[str, Any]]


class LiveDrill(QObject):
    """One drill that is being timed.

    Args:
        ctx: see ``Context``.
        stored: the drill as read.
        parent: whoever shows it.

    Attributes:
        record: as it lies on the disk.
        busy: a write is under way; taps wait for it.

    Signals:
        changed: what lies on the disk changed.
        beat: twice a second while the clock runs.
        failed: a write was refused, in words; the tap does not stand.
    """

    changed = Signal()
    beat = Signal()
    failed = Signal(str)

    def __init__(self, ctx: Context, stored: Stored, parent: QObject | None = None) -> None:
        super().__init__(parent)
        assert isinstance(stored.record, Drill)
        self._ctx = ctx
        self.record: Drill = stored.record
        self.busy = False
        self._clock = ctx.app.clock
        self._wall, self._up = self._clock.now_ms(), self._clock.uptime_ms()
        self._timer = QTimer(self)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.tick)
        self._timer.start()
        self._mark_resumed()

    @property
    def next_step(self) -> str:
        """The first mile-stone after the last one reached; empty after T8 or at the end."""
        if self.record.end_at is not None:
            return ""
        reached = [step for step in STEPS if step_ms(self.record, step) is not None]
        at = STEPS.index(reached[-1]) + 1 if reached else 0
        return STEPS[at] if at < len(STEPS) else ""

    @property
    def last_step(self) -> str:
        """The mile-stone reached last, or empty."""
        reached = [step for step in STEPS if step_ms(self.record, step) is not None]
        return reached[-1] if reached else ""

    def elapsed_s(self) -> tuple[str, int]:
        """(the step the big clock counts from, seconds since): the order, else the alarm."""
        for step in ("T1", "T0"):
            since = step_ms(self.record, step)
            if since is not None:
                end = self.record.end_at
                until = end.ms if end is not None else self._clock.now_ms()
                return step, (until - since) // 1000
        return "", 0

    def tap(self, source: str = "live", step: str = "") -> bool:
        """Take the time for the next mile-stone, or for ``step`` (those between stay without).

        Args:
            source: ``live``, or ``locked`` where nobody is signed in.
            step: a later mile-stone that came first; empty for the next.

        Returns:
            Whether the tap was taken; False while a write is under way, after the end, or when
            none is left.
        """
        wanted = step or self.next_step
        if self.busy or not wanted or step_ms(self.record, wanted) is not None:
            return False
        if self.record.end_at is not None:
            return False
        now = self.now()

        def change(drill: Drill) -> Mapping[str, Any]:
            """Put the time into the record as it lies there."""
            rows = [row for row in drill.steps if row.step != wanted]
            made = Step(key=_key(), order=STEPS.index(wanted), step=wanted, at=now, source=source)
            steps = tuple(sorted((*rows, made), key=lambda row: row.step))
            return {"steps": steps, "start_at": drill.start_at or now, "live": True}

        return self._write(change)

    def undo(self) -> bool:
        """Take the last tap back; that it was made stays as a mark."""
        step = self.last_step
        if not step:
            return False
        at = next(row.at for row in self.record.steps if row.step == step)
        words = clock_words(at.ms) if at else ""
        mark = self._new_mark("undone", step, words)

        def change(drill: Drill) -> Mapping[str, Any]:
            """Without this mile-stone."""
            steps = tuple(row for row in drill.steps if row.step != step)
            return {"steps": steps, "marks": (*drill.marks, mark)}

        return self._write(change)

    def correct(self, step: str, at: Instant) -> bool:
        """Set the time of a mile-stone right; the time before stays as a mark."""
        was = step_ms(self.record, step)
        if was is None or was == at.ms:
            return False
        words = f"{clock_words(was)} → {clock_words(at.ms, at.precision)}"
        mark = self._new_mark("correction", step, words)

        def change(drill: Drill) -> Mapping[str, Any]:
            """With the other time."""
            steps = tuple(
                row.model_copy(update={"at": at, "source": "corrected"})
                if row.step == step
                else row
                for row in drill.steps
            )
            return {"steps": steps, "marks": (*drill.marks, mark)}

        return self._write(change)

    def mark(self, kind: str, text: str = "") -> str:
        """Note that something happened now; its key, under which words may follow."""
        made = self._new_mark(kind, self.last_step, text)
        taken = self._write(lambda drill: {"marks": (*drill.marks, made)})
        return made.key if taken else ""

    def say(self, key: str, text: str) -> bool:
        """Give a mark its words."""

        def change(drill: Drill) -> Mapping[str, Any]:
            """With these words."""
            rows = [
                row.model_copy(update={"text": text}) if row.key == key else row
                for row in drill.marks
            ]
            return {"marks": tuple(rows)}

        return self._write(change)

    def set_values(self, **values: Any) -> bool:
        """Keep roll call or equipment as shown now."""
        return self._write(lambda _drill: values)

    def end(self) -> bool:
        """Stop the clock."""
        now = self.now()
        return self._write(lambda drill: {"end_at": drill.end_at or now})

    def now(self) -> Instant:
        """This moment, to the second."""
        return Instant(self._clock.now_ms() // 1000 * 1000, "second")

    def tick(self) -> None:
        """Look at the clocks: a machine that slept or a clock that was set leaves a mark."""
        wall, up = self._clock.now_ms(), self._clock.uptime_ms()
        passed, felt = wall - self._wall, up - self._up
        before, self._wall, self._up = self._wall, wall, up
        if self.record.end_at is None and self.last_step:
            if passed > SLEPT_MS:
                words = _("Machine not awake {first}–{last}")
                self.mark("gap", words.format(first=clock_words(before), last=clock_words(wall)))
            elif abs(passed - felt) > SET_MS:
                words = _("Clock set: {first} became {last}")
                self.mark("gap", words.format(first=clock_words(before), last=clock_words(wall)))
        self.beat.emit()

    def close(self) -> None:
        """Stop looking at the clock; the drill goes on in the record."""
        self._timer.stop()

    def _mark_resumed(self) -> None:
        """Taken up again after a crash or a closed window: since when nothing was noted."""
        if self.record.end_at is not None or not self.last_step:
            return
        times = [row.at for row in self.record.steps] + [row.at for row in self.record.marks]
        known = [at.ms for at in times if at is not None]
        last, now = max(known), self._clock.now_ms()
        words = _("Last entry {first}, resumed {last}")
        self.mark("gap", words.format(first=clock_words(last), last=clock_words(now)))

    def _new_mark(self, kind: str, step: str, text: str) -> Mark:
        order = len(self.record.marks)
        return Mark(key=_key(), order=order, at=self.now(), kind=kind, step=step, text=text)

    def _write(self, change: Change) -> bool:
        """Write through; False while another write is under way."""
        if self.busy:
            return False
        self.busy = True
        app, actor, rec = self._ctx.app, self._ctx.actor(), self.record.id

        def write() -> Stored:
            """Change the record as it lies there now."""
            stored = app.records.get("drill", rec)
            assert isinstance(stored.record, Drill)
            return app.records.save("drill", rec, change(stored.record), None, actor)

        self._ctx.work.command(write, self._written, self._refused, owner=self)
        return True

    def _written(self, stored: Stored) -> None:
        self.busy = False
        assert isinstance(stored.record, Drill)
        self.record = stored.record
        self.changed.emit()

    def _refused(self, fault: PatrolError) -> None:
        self.busy = False
        self.failed.emit(fault.message())


def _key() -> str:
    return new_item_key(secrets.token_bytes(5))
