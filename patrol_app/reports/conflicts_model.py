"""The list of conflicts: what is open, and what was settled in a span, by whom and how."""

from __future__ import annotations

from collections.abc import Iterator

from patrol_app.domain.instant import DAY_MS, beijing, day_start
from patrol_app.domain.records import known, record_type
from patrol_app.errors import UserError
from patrol_app.i18n import N_, _
from patrol_app.services.conflict_types import SettledRow
from patrol_app.services.conflict_view import Wording, conflicts_of, origin, settled_between
from patrol_app.services.external_show import name_of
from patrol_app.services.ports import Clock, Queries
from patrol_app.services.report_types import Sheet, SheetColumn
from patrol_app.services.units import below
from patrol_app.services.value_words import short_moment

EMPTY = "—"


def build(queries: Queries, clock: Clock, unit: str | None, first: str, last: str) -> Sheet:
    """The list as rows of words: open conflicts, then those settled in the span.

    Args:
        queries: of the open store.
        clock: the device's clock.
        unit: unit code; None = the own unit and all below.
        first: first day ``YYYY-MM-DD`` (Beijing).
        last: last day, included.

    Raises:
        UserError: ``field.date``, no such day.
    """
    span = _span(first, last)
    codes = frozenset((unit,) if unit else below(queries, queries.identity().unit))
    still = list(_open(queries, clock.now_ms(), codes))
    known_ms = clock.now_ms()
    done = settled_between(queries, *span, known_ms, codes)
    settled = [_settled(one) for one in done]
    rows = [(str(n), *row) for n, row in enumerate((*still, *settled), 1)]
    now = beijing(clock.now_ms())
    columns = (
        SheetColumn(_("No."), 40, figure=True),
        SheetColumn(_("State"), 60),
        SheetColumn(_("Record"), 150),
        SheetColumn(_("Field"), 80),
        SheetColumn(_("Stood"), 180),
        SheetColumn(_("The others"), 180),
        SheetColumn(_("Chosen"), 150),
        SheetColumn(_("Settled by"), 130),
    )
    return Sheet(
        title=_("List of conflicts"),
        columns=columns,
        rows=rows,
        filters=_("Open today; settled from {first} to {last}").format(first=first, last=last),
        made=_("Made on {time}").format(time=short_moment(clock.now_ms())),
        source=f"林巡 Patrol · {now:%Y-%m-%d}",
        count_words=_("{n} open, {m} settled").format(n=len(still), m=len(settled)),
    )


def _span(first: str, last: str) -> tuple[int, int]:
    try:
        return day_start(first), day_start(last) + DAY_MS
    except ValueError:
        raise UserError(
            "field.date", N_("A date is expected, such as 2026-08-03"), field="date"
        ) from None


def _open(queries: Queries, now_ms: int, codes: frozenset[str]) -> Iterator[tuple[str, ...]]:
    """One row for each open field of each record."""
    for type, rec, _count in queries.conflicted():
        stored = queries.get(type, rec) if known(type) else None
        if stored is None or stored.record.unit not in codes:
            continue
        kind = record_type(type)
        for one in Wording(queries, kind, now_ms).fields(rec, conflicts_of(queries, rec)):
            told = [f"{side.words or EMPTY} ({origin(side)})" for side in one.sides]
            record = f"{_(kind.label)} {name_of(stored)}"
            yield _("Not settled"), record, one.label, told[0], "\n".join(told[1:]), "", ""


def _settled(one: SettledRow) -> tuple[str, ...]:
    told = [f"{words or EMPTY} ({by})" for words, by in one.sides]
    place = " ".join(part for part in (one.unit, one.device) if part)
    by = " · ".join(part for part in (one.who, place, short_moment(one.at_ms)) if part)
    return (
        _("Settled"),
        f"{one.label} {one.number}",
        one.field,
        told[0],
        "\n".join(told[1:]),
        one.chosen or EMPTY,
        by,
    )
