"""docs/adding-a-record-type.md: the files are there, and no others speak of the two types."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOC = ROOT / "docs" / "adding-a-record-type.md"
TEXT = DOC.read_text(encoding="utf-8")
FILES = [one for one in re.findall(r"`([\w./-]+)`", TEXT) if "/" in one and "." in one]
NAMES = {
    "wildlife": re.compile(r"wildlife|WildlifeS|\bXW\b"),
    "tending": re.compile(r"tending|\bXT\b"),
}
REVISION = "patrol_app/storage/migrations/versions/r0012_forest.py"


def passing(path: str) -> bool:
    """Examples of a number, invented records, later revisions that go over every table."""
    later = Path(path).parent == Path(REVISION).parent and path > REVISION
    invented = path.startswith("patrol_app/services/sampling/")
    return later or invented or path == "patrol_app/domain/journal/number.py"


def listed(code: str) -> set[str]:
    """Files of the program that the document names for a type, with those for both."""
    column = ["wildlife", "tending"].index(code) + 2
    rows = [line.split("|") for line in TEXT.splitlines() if line.startswith("|")]
    own = {one for row in rows if len(row) == 5 for one in re.findall(r"`([\w./-]+)`", row[column])}
    both = {one for row in rows for one in re.findall(r"`([\w./-]+)`", row[2])}
    return {one for one in own | both if one.startswith("patrol_app/")}


def test_every_file_of_the_list_is_there() -> None:
    found = [
        one for one in FILES if one.startswith(("patrol_app/", "tests/", "docs/", "resources/"))
    ]
    assert len(found) > 20
    assert [one for one in found if not (ROOT / one).is_file()] == []


@pytest.mark.parametrize("code", NAMES)
def test_nothing_else_of_the_program_speaks_of_it(code: str) -> None:
    speaking = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "patrol_app").rglob("*.py")
        if NAMES[code].search(path.read_text(encoding="utf-8"))
    }
    own = {one for one in listed(code) if code in one or "forest" in one}
    assert {one for one in speaking - listed(code) if not passing(one)} == set()
    assert own <= speaking
