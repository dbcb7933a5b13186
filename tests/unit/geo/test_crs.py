"""Coordinate systems: zone numbers and EPSG codes, proposals by size, old datums."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app import i18n
from patrol_app.errors import UserError
from patrol_app.geo import crs
from patrol_app.geo.crs import Transformer, epsg_of, propose, zone_number, zone_of

BOUREAU = (113.2, 38.7, 113.3, 38.8)


@pytest.fixture(autouse=True, scope="module")
def _english() -> Iterator[None]:
    """Message ids as they are."""
    before = i18n.language()
    i18n.use("en")
    yield
    i18n.use(before)


@given(st.integers(25, 45), st.booleans())
def test_a_3_degree_zone_and_its_code_name_each_other(number: int, numbered: bool) -> None:
    zone = zone_of(epsg_of(number, numbered=numbered))
    assert zone is not None
    assert (zone.number, zone.meridian, zone.width) == (number, 3 * number, 3)
    assert zone.numbered is numbered


@given(st.integers(13, 23), st.booleans())
def test_a_6_degree_zone_and_its_code_name_each_other(number: int, numbered: bool) -> None:
    zone = zone_of(epsg_of(number, width=6, numbered=numbered))
    assert zone is not None
    assert (zone.number, zone.meridian, zone.numbered) == (number, 6 * number - 3, numbered)


@pytest.mark.parametrize(
    ("epsg", "name"),
    [
        (4524, "CGCS2000 / 3-degree Gauss-Kruger zone 36"),
        (4528, "CGCS2000 / 3-degree Gauss-Kruger zone 40"),
        (4547, "CGCS2000 / 3-degree Gauss-Kruger CM 114E"),
        (4508, "CGCS2000 / Gauss-Kruger CM 111E"),
    ],
)
def test_codes_are_those_of_the_registry(epsg: int, name: str) -> None:
    """domain.md §8.2: 4524 = zone 36, 4528 = zone 40, 4547 = CM 114E."""
    assert pyproj.CRS.from_epsg(epsg).name == name
    zone = zone_of(epsg)
    assert zone is not None
    assert str(zone.number if zone.numbered else zone.meridian) in name


@pytest.mark.parametrize(("lon", "number"), [(112.4, 37), (112.5, 38), (115.49, 38), (115.5, 39)])
def test_counties_change_zone_at_the_half_degrees(lon: float, number: int) -> None:
    assert zone_number(lon) == number


def test_no_zone_beyond_the_country() -> None:
    with pytest.raises(ValueError, match="no such zone"):
        epsg_of(46)
    with pytest.raises(ValueError, match="no such zone"):
        epsg_of(30, width=9)
    assert zone_of(4490) is None
    assert crs.system_name(4490) == "CGCS2000"
    assert crs.system_name(4526) == "CGCS2000 3° zone 38"
    assert crs.system_name(4547) == "CGCS2000 3° CM 114E"
    assert crs.system_name(32649) == "EPSG:32649"


def _box(epsg: int) -> tuple[float, float, float, float]:
    """The frame of the sample county in a system, east first."""
    change = pyproj.Transformer.from_crs(4490, epsg, always_xy=True)
    xs, ys = change.transform(np.array(BOUREAU[::2]), np.array(BOUREAU[1::2]))
    return float(xs[0]), float(ys[0]), float(xs[1]), float(ys[1])


@pytest.mark.parametrize("epsg", [4490, 4526, 4510])
@pytest.mark.parametrize("swapped", [False, True])
def test_the_size_of_the_numbers_tells_the_system(epsg: int, swapped: bool) -> None:
    x0, y0, x1, y1 = _box(epsg)
    found = propose((y0, x0, y1, x1) if swapped else (x0, y0, x1, y1), epsg)
    assert (found[0].epsg, found[0].swapped, found[0].stated) == (epsg, swapped, True)
    assert np.allclose(found[0].bounds, BOUREAU, atol=0.02)


def test_a_numbered_zone_is_known_without_a_statement() -> None:
    assert [one.epsg for one in propose(_box(4526))] == [4526]
    assert [one.epsg for one in propose(_box(4497))] == [4497]


def test_a_zone_without_number_leaves_every_meridian_open() -> None:
    found = propose(_box(4547))
    assert len(found) == 21
    assert not any(one.stated for one in found)
    assert 4547 in [one.epsg for one in found[:12]]


def test_a_statement_that_does_not_fit_is_not_believed() -> None:
    """A .prj that says degrees over numbers of metres lies."""
    found = propose(_box(4526), 4490)
    assert [(one.epsg, one.stated) for one in found] == [(4526, False)]


@pytest.mark.parametrize(
    "box",
    [
        (float("nan"), 0.0, 1.0, 1.0),
        (0.0, 0.0, 1.0, 1.0),
        (500_000.0, 9e6, 600_000.0, 9.1e6),
        (99_500_000.0, 4e6, 99_600_000.0, 4.1e6),
        (38_000_100.0, 4e6, 38_100_000.0, 4.1e6),
    ],
)
def test_numbers_of_no_place_here_propose_nothing(box: tuple[float, ...]) -> None:
    assert propose(box) == []


@pytest.mark.parametrize(
    ("epsg", "shift", "code"),
    [
        (4610, (), "crs.old"),
        (2362, (), "crs.old"),
        (2414, (), "crs.old"),
        (21419, (), "crs.old"),
        (4269, (), "crs.datum"),
        (999_999, (), "crs.unknown"),
        (4526, (1.0, 2.0, 3.0), "crs.shift_old"),
        (4610, (1.0, 2.0), "crs.shift"),
        (5703, (), "crs.datum"),
    ],
)
def test_what_cannot_be_brought_over_is_refused(
    epsg: int, shift: tuple[float, ...], code: str
) -> None:
    with pytest.raises(UserError) as caught:
        Transformer(epsg, shift=shift)
    assert caught.value.code == code


@pytest.mark.parametrize(("epsg", "x"), [(2362, 38.43e6), (2383, 0.43e6), (2337, 23.43e6)])
def test_the_bureau_s_parameters_open_an_old_system(epsg: int, x: float) -> None:
    point = np.array([[x, 4.29e6]])
    zero = Transformer(epsg, shift=(0.0, 0.0, 0.0)).degrees(point)
    plain = pyproj.Transformer.from_crs(epsg, 4610, always_xy=True).transform(x, 4.29e6)
    assert np.allclose(zero[0], plain, atol=5e-5)
    moved = Transformer(epsg, shift=(100.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)).degrees(point)
    assert 0 < float(np.abs(moved - zero).max()) < 0.002


def test_geographic_old_systems_are_shifted_too() -> None:
    found = Transformer(4214, shift=(0.0, 0.0, 0.0)).degrees(np.array([[113.2, 38.7]]))
    assert np.allclose(found, [[113.2, 38.7]], atol=1e-4)


def test_swapped_axes_give_the_same_place() -> None:
    x0, y0, _x1, _y1 = _box(4526)
    east_first = Transformer(4526).degrees(np.array([[x0, y0]]))
    north_first = Transformer(4526, swapped=True).degrees(np.array([[y0, x0]]))
    assert np.array_equal(east_first, north_first)
    assert np.allclose(east_first, [[113.2, 38.7]], atol=1e-7)
    assert np.array_equal(Transformer(4490).degrees(np.array([[1.5, 2.5]])), [[1.5, 2.5]])


@pytest.mark.parametrize(
    ("text", "epsg"), [("EPSG:4526", 4526), ("", None), (None, None), ("nonsense", None)]
)
def test_what_a_file_states(text: str | None, epsg: int | None) -> None:
    assert crs.stated_epsg(text) == epsg


def test_a_prj_of_another_program_is_recognised() -> None:
    written = pyproj.CRS.from_epsg(4526).to_wkt("WKT1_ESRI")
    assert crs.stated_epsg(written) == 4526
