"""A lost laptop without its device slot: no file of it tells anything that was entered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.prepared import city

pytestmark = pytest.mark.ci
WORDS = ("甲乙丙丁己", "13899990000", "示例密林深处")


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
