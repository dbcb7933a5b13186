"""docs/figures.md: each figure names a test and a function that exist, each rule its value."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from patrol_app.domain.builtin_rules import BUILTIN
from tests.architecture.test_security_claims import names_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/figures.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_RULE = re.compile(r"`([^`/]+)` (\d+)(?: ([^,|`]+?))?(?=,| \|)")
# rules of other sections: patrols, forest chiefs, assessment, exchange, privacy, later types
ELSEWHERE = (
    "patrol.", "track.", "linzhang.", "review.", "exchange.", "party.", "wildlife.", "tending.",
    "target.online", "target.patrol_rate", "target.standard_rate",
)  # fmt: skip


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading."""
    _before, _title, rest = PAGE.partition(f"## {title}")
    table = rest.partition("\n## ")[0]
    lines = [line for line in table.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def named(cell: str) -> None:
    """See that the one test of a cell is there."""
    ((file, name),) = _TEST.findall(cell)
    assert (ROOT / file).is_file(), file
    assert name in names_of(ROOT / file), f"{file}::{name}"


def test_every_figure_names_a_test_and_a_function_that_are_there() -> None:
    found = rows("Formulas and fixed figures")
    assert len(found) >= 30
    for figure, section, tag, place, test in found:
        assert section.startswith("§") and tag, figure
        module, _dot, name = place.strip("`").rpartition(".")
        assert hasattr(importlib.import_module(module), name), place
        named(test)


def test_every_rule_of_these_sections_stands_with_its_value() -> None:
    shipped = {
        row.key: (row.value, row.unit) for row in BUILTIN if not row.key.startswith(ELSEWHERE)
    }
    told: dict[str, tuple[int, str]] = {}
    for rules, section, _tag, test in rows("Rules, with the value"):
        assert section.startswith("§"), rules
        named(test)
        pairs = _RULE.findall(f"{rules} |")
        assert pairs, rules
        for key, value, unit in pairs:
            assert key not in told, key
            told[key] = (int(value), unit)
    assert told == shipped


def test_nothing_is_called_verified_that_the_reference_does_not_verify() -> None:
    tags = {
        key: tag
        for rules, _section, tag, _test in rows("Rules, with the value")
        for key, _value, _unit in _RULE.findall(f"{rules} |")
    }
    verified = [row for row in BUILTIN if row.confidence == "V"]
    assert len(verified) >= 25
    for row in verified:
        assert tags[row.key].startswith("V:"), row.key
