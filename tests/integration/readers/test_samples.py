"""The project's own small sample files, through the worker, down to the matched photos."""

from __future__ import annotations

from pathlib import Path

from patrol_app.geo.matching import match
from patrol_app.geo.track_codec import decode
from patrol_app.workers.batch import read_many
from patrol_app.workers.client import WorkerPool

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
NAMES = ["patrol.gpx", "odd-and-cut.gpx", "patrol-gb18030.csv"]
NAMES += ["photo-1.jpg", "photo-2.jpg", "photo-3.jpg"]


def test_a_morning_in_the_forest() -> None:
    with WorkerPool() as pool:
        answers = read_many(pool, [SAMPLES / name for name in NAMES], {"datum": "wgs84"})
    whole, odd, table, *photos = (answer.result for answer in answers)
    assert (whole["track"]["name"], whole["track"]["segments"]) == ("示例巡护 上午", 2)
    assert [finding["code"] for finding in odd["findings"]] == ["gpx.cut"]
    assert [(row["reason"], row["count"]) for row in odd["track"]["dropped"]] == [("speed", 1)]
    assert (table["encoding"], table["track"]["measures"]["points"]) == ("gb18030", 60)
    assert table["track"]["measures"]["start"] == whole["track"]["measures"]["start"]
    track = decode(answers[0].parts[0], datum="wgs84")
    found = match(track, [photo["time"] for photo in photos])
    assert [place.index if place else None for place in found] == [40, 120, 200]
    assert [photo["lon"] for photo in photos] == [int(track.lon[40]), int(track.lon[120]), None]
