"""What every kind of file gives to receiving and to a rehearsal: the same steps for both.

A kind has one function that checks a file without writing (``Check``) and gives a
:class:`CheckedFile`; its ``apply`` works inside the caller's transaction, which is committed in
earnest and rolled back in a rehearsal. ``handlers`` has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Protocol

from patrol_app.services.exchange_types import Fate
from patrol_app.services.ports import Queries, Taken, UnitOfWork
from patrol_app.sync.container import Opened
from patrol_app.sync.inner import Inner

Alive = Callable[[], None]
NOTHING_TAKEN = Taken(0, 0, (), (), (), (), ())
Pairs = tuple[tuple[str, str], ...]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Took:
    """What one file brought, before the commit.

    Attributes:
        unit / device_no: who sent it.
        fate: ``done``, ``receipt``, or ``known`` where nothing in it was new.
        taken: entries and records.
        unknown_people / clock_marks / datum_pending: what was noticed on the way.
        stream: whose gaps are told at the end; empty: none.
        deliveries: sender (key id) whose missing deliveries are told instead; empty: none.
        answer: key id of the device that gets a receipt; empty: none.
    """

    unit: str = ""
    device_no: str = ""
    fate: Fate = "done"
    taken: Taken = NOTHING_TAKEN
    unknown_people: int = 0
    clock_marks: int = 0
    datum_pending: int = 0
    stream: str = ""
    deliveries: str = ""
    answer: str = ""

    @property
    def touched(self) -> frozenset[tuple[str, str]]:
        """Records that the file made or changed."""
        return frozenset((*self.taken.created, *self.taken.updated))

    def counts(self) -> dict[str, Any]:
        """The counts that an answer and a preview both show, by their field names."""
        taken = self.taken
        return {
            "ops": taken.new,
            "new": len(taken.created),
            "changed": len(taken.updated),
            "conflicts": len(taken.conflicted),
            "incomplete": len(taken.incomplete),
            "unknown_people": self.unknown_people,
            "held": len(taken.held),
        }


class CheckedFile(Protocol):
    """A file whose signature, address, content and hashes hold; nothing is written yet."""

    @property
    def opened(self) -> Opened:
        """The signed front."""

    @property
    def inner(self) -> Inner | None:
        """What it brings along, while the scratch file is open; None for a document alone."""

    def proof(self) -> bytes:
        """What is kept for ever as proof of origin."""

    def apply(self, work: UnitOfWork, now_ms: int, alive: Alive) -> Took:
        """Take it in, inside the caller's transaction.

        Args:
            work: the transaction; the caller commits, or rolls back a rehearsal.
            now_ms: this device's clock, UTC ms.
            alive: called now and then; raises when the person stopped.
        """


# (reading side of the store, the spooled file, an empty private file) -> the checked file
Check = Callable[[Queries, BinaryIO, BinaryIO], CheckedFile]


def together(parts: Iterable[Taken], queries: Queries) -> Taken:
    """Several takes of one file as one: how the records stand after all of them.

    Args:
        parts: in the order they were taken.
        queries: of the transaction.
    """
    whole = NOTHING_TAKEN
    for part in parts:
        created = dict.fromkeys((*whole.created, *part.created))
        updated = dict.fromkeys((*whole.updated, *part.updated))
        whole = replace(
            whole,
            new=whole.new + part.new,
            known=whole.known + part.known,
            held=(*whole.held, *part.held),
            created=tuple(created),
            updated=tuple(pair for pair in updated if pair not in created),
            conflicted=tuple(dict.fromkeys((*whole.conflicted, *part.conflicted))),
            incomplete=tuple(dict.fromkeys((*whole.incomplete, *part.incomplete))),
        )
    found = {pair: queries.get(*pair) for pair in {*whole.conflicted, *whole.incomplete}}
    return replace(
        whole,
        conflicted=tuple(p for p in whole.conflicted if (held := found[p]) and held.conflicts),
        incomplete=tuple(p for p in whole.incomplete if (held := found[p]) and held.incomplete),
    )
