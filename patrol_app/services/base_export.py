"""Base data written as files for other programs: the same kinds as are read in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from patrol_app.domain.fields import specs
from patrol_app.domain.records import record_type
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.base.kinds import IMPORTED, RECORDS, fields_of
from patrol_app.services.base_reading import BaseReader
from patrol_app.services.datasets import Datasets
from patrol_app.services.external_show import ExternalWriter
from patrol_app.services.import_types import IsCancelled, OnProgress
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Listing, Store
from patrol_app.services.session import Actor


@dataclass(frozen=True)
class Written:
    """Rows written and the files that hold them."""

    count: int
    files: tuple[Path, ...]


class BaseExport:
    """Exports of base data from one data folder.

    Args:
        store: the open data folder.
        datasets: gives the tables' files.
        worker: the bounded process that writes.
    """

    def __init__(self, store: Store, datasets: Datasets, worker: BaseReader) -> None:
        self._store = store
        self._datasets = datasets
        self._worker = worker

    def write(
        self,
        actor: Actor,
        kind: str,
        target: Path,
        *,
        epsg: int = 0,
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Written:
        """Write ``kind`` to a file; its suffix says the format.

        Args:
            actor: who exports; personal data need the right ``private``, else they are masked.
            kind: one of ``services.base.kinds.IMPORTED``.
            target: gpkg, shp, geojson, kml, xlsx or csv; never over a file that is there.
            epsg: coordinate system of gpkg and shp, 0 = CGCS2000 in degrees.
            on_progress, cancelled: see ``BaseReader``.

        Raises:
            UserError: ``session.forbidden``, ``base.kind``, ``file.exists``, ``export.nothing``,
                ``export.format``, ``export.no_shapes``.
        """
        actor.need("papers")
        if kind not in IMPORTED:
            raise UserError("base.kind", N_("There is no such kind of base data"), field="kind")
        if target.exists():
            raise UserError("file.exists", N_("{name} exists already"), name=target.name)
        info = self._datasets.current(kind)
        content = self._datasets.content(kind) if info else b""
        records = list(self._records(kind, actor)) if kind in RECORDS else []
        if not content and not records:
            raise UserError("export.nothing", N_("There is nothing to export"))
        answer = self._worker.run(
            "base_write",
            {"path": str(target.absolute()), "kind": kind, "epsg": epsg},
            parts=[content, json.dumps(records, ensure_ascii=False).encode("utf-8")],
            on_progress=on_progress,
            cancelled=cancelled,
        )
        self._note_personal(kind, len(records), actor)
        files = tuple(Path(one) for one in answer.result["files"])
        return Written(int(answer.result["count"]), files)

    def _note_personal(self, kind: str, count: int, actor: Actor) -> None:
        """Personal data that left in the clear are written down."""
        personal = kind in RECORDS and any(
            spec.ui.private for spec in specs(record_type(kind).cls).values()
        )
        if count and personal and actor.may("private"):
            with self._store.begin(N_("writing down a view")) as work:
                detail = {"actor": actor.id, "type": kind, "count": count}
                work.audit("private.export", detail)
                work.commit()

    def _records(self, kind: str, actor: Actor) -> Iterator[dict[str, Any]]:
        """Values of each record by the names of the kind's fields."""
        writer = ExternalWriter(self._store.queries, private=actor.may("private"))
        names = {one.name for one in fields_of(kind)} | {"area_mu"}
        for stored in pages(self._store.queries, Listing(kind, states=EVERY_STATE)):
            values = writer.fields(stored)
            yield {name: value for name, value in values.items() if name in names}
