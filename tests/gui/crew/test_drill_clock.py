"""The drill clock under any sequence of taps, corrections, crashes and clocks that are set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.drill import Drill, step_ms
from patrol_app.domain.rules import drill as rules
from patrol_app.domain.rules.drill_pace import STEPS
from patrol_app.errors import PatrolError, UserError
from patrol_app.gui.context import Context
from patrol_app.gui.drill.live import LiveDrill
from patrol_app.services.stored import Stored
from tests.support import records as make

START = make.at("14:00").ms // 1000 * 1000


@dataclass
class Ground:
    """Clock, disk and worker of one drill.

    Attributes:
        wall / up: the device's clock, which may be set, and the machine's own time.
        held: what lies on the disk; waiting: writes that were not carried out yet.
    """

    wall: int = START
    up: int = 0
    held: Drill = field(default_factory=lambda: make.drill(start_at=None, end_at=None, steps=()))
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def now_ms(self) -> int:
        """The device's clock."""
        return self.wall

    def uptime_ms(self) -> int:
        """The machine's own time."""
        return self.up

    def get(self, type: str, rec: str) -> Stored:
        """The drill as it lies on the disk."""
        return Stored(type, self.held, "draft", created_ms=0, heads=())

    def save(self, type: str, rec: str, changes: Mapping[str, Any], heads: Any, actor: Any
             ) -> Stored:  # fmt: skip
        """Write the changes through."""
        self.held = self.held.model_copy(update=dict(changes))
        return self.get(type, rec)

    def command(
        self,
        run: Callable[[], Stored],
        done: Callable[[Stored], None],
        failed: Callable[[PatrolError], None],
        owner: object,
    ) -> None:
        """Keep the write until ``settle``."""
        self.waiting.append(lambda: done(run()))
        self._refuse = lambda: failed(UserError("disk.full", "x"))

    def settle(self, *, refused: bool = False) -> None:
        """Carry the write out, or refuse it."""
        for run in self.waiting:
            (self._refuse if refused else run)()
        self.waiting.clear()

    def clock(self) -> LiveDrill:
        """The stop-watch, opened on what lies on the disk."""
        app = SimpleNamespace(clock=self, records=self)
        ctx = SimpleNamespace(app=app, work=self, actor=lambda: None)
        made = LiveDrill(cast(Context, ctx), self.get("drill", self.held.id))
        self.settle()
        return made


moves = st.lists(
    st.tuples(
        st.sampled_from(
            ("tap", "tap", "tap", "later", "undo", "correct", "mark", "end", "crash", "set", "full")
        ),
        st.integers(0, 8),
        st.integers(1, 400),
    ),
    max_size=18,
)


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(moves)
def test_no_tap_is_lost_and_none_is_made_up(
    qapp: QApplication, log: list[tuple[str, int, int]]
) -> None:
    ground = Ground()
    clock = ground.clock()
    for move, which, seconds in log:
        ground.wall += seconds * 1000
        ground.up += seconds * 1000
        before = ground.held
        if move == "crash":
            clock.close()
            clock = ground.clock()
        elif move == "set":
            ground.wall -= seconds * 10_000
            clock.tick()
            ground.settle()
        elif move == "full":
            if clock.tap():
                ground.settle(refused=True)
            assert ground.held == before, "a refused tap does not stand"
        else:
            _act(clock, ground, move, STEPS[which], seconds)
        _sound(ground, before, clock, move)
    clock.close()


def _act(clock: LiveDrill, ground: Ground, move: str, step: str, seconds: int) -> None:
    """One press, and a second one before the first is on the disk."""
    offered = clock.next_step
    acts: dict[str, Callable[[], object]] = {
        "tap": clock.tap,
        "later": lambda: clock.tap(step=step),
        "undo": clock.undo,
        "correct": lambda: clock.correct(step, Instant(ground.wall - seconds * 500, "second")),
        "mark": lambda: clock.mark("note"),
        "end": clock.end,
    }
    before, taken = ground.held, acts[move]()
    assert not (taken and clock.tap()), "no second press before the first is on the disk"
    ground.settle()
    if move == "tap":
        assert bool(taken) is bool(offered)
        if taken:
            assert step_ms(ground.held, offered) == ground.wall // 1000 * 1000
    if not taken:
        assert ground.held == before


def _sound(ground: Ground, before: Drill, clock: LiveDrill, move: str) -> None:
    """What may never be, whatever was pressed."""
    held = ground.held
    assert clock.record == held and not clock.busy
    steps = [row.step for row in held.steps]
    assert steps == sorted(set(steps)), "each mile-stone once, in their order"
    assert held.marks[: len(before.marks)] == before.marks, "no mark goes away"
    gone = set(row.step for row in before.steps) - set(steps)
    moved = [
        row for row in before.steps if step_ms(held, row.step) not in (None, row.at and row.at.ms)
    ]
    if gone or moved:
        kinds = [mark.kind for mark in held.marks[len(before.marks) :]]
        assert kinds == ["undone" if gone else "correction"], "a change of a time leaves a mark"
    assert held.end_at == before.end_at or before.end_at is None
    if before.end_at is not None:
        assert set(steps) <= {row.step for row in before.steps}, "no mile-stone after the end"
        assert clock.next_step == ""
    elif clock.next_step:
        assert all(one < clock.next_step for one in steps)
    if move == "crash" and before.steps and before.end_at is None:
        assert held.marks[-1].kind == "gap"
    times = [row.at.ms for row in held.steps if row.at]
    said = make.codes(rules.times(held, make.context(now_ms=START + 10**9)))
    assert ("drill.steps" in said) is any(a > b for a, b in pairwise(times))
