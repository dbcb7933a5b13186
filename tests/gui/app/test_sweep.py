"""No Qt object is destroyed by a thread that reads or writes: as garbage, or as its last hold."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer

from patrol_app.errors import UserError
from patrol_app.gui.sweep import Sweep
from patrol_app.gui.work import Work
from patrol_app.i18n import N_

MAIN = threading.main_thread().name


@pytest.fixture
def work(qapp: QObject) -> Iterator[Work]:
    made = Work()
    yield made
    made.close()
    made.deleteLater()


class Ring(QObject):
    """A part of a window that only the collector can free: its timer runs."""

    def __init__(self, told: list[str]) -> None:
        super().__init__()
        self.ring = self
        self._timer = QTimer(self)
        self._timer.start(60_000)
        weakref.finalize(self, lambda: told.append(threading.current_thread().name))


def litter() -> int:
    """What a long read leaves: enough for the collector to begin many times."""
    for _ in range(20_000):
        ring: list[Any] = []
        ring.append(ring)
    return gc.get_count()[0]


def test_garbage_of_windows_is_not_collected_by_readers(work: Work) -> None:
    told: list[str] = []
    Ring(told)
    left: list[int] = []
    work.query(litter, left.append)
    work.command(litter, left.append)
    work.settle()
    assert told == [] and left[0] > gc.get_threshold()[0]
    while not told:  # 11 of the youngest are one of the next, and so on
        litter()
        work._sweep.sweep()
    assert told == [MAIN]


def test_the_last_hold_of_a_job_is_let_go_here(work: Work) -> None:
    """A page closed while it was read: its job held it, and ends in another thread."""
    told: list[str] = []
    held: list[QObject] = []

    def ask(number: int) -> None:
        """Read with a closure that alone holds a window."""
        window = QObject()
        QTimer(window).start(60_000)
        weakref.finalize(window, lambda: told.append(threading.current_thread().name))

        def read() -> int:
            if number % 2:
                raise UserError("test.no", N_("Please fill in"), window=window is None)
            return number + len(held) * (window is None)

        work.query(read, lambda _found: None, lambda _fault: None)

    for number in range(40):
        ask(number)
    work.settle()
    QCoreApplication.processEvents()
    gc.collect()
    assert told == [MAIN] * 40


def test_the_collector_goes_on_when_the_last_one_ends(qapp: QObject) -> None:
    assert gc.isenabled()
    one, other = Sweep(), Sweep()
    one.end()
    assert not gc.isenabled()
    other.end()
    assert gc.isenabled()
