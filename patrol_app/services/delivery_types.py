"""Plain data of what goes down: what waits, what was written, an installer on offer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from patrol_app.services.exchange_types import Dropped


@dataclass(frozen=True)
class Waiting:
    """What waits for one device below.

    Attributes:
        name: of its unit.
        records: with something that no delivery brought yet; ops: entries that would go.
        files: that the device asks for; papers: certificates and the like changed.
        last_no / last_ms: newest delivery, 0 before the first.
        unacknowledged: deliveries without the device's word; missing: those it asks for.
    """

    kid: str
    unit: str
    name: str
    device_no: str
    records: int = 0
    ops: int = 0
    files: int = 0
    papers: bool = False
    last_no: int = 0
    last_ms: int = 0
    unacknowledged: int = 0
    missing: int = 0

    @property
    def due(self) -> bool:
        """Whether a delivery would bring something new or asked for."""
        return bool(self.records or self.files or self.papers or self.missing)


@dataclass(frozen=True)
class DeliveredItem:
    """One delivery written.

    Attributes:
        no: delivery number; paths: its parts, absolute.
        records / ops / blobs: what is inside; again: it was written before.
    """

    unit: str
    device_no: str
    kid: str
    no: int
    paths: tuple[Path, ...]
    records: int = 0
    ops: int = 0
    blobs: int = 0
    again: bool = False


@dataclass(frozen=True)
class BaseSent:
    """Base data written: its version, files, datasets and units inside, installer's version."""

    version: int
    paths: tuple[Path, ...]
    datasets: int
    units: int
    installer: str = ""


@dataclass(frozen=True)
class Delivered:
    """Everything one call wrote.

    Attributes:
        items: deliveries, by unit and device; left_out: files that could not go.
        base: the base data, when that was asked for.
    """

    items: tuple[DeliveredItem, ...] = ()
    left_out: tuple[Dropped, ...] = ()
    base: BaseSent | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file written."""
        base = self.base.paths if self.base else ()
        return (*base, *(path for item in self.items for path in item.paths))


@dataclass(frozen=True)
class InstallerOffer:
    """A newer version of the program that came with base data and whose proof holds.

    Attributes:
        version: of the program; platform: ``windows`` or ``linux``.
        name: file name to save it under; bytes: its size; sha256: of the file.
        ready: the whole file is here.
    """

    version: str
    platform: str
    name: str
    bytes: int
    sha256: str
    ready: bool
