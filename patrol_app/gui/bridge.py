"""The event bus of the services as one Qt signal in the GUI thread."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot

from patrol_app.events import Changes, EventBus
from patrol_app.gui.work import ORIGIN


class Bridge(QObject):
    """Brings every committed change to the pages.

    The bus calls in the writer's thread; the signal arrives queued in the GUI thread and carries
    the origin that was given to ``Work.command`` or ``Work.heavy``. A page refreshes when
    ``concerns(changes, types)`` and ``changes.origin`` is not its own.

    Args:
        bus: of the open data folder.

    Signals:
        changed: ``Changes`` of one committed write.
    """

    changed = Signal(object)
    _crossed = Signal(object)

    def __init__(self, bus: EventBus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crossed.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._leave = bus.subscribe(self._hear)

    def close(self) -> None:
        """Hear nothing more."""
        self._leave()

    def _hear(self, changes: Changes) -> None:
        origin = changes.origin or ORIGIN.get()
        self._crossed.emit(replace(changes, origin=origin))

    @Slot(object)
    def _pass_on(self, changes: Changes) -> None:
        self.changed.emit(changes)


def concerns(changes: Changes, types: frozenset[str], topics: frozenset[str] = frozenset()) -> bool:
    """Whether ``changes`` touches records of ``types`` or one of ``topics``."""
    return bool(changes.topics & topics) or any(code in types for code, _rec in changes.records)
