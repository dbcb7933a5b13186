"""Soft checks of places (``domain.md`` §10.2): bounds of the city, the same thing told twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.position import Place
from patrol_app.domain.rules.place import in_city
from patrol_app.services.profiles import profiles
from tests.support import records as make

XINZHOU = profiles()["xinzhou"]
LEG = {"key": "aaaaaaaa", "track_source": "file"}


@given(lon=st.integers(1_050_000_000, 1_200_000_000), lat=st.integers(220_000_000, 420_000_000))
def test_a_place_outside_the_city_is_asked_about(lon: int, lat: int) -> None:
    # §10.2: 忻州 110.5–114.5 E/37.8–40.2 N; a warning never hinders submitting
    finding = make.finding(position=Place(lon=lon, lat=lat, datum="wgs84", source="hand"))
    inside = 1_105_000_000 <= lon <= 1_145_000_000 and 378_000_000 <= lat <= 402_000_000
    said = in_city(finding, make.context(city=XINZHOU))
    assert [(one.level, one.field) for one in said] == [("warning", "position")][: not inside]
    assert all("忻州市" in one.message() for one in said)
    assert not in_city(finding, make.context())


@pytest.mark.parametrize(
    ("east", "fields"), [(1_130_000_000, []), (1_150_000_000, ["legs"])]
)  # fmt: skip
def test_a_track_is_looked_at_by_its_corners(east: int, fields: list[str]) -> None:
    leg = {**LEG, "bounds": (1_120_000_000, 385_000_000, east, 386_000_000)}
    said = in_city(make.patrol(legs=(leg, {**leg, "key": "bbbbbbbb"})), make.context(city=XINZHOU))
    assert [one.field for one in said] == fields
