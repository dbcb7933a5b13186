"""The main job by the command line alone: two stations, a city, real files between them."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.e2e.program import ROOT, Program, city, enrolled

SAMPLE = ROOT / "resources" / "sample"
UNITS = {"DEMO01": 1, "DEMO02": 2}
LOG = {
    "type": "ROUTINE",
    "means": "徒步",
    "weather": "晴",
    "temp_c": "15.0",
    "wind_force": 3,
    "wind_dir": "北",
    "danger_level": 3,
    "route": "示例站—示例沟—北坡防火道—示例站",
}


@dataclass
class Job:
    """Two stations and a city after the whole main job.

    Attributes:
        patrols / findings: number by unit.
        bundles / receipts: files by unit.
        imports: the answers to ``import`` by unit.
        received: the city's answer.
    """

    above: Program
    below: dict[str, Program]
    patrols: dict[str, str]
    findings: dict[str, str]
    imports: dict[str, Any]
    bundles: dict[str, Path]
    receipts: list[Path]
    received: dict[str, Any]


def log_day(place: Program, number: int) -> tuple[Any, str, str]:
    """Import a walk with its photos, fill the log, add a finding, submit both."""
    place.add("person", name=f"示例护林员{number}", roles=["ranger"])
    place.add("grid", grid_no=f"00{number}", name="示例沟", area_mu="1200.5",
              ranger=f"示例护林员{number}")  # fmt: skip
    files = [SAMPLE / f"walk-{number}.gpx", *sorted(SAMPLE.glob(f"photo-{number}-*.jpg"))]
    done = place.run("import", *files, "--datum", "wgs84").good()
    (patrol,) = [row["number"] for row in done.items if row["type"] == "patrol"]
    fields = {**LOG, "ranger": f"示例护林员{number}", "grid": f"00{number}"}
    edited = place.run("edit", "patrol", patrol, "--from", place.write(fields)).good()
    assert edited.items[0]["state"] == "draft"
    start = place.run("show", "patrol", patrol).good().document["start_at"]
    finding = place.add(
        "finding", "--submit", patrol=patrol, category="P07", found_at=start,
        position={"lon": "111.97", "lat": "38.86", "datum": "wgs84", "source": "hand"},
        description="禁牧区内绵羊约 14 只", action=["劝阻"],
    )["number"]  # fmt: skip
    submitted = place.run("submit", "patrol", patrol).good()
    assert submitted.items[0]["state"] == "submitted"
    return done, patrol, finding


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The main job, once for all tests of this file."""
    folder = tmp_path_factory.mktemp("job")
    above = city(folder / "city")
    below = {unit: enrolled(folder / unit, above, unit) for unit in UNITS}
    logged = {unit: log_day(place, UNITS[unit]) for unit, place in below.items()}
    stick = folder / "stick"
    bundles = {
        unit: Path(place.run("export", "--out", stick).good().items[0]["file"])
        for unit, place in below.items()
    }
    received = above.run("receive", stick, "--yes", "--out", folder / "back").good().document
    receipts = [Path(name) for name in received["files"]]
    for place in below.values():
        place.run("receive", folder / "back", "--yes").good()
    return Job(
        above,
        below,
        {unit: row[1] for unit, row in logged.items()},
        {unit: row[2] for unit, row in logged.items()},
        {unit: row[0].document for unit, row in logged.items()},
        bundles,
        receipts,
        received,
    )


def test_a_walk_with_photos_is_one_patrol(job: Job) -> None:
    """Import answers with one patrol and its photos, each with the file it came from."""
    for unit, number in UNITS.items():
        rows = job.imports[unit]["items"]
        assert [row["type"] for row in rows] == ["patrol"] + ["attachment"] * 3
        assert rows[0]["file"] == str(SAMPLE / f"walk-{number}.gpx")
        assert job.imports[unit]["refused"] == []
        listed = job.below[unit].run("list", "attachment", "--drafts").good().items
        assert {row["parent"] for row in listed} == {job.patrols[unit]}


def test_the_city_lists_what_the_stations_submitted(job: Job) -> None:
    """Both patrols and findings stand in the city's book, people and grids by name."""
    patrols = job.above.run("list", "patrol").good()
    assert {row["number"] for row in patrols.items} == set(job.patrols.values())
    assert patrols.document["drafts"] == 0
    assert {row["ranger"] for row in patrols.items} == {
        row["number"] for row in job.above.run("list", "person").good().items
        if row["name"].startswith("示例护林员")
    }  # fmt: skip
    shown = job.above.run("show", "finding", job.findings["DEMO01"]).good().document
    assert shown["description"] == "禁牧区内绵羊约 14 只"
    assert shown["patrol"] == job.patrols["DEMO01"]
    units = {row["number"] for row in job.above.run("list", "unit").good().items}
    assert units == {"DEMO00", *UNITS}


