"""The desks of devices, root keys and files kept aside, as the exchange offers them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from patrol_app.services.device_types import EpochBegun
from patrol_app.sync import journal_anew, keyring
from patrol_app.sync.desk import Desk
from patrol_app.sync.devices import Devices
from patrol_app.sync.quarantine import Quarantine
from patrol_app.sync.recovery_file import read_recovery
from patrol_app.sync.rooting import RootDesk


class Trusting:
    """Part of ``Exchange``: whom this folder believes."""

    _desk: Desk

    @property
    def devices(self) -> Devices:
        """Devices below: list, revoke, confirm, decide after two histories."""
        return Devices(self._desk)

    @property
    def roots(self) -> RootDesk:
        """The city's root keys."""
        return RootDesk(self._desk)

    @property
    def quarantine(self) -> Quarantine:
        """Files kept aside."""
        return Quarantine(self._desk)

    @contextmanager
    def reading_old(self, recovery: bytes) -> Iterator[None]:
        """Files to a computer that was lost can be read for the length of a ``with``.

        Args:
            recovery: content of the city's recovery file; nothing of it is kept.

        Raises:
            UserError: ``recovery.format``.
        """
        with keyring.borrowed(read_recovery(recovery).identity):
            yield

    def begin_journal(self) -> EpochBegun:
        """Begin a new journal after the level above closed the present one.

        Raises:
            UserError: as ``journal_anew.begin``.
        """
        return journal_anew.begin(self._desk)
