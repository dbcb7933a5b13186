"""A grazing case over three levels: numbers down, steps of two units, the city's counts back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from patrol_app.domain.instant import date_of
from patrol_app.domain.records.grazing import GrazingViolation
from patrol_app.services import cases, offenders
from patrol_app.services.case_templates import enabled_steps
from tests.integration.sync.test_down_levels import down, up
from tests.support.cases import CaseFolder, at
from tests.support.exchange import Side, World
from tests.support.folders import NOW
from tests.support.stores import FixedClock

DAY = 86_400_000


def wait(*sides: Side) -> None:
    """A month later everywhere."""
    for side in sides:
        assert isinstance(side.app.clock, FixedClock)
        side.app.clock.now = NOW + 30 * DAY


def seen(side: Side, rec: str) -> offenders.Before:
    """What a folder says of a violation."""
    one = side.app.records.get("grazing", rec).record
    assert isinstance(one, GrazingViolation)
    return offenders.before(side.app.store.queries, one)


def enable(county: Side, station: Side, step: str, out: Path) -> None:
    """The county enables the text of a paper; the station makes it once that has come down."""
    queries, actor = station.app.store.queries, county.app.session.actor
    text = {"code": "县-立案", "step": "立案", "title": "立案审批表", "body": "{案件编号}",
            "enabled": True, "approved_by": "示例法制股", "approved_on": "2026-08-01"}  # fmt: skip
    county.app.records.new("case_template", text, actor, submit=True)
    assert enabled_steps(queries, "2026-08-05") == frozenset()
    down(county, station)
    assert enabled_steps(queries, "2026-08-05") == {"立案"}
    assert station.app.case_papers.step(step, out).title == "立案审批表"


@pytest.mark.ci
def test_one_case_of_station_and_county_and_the_count_of_the_city(
    world: World, tmp_path: Path
) -> None:
    """The county reserves numbers and decides; two stations learn of each other's count only."""
    county = world.county("DEMO0A")
    first = world.station("DEMO01", parent="DEMO0A")
    other = world.station("DEMO02")
    wait(world.city, county, first, other)
    down(world.city, county)
    made = CaseFolder.new(first.app)
    away = CaseFolder.new(other.app)  # the same person, met at another station
    made.step("现场检查", "2026-08-03T10:00", until=at("2026-08-03T10:20"), place="沟", facts="羊")
    up(first, county, world.city)
    up(other, world.city)

    actor = county.app.session.actor
    block = {
        "code": "县-2026-1", "organ": "示例县林业局", "prefix": "县林罚", "year": 2026,
        "first": 1, "last": 9, "for_unit": "DEMO01",
    }  # fmt: skip
    county.app.records.new("doc_block", block, actor, submit=True)
    step = {"parent_id": made.ids["grazing"], "step": "立案", "at": at("2026-08-05T09:00"),
            "officer_ids": (made.ids["甲"], made.ids["乙"])}  # fmt: skip
    filed = county.app.records.new("case_step", step, actor, submit=True)
    enable(county, first, filed.record.number, tmp_path / "filed.pdf")
    held = cases.case_of(first.app.store.queries, made.ids["grazing"])
    assert [row.record.number for row in held.steps][-1] == filed.record.number
    assert "decide" in {due.code for due in held.dues}
    assert cases.next_no(first.app.store.queries, 2026, "县林罚") == "县林罚〔2026〕1号"
    assert cases.numbers(other.app.store.queries, "DEMO01") == []

    assert seen(first, made.ids["grazing"]).count == 0
    city = world.city.app
    day = date_of(city.clock.now_ms())
    offenders.publish(city.store.queries, city.datasets, city.session.actor, day)
    sent = city.exchange.deliver(tmp_path, base=True)
    for side in (first, other):
        assert side.receive(*sent.paths).refused == ()
    assert (seen(first, made.ids["grazing"]).own, seen(first, made.ids["grazing"]).elsewhere) == (
        (),
        1,
    )
    assert seen(other, away.ids["grazing"]).elsewhere == 1
    assert first.app.store.queries.get("grazing", away.ids["grazing"]) is None
    up(county, world.city)
    packed = city.pack_case(held.violation.record.number, tmp_path / "case.zip")
    assert packed.ops == 7  # violation and both steps twice (written, submitted), the party
    with zipfile.ZipFile(packed.path) as made_zip:
        headers = [name[:-4] for name in made_zip.namelist() if "/package-" in name]
        files = {name: made_zip.read(name) for name in made_zip.namelist()}
    assert len(set(headers)) == 2  # the station's package and the county's
    for name in set(headers):
        key = load_pem_public_key(files[f"{name}.pem"])
        assert isinstance(key, Ed25519PublicKey)
        key.verify(files[f"{name}.sig"], files[f"{name}.txt"])
