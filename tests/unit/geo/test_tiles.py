"""Numbers and corners of base map squares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.geo.tiles import TileId, level_for, tile_at, tiles_of

latitudes = st.integers(-850_000_000, 850_000_000)
longitudes = st.integers(-1_799_999_999, 1_799_999_999)
levels = st.integers(0, 20)


def test_a_known_square() -> None:
    # Web Mercator: 111.97 E, 38.8605 N lies in 14/13287/6269
    tile = tile_at(14, 388_605_000, 1_119_701_000)
    assert tile == TileId(14, 13287, 6269)
    assert tile.flipped() == 2**14 - 1 - 6269
    whole = (-1_800_000_000, -850_511_288, 1_800_000_000, 850_511_288)
    assert TileId(0, 0, 0).corners() == whole  # the square world ends at 85.0511288 degrees


@given(levels, latitudes, longitudes)
def test_a_square_holds_the_place_it_was_found_for(z: int, lat: int, lon: int) -> None:
    west, south, east, north = tile_at(z, lat, lon).corners()
    assert west - 1 <= lon <= east + 1
    assert south - 1 <= lat <= north + 1


@given(st.integers(1, 20), latitudes, longitudes)
def test_the_parent_holds_its_child(z: int, lat: int, lon: int) -> None:
    tile = tile_at(z, lat, lon)
    assert tile.parent() == tile_at(z - 1, lat, lon)


@given(levels, st.integers(1, 2**10))
def test_a_row_counted_twice_is_itself(z: int, number: int) -> None:
    row = number % 2**z
    assert TileId(z, 0, TileId(z, 0, row).flipped()).flipped() == row


def test_squares_of_a_frame_come_from_the_middle_and_not_in_masses() -> None:
    frame = (1_119_000_000, 387_800_000, 1_121_000_000, 389_400_000)
    found = tiles_of(13, frame, 100)
    assert len(found) == len(set(found)) == 30
    assert found[0] in (tile_at(13, 388_600_000, 1_120_000_000),
                        tile_at(13, 388_600_000, 1_119_900_000))  # fmt: skip
    assert tiles_of(20, frame, 100) == []


@pytest.mark.parametrize("z", range(3, 17))
def test_the_level_whose_pixels_fit(z: int) -> None:
    resolution = 40_075_016.686 / 2**z / 256 * 0.7786  # cosine of 38.86 degrees
    assert level_for(resolution * 1.1, 388_600_000, 256, 0, 22) == z
    assert level_for(resolution, 388_600_000, 256, 0, 5) == min(z, 5)
