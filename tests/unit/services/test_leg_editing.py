"""Legs parted, typed and drawn: nothing of a track is lost or invented."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrol_app.domain.instant import Instant
from patrol_app.domain.records.patrol import Leg, Patrol, evidence_grade
from patrol_app.errors import UserError
from patrol_app.geo.track import Track
from patrol_app.services.leg_editing import (
    drawn_leg,
    ordered,
    split_leg,
    times_of,
    typed_leg,
    with_track,
)
from patrol_app.services.leg_making import new_key
from patrol_app.services.tracks import track_of
from tests.support.tracks import START_MS, walk

NEW = "00000000-0000-7000-8000-000000000000"


class Kept:
    """Blobs in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        name = hashlib.sha256(data).hexdigest()
        self.held[name] = data
        return name

    def get(self, sha256: str) -> bytes:
        return self.held[sha256]

    def has(self, sha256: str) -> bool:
        return sha256 in self.held


def walked(blobs: Kept, track: Track) -> Leg:
    """A leg with a track."""
    blank = Leg(key=new_key(), means="徒步", datum="wgs84", track_source="file")
    return with_track(blobs, blank, track)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 57))
def test_a_parted_leg_keeps_every_point_once(minute: int) -> None:
    blobs, track = Kept(), walk(3, 720)
    leg = walked(blobs, track)
    first, second = split_leg(blobs, leg, Instant(START_MS + minute * 60_000))
    assert first.key == leg.key != second.key
    assert (first.points or 0) + (second.points or 0) == leg.points == len(track)
    assert (first.length_cm or 0) + (second.length_cm or 0) <= (leg.length_cm or 0) + 1
    assert first.end_at.ms < second.start_at.ms
    halves = [track_of(blobs, part) for part in (first, second)]
    assert [len(half) for half in halves] == [first.points, second.points]
    assert {first.datum, second.datum} == {"wgs84"} and {first.means, second.means} == {"徒步"}


@pytest.mark.parametrize("minutes", [-5, 0, 60, 500])
def test_a_leg_is_parted_between_its_times_only(minutes: int) -> None:
    blobs = Kept()
    leg = walked(blobs, walk(3, 720))
    with pytest.raises(UserError, match="split_time"):
        split_leg(blobs, leg, Instant(START_MS + minutes * 60_000))


def test_what_cannot_be_shared_out_is_refused() -> None:
    start, end = Instant(START_MS), Instant(START_MS + 3_600_000)
    typed = typed_leg("车辆", start, end, 1_200_000)
    assert typed.typed_length and typed.track_source == "none"
    with pytest.raises(UserError, match="split_typed"):
        split_leg(Kept(), typed, Instant(START_MS + 60_000))
    away = walked(Kept(), walk(3, 720))
    with pytest.raises(UserError, match="split_absent"):
        split_leg(Kept(), away, Instant(START_MS + 60_000))
    plain = typed_leg("车辆", start, end, None)
    first, second = split_leg(Kept(), plain, Instant(START_MS + 60_000))
    assert first.end_at == second.start_at
    with pytest.raises(UserError, match=r"time\.order"):
        typed_leg("车辆", end, start, None)


def test_a_drawn_line_is_evidence_c() -> None:
    blobs = Kept()
    spots = [(388_000_000, 1_125_000_000), (388_010_000, 1_125_010_000)]
    leg = drawn_leg(blobs, spots, "徒步", Instant(START_MS), Instant(START_MS + 3_600_000))
    patrol = Patrol(id=NEW, unit="DEMO01", legs=(leg,))
    assert evidence_grade(patrol) == "C" and leg.points == 2 and (leg.length_cm or 0) > 10_000
    assert leg.start_at == Instant(START_MS)
    with pytest.raises(UserError, match=r"leg\.drawn"):
        drawn_leg(blobs, spots[:1], "徒步", None, None)


def test_legs_stand_in_order_of_time() -> None:
    late = typed_leg("车辆", Instant(START_MS + 7_200_000), Instant(START_MS + 9_000_000), None)
    early = typed_leg("徒步", Instant(START_MS), Instant(START_MS + 3_600_000), None)
    timeless = Leg(key=new_key(), means="徒步")
    legs = ordered([timeless, late, early])
    assert [leg.key for leg in legs] == [early.key, late.key, timeless.key]
    assert [leg.order for leg in legs] == [0, 1, 2]
    times = times_of(legs)
    assert (times.start_at, times.end_at) == (early.start_at, late.end_at)
    assert times_of([timeless]).start_at is None
