"""What the exchange asks of the tables of deliveries: parts of the ports, and their plain data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Delivery:
    """What went down to one device under one number.

    Attributes:
        kid: key id of the device; no: 1, 2, 3 … for each device.
        acked_ms: when the device's word that it holds all of it was read here; 0 before.
        epoch: the device's journal when this was made: after a restore nothing counts as sent.
        lines: inclusive ranges of seqs by stream; blobs: sha256 of the files that went along.
        papers: sha256 of the papers in it, or empty.
    """

    kid: str
    no: int
    created_ms: int
    acked_ms: int = 0
    epoch: str = ""
    lines: Mapping[str, Spans] = field(default_factory=dict)
    blobs: tuple[str, ...] = ()
    papers: str = ""


@dataclass(frozen=True)
class Arrival:
    """One part of a delivery that came from above; issuer: key id of the device that sealed it."""

    issuer: str
    no: int
    part: int
    parts: int
    received_ms: int


@dataclass(frozen=True)
class Spoken:
    """A line with the units whom its record concerns.

    Attributes:
        homes: the record's own unit, and that of the record which it speaks of.
    """

    seq: int
    rec: str
    type: str
    homes: tuple[str, ...]


class DeliveryReading(Protocol):
    """Deliveries, arrivals, and lines by whom they concern."""

    def deliveries(self, kid: str = "") -> list[Delivery]:
        """Deliveries of one device, or of all, by number."""

    def unheard_deliveries(self) -> tuple[int, dict[str, int]]:
        """When the newest delivery was made, 0 before the first, and by device the oldest one
        of which no word has come, all in UTC ms."""

    def arrivals(self, issuer: str = "") -> list[Arrival]:
        """Parts of deliveries that came, by number and part."""

    def spoken(self, stream: str) -> list[Spoken]:
        """Lines of ``stream`` in order, but those put aside for their author."""

    def streams_beside(self) -> dict[str, frozenset[str]]:
        """Journals by each other unit that a record in them was given to, or speaks of."""

    def places_of(self, recs: Iterable[str]) -> Iterator[tuple[str, int, str, int]]:
        """(stream, seq, rec, bytes) of every line of the records, but those put aside for
        their author."""

    def cited(self, stream: str, seqs: Iterable[int]) -> list[tuple[str, str, int]]:
        """(sha256, role, bytes) of the files that these lines cite, each once."""


class DeliveryWriting(Protocol):
    """The same tables, written."""

    def put_delivery(self, row: Delivery) -> None:
        """Add or replace by device and number."""

    def put_arrival(self, row: Arrival) -> None:
        """Add or replace by issuer, number and part."""

    def adopt_stream(self, stream: str) -> None:
        """Count a stream as own: this device wrote it before it was restored."""
