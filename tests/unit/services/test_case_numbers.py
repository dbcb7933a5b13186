"""A paper's number that two laptops of one unit used before they met: both steps are told."""

from __future__ import annotations

from pathlib import Path

from patrol_app.services import cases
from tests.support.cases import CaseFolder, at
from tests.support.folders import station_copy


def test_a_number_used_twice_names_both_steps(tmp_path: Path) -> None:
    app = station_copy(tmp_path)
    made = CaseFolder.new(app)
    number = "示林罚〔2026〕11号"
    fields = {"parent_id": made.ids["grazing"], "step": "责令改正", "doc_no": number}
    steps = [
        app.records.new("case_step", {**fields, "at": at(when)}, app.session.actor).record.number
        for when in ("2026-08-03T11:00", "2026-08-03T12:00")
    ]
    found = cases.numbers(app.store.queries)
    assert [one.state for one in found] == ["used", "free", "free"]
    assert (found[0].step, found[0].day) == ("、".join(steps), "2026-08-03")
    app.close()
