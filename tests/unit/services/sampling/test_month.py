"""The sample month: the same for a seed, with its gaps and mistakes, and true of itself."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from patrol_app.geo.clean import RULES, clean
from patrol_app.geo.measure import length_cm
from patrol_app.geo.readers.gpx import read_gpx
from patrol_app.geo.readers.photo import read_photo
from patrol_app.geo.readers.receiver import receiver_serial
from patrol_app.geo.track import joined
from patrol_app.services.batch.days import read_days
from patrol_app.services.sampling import days as plans
from patrol_app.services.sampling.month import StationMonth


def small(seed: int = 2) -> StationMonth:
    """Three rangers, eight days."""
    return StationMonth(seed, people=3, days=8)


@pytest.mark.ci
def test_equal_seeds_give_equal_files_and_truths() -> None:
    first = [(one.path, one.data) for one in small().files()]
    again = [(one.path, one.data) for one in small().files()]
    assert first == again
    assert small().truths == small().truths
    assert [one.data for one in small(3).files()] != [data for _path, data in first]


def test_a_small_cut_shows_every_sort_of_mistake_it_has_room_for() -> None:
    month = small()
    kinds = Counter(day.kind for day in month.days)
    spoilt = {mistake for day in month.days for mistake in day.mistakes}
    assert kinds[plans.COPIED] and kinds[plans.NO_GPS] and kinds[plans.MISSING]
    assert {plans.TAIL, plans.CLOCK, plans.DUPLICATE, plans.OVERLAP} <= spoilt


def test_the_truth_is_what_the_cleaned_file_measures() -> None:
    month = small()
    files = {(one.day, one.path): one.data for one in month.files() if one.path.endswith(".gpx")}
    seen = 0
    for truth in month.truths:
        if truth.length_cm is None:
            continue
        data = next(
            data for (day, path), data in files.items() if day == truth.day and "手机" not in path
        )
        track = clean(joined(read_gpx(data).tracks), RULES["foot"]).track
        assert abs(length_cm(track) - truth.length_cm) <= 1
        assert (track.time[0], track.time[-1]) == (truth.start_ms, truth.end_ms)
        seen += 1
    assert seen > 8


def test_walks_stay_inside_their_grid_but_for_those_that_went_astray() -> None:
    month = small()
    for truth in month.truths:
        if truth.length_cm is None:
            continue
        ranger = month.rangers[truth.day.ranger]
        track = month.walk(truth.day)
        ring = np.array(ranger.ring)
        inside = (track.lat > ring[:, 1].min()) & (track.lat < ring[:, 1].max())
        assert bool(inside.all()) == truth.inside


def test_a_copied_track_is_the_other_days_moved_by_whole_days() -> None:
    month = small()
    copy = next(day for day in month.days if day.kind == plans.COPIED)
    source = next(d for d in month.days if (d.ranger, d.date) == (copy.ranger, copy.source))
    mine, theirs = month.recorded(copy), month.walk(source)
    assert np.array_equal(mine.lon, theirs.lon) and np.array_equal(mine.lat, theirs.lat)
    assert set(np.unique((mine.time - theirs.time) % 86_400_000)) == {0}
    assert copy not in [truth.day for truth in month.truths]


def test_photos_carry_place_and_time_or_nothing_at_all() -> None:
    month = StationMonth(2, people=6, days=10)
    photos = [read_photo(one.data) for one in month.files() if one.path.endswith(".jpg")]
    assert any(photo.time is None and photo.position is None for photo in photos)
    assert any(photo.position is not None and photo.offset_known for photo in photos)
    assert any(photo.time is not None and not photo.offset_known for photo in photos)


def test_files_name_their_receiver_and_the_sheet_its_days() -> None:
    month = small()
    tracks = [one for one in month.files() if one.path.endswith(".gpx") and one.day]
    serials = {receiver_serial(one.data) for one in tracks}
    assert {month.rangers[0].serial, month.rangers[2].serial} <= serials
    days, notes = read_days(month.day_sheet().encode())
    assert days == month.weather and not notes


def test_the_sums_of_the_rangers_are_the_stations() -> None:
    month = small()
    whole, parts = month.sums(), [month.sums(place) for place in range(3)]
    assert whole.days == sum(part.days for part in parts) == len(month.truths)
    assert whole.length_cm == sum(part.length_cm for part in parts)
    assert whole.valid == sum(part.valid for part in parts) <= whole.days
