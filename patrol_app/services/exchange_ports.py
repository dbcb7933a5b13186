"""Every protocol of the exchange and of safety as one, for ``ports``."""

from __future__ import annotations

from typing import Protocol

from patrol_app.services.backup_ports import BackupReading, BackupWriting
from patrol_app.services.conflict_ports import ConflictReading
from patrol_app.services.delivery_ports import DeliveryReading, DeliveryWriting
from patrol_app.services.desk_ports import CarryWriting, DeskReading
from patrol_app.services.paper_ports import PaperReading, PaperWriting


class ExchangeReading(
    PaperReading, ConflictReading, DeliveryReading, DeskReading, BackupReading, Protocol
):
    """What the store tells of papers, conflicts, deliveries, senders and backups."""


class ExchangeWriting(PaperWriting, DeliveryWriting, CarryWriting, BackupWriting, Protocol):
    """What is written of papers, deliveries, files carried and backups."""
