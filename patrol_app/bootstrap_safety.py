"""The part of the composition root that keeps a folder safe: backups, restore, erasure."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrol_app.events import EventBus
    from patrol_app.paths import DataPaths
    from patrol_app.services.backup_records import OldRecords
    from patrol_app.services.backup_types import Restored
    from patrol_app.services.backups import Backups
    from patrol_app.services.erasures import Erasures
    from patrol_app.services.ports import Clock
    from patrol_app.services.records import RecordService
    from patrol_app.settings import Settings
    from patrol_app.storage.store import SqlStore
    from patrol_app.storage.vault import StoreKey as StoreKey  # the window names it


class SafetyParts:
    """What ``App`` does about safety; its attributes are those of ``App``."""

    paths: DataPaths
    settings: Settings
    store: SqlStore
    clock: Clock
    bus: EventBus
    records: RecordService

    @functools.cached_property
    def backups(self) -> Backups:
        """Copies of the whole folder, proved."""
        from patrol_app.services.backups import Backups
        from patrol_app.storage.backup_files import StoreBackups

        def unit() -> str:
            """For the names of the files."""
            return self.store.queries.identity().unit

        files = StoreBackups(self.paths, self.store.key, self.store.blobs, unit)
        return Backups(self.store, self.paths, self.clock, self.settings, files, self.bus)

    @functools.cached_property
    def old_records(self) -> OldRecords:
        """One record as a backup holds it."""
        from patrol_app.services.backup_records import OldRecords

        return OldRecords(self.store, self.backups.files, self.bus)

    @functools.cached_property
    def erasures(self) -> Erasures:
        """A person's data dropped on order."""
        from patrol_app.services.erasures import Erasures

        return Erasures(self.store, self.clock, self.records, self.bus)


def restore(
    paths: DataPaths,
    settings: Settings,
    file: Path,
    *,
    password: str | None = None,
    recovery: str = "",
    key: StoreKey | None = None,
    clock: Clock | None = None,
) -> Restored:
    """Put the backup ``file`` in place of the data in ``paths``, which nobody has open.

    Args:
        paths: the data folder; an empty one is set up from the backup.
        settings: name the places where files are mirrored.
        file: the backup.
        password: of anybody who has one; recovery: the escrow identity; with neither this
            computer's own key.
        key: of a folder that was open just now; then neither is asked.
        clock: another clock (tests).

    Raises:
        UserError: ``backup.*``, ``vault.*``, ``password.wrong``; nothing was changed.
        EnvironmentFault: the folder is in use, the disk failed.
    """
    from patrol_app.storage.backup_restore import restore_all
    from patrol_app.storage.clock import SystemClock

    places = (settings.text("backup_folder"), settings.text("backup_second"))
    folders = tuple(Path(one) for one in places if one)
    now = (clock or SystemClock()).now_ms()
    return restore_all(
        paths, file, now, password=password, recovery=recovery, key=key, folders=folders
    )
