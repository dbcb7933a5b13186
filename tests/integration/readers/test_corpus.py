"""Every real file gives a result or a named refusal, through the worker, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.errors import UserError
from patrol_app.geo.track_codec import decode
from patrol_app.workers.client import Answer, WorkerPool

pytestmark = pytest.mark.corpus

# Files that rightly give nothing, with the reason that a person is told.
REFUSED = {
    "trackfilter_discard_err.gpx": "gpx.not_gpx",
    "networklink.kml": "kml.links",
    "GPSmap-76S.log": "nmea.no_fix",  # a simulator indoors
    "holux-gm-210.log": "nmea.no_fix",
    "bu303-climbing.log": "nmea.not_nmea",  # the maker's binary protocol
    "bu303-nofix.log": "nmea.not_nmea",
    "fitlocations-sample.fit": "fit.no_places",
    "garmin-vivosmart-hr.fit": "fit.no_places",
}
FOLDERS = ("gpx", "photo", "kml", "nmea", "fit")
PHOTOS = ("jpeg", "heic")
NEVER = {"worker.bug", "worker.died", "worker.timeout", "worker.memory"}


def read(pool: WorkerPool, path: Path) -> Answer | str:
    """The answer, or the code of the refusal."""
    try:
        return pool.run("read_file", {"path": str(path), "travel": True}, label=path.name)
    except UserError as error:
        assert error.message()
        return error.code


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_a_folder_we_read(corpus: Path, folder: str) -> None:
    refused = {}
    with WorkerPool() as pool:
        for path in sorted((corpus / folder).iterdir()):
            answer = read(pool, path)
            if isinstance(answer, str):
                refused[path.name] = answer
            elif answer.result["kind"] not in PHOTOS:
                check_track(answer)
    expected = {path.name for path in (corpus / folder).iterdir()} & set(REFUSED)
    assert refused == {name: REFUSED[name] for name in expected}


def check_track(answer: Answer) -> None:
    """Every point of the file is kept or accounted for."""
    track = answer.result["track"]
    if track is not None:
        kept = decode(answer.parts[track["part"]])
        dropped = sum(row["count"] for row in track["dropped"])
        assert len(kept) + dropped == track["raw_points"]
        assert track["measures"]["points"] == len(kept)


def test_every_other_file_is_refused_by_name_or_read(corpus: Path) -> None:
    with WorkerPool() as pool:
        for path in sorted(path for path in corpus.rglob("*") if path.is_file()):
            if path.parent.name not in FOLDERS:
                answer = read(pool, path)
                assert not isinstance(answer, str) or answer not in NEVER, path.name
