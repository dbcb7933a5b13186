"""What scripts rely on, tried on real processes: exit codes, one document, absolute paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.program import ROOT, Program, city, enrolled, station

WALK = ROOT / "resources" / "sample" / "walk-1.gpx"


@pytest.fixture(scope="module")
def above(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """A city with one station enrolled as DEMO01."""
    return city(tmp_path_factory.mktemp("above") / "city")


@pytest.fixture(scope="module")
def place(above: Program, tmp_path_factory: pytest.TempPathFactory) -> Program:
    """An enrolled station."""
    return enrolled(tmp_path_factory.mktemp("place") / "station", above)


@pytest.mark.parametrize(
    "line",
    [
        ("fly",),
        ("export",),
        ("add", "tree", "--from", "x.json"),
        ("receive", "x.hlb"),
        ("receive", "x.hlb", "--yes", "--rehearse"),
        ("report", "patrol-monthly", "--month", "2026-13", "--out", "x.pdf"),
        ("import", "x.gpx", "--datum", "mars"),
        ("init", "--role", "moon", "--unit", "DEMO03", "--name", "x"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_2_with_one_document(place: Program, line: tuple[str, ...]) -> None:
    """Exit 2, an error document, and nothing written where the command ran."""
    place.run(*line).refused(2)
    assert not list((place.folder / "work").iterdir())


@pytest.mark.parametrize(
    "line",
    [
        ("show", "patrol", "PDEMO01-01-260803-999"),
        ("submit", "patrol", "PDEMO01-01-260803-999"),
        ("add", "patrol", "--from", "absent.json"),
        ("receive", "absent.hlb", "--yes"),
        ("import", "absent.gpx", "--datum", "wgs84"),
        ("report", "daily-log", "--patrol", "PDEMO01-01-260803-999", "--out", "x.pdf"),
    ],
    ids=" ".join,
)
def test_refused_input_is_exit_1_with_the_reason(place: Program, line: tuple[str, ...]) -> None:
    """Exit 1, a reason, and no file."""
    place.run(*line).refused(1)
    assert not list((place.folder / "work").iterdir())


def test_the_datum_is_asked_before_anything_is_written(place: Program) -> None:
    """Without an answer and without a terminal: exit 1 naming the question."""
    error = place.run("import", WALK).refused()
    assert error["code"] == "import.datum"
    assert "--datum" in error["message"]
    assert place.run("import", WALK, "--datum", "ask").refused()["code"] == "import.datum"
    assert place.run("list", "patrol", "--drafts").good().document["drafts"] == 0


def test_a_refused_submit_names_each_field(place: Program) -> None:
    """``details`` holds field, code and message of every rule that refuses."""
    number = place.add("patrol", route="示例沟")["number"]
    error = place.run("submit", "patrol", number).refused()
    assert error["code"] == "submit.refused"
    assert all(set(row) >= {"field", "code", "message"} for row in error["details"])
    assert {"ranger", "grid", "type", "weather"} <= {row["field"] for row in error["details"]}
    assert "route" not in {row["field"] for row in error["details"]}
    assert place.run("show", "patrol", number).good().document["state"] == "draft"


def test_a_taken_code_needs_a_word(above: Program, place: Program, tmp_path: Path) -> None:
    """A second device of a code is refused unless it is said to be of the same unit."""
    other = station(tmp_path / "other", place.run("list", "unit").good().items[0]["number"])
    asked, grant = tmp_path / "asked.hlb", tmp_path / "grant.hlb"
    code = other.run("enrol", "request", "--out", asked).good().document["code"]
    above.run("enrol", "grant", asked, "--out", grant, "--code", "1234-5678-9012").refused()
    above.run("enrol", "grant", asked, "--out", grant, "--code", code).refused()
    assert not grant.exists()
    answer = above.run("enrol", "grant", asked, "--out", grant, "--code", code, "--same-unit")
    assert answer.good().document["device_no"] != "01"
    assert answer.document["files"] == [str(grant)]


def test_a_bundle_received_again_gives_the_receipt_again(
    above: Program, place: Program, tmp_path: Path
) -> None:
    """Exit 0 and the current receipt; ``--out`` holds receipts and nothing else."""
    place.add("finding", description="示例")
    bundle = place.run("export", "--out", tmp_path / "stick").good().document["files"][0]
    first = above.run("receive", bundle, "--yes", "--out", tmp_path / "one").good()
    again = above.run("receive", bundle, "--yes", "--out", tmp_path / "two").good()
    assert [row["status"] for row in again.items] == ["known"]
    for answer, folder in ((first, "one"), (again, "two")):
        assert answer.document["files"] == [str(path) for path in (tmp_path / folder).iterdir()]
        assert len(answer.document["files"]) == 1


def test_files_are_named_by_their_absolute_path(place: Program) -> None:
    """Also for a person: each on a line of its own, however the option was written."""
    command = [word for word in place.command() if word != "--json"]
    options = ("--month", "2031-01", "--out", "empty.xlsx")
    answer = place.call([*command, "report", "patrol-monthly", *options]).good()
    paper = place.folder / "work" / "empty.xlsx"
    assert str(paper) in answer.out.splitlines()
    assert paper.is_file()
    paper.unlink()
