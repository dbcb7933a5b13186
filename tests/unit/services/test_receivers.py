"""Evidence A: the file of an enrolled receiver, taken in within 48 hours of its last fix (§1.7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.instant import Instant
from patrol_app.domain.records.patrol import Patrol, evidence_grade, leg_grade
from patrol_app.services.batch.tracks import cut_track
from patrol_app.services.leg_editing import split_leg
from patrol_app.services.leg_making import leg_of
from patrol_app.services.patrol_cut import cut_legs
from patrol_app.services.ports import Stored
from patrol_app.services.receivers import enrolled
from tests.support.folders import NOW

OWN, OTHER = "4711-A", "4712-B"


def gpx(path: Path, serial: str, last: str) -> Path:
    """A walk of half an hour whose last fix is at ``last`` (Beijing, ``DDTHH:MM`` of August)."""
    day, clock = last.split("T")
    end = (int(clock[:2]) - 8) * 60 + int(clock[3:])
    times = [f"{(end - back) // 60:02d}:{(end - back) % 60:02d}" for back in range(29, -1, -1)]
    rows = "".join(
        f'<trkpt lat="38.9{at:03d}" lon="112.5"><time>2026-08-{day}T{time}:00Z</time></trkpt>'
        for at, time in enumerate(times)
    )
    head = f'<gpx version="1.1" creator="Handset SN:{serial}"'
    head += ' xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    path.write_text(f"{head}{rows}</trkseg></trk></gpx>", encoding="utf-8")
    return path


@pytest.fixture
def people(app: App) -> tuple[str, str]:
    """Two rangers with a receiver each; the first has had two."""
    made = [
        app.records.new(
            "person", {"name": name, "roles": ("ranger",), "receiver": serial}, app.session.actor
        ).record.id
        for name, serial in (("示例甲", f"0815, {OWN.lower()}"), ("示例乙", OTHER))
    ]
    return made[0], made[1]


def take(app: App, path: Path, **options: Any) -> Stored:
    """The patrol that came of a file."""
    actor = app.session.actor
    plan = app.imports.plan([path], actor, datum="wgs84", **options)
    return app.records.get("patrol", app.imports.apply(plan, actor).patrols[0])


def found(stored: Stored) -> tuple[str, object]:
    """How the track came to be, and the grade."""
    record = stored.record
    assert isinstance(record, Patrol)
    return record.legs[-1].track_source, stored.own["evidence"]


@pytest.mark.parametrize(
    ("serial", "last", "walker", "wanted"),
    [
        (OWN, "03T12:00", 0, ("receiver", "A")),
        (OWN, "01T18:00", 0, ("receiver", "A")),  # 48 hours to the minute
        (OWN, "01T17:59", 0, ("receiver", "B")),  # a minute later
        (OTHER, "03T12:00", 0, ("receiver", "B")),  # somebody else's receiver
        ("9999-Z", "03T12:00", 0, ("file", "B")),  # nobody's
        (OWN, "03T12:00", None, ("receiver", "B")),  # who walked is not said yet
        ("9999-Z", "03T12:00", None, ("file", "B")),
    ],
)
def test_the_grade_follows_receiver_and_time(
    app: App,
    tmp_path: Path,
    people: tuple[str, str],
    serial: str,
    last: str,
    walker: int | None,
    wanted: tuple[str, str],
) -> None:
    prefill = {} if walker is None else {"ranger_id": people[walker]}
    stored = take(app, gpx(tmp_path / "a.gpx", serial, last), prefill=prefill)
    assert found(stored) == wanted
    leg = stored.record.legs[0]  # type: ignore[attr-defined]
    assert leg.receiver == serial
    assert leg.taken_at is not None and leg.taken_at.ms == NOW


def test_a_leg_added_to_a_patrol_is_held_against_its_walker(
    app: App, tmp_path: Path, people: tuple[str, str]
) -> None:
    """The substitute walked: his receiver counts, the ranger's does not; the weakest decides."""
    values = {"ranger_id": people[0], "substitute_id": people[1]}
    number = app.records.new("patrol", values, app.session.actor).record.number
    stored = take(app, gpx(tmp_path / "b.gpx", OTHER, "03T10:00"), patrol=number)
    assert found(stored) == ("receiver", "A")
    stored = take(app, gpx(tmp_path / "a.gpx", OWN, "03T12:00"), patrol=number)
    assert found(stored) == ("receiver", "B")


def test_the_owner_named_later_makes_it_a(
    app: App, tmp_path: Path, people: tuple[str, str]
) -> None:
    """Nothing is lost by importing first and naming who walked afterwards (decision 147)."""
    stored = take(app, gpx(tmp_path / "a.gpx", OWN, "03T12:00"))
    assert stored.own["evidence"] == "B"
    actor = app.session.actor
    for changes, grade in (
        ({"ranger_id": people[1]}, "B"),
        ({"companions": (people[0],)}, "A"),  # the owner came along
        ({"companions": (), "ranger_id": people[0]}, "A"),
    ):
        saved = app.records.save("patrol", stored.record.id, changes, None, actor)
        assert saved.own["evidence"] == grade


def test_parts_of_a_file_keep_its_grade(app: App, tmp_path: Path, people: tuple[str, str]) -> None:
    """Split, cut in the editor or cut in a batch: one rule (decision 147)."""
    file = gpx(tmp_path / "a.gpx", OWN, "01T18:10")  # the file's last fix is within 48 hours
    actor = app.session.actor
    plan = app.imports.plan([file], actor, datum="wgs84", prefill={"ranger_id": people[0]})
    track = plan.tracks[0]
    patrol = app.records.get("patrol", app.imports.apply(plan, actor).patrols[0]).record
    assert isinstance(patrol, Patrol)
    leg = patrol.legs[0]
    assert leg.start_at is not None and leg.end_at is not None
    assert NOW - leg.start_at.ms > 2 * 86_400_000 > NOW - leg.end_at.ms
    middle = Instant((leg.start_at.ms + leg.end_at.ms) // 2)
    parts = split_leg(app.store.blobs, leg, middle)
    assert [leg_grade(part, (people[0],)) for part in parts] == ["A", "A"]
    again = split_leg(app.store.blobs, parts[0], Instant(middle.ms - 300_000))[0]
    assert leg_grade(again, (people[0],)) == "A" and again.file_end_at == leg.end_at
    timed = patrol.edited(start_at=leg.start_at, end_at=middle)
    cut = cut_legs(app.store.blobs, timed)["legs"]
    assert evidence_grade(timed.edited(legs=cut)) == "A" and cut[0].end_at != leg.end_at
    short = cut_track(track, leg.start_at, middle)
    assert short is not None
    made = leg_of(
        short.track, "0" * 64, "", owners=enrolled(app.store.queries),
        taken=Instant(NOW), whole=track,
    )  # fmt: skip
    assert leg_grade(made, (people[0],)) == "A" and leg_grade(made, (people[1],)) == "B"
