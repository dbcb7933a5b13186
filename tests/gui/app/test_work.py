"""Work beside the window: order, threads, faults, owners, cancel, clean end."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from patrol_app.errors import PatrolError, UserError
from patrol_app.events import Changes, EventBus
from patrol_app.gui.bridge import Bridge, concerns
from patrol_app.gui.work import Work
from patrol_app.i18n import N_


@pytest.fixture
def work(qapp: QObject) -> Any:
    made = Work()
    yield made
    made.close()
    made.deleteLater()


def test_a_query_runs_elsewhere_and_answers_here(work: Work) -> None:
    threads: list[str] = []

    def read() -> int:
        threads.append(threading.current_thread().name)
        return 7

    def show(found: int) -> None:
        threads.append(threading.current_thread().name)
        assert found == 7

    work.query(read, show)
    work.settle()
    assert threads[0].startswith("reader")
    assert threads[1] == threading.main_thread().name


def test_commands_keep_their_order_on_one_thread(work: Work) -> None:
    seen: list[int] = []
    names: set[str] = set()

    def write(number: int) -> None:
        names.add(threading.current_thread().name)
        seen.append(number)

    for number in range(50):
        work.command(lambda number=number: write(number))
    work.settle()
    assert seen == list(range(50))
    assert len(names) == 1


def test_a_fault_reaches_whoever_asked(work: Work) -> None:
    def refuse() -> None:
        raise UserError("test.no", N_("Please fill in"))

    faults: list[PatrolError] = []
    work.query(refuse, lambda _found: None, faults.append)
    work.settle()
    assert [fault.code for fault in faults] == ["test.no"]


def test_a_fault_without_a_taker_is_told_to_the_window(work: Work, qtbot: Any) -> None:
    def refuse() -> None:
        raise UserError("test.no", N_("Please fill in"))

    with qtbot.waitSignal(work.failed) as told:
        work.command(refuse)
    assert told.args[0].code == "test.no"


def test_a_bug_is_kept_and_told_as_such(work: Work) -> None:
    faults: list[PatrolError] = []
    work.query(lambda: 1 // 0, lambda _found: None, faults.append)
    work.settle()
    assert [type(bug) for bug in work.bugs] == [ZeroDivisionError]
    assert faults[0].code == "program.bug"


def test_an_owner_that_is_gone_hears_nothing(work: Work) -> None:
    owner = QWidget()
    heard: list[int] = []
    gate = threading.Event()

    def read() -> int:
        gate.wait(60)
        return 1

    work.query(read, heard.append, owner=owner)
    owner.deleteLater()
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    gate.set()
    work.settle()
    assert heard == []


def test_long_work_tells_progress_and_can_be_cancelled(work: Work) -> None:
    steps: list[tuple[int, int]] = []
    faults: list[PatrolError] = []
    begun = threading.Event()

    def job(progress: Any, cancelled: Any) -> None:
        progress(2, 2)
        begun.set()
        while not cancelled():
            threading.Event().wait(0.001)
        raise UserError("work.cancelled", N_("Cancelled"))

    task = work.heavy(
        job,
        lambda _found: None,
        faults.append,
        lambda done, total, _seconds: steps.append((done, total)),
    )
    assert begun.wait(60)
    task.cancel()
    work.settle()
    assert steps == [(2, 2)]
    assert [fault.code for fault in faults] == ["work.cancelled"]


def test_closing_finishes_the_writes(qapp: QObject) -> None:
    work = Work()
    gate, written = threading.Event(), []

    def slow() -> None:
        gate.wait(60)
        written.append(1)

    work.command(slow)
    work.command(lambda: written.append(2))
    gate.set()
    work.close()
    assert written == [1, 2]
    work.deleteLater()


def test_the_bridge_names_whoever_asked(work: Work, qtbot: Any) -> None:
    bus = EventBus()
    bridge = Bridge(bus)
    changes = Changes(frozenset({("pest", "a")}))
    with qtbot.waitSignal(bridge.changed) as told:
        work.command(lambda: bus.publish(changes), origin="page-1")
    assert told.args[0].origin == "page-1"
    assert concerns(told.args[0], frozenset({"pest"}))
    assert not concerns(told.args[0], frozenset({"drill"}))
    bridge.close()
    work.settle()
