"""What the use cases ask of the tables of conflicts: part of the port ``Queries``."""

from __future__ import annotations

from typing import Protocol


class ConflictReading(Protocol):
    """Which records have conflicts, and which may have had some."""

    def conflicted(self) -> list[tuple[str, str, int]]:
        """(type, id, number of open conflicts) of every record that has some."""

    def conflict_count(self) -> int:
        """Records with open conflicts."""

    def shared_records(self, first_ms: int, after_ms: int) -> list[tuple[str, str]]:
        """(type, id) of records with ops of two streams, one of them in the span.

        Args:
            first_ms: clock of the first op that counts, UTC ms.
            after_ms: the first ms after the span.
        """
