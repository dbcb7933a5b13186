"""Rule values as people write them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app import i18n
from patrol_app.domain.builtin_rules import BUILTIN
from patrol_app.domain.rule_text import parse_rule, rule_name, rule_unit, rule_value
from patrol_app.services.profiles import profiles


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    before = i18n.language()
    i18n.use("zh_CN")
    yield
    i18n.use(before)


@given(st.integers(-(10**9), 10**9), st.sampled_from(["", "m", "days", "e4", "e2"]))
def test_what_is_written_reads_back(value: int, unit: str) -> None:
    assert parse_rule(rule_value(value, unit), unit) == value


@given(st.dates())
def test_a_day_of_the_year_reads_back(day: object) -> None:
    value = day.month * 100 + day.day  # type: ignore[attr-defined]
    assert parse_rule(rule_value(value, "mmdd"), "mmdd") == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0.9", "e4", 9000),
        ("１０月１日", "mmdd", 1001),
        ("2/29", "mmdd", 229),
        (" 3000 ", "m", 3000),
        ("１２", "", 12),
    ],
)
def test_typed_values(text: str, unit: str, value: int) -> None:
    assert parse_rule(text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit"),
    [("", "m"), ("x", "m"), ("0.5", "m"), ("0.00001", "e4"), ("2-30", "mmdd"), ("13-1", "mmdd"),
     ("NaN", "m"), ("1e30", "m"), ("10", "mmdd")],
)  # fmt: skip
def test_what_is_no_value_is_refused(text: str, unit: str) -> None:
    with pytest.raises(ValueError):
        parse_rule(text, unit)


def test_every_shipped_rule_has_a_name() -> None:
    rows = [*BUILTIN, *(row for one in profiles().values() for row in one.rules)]
    assert [row.key for row in rows if rule_name(row.key) == row.key] == []
    assert rule_name("fire.season.防火期.start") == "防火季节 · 防火期 · 开始"
    assert rule_name("something.newer") == "something.newer"
    assert [rule_unit(unit) for unit in ("days", "m", "e4")] == ["天", "m", ""]
