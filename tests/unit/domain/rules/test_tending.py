"""Rules of tending checks; rates against figures computed by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrol_app.domain.records.tending import mean_rate_e4, own, rate_e4, tally
from patrol_app.domain.rules.filled import filled
from patrol_app.domain.rules.tending import RULES
from patrol_app.domain.setting import RuleBook, RuleValue
from patrol_app.services.tallies import figures_line
from tests.support.forest import plot, tending
from tests.support.records import codes, context


def remarks(**changes: Any) -> list[str]:
    """What the rules say of a check."""
    found = [one for rule in (filled, *RULES) for one in rule(tending(**changes), context())]
    return codes(found)


def test_a_whole_check_passes() -> None:
    assert remarks() == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"plots": ()}, ["tending.plots", "tending.rate"]),
        ({"plots": (), "work": "抚育"}, ["tending.rate"]),
        ({"plots": (), "work": "抚育", "rate_kind": ""}, []),
        ({"rate_kind": ""}, ["tending.rate"]),
        ({"plots": (plot(1, 10, 11),)}, ["tending.alive"]),
        ({"plots": (plot(1, 10, None),)}, ["tending.counts"]),
        ({"plots": (plot(1, 0, 0),)}, ["tending.counts"]),
        ({"work": "封育", "plots": (), "rate_kind": ""}, ["tending.closed"]),
        ({"work": "封育", "plots": (), "rate_kind": "", "measures": ("围栏",)}, []),
        ({"work_year": 2027}, ["tending.year"]),
        ({"work_year": 2026}, []),
        ({"checked_on": "2026-08-04"}, ["time.future"]),
        ({"plots": (plot(1, 100, 84),)}, ["tending.passed"]),
        ({"plots": (plot(1, 100, 84),), "verdict": "需补植", "mend": "补植16株"}, []),
        ({"verdict": "不合格", "mend": "x"}, ["tending.passed"]),
        ({"verdict": "不合格"}, ["tending.mend", "tending.passed"]),
        ({"plots": (plot(1, 100, 84),), "rate_kind": "保存率"}, []),
        ({"plots": (plot(1, 100, 79),), "rate_kind": "保存率"}, ["tending.passed"]),
        ({"verdict": ""}, ["field.required"]),
    ],
)
def test_what_does_not_fit_is_said(changes: dict[str, Any], expected: list[str]) -> None:
    assert remarks(**changes) == expected


def test_the_line_is_not_rounded_up_to() -> None:
    """84.996 % is below 85 %, 85 % exactly is not."""
    assert remarks(plots=(plot(1, 25_000, 21_249),)) == ["tending.passed"]
    assert remarks(plots=(plot(1, 20, 17),)) == []
    (found,) = [
        one for rule in RULES for one in rule(tending(verdict="不合格", mend="x"), context())
    ]
    assert found.params == {"rate": "88.23", "line": "85.00"} and "not checked" in found.msgid
    line = RuleValue("tending.pass.survival", 9_000, "e4", source="S", confidence="V")
    low = context(book=RuleBook([line]))
    (firm,) = [one for rule in RULES for one in rule(tending(), low)]
    assert firm.params["line"] == "90.00" and "not checked" not in firm.msgid


def test_rates_by_hand() -> None:
    """195 alive of 221: 88.2352… %; by area 120 mu of 88.2352 % and 30 mu of 50 %: 80.588… %."""
    one = tending()
    assert rate_e4(one) == 8_823
    assert own(one) == {"lon": None, "lat": None, "planted": 221, "alive": 195, "rate_e4": 8_823}
    other = tending(area_mu_e4=300_000, plots=(plot(1, 10, 5),))
    assert mean_rate_e4([one, other]) == 8_058
    assert mean_rate_e4([tending(area_mu_e4=None), tending(plots=())]) is None
    assert rate_e4(tending(plots=(plot(1, None, 4),))) is None
    assert own(tending(plots=()))["planted"] is None


@given(
    st.lists(
        st.tuples(st.integers(1, 10**7), st.integers(1, 500), st.integers(0, 500)),
        min_size=1,
        max_size=6,
    )
)
def test_a_mean_is_exact(rows: list[tuple[int, int, int]]) -> None:
    """Cut off once, at the end; never above the best nor below the worst."""
    fitting = [(area, planted, min(alive, planted)) for area, planted, alive in rows]
    checks = [tending(area_mu_e4=a, plots=(plot(1, p, n),)) for a, p, n in fitting]
    exact = sum((Fraction(a * n, p) for a, p, n in fitting), Fraction()) / sum(
        a for a, _, _ in fitting
    )
    found = mean_rate_e4(checks)
    assert found is not None and found <= exact * 10_000 < found + 1
    rates = [rate_e4(one) or 0 for one in checks]
    assert min(rates) <= found <= max(rates)


def test_figures_by_kind_of_work() -> None:
    rows = [tending(), tending(work="封育", plots=(), rate_kind="", area_mu_e4=10_500)]
    assert figures_line(tally(rows)).split("　") == [
        "Checks 2", "Closing 1.1 mu", "Replanting 120.0 mu", "Survival 88.23 %",
    ]  # fmt: skip
