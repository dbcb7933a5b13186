"""Filters as a person or script writes them, made a ``Listing``; and every row of a listing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import DAY_MS, Instant, day_start
from patrol_app.domain.registry import RecordType
from patrol_app.errors import UserError
from patrol_app.i18n import N_
from patrol_app.services.external import ExternalReader
from patrol_app.services.ports import EVERY_STATE, Condition, Listing, Queries, State, Stored

PAGE = 500


def listing_of(
    queries: Queries,
    kind: RecordType,
    where: Sequence[str],
    first: str,
    last: str,
    *,
    drafts: bool = False,
    only_drafts: bool = False,
) -> Listing:
    """The listing that the options mean.

    Args:
        queries: for references by number or name.
        kind: type listed.
        where: ``FIELD=VALUE`` each; all must hold.
        first: first day ``YYYY-MM-DD`` (Beijing), or empty.
        last: last day, included, or empty.
        drafts: drafts too.
        only_drafts: drafts and nothing else.

    Raises:
        UserError: ``list.where``, ``field.unknown``, ``list.no_time``, ``field.date`` ...
    """
    conditions = [_condition(queries, kind, text) for text in where]
    if first or last:
        if not kind.time:
            raise UserError("list.no_time", N_("Records of this kind have no date to filter by"))
        conditions += _span(kind, first, last)
    states: tuple[State, ...] = ("submitted", "changed")
    if only_drafts:
        states = ("draft",)
    elif drafts:
        states = EVERY_STATE
    return Listing(kind.code, tuple(conditions), states)


def pages(queries: Queries, listing: Listing, limit: int = 0) -> Iterator[Stored]:
    """Every row of ``listing``, page by page; at most ``limit`` of them unless it is 0."""
    given = 0
    after: tuple[Any, str] | None = None
    while True:
        size = PAGE if not limit else min(PAGE, limit - given)
        page = queries.page(replace(listing, after=after, limit=size))
        yield from page.rows
        given += len(page.rows)
        after = page.next
        if after is None or not page.rows or (limit and given >= limit):
            return


def _condition(queries: Queries, kind: RecordType, text: str) -> Condition:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UserError("list.where", N_("A filter is FIELD=VALUE, not {text}"), text=text[:60])
    own = kind.own(kind.cls.model_construct(**_defaults(kind)))
    known = specs(kind.cls)
    if name in own and name not in known:
        return Condition(name, "=", _plain(value))
    if name in ("unit", "number", "id") or (name == "review" and kind.reviewed):
        return Condition(name, "=", value)
    fields = ExternalReader(queries).fields(kind, {name: _boolean(value)})
    if not fields:
        raise UserError("field.unknown", N_("Unknown field: {name}"), field=name, name=name)
    field, wanted = next(iter(fields.items()))
    if isinstance(wanted, Instant):
        return Condition(field, "=", wanted.ms)
    if isinstance(wanted, tuple) or known[field].ui.kind in ("position", "items"):
        if wanted and isinstance(wanted, tuple) and isinstance(wanted[0], str):
            return Condition(field, "has", wanted[0])
        raise UserError("list.where", N_("A filter is FIELD=VALUE, not {text}"), text=text[:60])
    return Condition(field, "=", wanted)


def _defaults(kind: RecordType) -> dict[str, Any]:
    return {name: info.default for name, info in kind.cls.model_fields.items()}


def _boolean(value: str) -> Any:
    return {"true": True, "false": False}.get(value, value)


def _plain(value: str) -> Any:
    return int(value) if value.lstrip("-").isdigit() and len(value) < 16 else value


def _span(kind: RecordType, first: str, last: str) -> list[Condition]:
    """Days of the type's time field; a calendar day is compared as it is written."""
    days = specs(kind.cls)[kind.time].ui.kind == "date"
    found = []
    if first:
        low = _day(first)
        found.append(Condition(kind.time, ">=", first if days else low))
    if last:
        high = _day(last) + DAY_MS
        found.append(Condition(kind.time, "<", f"{last}~" if days else high))
    return found


def _day(date: str) -> int:
    try:
        return day_start(date)
    except ValueError:
        raise UserError(
            "field.date", N_("A date is expected, such as 2026-08-03"), field="date"
        ) from None
