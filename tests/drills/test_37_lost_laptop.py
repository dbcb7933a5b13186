"""A lost laptop without its device slot: no file of it tells anything that was entered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.prepared import city, enrolled
from tests.e2e.program import Program

pytestmark = pytest.mark.ci
WORDS = ("甲乙丙丁己", "13899990000", "示例密林深处")


def test_the_city_revokes_it_and_its_later_packages_wait(tmp_path: Path) -> None:
    """Whoever found it while it still opened by itself exports once more: a person decides."""
    above = city(tmp_path / "city")
    place = enrolled(tmp_path / "station", above)
    thief = Program(tmp_path / "station")  # the same folder in other hands
    place.add("finding", description="示例：之前")
    (sent,) = place.run("export", "--out", tmp_path / "a").good().items
    above.run("receive", sent["file"], "--yes").good()
    above.run("device", "revoke", "DEMO01", "--note", "示例：遗失").good()
    thief.add("finding", description="示例：之后")
    (late,) = thief.run("export", "--out", tmp_path / "b").good().items
    assert above.run("receive", late["file"], "--yes").refused()["code"] == "bundle.revoked"
    (aside,) = above.run("quarantine", "list").good().items
    assert (aside["unit"], aside["reason"]) == ("DEMO01", "bundle.revoked")
    listed = above.run("list", "finding", "--drafts").good().items
    assert [row["description"] for row in listed] == ["示例：之前"]


def test_no_canary_in_any_file(tmp_path: Path) -> None:
    """Records, a photo, a search, a paper, a backup, a refusal: then every byte is looked at."""
    place = city(tmp_path / "city")  # a station must be enrolled before passwords alone open it
    place.add("party", name=WORDS[0], phone=WORDS[1])
    number = place.add("finding", description=WORDS[2])["number"]
    place.run("show", "finding", number).good()
    place.run("backup", "make").good()
    place.run("show", "finding", WORDS[0]).refused(1)
    secret = place.folder / "password"
    secret.write_text("a long password")
    users = place.run("user", "list").good().items
    place.run("user", "password", users[0]["number"], "--new-password-file", secret).good()
    place.run("user", "require-password", "--yes").good()
    (place.folder / "password").unlink()
    assert not (place.data / "device.key").exists()
    place.run("list", "finding").refused(1)
    # answers and inputs are the tester's own; data, home, temporary and working folder the laptop's
    looked = 0
    for folder in (place.data, *(place.folder / name for name in ("home", "tmp", "work"))):
        for path in folder.rglob("*"):
            if path.is_file():
                looked += 1
                data = path.read_bytes()
                told = [word for word in WORDS if word.encode() in data or word in str(path)]
                assert told == [], path
    assert looked > 5
    assert place.left() == []
