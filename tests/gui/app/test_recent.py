"""What Ctrl+K offers first is kept on this machine, each person's own, ids alone."""

from __future__ import annotations

import json
from pathlib import Path

from patrol_app.gui.recent import MOST, PEOPLE, Recent
from patrol_app.settings import Settings


def test_each_person_finds_his_own_after_the_next_start(tmp_path: Path) -> None:
    file, who = tmp_path / "settings.json", ["person-a"]
    recent = Recent(Settings(file), lambda: who[0])
    for rec in ("1", "2", "1", *"345678"):
        recent.opened("patrol", rec)
    assert not recent.opened("patrol", "8")  # it is the first already: nothing to write
    who[0] = "person-b"
    assert recent.refs() == [] and recent.opened("pest", "9")
    recent.keep()
    kept = json.loads(json.loads(file.read_text(encoding="utf-8"))["recent"])
    assert set(kept) == {"person-a", "person-b"}
    again = Recent(Settings(file), lambda: who[0])
    assert again.refs() == [("pest", "9")]
    who[0] = "person-a"
    assert again.refs() == [("patrol", rec) for rec in "87654312"] and len(again.refs()) == MOST


def test_parties_are_not_remembered_and_old_people_give_way(tmp_path: Path) -> None:
    who = [""]
    recent = Recent(Settings(tmp_path / "settings.json"), lambda: who[0])
    assert not recent.opened("party", "1")
    long_id = "0" * 36
    for number in range(PEOPLE + 1):
        who[0] = f"{number:036d}"
        for rec in range(MOST):
            recent.opened("attachment", f"{rec}{long_id[1:]}")
    recent.keep()  # the fullest lists are taken by the option
    again = Recent(Settings(tmp_path / "settings.json"), lambda: who[0])
    assert len(again.refs()) == MOST
    who[0] = f"{0:036d}"
    assert again.refs() == []


def test_a_damaged_list_is_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    for text in ("{", "[1]", '{"a": 1}', '{"a": [["dragon", "1"], ["patrol"], 3]}'):
        file.write_text(json.dumps({"recent": text}), encoding="utf-8")
        assert Recent(Settings(file), lambda: "a").refs() == []
