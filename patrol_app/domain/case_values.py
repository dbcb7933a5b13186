"""The legal time limits of a case, as editable rule values (``domain.md`` §5.5).

Articles are those of the law on administrative punishment as of 2025-04. ``wdays`` are working
days (article 85 for limits of 2, 3, 5 and 7 days). Ranges of fines ship as rows
that are not in use: the legal office enters them. No law counts the days for a statement, nor
says how old a young plantation is: both are the unit's own.
"""

from __future__ import annotations

from typing import Final

from patrol_app.domain.setting import RuleValue

_LAW: Final = "行政处罚法"


def _legal(key: str, value: int, unit: str, article: int) -> RuleValue:
    return RuleValue(key, value, unit, source=f"{_LAW}第{article}条", confidence="V")


CASE_VALUES: Final = (
    _legal("case.officers", 2, "人", 42),
    _legal("case.limitation", 2, "years", 36),
    _legal("case.spot.citizen", 20_000, "e2", 51),
    _legal("case.spot.entity", 300_000, "e2", 51),
    _legal("case.evidence", 7, "wdays", 56),
    _legal("case.decide", 90, "days", 60),
    _legal("case.serve", 7, "wdays", 61),
    _legal("case.hearing.ask", 5, "wdays", 64),
    _legal("case.hearing.notice", 7, "wdays", 64),
    _legal("case.pay", 15, "days", 67),
    _legal("case.late_pct", 3, "%", 72),
    RuleValue("case.repeat_months", 12, "months", confidence="U"),
    RuleValue("case.reconsider", 60, "days", source="行政复议法第20条", confidence="V"),
    RuleValue("case.sue", 6, "months", source="行政诉讼法第46条", confidence="V"),
    RuleValue("case.statement", 3, "wdays", confidence="U"),
    RuleValue("grazing.young_years", 5, "years", confidence="U"),
    RuleValue("grazing.young_near_m", 100, "m", confidence="U"),
    *(
        RuleValue(f"fine.grazing.{per}.{end}", 0, "e2", confidence="U", enabled=False)
        for per in ("unit", "head", "case")
        for end in ("min", "max")
    ),
)
