"""A file of several days: where it is parted, and that nothing of it is lost (decision 190)."""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant, date_of, day_start
from patrol_app.domain.records.patrol import Patrol, days, minutes
from patrol_app.geo.measure import measure
from patrol_app.geo.track import Track, build, joined
from patrol_app.geo.track_codec import decode, encode
from patrol_app.services.import_days import QUIET_MS, TURN_MS, day_parts, part_again
from patrol_app.services.import_items import TrackPlan
from patrol_app.services.import_types import Imported

HOUR = 3_600_000
DAY_ONE = day_start("2026-08-03")
HEAD = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk>'


def plan(hours: list[float]) -> TrackPlan:
    """A track with a fix at each of these hours of 2026-08-03 and the days after it."""
    ms = [DAY_ONE + round(hour * HOUR) for hour in hours]
    track = build(
        [1_125_000_000 + 3_000 * at for at in range(len(ms))],
        [389_000_000 + 5_000 * at for at in range(len(ms))],
        time=ms,
        datum="wgs84",
    )
    found = measure(track)
    assert found.start is not None and found.end is not None
    blob = encode(track)
    return TrackPlan(
        path=Path("week.gpx"), name="week.gpx", sha256=hashlib.sha256(blob).hexdigest(), size=9,
        kind="gpx", blob=blob, start_at=Instant(found.start, "second"),
        end_at=Instant(found.end, "second"), length_cm=found.length_cm, points=found.points,
        raw_points=found.points + 3, stops=0, bounds=found.bounds, datum="wgs84",
        dropped=(("speed", 3),),
    )  # fmt: skip


def hours_of(part: TrackPlan) -> list[float]:
    """The hours of its fixes."""
    return [(int(ms) - DAY_ONE) / HOUR for ms in decode(part.blob).time]


@pytest.mark.parametrize(
    ("hours", "parts"),
    [
        ([8, 9, 10, 32, 33], [[8, 9, 10], [32, 33]]),  # put away overnight
        ([14, 15, 31, 32, 57, 58], [[14, 15], [31, 32], [57, 58]]),  # less than 24 hours apart
        ([8, 9, 15, 16], [[8, 9, 15, 16]]),  # a long noon is no other day
        ([21, 23, 25, 26], [[21, 23, 25, 26]]),  # a night patrol is the day it began
        ([22, 24, 24.5, 32, 33], [[22, 24, 24.5], [32, 33]]),  # and the next morning another
        ([20, 23, 26, 29, 32], [[20, 23, 26, 29, 32]]),  # left running: nothing says where
    ],
)
def test_a_day_ends_where_the_receiver_was_put_away(
    hours: list[float], parts: list[list[float]]
) -> None:
    assert [hours_of(part) for part in day_parts(plan(hours))] == parts


@given(st.lists(st.integers(1, 90), min_size=1, max_size=12).map(np.cumsum))
def test_the_parts_are_the_file_and_every_border_is_a_quiet_night(steps: np.ndarray) -> None:
    whole = plan([float(hour) / 3 for hour in steps])
    parts = day_parts(whole)
    tracks = [decode(part.blob) for part in parts]
    assert np.array_equal(np.concatenate([t.time for t in tracks]), decode(whole.blob).time)
    assert sum(part.raw_points for part in parts[1:]) < whole.raw_points == parts[0].raw_points
    assert [part.dropped for part in parts] == [whole.dropped] + [()] * (len(parts) - 1)
    for before, after in pairwise(tracks):
        began = after.first_time()
        assert began is not None and began - _last(before) >= QUIET_MS
        assert date_of(_last(before) - TURN_MS) != date_of(began - TURN_MS)
    if len(parts) > 1:
        assert {part.file_end_at for part in parts} == {whole.end_at}


def _last(track: Track) -> int:
    found = track.last_time()
    assert found is not None
    return found


def test_a_file_read_again_for_another_means_gives_the_same_day() -> None:
    whole = plan([8, 9, 10, 32, 33])
    second = day_parts(whole)[1]
    assert hours_of(part_again(plan([8, 9, 10, 32, 32.5, 33]), second)) == [32, 32.5, 33]
    assert part_again(whole, plan([8, 9])) is whole


def week(path: Path) -> Path:
    """A walk at nine on two days in one file, a fix a minute."""
    rows = [
        f'<trkpt lat="38.{day + 6}{at:03d}" lon="112.5">'
        f"<time>2026-08-{day:02d}T01:{at:02d}:00Z</time></trkpt>"
        for day in (3, 4)
        for at in range(30)
    ]
    cut = len(rows) // 2
    walks = ("".join(rows[:cut]), "".join(rows[cut:]))
    body = "".join(f"<trkseg>{walk}</trkseg>" for walk in walks)
    path.write_text(f"{HEAD}{body}</trk></gpx>", encoding="utf-8")
    return path


def take(app: App, path: Path, *, each_day: bool) -> tuple[Imported, list[Patrol]]:
    """Import a file; what came of it."""
    actor = app.session.actor
    done = app.imports.apply(
        app.imports.plan([path], actor, datum="wgs84", each_day=each_day), actor
    )
    found = [app.records.get("patrol", rec).record for rec in dict.fromkeys(done.patrols)]
    return done, [one for one in found if isinstance(one, Patrol)]


def test_one_patrol_has_a_leg_for_each_day_and_no_night(app: App, tmp_path: Path) -> None:
    _done, (patrol,) = take(app, week(tmp_path / "week.gpx"), each_day=False)
    assert [leg.order for leg in patrol.legs] == [0, 1]
    assert (days(patrol), minutes(patrol)) == (("2026-08-03", "2026-08-04"), 58)
    assert {leg.source_name for leg in patrol.legs} == {"week.gpx"}


def test_each_day_is_a_patrol_and_the_rest_may_come_later(app: App, tmp_path: Path) -> None:
    path = week(tmp_path / "week.gpx")
    _done, patrols = take(app, path, each_day=True)
    assert [days(one) for one in patrols] == [("2026-08-03",), ("2026-08-04",)]
    last = patrols[1].legs[0].end_at
    assert [one.legs[0].file_end_at for one in patrols] == [last, last]
    known = app.imports.plan([path], app.session.actor)
    assert (known.tracks, len(known.known)) == ((), 1)
    app.records.delete("patrol", patrols[1].id, "误录", app.session.actor)
    (left,) = app.imports.plan([path], app.session.actor).tracks
    assert left.start_at and date_of(left.start_at.ms) == "2026-08-04"


@pytest.mark.ci
def test_a_batch_has_a_row_for_each_day(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    week(folder / "week.gpx")
    batch = app.batch.plan([folder], app.session.actor, datum="wgs84")
    assert [row.date for row in batch.rows] == ["2026-08-03", "2026-08-04"]
    assert len(joined(decode(row.track.blob) for row in batch.rows if row.track)) == 60
    app.batch.apply(batch, app.session.actor)
    assert not app.batch.plan([folder], app.session.actor, datum="wgs84").rows
