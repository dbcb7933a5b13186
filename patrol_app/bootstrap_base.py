"""The part of the composition root for base data: files in and out, places, the base map."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patrol_app.events import EventBus
    from patrol_app.paths import DataPaths
    from patrol_app.services.base_export import BaseExport
    from patrol_app.services.base_import import BaseImport
    from patrol_app.services.datasets import Datasets
    from patrol_app.services.patch_export import PatchExport
    from patrol_app.services.patch_import import PatchImport
    from patrol_app.services.patches import PatchDesk
    from patrol_app.services.places import Places
    from patrol_app.services.ports import Clock
    from patrol_app.services.problems import ProblemDesk
    from patrol_app.services.records import RecordService
    from patrol_app.storage.store import SqlStore
    from patrol_app.workers.process_reader import ProcessReader
    from patrol_app.workers.tiles_client import TileProcess


class BaseParts:
    """What ``App`` does about base data; its attributes are those of ``App``."""

    paths: DataPaths
    store: SqlStore
    clock: Clock
    bus: EventBus
    records: RecordService
    reader: ProcessReader

    @property
    def datasets(self) -> Datasets:
        """Versioned tables of base data; ``App`` makes it."""
        raise AttributeError("datasets")

    @property
    def problems(self) -> ProblemDesk:
        """States and steps of problems; ``App`` makes it."""
        raise AttributeError("problems")

    @functools.cached_property
    def patch_import(self) -> PatchImport:
        """Lists of inspections from files."""
        from patrol_app.services.patch_import import PatchImport

        return PatchImport(
            self.store, self.clock, self.records, self.datasets, self.reader, self.bus
        )

    @functools.cached_property
    def patches(self) -> PatchDesk:
        """Patches of inspections: the list, the answers, how far it is."""
        from patrol_app.services.patches import PatchDesk

        return PatchDesk(self.store, self.problems)

    @functools.cached_property
    def patch_export(self) -> PatchExport:
        """The folder of an inspection for the level above."""
        from patrol_app.services.patch_export import PatchExport
        from patrol_app.storage.exchange_files import ExchangeFiles

        return PatchExport(self.store, self.patches, self.reader, ExchangeFiles(self.paths))

    @functools.cached_property
    def base_import(self) -> BaseImport:
        """Base data from files."""
        from patrol_app.services.base_import import BaseImport

        return BaseImport(
            self.store, self.clock, self.records, self.datasets, self.reader, self.bus
        )

    @functools.cached_property
    def base_export(self) -> BaseExport:
        """Base data to files."""
        from patrol_app.services.base_export import BaseExport

        return BaseExport(self.store, self.datasets, self.reader)

    @functools.cached_property
    def places(self) -> Places:
        """Which grid, zone or sub-compartment a place lies in."""
        from patrol_app.services.places import Places

        made = Places(self.store.queries)
        self.bus.subscribe(made.on_changes)
        return made

    @functools.cached_property
    def basemap(self) -> TileProcess:
        """Squares of the base map, read in a process of their own."""
        from patrol_app.workers.tiles_client import TileProcess

        return TileProcess()
