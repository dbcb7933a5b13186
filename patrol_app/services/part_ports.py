"""The parts of the store's ports, each described in a module of its own, put together."""

from __future__ import annotations

from typing import Protocol

from patrol_app.services.backup_ports import BackupReading, BackupWriting
from patrol_app.services.conflict_ports import ConflictReading
from patrol_app.services.dataset_ports import DatasetReading
from patrol_app.services.delivery_ports import DeliveryReading, DeliveryWriting
from patrol_app.services.desk_ports import CarryWriting, DeskReading
from patrol_app.services.paper_ports import PaperReading, PaperWriting


class PartReading(
    DatasetReading,
    PaperReading,
    ConflictReading,
    DeliveryReading,
    DeskReading,
    BackupReading,
    Protocol,
):
    """All parts that ``Queries`` has beside its own."""


class PartWriting(PaperWriting, DeliveryWriting, CarryWriting, BackupWriting, Protocol):
    """All parts that ``UnitOfWork`` has beside its own."""
