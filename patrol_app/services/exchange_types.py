"""Plain data of the exchange by file: what the engine gives to window and command line.

``patrol_app.sync.service.Exchange`` fills them; nothing here names a bundle's inside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from patrol_app.domain.base import Record
from patrol_app.domain.remark import Remark

# (done, total) of the present step; total 0 while it is unknown. Returning False cancels.
Progress = Callable[[int, int], bool]

# carried: not for this unit, kept to be handed on
Fate = Literal["done", "known", "receipt", "quarantined", "refused", "held", "carried"]


@dataclass(frozen=True)
class EnrolRequest:
    """The file a device asks with, and the 12 digits to be read out by phone."""

    path: Path
    code: str


@dataclass(frozen=True)
class Grant:
    """The answer to a request.

    Attributes:
        path: the grant file; code: its own 12 digits, which the granting level reads back.
        unit: code of the granted unit; device_no: number of the device within it.
        checked: the request's digits were compared; else 未核对.
    """

    path: Path
    code: str
    unit: str
    device_no: str
    checked: bool = False


@dataclass(frozen=True)
class Accepted:
    """What a grant made of this store; ``checked`` False is shown as 市级未核对."""

    unit: str
    device_no: str
    checked: bool


@dataclass(frozen=True)
class Dropped:
    """Something left out, and why."""

    code: str
    message: str
    count: int = 1


@dataclass(frozen=True)
class PassedOver:
    """A file or folder of a stick that was not read.

    Attributes:
        code: ``file.other``, ``file.hidden``, ``file.link``, ``folder.hidden``,
            ``folder.deep``, ``folder.many``, or ``file.unasked``: an exchange file for
            somebody whom this unit does not serve, or its own.
    """

    path: Path
    code: str


@dataclass(frozen=True)
class Exported:
    """Bundles written.

    Attributes:
        paths: absolute; empty when nothing was new.
        ops: journal entries sent; blobs: files sent; upto: last seq of the own stream.
        left_out: cited files that could not go (missing, damaged, too large).
        carried: packages of units below, handed on as they came.
        receipts: this device's word on what came from the levels above, one file each.
    """

    paths: tuple[Path, ...]
    ops: int
    blobs: int
    upto: int
    left_out: tuple[Dropped, ...] = ()
    carried: tuple[Path, ...] = ()
    receipts: tuple[Path, ...] = ()


@dataclass(frozen=True)
class BundlePreview:
    """One file of a rehearsal.

    Attributes:
        path: as given; kind: up, down, base, receipt, or empty when unreadable.
        unit: code of the sender; device_no: its device; upto: last seq inside.
        fate: what ``receive`` would do with it; code and message say why when it is not taken.
        new / changed / conflicts / incomplete: record counts; ops: new journal entries.
        missing_blobs: photos and tracks cited and not held after it.
        unknown_people: actors nobody here knows; held: entries that would be put aside.
        gaps: inclusive seq ranges of the sender that are still absent.
        clock_marks: entries written under a doubtful clock.
        datum_pending: tracks whose datum was asked and not answered.
        dropped: what would be left out, with its reason.
        carried: it is (also) for somebody else and would be handed on.
        kinds: (record type, new, changed).
    """

    path: Path
    kind: str = ""
    unit: str = ""
    device_no: str = ""
    upto: int = 0
    fate: Fate = "done"
    code: str = ""
    message: str = ""
    ops: int = 0
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    incomplete: int = 0
    missing_blobs: int = 0
    unknown_people: int = 0
    held: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    clock_marks: int = 0
    datum_pending: int = 0
    dropped: tuple[Dropped, ...] = ()
    carried: bool = False
    kinds: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True)
class Rehearsal:
    """What receiving these files would do; nothing was written.

    Attributes:
        passed: what else lay there and why it is not read; more: further ones, only counted.
    """

    bundles: tuple[BundlePreview, ...]
    passed: tuple[PassedOver, ...] = ()
    more: int = 0

    def total(self, name: str) -> int:
        """Sum of the count ``name`` (``new``, ``changed`` ...) over all files."""
        return sum(int(getattr(bundle, name)) for bundle in self.bundles)


@dataclass(frozen=True)
class ReceivedItem:
    """What became of one file.

    Attributes:
        status: ``done`` taken, ``known`` held already, ``receipt`` a receipt was read,
            ``held`` kept until an upgrade, ``quarantined`` kept aside, ``refused`` not taken.
        code / message: why, when it was not taken.
        new / changed / conflicts / incomplete: record counts; ops: new journal entries.
        gaps: inclusive seq ranges of the sender still absent.
        receipt_path: the receipt written for the sender, or None.
        carried: it is (also) for somebody else and is kept to be handed on.
    """

    path: Path
    status: Fate
    code: str = ""
    message: str = ""
    kind: str = ""
    unit: str = ""
    device_no: str = ""
    ops: int = 0
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    incomplete: int = 0
    missing_blobs: int = 0
    unknown_people: int = 0
    held: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    receipt_path: Path | None = None
    carried: bool = False


@dataclass(frozen=True)
class Received:
    """What became of all files, in the order given.

    Attributes:
        handed: files of the levels above laid beside the receipts, for the senders.
    """

    items: tuple[ReceivedItem, ...]
    handed: tuple[Path, ...] = ()

    @property
    def receipts(self) -> tuple[Path, ...]:
        """The receipt files written, each once."""
        return tuple(dict.fromkeys(item.receipt_path for item in self.items if item.receipt_path))

    @property
    def refused(self) -> tuple[ReceivedItem, ...]:
        """Files that were not taken."""
        return tuple(i for i in self.items if i.status in ("quarantined", "refused", "held"))


@dataclass(frozen=True)
class Judged:
    """A record of a received bundle that breaks a rule: for the worklist, never a gate."""

    type: str
    record: Record
    remarks: tuple[Remark, ...] = field(default=())


class ExchangePort(Protocol):
    """The engine, as window and command line use it."""

    def request(self, out: Path) -> EnrolRequest:
        """Write the enrolment request of this device."""

    def grant(
        self,
        request: Path,
        out: Path,
        *,
        code: str | None,
        same_unit: bool,
        parent: str = "",
        root_keys: Sequence[Path] = (),
    ) -> Grant:
        """Answer a request.

        Args:
            parent: unit that the new one stands below; empty = this one.
            root_keys: files of further root keys, where the root wants several.

        Raises:
            UserError: wrong digits, or the unit code is another device's.
        """

    def accept(self, grant: Path, *, code: str | None) -> Accepted:
        """Take the answer.

        Raises:
            UserError: not for this device, wrong digits, damaged.
        """

    def export(
        self,
        out: Path,
        *,
        progress: Progress | None = None,
        again: bool = False,
        from_seq: int | None = None,
    ) -> Exported:
        """Write bundles of what the upper levels have not acknowledged, and those carried.

        Args:
            again: everything above the lowest acknowledgement, also what was sent before.
            from_seq: with ``again``: from this entry of the present journal on; 1 = all.

        Raises:
            UserError: ``export.not_enrolled``.
        """

    def rehearse(self, paths: Sequence[Path], *, progress: Progress | None = None) -> Rehearsal:
        """What receiving would do; writes nothing."""

    def receive(
        self,
        paths: Sequence[Path],
        *,
        out: Path | None,
        progress: Progress | None = None,
        by_station: bool = False,
    ) -> Received:
        """Take bundles and receipts in; receipts for the senders go to ``out``.

        Args:
            by_station: each station's into a folder of its own code below ``out``.
        """

    def hand_out(
        self, units: Sequence[str], out: Path, *, again: bool = False
    ) -> dict[str, list[Path]]:
        """Files that came from above for ``units``, laid into a folder of ``out`` for each."""

    def drop_carried(self, hashes: Sequence[str] = ()) -> int:
        """Remove files for others that were handed on; how many went.

        Raises:
            UserError: ``carry.not_given``: one of ``hashes`` was not handed on yet.
        """
