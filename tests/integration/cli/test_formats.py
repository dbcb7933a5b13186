"""``import`` takes every track format in one call and says what became of each file."""

from __future__ import annotations

from pathlib import Path

from tests.support.command import Command
from tests.support.formats import (
    fit_bytes,
    geojson_bytes,
    kml_bytes,
    nmea_bytes,
    placemark,
    tcx_bytes,
    zipped,
)
from tests.support.photos import jpeg, time_tags
from tests.support.tracks import gpx_bytes, walk

AREA = "<Polygon><LinearRing><coordinates>1,1 2,2 1,2 1,1</coordinates></LinearRing></Polygon>"


def test_every_format_in_one_call(station: Command, tmp_path: Path) -> None:
    writers = {
        "a.gpx": gpx_bytes, "b.kml": kml_bytes, "d.nmea": nmea_bytes, "e.geojson": geojson_bytes,
        "f.fit": fit_bytes, "g.tcx": tcx_bytes,
    }  # fmt: skip
    folder = tmp_path / "in"
    folder.mkdir()
    for day, (name, write) in enumerate(writers.items()):
        (folder / name).write_bytes(write(walk(day, 60, start_ms=1_785_715_200_000 + day * 10**8)))
    (folder / "c.kmz").write_bytes(zipped({"doc.kml": kml_bytes(walk(9, 60))}))
    (folder / "h.jpg").write_bytes(jpeg(exif=time_tags("2026:08:03 08:01:00", "+08:00")))
    (folder / "area.kml").write_bytes(placemark(AREA))
    (folder / "bomb.kmz").write_bytes(zipped({"doc.kml": bytes(10_000_000)}))
    (folder / "base.gpkg").write_bytes(b"SQLite format 3\0")
    said = station("--json", "import", folder, "--datum", "wgs84")
    assert said.code == 4
    tracks = {Path(row["file"]).name: row for row in said.document["items"]}
    assert set(tracks) == {*writers, "c.kmz", "h.jpg"}
    assert {row["points"] for name, row in tracks.items() if name != "h.jpg"} == {60}
    refused = {Path(row["file"]).name: row for row in said.document["refused"]}
    assert {name: row["code"] for name, row in refused.items()} == {
        "area.kml": "import.no_track", "bomb.kmz": "zip.refused", "base.gpkg": "file.base_data",
    }  # fmt: skip
    assert [note["code"] for note in refused["area.kml"]["notes"]] == ["file.areas"]
    again = station.json("import", *[folder / name for name in writers], "--datum", "wgs84")
    assert (again["total"], len(again["known"])) == (0, len(writers))
