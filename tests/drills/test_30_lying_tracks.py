"""Drill 30: tracks and photos that are broken or lie: read as far as they go, and said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from patrol_app.bootstrap import App
from tests.drills.doors import TAKEN, Doors, count
from tests.support.folders import station_copy
from tests.support.photos import jpeg

HEAD = "<gpx version='1.1' creator='x' xmlns='http://www.topografix.com/GPX/1/1'><trk><trkseg>"
TAIL = "</trkseg></trk></gpx>"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """A station."""
    made = station_copy(tmp_path / "station")
    yield made
    made.close()


def gpx(times: list[str], *, cut: bool = False, jump: int = -1) -> bytes:
    """A walk of a point each; one of them far away."""
    points = []
    for number, text in enumerate(times):
        lat = 10.0 if number == jump else 38.86 + number * 1e-4
        time = f"<time>{text}</time>" if text else ""
        points.append(f"<trkpt lat='{lat:.6f}' lon='111.97'>{time}</trkpt>")
    whole = HEAD + "".join(points) + ("" if cut else TAIL)
    return (whole[: len(whole) * 2 // 3] if cut else whole).encode()


def minutes(date: str, count: int = 12) -> list[str]:
    """A point a minute from nine o'clock."""
    return [f"{date}T01:{minute:02d}:00Z" for minute in range(count)]


GOOD = minutes("2026-08-03")
LYING = {
    "good.gpx": gpx(GOOD),
    "cut.gpx": gpx(GOOD, cut=True),
    "cold_start.gpx": gpx(["1980-01-05T00:00:00Z", *GOOD]),
    "rollover.gpx": gpx(minutes("1999-08-22")),
    "future.gpx": gpx(minutes("2208-01-01")),
    "backwards.gpx": gpx(GOOD[::-1]),
    "back_and_forth.gpx": gpx([*GOOD[6:], *GOOD[:6]]),
    "timeless.gpx": gpx([""] * 12),
    "jump.gpx": gpx(GOOD, jump=5),
    "nonsense_time.gpx": gpx(["2026-13-45T99:99:99Z", *GOOD]),
    "nan.gpx": (HEAD + "<trkpt lat='nan' lon='inf'/><trkpt lat='91' lon='181'/>" + TAIL).encode(),
    "not_a_photo.jpg": b"\xff\xd8\xff\xe0 nothing",
    "cut.jpg": jpeg()[:300],
}
# What must be said of each; a code of a finding, of a dropped point, or of a refusal.
SAID = {
    "cold_start.gpx", "rollover.gpx", "future.gpx", "backwards.gpx", "back_and_forth.gpx",
    "timeless.gpx", "jump.gpx", "nonsense_time.gpx", "cut.gpx", "nan.gpx",
}  # fmt: skip


@pytest.mark.ci
def test_handmade_lies(app: App, tmp_path: Path) -> None:
    """Each file has an answer; what is doubtful is flagged, what is good is kept."""
    paths = []
    for name, data in LYING.items():
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    answers = app.reader.read(paths, {"datum": "wgs84"})
    results = {path.name: one.result for path, one in zip(paths, answers, strict=True)}
    for name, result in results.items():
        fault = result.get("fault")
        if fault:
            assert not fault["code"].startswith("worker."), name
            assert name not in SAID or name == "cut.gpx", name
            continue
        track = result.get("track") or {}
        said = result["findings"] or track.get("dropped") or track.get("suspects")
        assert bool(said) == (name in SAID), (name, said)
    assert results["good.gpx"]["track"]["raw_points"] == 12
    assert results["nan.gpx"]["track"] is None
    assert results["not_a_photo.jpg"]["fault"]["code"]
    doors = Doors(app, tmp_path / "none")
    assert doors.all(paths)["import"]["good.gpx"] == TAKEN


@pytest.mark.ci
@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["gpx", "nmea", "photo", "fit", "kml"])
def test_real_files_through_the_doors_that_are_not_theirs(
    app: App, corpus: Path, tmp_path: Path, folder: str
) -> None:
    """Base data, map and exchange take none of them for what it is not."""
    files = [path for path in count(corpus / folder) if path.stat().st_size < 3_000_000]
    doors = Doors(app, tmp_path)
    found = doors.received(files)
    assert set(found.values()) == {"bundle.magic"}
    assert TAKEN not in doors.each(files, doors.map).values()
    assert len(doors.each(files, doors.base)) == len(files)
    assert app.store.check() == []
