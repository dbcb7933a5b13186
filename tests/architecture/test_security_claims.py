"""docs/security.md: each claim of its table names tests that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def claims() -> list[tuple[str, list[tuple[str, str]]]]:
    """(claim, [(file, test)]) of the table."""
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    _before, _title, table = text.partition("## Claims and their tests")
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [(row.split("|")[1].strip(), _TEST.findall(row)) for row in rows]


def names_of(path: Path) -> set[str]:
    """The test functions of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_claim_names_a_test_that_is_there() -> None:
    found = claims()
    assert len(found) >= 20
    for claim, tests in found:
        assert tests, claim
        for file, name in tests:
            assert (ROOT / file).is_file(), f"{claim}: {file}"
            assert name in names_of(ROOT / file), f"{claim}: {file}::{name}"


def test_every_test_named_elsewhere_on_the_page_is_there() -> None:
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    for file, name in _TEST.findall(text):
        assert (ROOT / file).is_file(), file
        assert not name or name in names_of(ROOT / file), f"{file}::{name}"
