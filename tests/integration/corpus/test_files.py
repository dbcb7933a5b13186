"""Every real file through ``import``: a record or a named reason, and nothing left behind."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.e2e.program import Answer, Program, station

pytestmark = pytest.mark.corpus

FOLDERS = ("gpx", "photo", "strings", "kml", "nmea", "fit")
SECONDS_A_FILE = 10.0  # with program start; of processor time, whatever else the machine does
PEAK_MB = 600.0
PROCESSES = 2  # the program and its reader: twice the greatest bounds their sum
ROWS = ("items", "known", "refused")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A station with one patrol, to which photos can be hung whatever their time."""
    made = station(tmp_path_factory.mktemp("corpus"))
    made.add("patrol")
    return made


def files(corpus: Path, folder: str) -> list[Path]:
    """The real files of one folder."""
    return sorted(path for path in (corpus / folder).iterdir() if path.is_file())


def sound(answer: Answer) -> dict[str, list[dict[str, str]]]:
    """The rows of an answer that keeps every promise; a whole refusal as its ``refused`` rows."""
    assert answer.code in (0, 1, 4), answer.err[:2000]
    assert "Traceback" not in answer.err
    assert answer.peak_mb * PROCESSES < PEAK_MB
    if answer.code == 1:
        rows = {"items": [], "known": [], "refused": answer.error["details"]}
    else:
        rows = {name: answer.document[name] for name in ROWS}
        assert answer.document["total"] == len(rows["items"])
    assert all(row["code"] and row["message"] for row in rows["refused"])
    assert not [row for row in rows["refused"] if row["code"].startswith("worker.")]
    assert bool(rows["refused"]) == (answer.code != 0)
    return rows


def kept(program: Program) -> set[str]:
    """Files of the data folder, but for the data base with its side files, and logs."""
    files = {path for path in program.data.rglob("*") if path.is_file()}
    return {str(p) for p in files if p.parent.name != "logs" and not p.name.startswith("patrol.db")}


@pytest.mark.ci
def test_every_file_in_one_call(corpus: Path, place: Program) -> None:
    """Each file is named once, in the answer to one call over all of them."""
    before = place.left()
    number = place.run("list", "patrol", "--drafts").good().items[0]["number"]
    wanted = [str(path) for folder in FOLDERS for path in files(corpus, folder)]
    photos = files(corpus, "photo")
    tracks = [path for path in wanted if Path(path) not in photos]
    answers = [
        place.measured("import", *tracks, "--datum", "wgs84"),
        place.measured("import", *photos, "--datum", "wgs84", "--patrol", number),
    ]
    named = Counter(
        row["file"] for answer in answers for rows in sound(answer).values() for row in rows
    )
    assert named == Counter(wanted)
    assert place.left() == before
    assert not place.parts()
    again = place.measured("import", *tracks, "--datum", "wgs84")
    assert not sound(again)["items"]
    assert place.run("check").good().document["ok"] is True


@pytest.mark.ci
def test_nothing_is_written_on_a_dry_run(corpus: Path, tmp_path: Path) -> None:
    """A preview answers in the same form, and no record, blob or file is made."""
    made = station(tmp_path)
    before = kept(made)
    rows = sound(made.measured("import", corpus / "gpx", "--datum", "wgs84", "--dry-run"))
    assert rows["items"]
    assert not made.run("list", "patrol", "--drafts").good().items
    assert kept(made) == before
    assert not made.left()


@pytest.mark.ci
@pytest.mark.parametrize("folder", FOLDERS)
def test_one_file_in_four_by_itself(
    corpus: Path, tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """As all of them in the endurance tests; each one is seen above, in one call."""
    one_by_one(files(corpus, folder)[::4], folder, tmp_path, capsys)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_by_itself(
    corpus: Path, tmp_path: Path, folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One process a file, within the promised time and memory; the greatest is told."""
    one_by_one(files(corpus, folder), folder, tmp_path, capsys)


def one_by_one(
    chosen: list[Path], folder: str, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Import each file by a process of its own; ``folder`` says what they are."""
    made = station(place)
    number = made.add("patrol")["number"]
    peaks: dict[str, float] = {}
    longest = 0.0
    for path in chosen:
        more = ("--patrol", number) if folder == "photo" else ()
        answer = made.measured("import", path, "--datum", "wgs84", *more)
        rows = sound(answer)
        assert sum(len(found) for found in rows.values()) == 1, path.name
        assert not made.left(), path.name
        assert not made.parts(), path.name
        assert answer.cpu_s < SECONDS_A_FILE, path.name
        peaks[path.name] = answer.peak_mb
        longest = max(longest, answer.cpu_s)
    assert made.run("check").good().document["ok"] is True
    with capsys.disabled():
        worst = max(peaks, key=lambda name: peaks[name])
        told = f"{len(peaks)} files, at most {peaks[worst]:.0f} MB ({worst}), {longest:.1f} s"
        print(f"\n{folder}: {told} of processor time")
