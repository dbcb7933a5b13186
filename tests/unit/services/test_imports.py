"""Import of tracks and photos through the real reader process into the real store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from patrol_app.domain.journal.entry import Op
from patrol_app.domain.journal.reading import read_op
from patrol_app.domain.records.attachment import Attachment
from patrol_app.domain.records.patrol import Patrol
from patrol_app.errors import UserError
from patrol_app.services.patrols import drafted_log, last_values, track_of
from tests.support.photos import jpeg, place_tags, time_tags

HEAD = '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
TAIL = "</trkseg></trk></gpx>"


def gpx(path: Path, hour: int = 9, points: int = 30, *, day: str = "2026-08-03") -> Path:
    """A slow walk from ``hour`` o'clock (Beijing), a fix a minute."""
    rows = [
        f'<trkpt lat="38.9{at:03d}" lon="112.5"><time>{day}T{hour - 8:02d}:{at:02d}:00Z</time>'
        "</trkpt>"
        for at in range(points)
    ]
    path.write_text(HEAD + "".join(rows) + TAIL, encoding="utf-8")
    return path


def photo(path: Path, clock: str = "", offset: str = "+08:00") -> Path:
    """A photo of ``clock`` (``HH:MM``) on the same day, or without any EXIF."""
    if not clock:
        path.write_bytes(jpeg(colour="blue"))
    else:
        exif = time_tags(f"2026:08:03 {clock}:00", offset)
        path.write_bytes(jpeg(exif=exif, gps=place_tags(1_125_000_000, 389_000_000)))
    return path


@pytest.fixture
def take(app: App) -> Callable[..., list[Patrol]]:
    """Plan and apply; the patrols that came of it."""

    def run(*paths: Path, **options: str) -> list[Patrol]:
        """Import ``paths``."""
        actor = app.session.actor
        plan = app.imports.plan(paths, actor, **{"datum": "wgs84", **options})
        done = app.imports.apply(plan, actor)
        records = [app.records.get("patrol", rec).record for rec in done.patrols]
        return [record for record in records if isinstance(record, Patrol)]

    return run


def photos_of(app: App, rec: str) -> list[Attachment]:
    """Attachments of a patrol."""
    rows = app.store.queries.children("attachment", "parent_id", rec)
    return [row.record for row in rows if isinstance(row.record, Attachment)]


