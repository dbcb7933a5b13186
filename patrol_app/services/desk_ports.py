"""What the desk of a level above asks of the store: one stream, one device, counts by device.

The plain reads of ``Queries`` give whole lists; with some hundred stations and a package a day
each those lists are read once a page, never once a package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from patrol_app.services.stored import BundleIn, DeviceInfo, StreamInfo

Way = Literal["up", "down"]


@dataclass(frozen=True)
class Carried:
    """A file for somebody else that this unit hands on as it came.

    Attributes:
        sha256: of the file; way: ``up`` or ``down``.
        kind: as its header says; unit: code of the sender.
        target: codes of the units it is for, separated by blanks; empty: every unit below.
        name: of the file as it came; path: where it lies; bytes: its size.
        received_ms / given_ms: UTC ms; 0 = not handed on yet.
    """

    sha256: str
    way: Way
    kind: str
    unit: str
    target: str
    name: str
    path: str
    bytes: int
    received_ms: int
    given_ms: int = 0


@dataclass(frozen=True)
class CameUp:
    """What came of one device in packages up.

    Attributes:
        received_ms: when the newest package was taken, 0 = none yet.
        first / upto: the entries of that one.
        taken: packages taken; quarantined / held: files of it kept aside, by reason to do so.
    """

    received_ms: int = 0
    first: int = 0
    upto: int = 0
    taken: int = 0
    quarantined: int = 0
    held: int = 0


class DeskReading(Protocol):
    """Reading for the desk of a city or county."""

    def stream_info(self, stream: str) -> StreamInfo | None:
        """What is held of one stream; None where nothing is."""

    def device(self, kid: str) -> DeviceInfo | None:
        """The enrolled device or issuer with this key."""

    def certified_for(self, stream: str) -> list[str]:
        """Key ids of the devices whose certificate or first package names ``stream``."""

    def own_streams(self) -> list[str]:
        """Streams that this store wrote, of all epochs."""

    def has_below(self) -> bool:
        """Whether any device below is enrolled."""

    def taken_of(self, stream: str) -> list[BundleIn]:
        """Packages up of ``stream`` that were taken, oldest first."""

    def came_by_device(self) -> Mapping[str, CameUp]:
        """What came in packages up, by key id."""

    def bundles_aside(self) -> list[BundleIn]:
        """Files received and not taken in, newest first."""

    def received_names(self, names: Sequence[str]) -> set[str]:
        """Those of ``names`` under which a file was received or kept for others."""

    def arrived_between(self, first_ms: int, last_ms: int) -> list[BundleIn]:
        """Files received in ``[first_ms, last_ms)``, UTC ms, oldest first, without their proof."""

    def held_by_stream(self) -> Mapping[str, int]:
        """Entries put aside, by stream."""

    def unsettled_by_unit(self) -> Mapping[str, tuple[int, int]]:
        """(records in conflict, incomplete records) by unit code."""

    def made_since(self, since_ms: int) -> Mapping[tuple[str, str], int]:
        """Records of the field made since ``since_ms``, UTC ms, by (unit code, device no.)."""

    def receipts_given(self) -> Mapping[str, int]:
        """When the newest receipt was written, UTC ms, by the stream it answers."""

    def city_time_of(self, streams: Mapping[str, int]) -> Mapping[str, int]:
        """The latest city time that the entry ``seq`` of each stream had seen, UTC ms.

        Args:
            streams: seq by stream; a station notes a receipt's time in all later entries.
        """

    def incomplete_records(self) -> list[tuple[str, str]]:
        """(type, id) of the records that lack an entry, by type and id."""

    def carried(self) -> list[Carried]:
        """Files for others kept here, oldest first."""

    def carried_file(self, sha256: str) -> Carried | None:
        """One of them."""


class CarryWriting(Protocol):
    """Writing what is carried for others, and lines that waited for an upgrade."""

    def release(self, places: Sequence[tuple[str, int]]) -> int:
        """Fold lines put aside that can be read by now; how many did.

        Args:
            places: (stream, seq) of lines whose writer may write them.
        """

    def put_carried(self, row: Carried) -> None:
        """Add or replace by digest."""

    def drop_carried(self, sha256: str) -> None:
        """Forget one; the file itself is the caller's."""
