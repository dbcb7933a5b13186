"""Codes and names proposed for rounds, figures, control work and epidemic sub-compartments.

A proposal is made of what was typed; whoever types another one keeps it (decision 158).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from patrol_app.domain.records.pest_survey import Survey
from patrol_app.services.listing import pages
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries
from patrol_app.services.sub_compartments import plain_no

SEASONS: Final = {"秋季普查": "秋", "春季普查": "春"}
OF_GENERATION: Final = "代次调查"
# type -> fields that its proposals are made of
FOLLOWED: Final[Mapping[str, frozenset[str]]] = {
    "survey_round": frozenset({"survey_kind", "first_day", "generation"}),
    "reported_figure": frozenset({"year", "figure", "pest_name", "town"}),
    "control_work": frozenset({"start_on", "control_means"}),
    "survey": frozenset({"is_epidemic", "surveyed_on"}),
}


def proposals(queries: Queries, type: str, values: Mapping[str, Any]) -> dict[str, str]:
    """Field -> proposed words; empty while something they are made of is missing.

    Args:
        queries: of the open store.
        type: one of ``FOLLOWED``.
        values: of the form, by field.
    """
    made = _MAKERS[type](queries, values)
    return {name: words for name, words in made.items() if words}


def _round(queries: Queries, values: Mapping[str, Any]) -> dict[str, str]:
    kind, day = values.get("survey_kind") or "", values.get("first_day") or ""
    if not kind or not day:
        return {}
    year, generation = day[:4], values.get("generation") or ""
    if kind in SEASONS:
        short = SEASONS[kind]
    elif kind == OF_GENERATION:
        short = f"白蛾{generation}"
    else:
        short = f"{kind}{day[5:7]}月"
    name = f"{year}年{generation if kind == OF_GENERATION else ''}{kind}"
    return {"code": _free(queries, "survey_round", f"{year}{short}"), "name": name}


def _figure(queries: Queries, values: Mapping[str, Any]) -> dict[str, str]:
    year, figure = values.get("year"), values.get("figure") or ""
    if not year or not figure:
        return {}
    parts = [str(year), figure, values.get("pest_name") or "", values.get("town") or ""]
    words = "-".join(part.strip() for part in parts if part.strip())
    return {"code": _free(queries, "reported_figure", words)}


def _work(queries: Queries, values: Mapping[str, Any]) -> dict[str, str]:
    day, means = values.get("start_on") or "", values.get("control_means") or ""
    if not day or not means:
        return {}
    return {"code": _free(queries, "control_work", f"{day[:4]}-{means}", first=1)}


def _survey(queries: Queries, values: Mapping[str, Any]) -> dict[str, str]:
    """The code that the place has already, else the next one of year and unit."""
    day = values.get("surveyed_on") or ""
    if not values.get("is_epidemic") or not day:
        return {}
    unit = queries.identity().unit
    listing = Listing(
        "survey", (Condition("is_epidemic", "=", True),), EVERY_STATE, descending=False
    )
    head, highest = f"{day[:4]}-{unit}-", 0
    for row in pages(queries, listing):
        sheet = row.record
        if not isinstance(sheet, Survey) or not sheet.epidemic_code.strip():
            continue
        if _place(dict(sheet)) == _place(values):
            return {"epidemic_code": sheet.epidemic_code}
        tail = sheet.epidemic_code.removeprefix(head)
        if sheet.epidemic_code.startswith(head) and tail.isdigit():
            highest = max(highest, int(tail))
    return {"epidemic_code": f"{head}{highest + 1:03d}"}


def _place(values: Mapping[str, Any]) -> tuple[str, ...]:
    key = (values.get("compartment_key") or "").strip()
    if key:
        return (key,)
    names = ("town", "village", "lin_ban", "xiao_ban", "xi_ban")
    return tuple(plain_no(values.get(name) or "") for name in names)


def _free(queries: Queries, type: str, code: str, first: int = 0) -> str:
    """``code``, or the first of ``code-2``, ``code-3`` … that the own unit has not given yet."""
    unit = queries.identity().unit
    listing = Listing(type, (Condition("unit", "=", unit),), EVERY_STATE)
    taken = {str(getattr(row.record, "code", "")) for row in pages(queries, listing)}
    number = first or 2
    made = f"{code}-{number}" if first else code
    while made in taken:
        number += 1 if first or made != code else 0
        made = f"{code}-{number}"
    return made


_MAKERS: Final[Mapping[str, Callable[[Queries, Mapping[str, Any]], dict[str, str]]]] = {
    "survey_round": _round,
    "reported_figure": _figure,
    "control_work": _work,
    "survey": _survey,
}
