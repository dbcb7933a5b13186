"""What changed, told to whoever shows it. Plain Python: no Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Changes:
    """The outcome of one committed write.

    Attributes:
        records: pairs (type code, record id) whose rows changed.
        topics: other things that changed: ``exchange``, ``drafts``, ``devices`` ...
        origin: who asked for the write; a page skips its own echo.
    """

    records: frozenset[tuple[str, str]] = frozenset()
    topics: frozenset[str] = frozenset()
    origin: str = ""

    def __or__(self, other: Changes) -> Changes:
        """Both together; the left origin stays."""
        return Changes(self.records | other.records, self.topics | other.topics, self.origin)


Listener = Callable[[Changes], None]


@dataclass
class EventBus:
    """Hands ``Changes`` to listeners, in the thread that published them."""

    _listeners: list[Listener] = field(default_factory=list)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add ``listener``; the returned function takes it off again."""
        self._listeners.append(listener)

        def leave() -> None:
            """Take the listener off."""
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def publish(self, changes: Changes) -> None:
        """Tell every listener."""
        for listener in tuple(self._listeners):
            listener(changes)
