"""What the board is filtered by: township, category, grade, unit in charge, limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patrol_app.domain.vocabulary import vocabulary
from patrol_app.gui.kit import FilterBar
from patrol_app.gui.problem.words import SOON
from patrol_app.i18n import N_, _
from patrol_app.services.problems import Line

OVER, NEAR, LATER, WATCHED, CRIME = "over", "near", "later", "watched", "crime"
LIMITS = (
    (OVER, N_("Overdue")),
    (NEAR, N_("Due within 3 days")),
    (LATER, N_("Later or without limit")),
    (WATCHED, N_("Supervised")),
    (CRIME, N_("To be passed on")),
)
KEPT = "problem-board"  # name under which filters are kept


def filter_bar() -> FilterBar:
    """The bar; townships and units are offered by ``offer``."""
    categories = [(one.code, one.label()) for one in vocabulary("category").terms]
    grades = [(one.code, one.label()) for one in vocabulary("grade").terms]
    limits = [(code, _(words)) for code, words in LIMITS]
    return FilterBar(
        [
            ("township", _("Township"), []), ("category", _("Category"), categories),
            ("grade", _("Grade"), grades), ("unit", _("Unit in charge"), []),
            ("limit", _("Limit"), limits),
        ]
    )  # fmt: skip


def offer(bar: FilterBar, lines: Sequence[Line], names: Mapping[str, str]) -> None:
    """Offer the townships and units that there are."""
    towns = sorted({line.problem.township for line in lines} - {""})
    bar.buttons["township"].set_choices([(name, name) for name in towns])
    units = {line.now.for_unit_id or "" for line in lines} - {""}
    pairs = sorted((rec, names.get(rec, rec)) for rec in units)
    bar.buttons["unit"].set_choices(pairs)


def passing(lines: Sequence[Line], values: Mapping[str, str]) -> list[Line]:
    """The lines that the filters in force leave."""
    return [line for line in lines if _passes(line, values)]


def _passes(line: Line, values: Mapping[str, str]) -> bool:
    facts = {
        "township": line.problem.township,
        "category": line.problem.category,
        "grade": line.now.grade,
        "unit": line.now.for_unit_id or "",
    }
    if any(name in values and values[name] != fact for name, fact in facts.items()):
        return False
    limit = values.get("limit", "")
    return not limit or _limited(line, limit)


def _limited(line: Line, limit: str) -> bool:
    near = bool(line.due_on) and -SOON <= line.days_over <= 0
    return {
        OVER: line.overdue,
        NEAR: near,
        LATER: not line.overdue and not near,
        WATCHED: bool(line.now.supervision),
        CRIME: line.crime.reached,
    }[limit]
