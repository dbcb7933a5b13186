"""Way, area and plane coordinates of places that a person clicks."""

from __future__ import annotations

import pytest

from patrol_app.geo.gauss import plane_metres, zone_at
from patrol_app.geo.ruler import area_m2, way_m

CORNERS = [
    (388_600_000, 1_119_700_000),
    (388_700_000, 1_119_700_000),
    (388_700_000, 1_119_800_000),
    (388_600_000, 1_119_800_000),
]


def test_a_hundredth_of_a_degree() -> None:
    assert way_m(CORNERS[:2]) == pytest.approx(1110.1, abs=0.5)
    assert way_m(CORNERS[:1]) == way_m([]) == 0
    # 1110.1 m times 867.9 m and 867.8 m
    assert area_m2(CORNERS) == pytest.approx(963_489, abs=200)
    assert area_m2(CORNERS[::-1]) == pytest.approx(area_m2(CORNERS))
    assert area_m2(CORNERS[:2]) == 0


def test_zones_of_three_degrees() -> None:
    # domain.md 8.2: z = floor((lon + 1.5) / 3); 112.5 E divides 37 and 38
    assert zone_at(1_124_999_999) == 37 and zone_at(1_125_000_000) == 38
    assert zone_at(200_000_000) is None


def test_the_central_meridian_lies_at_500_km() -> None:
    found = plane_metres(388_605_000, 1_110_000_000)
    assert found is not None
    zone, north, east = found
    assert (zone, east) == (37, 37_500_000)
    assert north == pytest.approx(4_303_000, abs=1_000)
    assert plane_metres(388_605_000, 100_000_000) is None