def test_a_track_becomes_a_draft_patrol(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    path = gpx(tmp_path / "a.gpx")
    (patrol,) = take(path)
    (leg,) = patrol.legs
    assert patrol.start_at and patrol.start_at.ms == leg.start_at.ms  # type: ignore[union-attr]
    assert (leg.track_source, leg.datum, leg.points) == ("file", "wgs84", 30)
    assert leg.length_cm and 32_000 < leg.length_cm < 32_400
    stored = app.records.get("patrol", patrol.id)
    assert (stored.state, stored.own["evidence"]) == ("draft", "B")
    assert leg.source_sha256 and app.store.blobs.get(leg.source_sha256) == path.read_bytes()
    track = track_of(app.store, leg)
    assert track is not None and len(track) == 30 and track.datum == "wgs84"
    assert app.store.check() == []


def test_the_same_file_again_is_known_by_its_number(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    path = gpx(tmp_path / "a.gpx")
    (patrol,) = take(path)
    copy = tmp_path / "copy.gpx"
    copy.write_bytes(path.read_bytes())
    plan = app.imports.plan([path, copy], app.session.actor)
    assert not plan.tracks
    assert [known.number for known in plan.known] == [patrol.number] * 2


def test_twice_in_one_import_is_taken_once(
    tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    path = gpx(tmp_path / "a.gpx")
    copy = tmp_path / "b.gpx"
    copy.write_bytes(path.read_bytes())
    assert len(take(path, copy)) == 1


def test_the_datum_is_asked_and_never_assumed(app: App, tmp_path: Path) -> None:
    path = gpx(tmp_path / "a.gpx")
    plan = app.imports.plan([path], app.session.actor)
    assert plan.asks_datum == ("a.gpx",)
    with pytest.raises(UserError, match=r"import\.datum"):
        app.imports.apply(plan, app.session.actor)
    assert app.store.queries.streams()[0].last_seq == 2


def test_photos_go_to_the_patrol_of_their_time(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    morning, noon = gpx(tmp_path / "a.gpx", 9), gpx(tmp_path / "b.gpx", 13)
    first, second = take(
        morning, noon, photo(tmp_path / "1.jpg", "09:10"), photo(tmp_path / "2.jpg", "13:35")
    )
    (one,) = photos_of(app, first.id)
    assert [shot.name for shot in photos_of(app, second.id)] == ["2.jpg"]
    assert (one.taken_source, one.role, one.parent_type) == ("exif", "photo", "patrol")
    assert one.position and one.position.lon == 1_125_000_000
    assert one.sha256 and app.store.blobs.has(one.sha256)
    assert app.store.blobs.get(one.derived[0].sha256)[:3] == b"\xff\xd8\xff"


def test_later_photos_find_the_stored_draft(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    (patrol,) = take(gpx(tmp_path / "a.gpx"))
    take(photo(tmp_path / "1.jpg", "09:20", ""))
    (shot,) = photos_of(app, patrol.id)
    assert shot.taken_source == "exif_no_offset"


def test_a_photo_that_fits_nowhere_is_refused_by_name(app: App, tmp_path: Path) -> None:
    late, bare = photo(tmp_path / "1.jpg", "20:00"), photo(tmp_path / "2.jpg")
    plan = app.imports.plan([late, bare], app.session.actor)
    assert [row.code for row in plan.refused] == ["photo.no_patrol"] * 2


def test_a_named_patrol_takes_tracks_and_bare_photos(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    (patrol,) = take(gpx(tmp_path / "a.gpx"))
    files = gpx(tmp_path / "b.gpx", 13), photo(tmp_path / "2.jpg")
    (after,) = take(*files, patrol=patrol.number)
    assert after.id == patrol.id
    assert [leg.order for leg in after.legs] == [0, 1]
    assert after.start_at == patrol.start_at
    (shot,) = photos_of(app, patrol.id)
    assert (shot.taken_source, shot.taken_at) == ("none", None)


def test_a_refused_file_does_not_stop_the_others(app: App, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    gpx(tmp_path / "in" / "a.gpx")
    (tmp_path / "in" / "b.gpx").write_text("<gpx", encoding="utf-8")
    (tmp_path / "in" / "c.fit").write_bytes(b"\x0e\x10\x00\x00\x00\x00\x00\x00.FIT")
    (tmp_path / "in" / "d.gpx").write_text(HEAD + TAIL, encoding="utf-8")
    plan = app.imports.plan([tmp_path / "in"], app.session.actor, datum="wgs84")
    assert [track.name for track in plan.tracks] == ["a.gpx"]
    assert {row.path.name for row in plan.refused} == {"b.gpx", "c.fit", "d.gpx"}
    assert all(row.msgid for row in plan.refused)


def test_a_file_changed_after_the_preview_stops_the_import(app: App, tmp_path: Path) -> None:
    path = gpx(tmp_path / "a.gpx")
    plan = app.imports.plan([path], app.session.actor, datum="wgs84")
    path.write_text("other", encoding="utf-8")
    with pytest.raises(UserError, match=r"import\.moved"):
        app.imports.apply(plan, app.session.actor)
    assert app.store.queries.streams()[0].last_seq == 2


def test_unbelievable_times_stay_out_of_the_form(
    tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    (patrol,) = take(gpx(tmp_path / "a.gpx", day="1999-08-22"))
    assert patrol.start_at is None and patrol.legs[0].track_sha256


def test_dropped_points_are_counted_by_reason(
    tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    text = gpx(tmp_path / "a.gpx").read_text("utf-8")
    zero = '<trkpt lat="0" lon="0"><time>2026-08-03T01:05:30Z</time></trkpt>'
    (tmp_path / "b.gpx").write_text(text.replace(TAIL, zero + TAIL), encoding="utf-8")
    (patrol,) = take(tmp_path / "b.gpx")
    assert ("zero", 1) in patrol.legs[0].dropped


def test_prefill_comes_from_the_last_patrol(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    actor = app.session.actor
    grid = app.records.new("grid", {"grid_no": "1", "ranger_id": actor.id}, actor).record.id
    assert last_values(app.store, actor.id) == {"ranger_id": actor.id, "grid_id": grid}
    values = {"ranger_id": actor.id, "grid_id": grid, "patrol_type": "FIRE", "means": "徒步"}
    app.records.new("patrol", values, actor)
    prefill = last_values(app.store, actor.id)
    assert prefill == values
    plan = app.imports.plan([gpx(tmp_path / "a.gpx")], actor, datum="wgs84", prefill=prefill)
    done = app.imports.apply(plan, actor)
    patrol = app.records.get("patrol", done.patrols[0]).record
    assert isinstance(patrol, Patrol)
    assert (patrol.patrol_type, patrol.legs[0].means) == ("FIRE", "徒步")


def test_the_log_is_drafted_from_records_alone(
    tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    (patrol,) = take(gpx(tmp_path / "a.gpx"))
    sentences = drafted_log(patrol)
    assert sentences and all(one.supported for one in sentences)
    typed = patrol.edited(legs=())
    assert not any(one.supported for one in drafted_log(typed))


def test_the_journal_keeps_the_receivers_time_beside_the_devices(
    app: App, tmp_path: Path, take: Callable[..., list[Patrol]]
) -> None:
    walk = gpx(tmp_path / "a.gpx", 9, points=30)
    fixed, plain = tmp_path / "1.jpg", photo(tmp_path / "2.jpg", "09:12")
    clock = {7: ((1, 1), (11, 1), (5, 1)), 29: "2026:08:03"}
    place = {**place_tags(1_125_000_000, 389_000_000), **clock}
    fixed.write_bytes(jpeg(exif=time_tags("2026:08:03 09:11:00", "+08:00"), gps=place))
    (patrol,) = take(walk, fixed, plain)
    before = gpx(tmp_path / "b.gpx", 13, points=10)
    take(before, patrol=patrol.number)
    seen: dict[str, list[int | None]] = {}
    for rec in (patrol.id, *(shot.id for shot in photos_of(app, patrol.id))):
        for line in app.store.queries.history(rec):
            op = read_op(line.raw)
            assert isinstance(op, Op)
            seen.setdefault(op.fields.get("name", "patrol"), []).append(op.device_time.gnss)
    start = 1_785_718_800_000  # 2026-08-03 09:00 in Beijing
    assert seen == {
        "patrol": [start + 29 * 60_000, start + (4 * 60 + 9) * 60_000],
        "1.jpg": [start + 11 * 60_000 + 5_000],
        "2.jpg": [None],
    }
