"""The exchange by file, as window and command line use it (``ExchangePort``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from patrol_app.events import EventBus
from patrol_app.paths import DataPaths
from patrol_app.services.exchange_types import (
    Accepted,
    EnrolRequest,
    Exported,
    Grant,
    Progress,
    Received,
    Rehearsal,
)
from patrol_app.services.ports import Clock, Files, Store
from patrol_app.services.session import Session
from patrol_app.sync.desk import Desk
from patrol_app.sync.enrolment import Enrolment
from patrol_app.sync.exporting import Exporting
from patrol_app.sync.granting import Granting
from patrol_app.sync.receiving import Receiving
from patrol_app.sync.rehearsal import Rehearsing


class Exchange:
    """One open data folder's exchange.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        files: writes whole files, spools, keeps aside.
        paths: the data folder.
        session: who acts; granting needs the right ``enrol``.
        bus: told after each commit.
        add_recovery: adds the vault's ``recovery`` slot for age recipients, once enrolled.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        files: Files,
        paths: DataPaths,
        *,
        session: Session | None = None,
        bus: EventBus | None = None,
        add_recovery: Callable[[list[str]], None],
    ) -> None:
        self._desk = Desk(
            store, clock, files, paths, session or Session(store.queries), bus or EventBus()
        )
        self._enrolment = Enrolment(self._desk, add_recovery)

    def request(self, out: Path) -> EnrolRequest:
        """Write the enrolment request of this device to ``out`` (file, or folder).

        Raises:
            UserError: ``enrol.root``.
        """
        self._desk.session.actor.need("exchange")
        return self._enrolment.request(out)

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
        return Granting(self._desk).grant(
            request, out, code=code, same_unit=same_unit, parent=parent, root_keys=root_keys
        )

    def accept(self, grant: Path, *, code: str | None) -> Accepted:
        """Take the answer.

        Raises:
            UserError: not for this device, wrong digits, damaged.
        """
        self._desk.session.actor.need("exchange")
        return self._enrolment.accept(grant, code=code)

    def export(self, out: Path, *, progress: Progress | None = None) -> Exported:
        """Write bundles of what the upper levels have not acknowledged.

        Raises:
            UserError: ``export.not_enrolled``.
        """
        self._desk.session.actor.need("exchange")
        return Exporting(self._desk, progress).run(out)

    def rehearse(self, paths: Sequence[Path], *, progress: Progress | None = None) -> Rehearsal:
        """What receiving would do; writes nothing."""
        self._desk.session.actor.need("exchange")
        return Rehearsing(self._desk, progress).run(paths)

    def receive(
        self, paths: Sequence[Path], *, out: Path | None, progress: Progress | None = None
    ) -> Received:
        """Take bundles and receipts in; receipts for the senders go to ``out``."""
        self._desk.session.actor.need("exchange")
        return Receiving(self._desk, progress).run(paths, out)
