"""The part of the composition root for grazing cases: their papers and evidence packages."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from patrol_app.domain.records.case import CaseStep

if TYPE_CHECKING:
    from patrol_app.events import EventBus
    from patrol_app.paths import DataPaths
    from patrol_app.reports.case_service import CasePapers
    from patrol_app.services.evidence_check import Packed
    from patrol_app.services.import_types import IsCancelled, OnProgress
    from patrol_app.services.ports import Clock
    from patrol_app.services.session import Session
    from patrol_app.storage.store import SqlStore
    from patrol_app.sync.evidence import Evidence


class CaseParts:
    """What ``App`` does about cases; its attributes are those of ``App``."""

    paths: DataPaths
    store: SqlStore
    clock: Clock
    bus: EventBus
    session: Session

    @functools.cached_property
    def case_papers(self) -> CasePapers:
        """Papers of a case, its index, ledger 9.10, the book of paper numbers."""
        from patrol_app.reports.case_service import CasePapers
        from patrol_app.storage.exchange_files import ExchangeFiles

        return CasePapers(self.store, self.clock, ExchangeFiles(self.paths), self.session)

    @functools.cached_property
    def evidence(self) -> Evidence:
        """Evidence packages."""
        from patrol_app.storage.exchange_files import ExchangeFiles
        from patrol_app.sync.desk import Desk
        from patrol_app.sync.evidence import Evidence

        files = ExchangeFiles(self.paths)
        desk = Desk(self.store, self.clock, files, self.paths, self.session, self.bus)
        return Evidence(desk)

    def pack_case(
        self,
        number: str,
        out: Path,
        *,
        recipient: str = "",
        on_progress: OnProgress | None = None,
        cancelled: IsCancelled | None = None,
    ) -> Packed:
        """The evidence package of the case ``number`` with every paper that can be made.

        Args:
            number: of the violation; out: see ``Evidence.pack``; recipient: ``age1…`` or empty.
            on_progress: called with (papers made, all); cancelled: asked before each paper.

        Raises:
            UserError: ``record.unknown``, ``work.cancelled``, and as ``Evidence.pack``.
        """
        from patrol_app.errors import UserError
        from patrol_app.i18n import N_
        from patrol_app.services.cases import case_of
        from patrol_app.services.records import known

        stored = known(self.store.queries.find("grazing", number), number)
        case = case_of(self.store.queries, stored.record.id)
        papers: dict[str, bytes] = {}
        self.paths.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.paths.spool) as folder:
            page = Path(folder) / "page.pdf"
            self.case_papers.index(number, page)
            papers["00-index.pdf"] = page.read_bytes()
            for place, row in enumerate(case.steps, 1):
                if cancelled is not None and cancelled():
                    raise UserError("work.cancelled", N_("Cancelled"))
                if on_progress is not None:
                    on_progress(place, len(case.steps) + 1)
                if not isinstance(row.record, CaseStep):
                    continue
                try:
                    self.case_papers.step(row.record.number, page)
                except UserError as fault:
                    if fault.code not in ("case.no_paper", "case.template"):
                        raise
                    continue
                papers[f"{place:02d}-{row.record.number.replace('/', '-')}.pdf"] = page.read_bytes()
        return self.evidence.pack(stored.record.id, papers, out, recipient=recipient)
