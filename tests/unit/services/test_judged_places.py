"""Soft checks of places in a folder (``domain.md`` §10.2): its city, the same thing told twice."""

from __future__ import annotations

from typing import Any

from patrol_app.bootstrap import App
from patrol_app.domain.records import record_type
from patrol_app.services.judging import Judge
from patrol_app.services.profiles import choose_profile
from tests.support import records as make

FINDING = {
    name: getattr(make.finding(), name)
    for name in ("category", "found_at", "description", "action")
}


def codes(app: App, values: dict[str, Any]) -> list[str]:
    """What is said of places of a finding with these values beside the usual ones."""
    actor, kind = app.session.actor, record_type("finding")
    made = app.records.new("finding", {**FINDING, **values}, actor).record
    found = Judge(app.store.queries, app.clock).remarks(kind, made)
    return [one.code for one in found if one.code in ("place.city", "finding.same")]


def test_the_store_knows_its_city_and_what_was_found_before(app: App) -> None:
    # §10.2 Duplicate: same grid, category, ≤50 m, ≤24 h
    here = make.PLACE
    assert codes(app, {"position": here}) == []
    choose_profile(app.store, app.session.actor, "ganzhou")
    near = here.model_copy(update={"lat": here.lat + 4_000})  # 44 m
    assert codes(app, {"position": near}) == ["finding.same", "place.city"]
    far = here.model_copy(update={"lat": here.lat + 12_000})  # 133 m, 89 m from the second
    assert codes(app, {"position": far}) == ["place.city"]
    assert codes(app, {"position": near, "category": "P14"}) == ["place.city"]
