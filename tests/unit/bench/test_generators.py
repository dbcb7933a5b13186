"""Generators are seeded: what is measured today is measured again tomorrow."""

from __future__ import annotations

from patrol_app.domain.records.finding import Finding
from patrol_app.domain.rules.findings import reported
from tests.bench.generators import findings, station_year
from tests.support.records import context

STAMPS = {"id": "01900000-0000-7000-8000-000000000001", "unit": "DEMO01"}


def test_equal_seeds_give_equal_findings() -> None:
    assert list(findings(7, 50)) == list(findings(7, 50))
    assert list(findings(7, 50)) != list(findings(8, 50))


def test_a_longer_run_begins_with_the_shorter() -> None:
    assert list(findings(3, 80))[:30] == list(findings(3, 30))


def test_findings_are_records_that_the_rules_take() -> None:
    for values in findings(11, 200, grids=[STAMPS["id"]]):
        finding = Finding.model_validate({**values, **STAMPS})
        assert finding.position is not None and finding.grid_id == STAMPS["id"]
        assert not reported(finding, context())


def test_notes_are_chinese_and_differ() -> None:
    notes = {values["description"] for values in findings(5, 200)}
    assert len(notes) > 150
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in note) for note in notes)


def test_a_station_writes_some_thousand_findings_a_year() -> None:
    assert 3_300 <= sum(1 for _ in station_year(2)) < 3_400
