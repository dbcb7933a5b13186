"""Texts of papers: places are words, never code; what is filled in is not read again."""

from __future__ import annotations

import pytest

from patrol_app.domain.case_template import PLACES, blocks, filled, unknown
from patrol_app.domain.records.case import CaseTemplate
from patrol_app.domain.remark import RuleContext
from patrol_app.domain.rules.case_template import RULES
from patrol_app.domain.setting import RuleBook
from tests.support.records import REC, UNIT


def codes(**values: object) -> list[str]:
    """Codes of what is said of a template."""
    base = {"id": REC, "unit": UNIT, "code": "T1", "step": "处罚决定", "title": "决定书"}
    one = CaseTemplate.model_validate({**base, "body": "{当事人}", **values})
    context = RuleContext(0, RuleBook())
    return [remark.code for rule in RULES for remark in rule(one, context)]


@pytest.mark.parametrize(
    "body",
    ["{当事人.__class__}", "{0}", "{}", "{os.environ}", "{%s}", "{罚款!r}", "{罚款:>9}"],
)
def test_a_place_that_is_no_name_is_refused_and_never_evaluated(body: str) -> None:
    assert unknown(body) and codes(body=body) == ["template.place"]
    assert filled(body, {"当事人": "x", "罚款": "1"}) == body


def test_a_value_brings_no_place_and_no_heading_of_its_own() -> None:
    values = {"当事人": "{身份证号}\n【决定】", "身份证号": "1"}
    assert filled("{当事人}", values) == "{身份证号}\n【决定】"
    assert blocks("前言\n【事实】\n{当事人}\n\n【空】", values) == (
        ("正文", "前言"),
        ("事实", "{身份证号}\n【决定】"),
        ("空", ""),
    )


def test_in_use_only_with_who_and_when() -> None:
    assert codes() == []
    assert codes(enabled=True) == ["template.approved", "template.approved"]
    assert codes(enabled=True, approved_by="法制股", approved_on="2026-08-01") == []
    assert codes(step="现场检查") == ["template.step"]  # the program's own paper
    assert codes(body="没有要填的") == ["template.plain"]
    assert len(set(PLACES)) == len(PLACES)


def test_a_long_text_of_braces_ends_soon() -> None:
    """Bounded work for hostile words: the places are found in one pass."""
    hostile = "{" * 32_000
    assert unknown(hostile) == () and filled(hostile, {}) == hostile
