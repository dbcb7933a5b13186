"""What the city's profile says of foreign files (``domain.md`` §8.1, §8.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.geo.crs import propose
from patrol_app.services.base.former import present
from patrol_app.services.base_reading import Look
from patrol_app.services.divisions import division_name, former_codes, home_first
from patrol_app.services.profiles import choose_profile


def look(stated: int | None = None) -> Look:
    """A shapefile in a zone without number: its easting fits every meridian."""
    found = propose((430_000.0, 4_290_000.0, 431_000.0, 4_291_000.0), stated)
    return Look(
        path=Path("xb.shp"), format="Shapefile", layers=(), layer="", columns=(), rows=(),
        first_row=1, count=1, shapes={"Polygon": 1}, stated=stated or 0, proposals=tuple(found),
        encoding="utf-8", encoding_by="utf-8", findings=(),
    )  # fmt: skip


def test_zones_of_the_city_come_first(app: App) -> None:
    # §8.2: EPSG 4547 is CM 114°E; of every other meridian the data would lie outside the city
    queries = app.store.queries
    assert len(look().proposals) > 10 and home_first(queries, look()) == look()
    choose_profile(app.store, app.session.actor, "xinzhou")
    found = home_first(queries, look()).proposals
    assert [(one.epsg, one.home) for one in found if one.home] == [(4547, "忻州市")]
    assert found[0].epsg == 4547
    assert {one.epsg for one in found} == {one.epsg for one in look().proposals}
    stated = home_first(queries, look(4548)).proposals  # what the file says stays ahead
    assert (stated[0].epsg, stated[0].home, stated[1].home) == (4548, "", "忻州市")


def test_names_and_codes_of_counties_are_in_the_profile(app: App) -> None:
    queries = app.store.queries
    assert (former_codes(queries), division_name(queries, "360721")) == ({}, "")
    choose_profile(app.store, app.session.actor, "ganzhou")
    # §8.1: 360721 赣县→360704, 360782 南康市→360703, 360727 龙南县→360783
    assert former_codes(queries) == {"360721": "360704", "360782": "360703", "360727": "360783"}
    names = [division_name(queries, code) for code in ("360721", "360704", "360727", "140902")]
    assert names == ["赣县区", "赣县区", "龙南市", ""]


@pytest.mark.parametrize(
    ("code", "now"),
    [
        ("360721", "360704"),
        ("360721101", "360704101"),
        ("360721102001", "360704109001"),  # its township has a line of its own
        ("360722101001", "360722101001"),
        ("赣县", "赣县"),
        ("", ""),
    ],
)
def test_the_longest_former_code_is_replaced(code: str, now: str) -> None:
    assert present(code, {"360721": "360704", "360721102": "360704109"}) == now
