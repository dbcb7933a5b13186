"""Drill 35: the city's computer and keys are gone: the recovery file reads all, and begins anew."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pyrage
import pytest

from patrol_app.sync.container import open_header
from patrol_app.sync.recovery_file import read_recovery
from tests.drills.kills import whole_files
from tests.e2e.program import Program, city, enrolled

# Several whole programs: left out of the plain run.
pytestmark = pytest.mark.ci


def test_a_city_from_its_recovery_file(tmp_path: Path) -> None:
    """Every package opens with the file alone; the stations believe the new city by it."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    stick, back = tmp_path / "stick", tmp_path / "back"
    place.add("finding", description="示例：从前")
    old = [Path(i["file"]) for i in place.run("export", "--out", stick).good().items]
    above.run("receive", *old, "--yes", "--out", back).good()
    place.run("receive", back, "--yes").good()
    recovery = tmp_path / "recovery.txt"
    shutil.copy(above.folder / "recovery.txt", recovery)
    shutil.rmtree(above.folder)

    identity = pyrage.x25519.Identity.from_str(read_recovery(recovery.read_bytes()).identity)
    packages = [*whole_files(stick), *whole_files(back)]
    assert len(packages) >= 2
    for path in packages:
        raw = path.read_bytes()
        assert pyrage.decrypt(raw[open_header(io.BytesIO(raw)).body_at :], [identity])

    anew = Program(tmp_path / "anew")
    anew.run("init", "--role", "city", "--unit", "DEMO00", "--name", "示例市林业局",
             "--recover", recovery).good()  # fmt: skip
    assert read_recovery(recovery.read_bytes()).identity.encode() not in b"".join(
        path.read_bytes() for path in anew.folder.rglob("*") if path.is_file()
    )
    asked, grant = tmp_path / "ask.hlb", tmp_path / "grant.hlb"
    code = place.run("enrol", "request", "--out", asked).good().document["code"]
    answer = anew.run(
        "enrol", "grant", asked, "--out", grant, "--code", code, "--root-key", recovery
    ).good()
    place.run("enrol", "accept", grant, "--code", answer.document["code"]).good()
    # an old package that only the lost computer could read
    anew.run("receive", *old, "--yes", "--recovery-file", recovery).good()
    place.add("finding", description="示例：以后")
    later = [Path(i["file"]) for i in place.run("export", "--out", tmp_path / "s2").good().items]
    anew.run("receive", *later, "--yes", "--out", tmp_path / "b2").good()
    heard = place.run("receive", tmp_path / "b2", "--yes").good()
    assert heard.items[0]["status"] == "receipt"
    listed = anew.run("list", "finding", "--drafts").good().items
    assert {row["description"] for row in listed} == {"示例：从前", "示例：以后"}
    assert anew.run("check").good().document["ok"] is True
