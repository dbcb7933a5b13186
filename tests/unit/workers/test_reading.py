from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from patrol_app.errors import UserError
from patrol_app.geo.track_codec import decode
from patrol_app.workers import batch
from patrol_app.workers.batch import read_many
from patrol_app.workers.client import WorkerPool
from patrol_app.workers.reading import read_file, read_files, travel_copies
from tests.support.photos import jpeg, place_tags, time_tags
from tests.support.tracks import START_MS, gpx_bytes, walk


def read(data: bytes, **args: Any) -> tuple[dict[str, Any], list[bytes]]:
    return read_file({"name": "a.gpx", **args}, [data], lambda done, total: None)


def test_a_track_file_gives_blob_and_numbers() -> None:
    track = walk(3, 100, name="一")
    result, parts = read(gpx_bytes(track, waypoints=((1, 2, "w"),)), datum="wgs84", raw=True)
    answer = result["track"]
    assert decode(parts[answer["part"]]).same_as(track)
    assert decode(parts[answer["raw_part"]]).same_as(track)
    assert (answer["name"], answer["datum"], answer["raw_points"]) == ("一", "wgs84", 100)
    assert (answer["dropped"], answer["suspects"], answer["segments"]) == ([], [], 1)
    assert answer["measures"]["start"] == START_MS
    assert result["waypoints"] == [
        {"lon": 1, "lat": 2, "name": "w", "symbol": "", "time": None, "ele": None}
    ]
    assert result["tracks"] == [
        {"name": "一", "points": 100, "start": START_MS, "end": START_MS + 495_000}
    ]
    assert len(result["sha256"]) == 64


def test_rules_modes_and_cuts() -> None:
    data = gpx_bytes(walk(3, 100))
    slow, _ = read(data, rules={"max_speed": 1, "noise_cm": 0})
    assert slow["track"]["dropped"][0]["reason"] == "speed"
    cut, _ = read(data, cut=[START_MS, START_MS + 20_000], mode="vehicle")
    assert cut["track"]["measures"]["points"] == 5
    assert cut["track"]["dropped"] == [
        {"reason": "outside", "count": 95, "index": 5, "time": START_MS + 25_000}
    ]
    for wrong in ({"mode": "boat"}, {"rules": {"source": 1}}, {"rules": {"speed": 1}}):
        with pytest.raises(UserError):
            read(data, **wrong)


def test_a_route_is_no_track() -> None:
    data = b'<gpx><rte><name>r</name><rtept lat="1" lon="2"/></rte></gpx>'
    result, parts = read(data)
    assert result["track"] is None
    assert decode(parts[result["routes"][0]["part"]]).lon.tolist() == [20_000_000]


def test_a_photo_with_its_travel_copy() -> None:
    data = jpeg(exif=time_tags("2026:08:03 08:00:00", "+08:00"), gps=place_tags(5, 6))
    result, parts = read(data, name="a.jpg", travel=True)
    assert (result["kind"], result["time"], result["lon"]) == ("jpeg", START_MS, 5)
    assert parts[result["travel"]].startswith(b"\xff\xd8")
    assert "travel" not in read(data, name="a.jpg")[0]
    assert travel_copies({}, [data, data], lambda done, total: None)[0] == {"count": 2}


def test_csv_and_files_by_path(tmp_path: Path) -> None:
    path = tmp_path / "轨迹.csv"
    path.write_text("lon,lat\n112.5,38.8\n", "utf-8")
    result, _ = read_file({"path": str(path)}, [], lambda done, total: None)
    assert (result["name"], result["kind"], result["track"]["datum"]) == (
        "轨迹.csv",
        "csv",
        "unknown",
    )
    with pytest.raises(UserError) as caught:
        read_file({"path": str(tmp_path / "none")}, [], lambda done, total: None)
    assert caught.value.code == "file.open"


def test_a_batch_goes_on_after_a_refused_file(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.gpx", "b.gpx", "c.jpg")]
    paths[0].write_bytes(gpx_bytes(walk(1, 5)))
    paths[1].write_bytes(b"nonsense")
    paths[2].write_bytes(jpeg())
    told: list[tuple[int, int]] = []
    args = {"paths": [str(path) for path in paths], "travel": True, "raw": True}
    result, parts = read_files(args, [], lambda *at: told.append(at))
    files = result["files"]
    assert files[1]["fault"]["code"] == "gpx.not_gpx"
    assert (files[0]["track"]["part"], files[0]["track"]["raw_part"], files[2]["travel"]) == (
        0,
        1,
        2,
    )
    assert len(parts) == 3
    assert told == [(0, 3), (1, 3), (2, 3)]


HOST = """
import os, sys
from patrol_app.workers import reading
whole = reading.read_file
def read_file(args, parts, progress):
    if args["path"].endswith("bad.gpx"):
        os._exit(3)
    return whole(args, parts, progress)
reading.read_file = read_file
from patrol_app.worker_host import main
sys.exit(main())
"""


def test_the_file_that_ends_the_process_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["0.gpx", "1.gpx", "bad.gpx", "3.gpx", "bad.gpx", "5.gpx", "6.gpx"]
    paths = [tmp_path / name for name in names]
    for number, path in enumerate(paths):
        path.write_bytes(gpx_bytes(walk(number, 5 + number)))
    monkeypatch.setattr("patrol_app.workers.client.command", lambda: [sys.executable, "-c", HOST])
    monkeypatch.setattr(batch, "GROUP", 4)
    told: list[tuple[int, int]] = []
    with WorkerPool() as pool:
        answers = read_many(pool, paths, {"raw": True}, on_progress=lambda *at: told.append(at))
    assert [answer.result["name"] for answer in answers] == names
    faults = [answer.result.get("fault", {}).get("code") for answer in answers]
    assert faults == [None, None, "worker.died", None, "worker.died", None, None]
    assert answers[2].result["fault"]["params"] == {"label": "bad.gpx"}
    track = answers[3].result["track"]
    assert len(decode(answers[3].parts[track["part"]])) == 8
    assert len(decode(answers[3].parts[track["raw_part"]])) == 8
    assert told[-1] == (6, 7)


def test_a_cancelled_batch_stops(tmp_path: Path) -> None:
    path = tmp_path / "a.gpx"
    path.write_bytes(gpx_bytes(walk(1, 50)))
    with WorkerPool() as pool, pytest.raises(UserError) as caught:
        read_many(pool, [path] * 300, cancelled=lambda: True)
    assert caught.value.code == "work.cancelled"
