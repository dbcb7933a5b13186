"""What the command line promises to scripts: words, answers, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from patrol_app.domain.records import RECORD_TYPES
from tests.support.command import Command
from tests.support.photos import jpeg

PATROL = {
    "grid": "001",
    "type": "日常巡护",
    "means": "徒步",
    "weather": "晴",
    "temp_c": 12.5,
    "wind_force": 2,
    "wind_dir": "北",
    "danger_level": 3,
    "route": "村口",
    "nothing_found": True,
    "start_at": "2026-08-03T09:20+08:00",
    "end_at": "2026-08-03T11:20+08:00",
}
GPX = (
    '<gpx version="1.1" creator="t" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>'
    '<trkpt lat="38.9" lon="112.5"><time>2026-08-03T01:00:00Z</time></trkpt>'
    '<trkpt lat="38.9005" lon="112.5"><time>2026-08-03T01:01:00Z</time></trkpt>'
    "</trkseg></trk></gpx>"
)


def add_patrol(station: Command, **changes: object) -> str:
    """A patrol with its ranger and grid; its number."""
    station.add("person", {"name": "张三", "roles": ["ranger"]})
    station.add("grid", {"grid_no": "001", "name": "一号", "area_mu": "1200.5", "ranger": "张三"})
    return station.add("patrol", {**PATROL, "ranger": "张三", **changes})


def test_add_edit_submit_and_list_answer_alike(station: Command) -> None:
    number = add_patrol(station)
    assert station.json("list", "patrol") == {"items": [], "total": 0, "drafts": 1}
    document = station.json("list", "patrol", "--drafts")
    (item,) = document["items"]
    assert item.items() >= {"type": "patrol", "number": number, "state": "draft"}.items()
    assert (item["grid"], item["temp_c"], item["start_at"]) == (
        "001",
        "12.5",
        "2026-08-03T09:20+08:00",
    )
    path = station.file("edit.json", {"route": "岭上"})
    edited = station.json("edit", "patrol", number, "--from", path)
    assert set(edited) == {"items", "total"}
    assert set(edited["items"][0]) == {"type", "number", "id", "state"}
    done = station.json("submit", "patrol", number)
    assert (done["items"][0]["state"], done["total"]) == ("submitted", 1)
    assert station.json("list", "patrol", "--where", "route=岭上")["total"] == 1
    assert station.json("list", "patrol", "--from", "2026-08-04")["total"] == 0
    shown = station.json("show", "patrol", number)
    assert (shown["route"], shown["weather"], shown["state"]) == ("岭上", "晴", "submitted")
    assert station.json("check") == {"ok": True, "differences": [], "total": 0}


def test_a_refused_submit_names_the_fields(station: Command) -> None:
    number = add_patrol(station, route=None, wind_force=13)
    said = station("--json", "submit", "patrol", number)
    assert said.code == 1
    assert said.error["code"] == "submit.refused"
    rows = {row["field"]: row["code"] for row in said.error["details"]}
    assert rows == {"route": "field.required", "wind_force": "field.range"}
    assert all(set(row) == {"field", "code", "message"} for row in said.error["details"])


def test_units_and_grids_are_named_by_their_codes(station: Command) -> None:
    add_patrol(station)
    assert station.json("show", "grid", "001")["area_mu"] == "1200.5"
    assert station.json("show", "unit", "DEMO01")["name"] == "示例站"


@pytest.mark.parametrize("kind", RECORD_TYPES, ids=lambda kind: kind.code)
def test_schema_needs_no_data_folder(tmp_path: Path, kind: object) -> None:
    code = kind.code  # type: ignore[attr-defined]
    assert Command(tmp_path / "none").json("schema", code)["title"] == code


@pytest.mark.parametrize(
    ("words", "code", "name"),
    [
        (["nonsense"], 2, "usage"),
        (["add", "patrol"], 2, "usage"),
        (["list", "nothing"], 2, "type.unknown"),
        (["list", "patrol", "--limit", "x"], 2, "usage"),
        (["report", "weekly", "--out", "x.pdf"], 2, "usage"),
        (["report", "daily-log", "--out", "x.pdf"], 2, "usage"),
        (["report", "daily-log", "--of", "P1", "--out", "x.pdf"], 1, "record.unknown"),
        (["import", "x.gpx", "--datum", "mars"], 2, "usage"),
        (["receive", "x.hlb"], 2, "usage"),
        (["receive", "x.hlb", "--yes", "--rehearse"], 2, "usage"),
        (["show", "patrol", "P1"], 1, "record.unknown"),
        (["submit", "patrol", "P1"], 1, "record.unknown"),
        (["add", "patrol", "--from", "absent.json"], 1, "file.read"),
        (["import", "absent.gpx"], 1, "file.absent"),
        (["list", "grid", "--from", "2026-08-01"], 1, "list.no_time"),
        (["--user", "N0", "list", "patrol"], 1, "session.unknown"),
        (["--lang", "fr", "list", "patrol"], 2, "lang.unknown"),
    ],
)
def test_exit_codes_with_one_error_document(
    station: Command, words: list[str], code: int, name: str
) -> None:
    said = station("--json", *words)
    assert (said.code, said.error["code"]) == (code, name)
    assert said.error["message"]


def test_without_json_the_reason_goes_to_standard_error(station: Command) -> None:
    said = station("--lang", "en", "show", "patrol", "P1")
    assert (said.code, said.out) == (1, "")
    assert said.err == "No record is called P1\n"


def test_the_language_is_chosen_for_one_call(station: Command) -> None:
    chinese = station("--json", "show", "patrol", "P1").error["message"]
    english = station("--json", "--lang", "en", "show", "patrol", "P1").error["message"]
    assert english == "No record is called P1" and chinese != english


def test_global_options_may_stand_behind_the_command(station: Command) -> None:
    said = station("list", "patrol", "--json")
    assert said.document["total"] == 0


def test_a_second_init_is_refused(station: Command) -> None:
    said = station("--json", "init", "--role", "station", "--unit", "DEMO02", "--name", "x")
    assert (said.code, said.error["code"]) == (1, "setup.exists")


def test_before_enrolment_nothing_is_exported(station: Command, tmp_path: Path) -> None:
    said = station("--json", "export", "--out", tmp_path / "stick")
    assert said.code == 1 and said.error["code"]
    assert not list(tmp_path.glob("stick/*"))


def test_the_recovery_file_is_named_on_a_line_of_its_own(tmp_path: Path) -> None:
    city = Command(tmp_path / "city")
    out = tmp_path / ("long-" * 30 + "recovery.txt")
    words = ["init", "--role", "city", "--unit", "DEMO00", "--name", "示例市"]
    said = city(*words, "--recovery-out", out)
    assert said.code == 0
    assert str(out) in said.out.splitlines()
    assert "AGE-SECRET-KEY-1" in out.read_text("utf-8")


def test_the_acting_person_is_named_by_number_and_held_to_the_roles(station: Command) -> None:
    number = station.add("person", {"name": "张三", "roles": ["护林员"]})
    path = station.file("p.json", {"name": "李四"})
    said = station("--json", "--user", number, "add", "person", "--from", path)
    assert (said.code, said.error["code"]) == (1, "session.forbidden")


def test_import_says_what_became_of_each_file(station: Command, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.gpx").write_text(GPX, encoding="utf-8")
    (folder / "b.kml").write_text("<kml/>", encoding="utf-8")
    said = station("--json", "import", folder)
    assert (said.code, said.error["code"]) == (1, "import.datum")
    assert "a.gpx" in said.error["message"]
    preview = station("--json", "import", folder, "--dry-run")
    assert preview.code == 4 and preview.document["datum_asked"] == ["a.gpx"]
    assert station.json("list", "patrol", "--drafts")["total"] == 0
    said = station("--json", "import", folder, "--datum", "wgs84")
    assert said.code == 4
    (item,) = said.document["items"]
    assert item.items() >= {"type": "patrol", "state": "draft", "points": 2}.items()
    assert [row["code"] for row in said.document["refused"]] == ["import.no_track"]
    again = station.json("import", folder / "a.gpx", "--datum", "wgs84")
    assert (again["total"], again["known"][0]["number"]) == (0, item["number"])
    (folder / "1.jpg").write_bytes(jpeg())
    photo = station.json("import", folder / "1.jpg", "--patrol", item["number"])
    assert photo["items"][0]["type"] == "attachment"
    shown = station.json("show", "attachment", photo["items"][0]["number"])
    assert (shown["parent"], shown["name"]) == (item["number"], "1.jpg")


def test_only_refused_files_are_an_error(station: Command, tmp_path: Path) -> None:
    bad = tmp_path / "b.kml"
    bad.write_text("<kml/>", encoding="utf-8")
    said = station("--json", "import", bad)
    assert (said.code, said.error["code"]) == (1, "import.no_track")
    assert said.error["details"][0]["file"] == str(bad)


def test_a_list_of_objects_is_added_whole_or_not_at_all(station: Command) -> None:
    path = station.file("many.json", [{"name": "甲"}, {"name": "乙"}])
    assert station.json("add", "person", "--from", path)["total"] == 2
    path = station.file("bad.json", [{"name": "丙"}, {"nme": "丁"}])
    assert station("--json", "add", "person", "--from", path).code == 1
    assert station.json("list", "person")["total"] == 3


def test_personal_data_needs_the_right(station: Command) -> None:
    party = station.add("party", {"name": "某人", "id_number": "X1"})
    ranger = station.add("person", {"name": "张三", "roles": ["ranger"]})
    said = station("--json", "--user", ranger, "show", "party", party)
    assert (said.code, said.error["code"]) == (1, "session.forbidden")
    assert "某人" not in station("--user", ranger, "list", "party").out
    assert json.dumps("某人", ensure_ascii=False) in station("--json", "show", "party", party).out
