"""The sample book: every kind of entry, each as the rules want it, and papers of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.domain.records import RECORD_TYPES
from patrol_app.services.paper_desk import PaperOf, write_paper
from patrol_app.services.ports import Listing
from patrol_app.services.sampling.book import enter_book
from tests.support.folders import station_copy

# entered elsewhere (patrols, base data, the exchange), or needs more than one station has
ELSEWHERE = {
    "unit", "grid", "patrol", "finding", "attachment", "review", "seal", "role_grant", "task",
    "dataset", "erasure", "fitness", "equipment_act", "doc_block", "case_template",
    "first_report", "control_work", "forecast", "reported_figure",
}  # fmt: skip


@pytest.mark.ci
def test_the_book_is_entered_and_printed(tmp_path: Path) -> None:
    app = station_copy(tmp_path / "station")
    try:
        numbers = dict(enter_book(app))
        queries = app.store.queries
        held = {kind.code for kind in RECORD_TYPES if queries.count(Listing(kind.code))}
        assert {kind.code for kind in RECORD_TYPES} - ELSEWHERE <= held
        assert app.store.check() == []
        done = write_paper(app, PaperOf("drill-record", numbers["drill"]), tmp_path / "a.pdf")
        assert done.path.read_bytes().startswith(b"%PDF") and done.pages == 2
    finally:
        app.close()
