"""What the use cases ask of the root's papers, the states of journals and decisions on files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class PaperRow:
    """One document signed by the root, as it travels.

    Attributes:
        kind: ``root``, ``certificate``, ``revocation``, ``line`` or ``installer``.
        key: of a root its version, of a line the unit, else the device's key id.
        body: canonical JSON with its signatures; at_ms: when it was taken in, UTC ms.
    """

    kind: str
    key: str
    body: str
    at_ms: int


@dataclass(frozen=True)
class StreamMark:
    """What is known of a journal beside its lines.

    Attributes:
        confirmed: a certificate names it.
        revoked_after: it is closed behind this seq; None while it is open.
        noticed_ms: when it announced itself or was closed, UTC ms.
    """

    stream: str
    confirmed: bool = True
    revoked_after: int | None = None
    noticed_ms: int = 0


@dataclass(frozen=True)
class Decision:
    """What a person decided about a file kept aside.

    Attributes:
        decision: ``take`` or ``reject``; person: record id of who decided.
        note: why, and up to which entry.
    """

    sha256: str
    decision: str
    person: str
    at_ms: int
    note: str = ""


class PaperReading(Protocol):
    """Papers, states of journals, decisions."""

    def papers(self, kind: str) -> list[PaperRow]:
        """Papers of one kind, by key."""

    def paper(self, kind: str, key: str) -> PaperRow | None:
        """One paper."""

    def stream_marks(self) -> Mapping[str, StreamMark]:
        """What is known of journals; one without a mark is confirmed and open."""

    def decisions(self) -> Mapping[str, Decision]:
        """Decisions by the file's sha256."""

    def frozen_at(self, stream: str) -> int | None:
        """The seq at which two histories of ``stream`` part; None for an open one."""


class PaperWriting(Protocol):
    """The same, written."""

    def put_paper(self, row: PaperRow) -> None:
        """Add or replace by kind and key."""

    def put_stream_mark(self, mark: StreamMark) -> None:
        """Add or replace by stream."""

    def put_decision(self, row: Decision) -> None:
        """Add or replace by file."""

    def thaw(self, stream: str) -> None:
        """A person decided about two histories: the journal is no longer frozen."""
