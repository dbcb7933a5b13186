"""``deliver`` on real folders, as scripts use it."""

from __future__ import annotations

from pathlib import Path

import pytest

from patrol_app.domain.vocabulary import extend
from tests.support.command import Command


@pytest.fixture
def city(station: Command, tmp_path: Path) -> Command:
    """A city that has granted the station."""
    made = Command(tmp_path / "city")
    made.json(
        "init", "--role", "city", "--unit", "DEMO00", "--name", "示例市",
        "--recovery-out", tmp_path / "recovery.txt",
    )  # fmt: skip
    station.json("enrol", "request", "--out", tmp_path / "e.hlb")
    made.json("enrol", "grant", tmp_path / "e.hlb", "--out", tmp_path / "g.hlb")
    station.json("enrol", "accept", tmp_path / "g.hlb")
    return made


def test_a_script_sends_down_and_reads_the_word(
    city: Command, station: Command, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    answer = city.json("deliver", "--out", stick)
    (item,) = answer["items"]
    assert (item["unit"], item["no"], item["again"]) == ("DEMO01", 1, False)
    assert [str(path) for path in stick.iterdir()] == item["paths"]
    said = city("deliver", "--out", stick, "--unit", "DEMO01")
    assert said.code == 0 and item["paths"][0] in said.out.splitlines()

    assert station.json("receive", stick, "--yes")["items"][0]["kind"] == "down"
    sent = station.json("export", "--out", tmp_path / "up")
    assert sent["receipts"] == 1
    taken = city.json("receive", tmp_path / "up", "--yes")
    assert sorted(row["status"] for row in taken["items"]) == ["done", "receipt"]
    again = city("receive", tmp_path / "up", "--yes")  # in words for people, codes are for scripts
    assert "  已有  DEMO01" in again.out and "known" not in again.out
    assert city.json("deliver", "--out", tmp_path / "again")["total"] == 0


@pytest.mark.ci
def test_base_data_with_an_installer(city: Command, station: Command, tmp_path: Path) -> None:
    file = tmp_path / "setup.exe"
    file.write_bytes(b"MZ" * 50)
    out = tmp_path / "base"
    words = ("deliver", "--base", "--out", out)
    assert city(*words, "--installer", file).code == 2
    assert city(*words, "--unit", "DEMO01").code == 2
    answer = city.json(*words, "--installer", file, "--installer-version", "9.1")
    assert answer["base"]["installer"] == "9.1" and answer["total"] == 0
    assert station("--json", "save-installer", "--out", tmp_path).error["code"] == "installer.none"
    station.json("receive", out, "--yes")
    saved = station.json("save-installer", "--out", tmp_path)
    assert Path(saved["file"]).read_bytes() == file.read_bytes()
    assert station("deliver", "--out", out).code == 1
    extend(())