def test_receipts_reach_the_stations(job: Job) -> None:
    """A receipt for each station; nothing more is due for export afterwards."""
    assert [row["status"] for row in job.received["items"]] == ["done", "done"]
    assert len(job.receipts) == 2
    for place in job.below.values():
        again = place.run("export", "--out", place.folder / "again").good()
        assert again.document["ops"] == 0 and again.items == []
        assert not list(place.folder.glob("again/*"))


def test_everybody_folds_equal(job: Job) -> None:
    """``check`` agrees everywhere and no half-written file is left."""
    for place in (job.above, *job.below.values()):
        assert place.run("check").good().document["ok"] is True
        assert not place.parts()
        assert not [name for name in place.left() if not name.startswith("home/config")]


def test_the_papers_are_whole(job: Job, tmp_path: Path) -> None:
    """Both papers pass qpdf, embed subsets only, and hold their Chinese text."""
    log, month, sheet = (tmp_path / name for name in ("log.pdf", "month.pdf", "month.xlsx"))
    place = job.below["DEMO01"]
    number = job.patrols["DEMO01"]
    day = place.run("show", "patrol", number).good().document["start_at"]
    place.run("report", "daily-log", "--patrol", number, "--out", log).good()
    for out in (month, sheet):
        answer = job.above.run("report", "patrol-monthly", "--month", day[:7], "--out", out).good()
        assert answer.document["files"] == [str(out)]
        behind = {name for cell in answer.document["cells"] for name in cell["numbers"]}
        assert set(job.patrols.values()) <= behind
    for paper, words in ((log, "护林员巡护日志"), (month, "示例市林业局")):
        tool("qpdf", "--check", paper)
        fonts = tool("pdffonts", paper).splitlines()[2:]
        assert fonts
        # the columns emb, sub, uni stand before the object's two numbers
        assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in fonts), fonts
        assert words in tool("pdftotext", "-enc", "UTF-8", paper, "-").replace(" ", "")
    values = [c.value for row in openpyxl.load_workbook(sheet).active.iter_rows() for c in row]
    assert "—（未配置规则）" not in values and "—" in values


def tool(*command: object) -> str:
    """What a standard tool prints; it must succeed."""
    words = [str(word) for word in command]
    done = subprocess.run(words, capture_output=True, timeout=240, check=False)
    assert done.returncode == 0, f"{words[0]}: {done.stderr.decode()[:500]}"
    return done.stdout.decode("utf-8")


def test_standard_tools_open_a_bundle(job: Job, tmp_path: Path) -> None:
    """The steps of docs/format.md §7: openssl verifies, age opens, unzip lists."""
    text = (ROOT / "docs" / "format.md").read_text("utf-8")
    inner = text[text.index("### 7. By hand") :]
    blocks = [part.split("```")[0] for part in inner.split("```sh\n")[1:]][:4]
    assert len(blocks) == 4
    (tmp_path / "bundle.hlb").write_bytes(job.bundles["DEMO01"].read_bytes())
    recovery = job.above.folder / "recovery.txt"
    (tmp_path / "recovery.txt").write_bytes(recovery.read_bytes())
    (tmp_path / "sender.hex").write_text(sender_key(job) + "\n", "ascii")
    script = "set -eu\n" + "\n".join(blocks)
    done = subprocess.run(
        ["sh", "-c", script], cwd=tmp_path, capture_output=True, timeout=240, check=False
    )
    said = done.stdout.decode("utf-8")
    assert done.returncode == 0, done.stderr.decode()[:800]
    assert "Signature Verified Successfully" in said
    assert "records.jsonl.zst" in said and "manifest.json" in said
    hashes = (tmp_path / "op-hashes.txt").read_text("ascii").split()
    assert f"-{len(hashes)}-" in job.bundles["DEMO01"].name


def sender_key(job: Job) -> str:
    """The station's public signing key, from its own request for enrolment."""
    data = (job.below["DEMO01"].folder / "request.hlb").read_bytes()
    length = int.from_bytes(data[8:12], "big")
    key = json.loads(data[12 + length + 64 :])["signing_key"]
    assert isinstance(key, str)
    return key
