"""What is counted while the lines of a bundle pass: people, doubtful clocks, open datums."""

from __future__ import annotations

from patrol_app.domain.journal.entry import ErasedOp, Op
from patrol_app.services.clock import doubtful
from patrol_app.services.ports import Queries


class Notes:
    """Counters over the new lines of one bundle.

    Args:
        now_ms: this device's clock, UTC ms.
    """

    def __init__(self, now_ms: int) -> None:
        self._now = now_ms
        self._actors: set[str] = set()
        self.clock_marks = 0
        self.datum_pending = 0

    def note(self, op: Op | ErasedOp) -> None:
        """Count one line."""
        if isinstance(op, ErasedOp):
            return
        if op.actor:
            self._actors.add(op.actor)
        if doubtful(op, self._now):
            self.clock_marks += 1
        if op.type == "patrol":
            self.datum_pending += sum(map(_pending, op.fields.items()))

    def unknown_people(self, queries: Queries) -> int:
        """How many of those who wrote are no persons of this store."""
        return sum(queries.get("person", actor) is None for actor in sorted(self._actors))


def _pending(entry: tuple[str, object]) -> bool:
    """A leg with a track whose datum was asked and not answered."""
    key, leg = entry
    if not key.startswith("legs/") or not isinstance(leg, dict):
        return False
    return bool(leg.get("track_sha256")) and leg.get("datum") in (None, "unknown")
