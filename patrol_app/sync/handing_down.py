"""What goes down, as window and command line use it: part of ``Exchange``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from patrol_app.services.delivery_types import Delivered, InstallerOffer, Waiting
from patrol_app.services.exchange_types import Progress
from patrol_app.sync import installers
from patrol_app.sync.base_sending import BaseSending
from patrol_app.sync.delivering import Delivering
from patrol_app.sync.desk import Desk


class HandingDown:
    """Deliveries, base data and installers of one open data folder."""

    _desk: Desk

    def deliver(
        self,
        out: Path,
        *,
        units: Sequence[str] = (),
        kids: Sequence[str] = (),
        base: bool = False,
        progress: Progress | None = None,
    ) -> Delivered:
        """Write what waits for the devices below, or the base data for all of them.

        Args:
            out: folder; made when absent.
            units: only for devices of these units; none = all.
            kids: of them only for these devices; none = all.
            base: write base data instead of deliveries.
            progress: told (devices done, devices in all).

        Raises:
            UserError: ``session.forbidden``, ``deliver.nobody``, ``deliver.unit``,
                ``enrol.not_root``, ``export.folder``.
            EnvironmentFault: the disk is full or failed; files written before are whole.
        """
        self._desk.session.actor.need("deliver")
        if base:
            return BaseSending(self._desk, progress).run(out)
        return Delivering(self._desk, progress).run(out, units, kids)

    def waiting_down(self) -> tuple[Waiting, ...]:
        """What waits for each device below, by unit and number; empty where nobody is."""
        return Delivering(self._desk).waiting()

    def publish_installer(self, file: Path, version: str, root_keys: Sequence[Path] = ()) -> None:
        """Sign for an installer; the next base data carries it.

        Raises:
            UserError: ``session.forbidden``, ``enrol.not_root``, ``root.more_keys``,
                ``installer.kind``, ``installer.version``, ``file.missing``.
        """
        self._desk.session.actor.need("deliver")
        installers.publish(self._desk, file, version, root_keys)

    def installer(self) -> InstallerOffer | None:
        """A newer version of the program that came with base data and whose proof holds."""
        return installers.offer(self._desk)

    def save_installer(self, target: Path) -> Path:
        """Write the installer on offer, proved, to ``target`` (file or folder); where it is.

        Raises:
            UserError: ``installer.none``.
            EnvironmentFault: the disk failed, or the stored file is damaged.
        """
        return installers.save(self._desk, target)
