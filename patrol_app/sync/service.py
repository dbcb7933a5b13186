"""The exchange by file, as window and command line use it (``ExchangePort``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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
from patrol_app.sync import carrying
from patrol_app.sync.desk import Desk
from patrol_app.sync.enrolment import Enrolment
from patrol_app.sync.exporting import Exporting
from patrol_app.sync.granting import Granting
from patrol_app.sync.handing_down import HandingDown
from patrol_app.sync.receiving import Receiving
from patrol_app.sync.rehearsal import Rehearsing
from patrol_app.sync.releasing import release_held
from patrol_app.sync.trusting import Trusting


class Exchange(HandingDown, Trusting):
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
            out: folder. progress: told (entries written, entries in all).
            again: everything above the lowest acknowledgement, also what was sent before.
            from_seq: with ``again``: from this entry of the present journal on; 1 = all.

        Raises:
            UserError: ``export.not_enrolled``.
        """
        self._desk.session.actor.need("exchange")
        done = Exporting(self._desk, progress, again=again, from_seq=from_seq).run(out)
        return replace(done, carried=tuple(carrying.hand_up(self._desk, out, again=again)))

    def hand_out(
        self, units: Sequence[str], out: Path, *, again: bool = False
    ) -> dict[str, list[Path]]:
        """Files that came from above for ``units``, laid into a folder of ``out`` for each."""
        self._desk.session.actor.need("exchange")
        return carrying.hand_down(self._desk, units, out, again=again)

    def drop_carried(self, hashes: Sequence[str] = ()) -> int:
        """Remove files for others that were handed on; how many went.

        Raises:
            UserError: ``carry.not_given``.
        """
        self._desk.session.actor.need("exchange")
        return carrying.drop_given(self._desk, hashes)

    def release_held(self) -> int:
        """Take in entries that waited for this version of the program; once for each."""
        return release_held(self._desk)

    def rehearse(self, paths: Sequence[Path], *, progress: Progress | None = None) -> Rehearsal:
        """What receiving would do; writes nothing."""
        self._desk.session.actor.need("exchange")
        return Rehearsing(self._desk, progress).run(paths)

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
        self._desk.session.actor.need("exchange")
        return Receiving(self._desk, progress).run(paths, out, by_station)
