"""Plain data about devices, root keys and files kept aside, for window and command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class JournalRow:
    """One journal of a device.

    Attributes:
        present: the one it writes now, as far as is known here.
        upto: last entry held without a gap; last: the highest held; gaps: how many are missing.
        confirmed: a certificate names it; noticed_ms: when it announced itself, UTC ms.
        frozen_at: entry at which two histories part, while nobody has decided.
        closed_after: nothing behind this entry counts; None while it is open.
    """

    stream: str
    device_no: str
    present: bool
    upto: int = 0
    last: int = 0
    gaps: int = 0
    confirmed: bool = True
    noticed_ms: int = 0
    frozen_at: int | None = None
    closed_after: int | None = None


@dataclass(frozen=True)
class DeviceRow:
    """One device as it is known here.

    Attributes:
        kid: key id; name: of its unit; status: ``active``, ``revoked``, ``issuer`` or ``own``.
        checked: the number code was compared (else 未核对).
        last_ms: when its last package came, UTC ms, 0 = never; version: program that wrote it.
        aside: its files kept aside that nobody has decided about.
    """

    kid: str
    unit: str
    name: str
    level: str
    device_no: str
    status: str
    checked: bool
    valid_from: int = 0
    valid_to: int = 0
    last_ms: int = 0
    version: str = ""
    aside: int = 0
    journals: tuple[JournalRow, ...] = ()

    @property
    def frozen(self) -> bool:
        """Whether a journal waits for a decision after two histories were seen."""
        return any(one.frozen_at is not None for one in self.journals)

    @property
    def unconfirmed(self) -> bool:
        """Whether a journal announced itself and no certificate names it."""
        return any(not one.confirmed for one in self.journals)


@dataclass(frozen=True)
class RootKeyRow:
    """One key of the root; ``here``: it lies in this folder."""

    kid: str
    public: str
    here: bool


@dataclass(frozen=True)
class RootState:
    """The root trusted here: how many of its keys must sign."""

    version: int
    threshold: int
    keys: tuple[RootKeyRow, ...]


@dataclass(frozen=True)
class RootChanged:
    """A root key file written, or a change of the root done."""

    state: RootState
    path: Path | None = None
    kid: str = ""
    signed_again: int = 0


@dataclass(frozen=True)
class AsideRow:
    """A file kept aside.

    Attributes:
        status: ``quarantined``, ``held`` (until an upgrade or a decision) or ``rejected``.
        reason: code; device: as known here or None; first..upto: entries inside.
        beyond: first entry that is not admitted; 0 = the whole file.
        can_take: a person may let it count.
        decision / person / decided_ms / note: what was decided.
    """

    sha256: str
    name: str
    kind: str
    unit: str
    kid: str
    stream: str
    first: int
    upto: int
    status: str
    reason: str
    received_ms: int
    device_no: str = ""
    bytes: int = 0
    beyond: int = 0
    can_take: bool = False
    decision: str = ""
    person: str = ""
    decided_ms: int = 0
    note: str = ""


@dataclass(frozen=True)
class EpochBegun:
    """A new journal of this device; ``moved`` entries were written again in it."""

    stream: str
    device_no: str
    moved: int
