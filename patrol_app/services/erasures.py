"""Erasure of a person's data: ordered from above, blocked while the law asks to keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from patrol_app.domain.fields import specs
from patrol_app.domain.instant import Instant, date_of
from patrol_app.domain.records import RECORD_TYPES, record_type
from patrol_app.domain.records.erasure import Erasure
from patrol_app.errors import UserError
from patrol_app.events import EventBus
from patrol_app.i18n import N_
from patrol_app.services.listing import pages
from patrol_app.services.ports import (
    EVERY_STATE,
    Clock,
    Listing,
    Queries,
    Store,
    Stored,
    UnitOfWork,
)
from patrol_app.services.records import RecordService
from patrol_app.services.rules import rule_book
from patrol_app.services.session import Actor
from patrol_app.services.units import ancestors

RIGHT: Final = "erase"
TYPES: Final = ("party",)
RETENTION: Final = "party.retention_days"
DAY_MS: Final = 86_400_000
ERASED_BY: Final = "exchange.erased."  # meta, + kid: hashes that a device below says are dropped
BELOW: Final = ("active", "revoked")  # devices that may hold what their unit wrote
LINES: Final = 2_000  # hashes of one order: its own line stays far below its limit


@dataclass(frozen=True)
class Erased:
    """What was ordered.

    Attributes:
        numbers: of the orders written; lines: entries whose bytes went; at_ms: UTC ms.
    """

    numbers: tuple[str, ...]
    lines: int
    at_ms: int


@dataclass(frozen=True)
class Holder:
    """A device that has not said that it dropped everything of an order.

    Attributes:
        unit, device_no: which one; revoked: it cannot be reached any more.
        left: entries it has not confirmed.
    """

    unit: str
    device_no: str
    revoked: bool
    left: int


@dataclass(frozen=True)
class Ordered:
    """One order and how far it is carried out.

    Attributes:
        number: of the order; unit: whose record; ground: as typed; at_ms: UTC ms.
        lines: entries named; left: of them not dropped here.
        dropped_ms: when the last of them was dropped here, 0 = none yet.
        holders: devices below that have not confirmed.
    """

    number: str
    unit: str
    ground: str
    at_ms: int
    lines: int
    left: int
    dropped_ms: int
    holders: tuple[Holder, ...]


class Erasures:
    """Orders to erase.

    Args:
        store: the open data folder.
        clock: the device's clocks.
        records: makes the order's record.
        bus: told what changed.
    """

    def __init__(
        self, store: Store, clock: Clock, records: RecordService, bus: EventBus | None = None
    ) -> None:
        self._store, self._clock, self._records = store, clock, records
        self._bus = bus or EventBus()

    def erase(self, actor: Actor, type: str, rec: str, ground: str) -> Erased:
        """Order the bytes of a record's entries dropped, here at once, elsewhere on arrival.

        It cannot be taken back.

        Args:
            actor: who orders; needs the right ``erase``.
            type: record type code; only ``party``.
            rec: record id.
            ground: why, without personal data.

        Raises:
            UserError: ``session.forbidden``, ``erase.type``, ``erase.ground``,
                ``record.unknown``, ``erase.unit`` (this unit stands not above the record's),
                ``erase.retention`` (with the first day on which it may be).
        """
        actor.need(RIGHT)
        if type not in TYPES:
            raise UserError(
                "erase.type", N_("Only the data of parties are erased; this record stays.")
            )
        if not ground.strip():
            raise UserError("erase.ground", N_("Please say on what ground"), field="ground")
        now = self._clock.now_ms()
        with self._store.begin(N_("erasing")) as work:
            stored = work.queries.get(type, rec)
            if stored is None:
                raise UserError("record.unknown", N_("No record is called {name}"), name=rec)
            _need_above(work.queries, stored.record.unit)
            _need_retention_over(work.queries, stored, now)
            numbers, lines = self._order(work, stored, actor, ground.strip(), now)
            work.audit("erase", {"actor": actor.id, "type": type, "rec": rec, "count": lines})
            changes = work.commit()
        self._bus.publish(changes)
        return Erased(numbers, lines, now)

    def orders(self) -> tuple[Ordered, ...]:
        """Every order that is known here, the newest first, with who may still hold the data."""
        queries = self._store.queries
        here = queries.dropped()
        said = {
            one.kid: frozenset((queries.meta(ERASED_BY + one.kid) or "").split())
            for one in queries.devices()
            if one.status in BELOW
        }
        every = pages(queries, Listing("erasure", states=EVERY_STATE))
        found = [
            _standing(queries, one.record, here, said)
            for one in every
            if isinstance(one.record, Erasure)
        ]
        return tuple(sorted(found, key=lambda one: (-one.at_ms, one.number)))

    def named(self, type: str, name: str) -> str:
        """The id of the record called ``name``.

        Raises:
            UserError: ``erase.type``, ``record.unknown``.
        """
        if type not in TYPES:
            raise UserError(
                "erase.type", N_("Only the data of parties are erased; this record stays.")
            )
        return self._records.named(type, name).record.id

    def _order(
        self, work: UnitOfWork, stored: Stored, actor: Actor, ground: str, now: int
    ) -> tuple[tuple[str, ...], int]:
        """Write the orders; each names the whole of the lines it is for."""
        hashes = sorted(
            line.op_hash for line in work.queries.history(stored.record.id) if line.type
        )
        rows = [
            {
                "target": stored.record.id,
                "target_type": stored.type,
                "target_unit": stored.record.unit,
                "op_hashes": tuple(hashes[start : start + LINES]),
                "ground": ground,
                "by": actor.id or None,
                "at": Instant(now),
            }
            for start in range(0, len(hashes), LINES)
        ]
        kind = record_type("erasure")
        made = self._records.write_new(work, kind, rows, actor)
        return tuple(one.number for one in made), len(hashes)


def _standing(
    queries: Queries, order: Erasure, here: Mapping[str, int], said: Mapping[str, frozenset[str]]
) -> Ordered:
    """How far one order is carried out."""
    hashes, unit = set(order.op_hashes), order.target_unit or ""
    own = queries.identity()
    # lines go from the unit that wrote them along its path, and come down to that unit alone
    path = {unit, *ancestors(queries, unit)} - {own.unit if own.unit != unit else ""}
    holders = [
        Holder(one.unit, one.device_no, one.status == "revoked", len(hashes - said[one.kid]))
        for one in queries.devices()
        if one.kid in said and one.kid != own.kid and one.unit in path and hashes - said[one.kid]
    ]
    return Ordered(
        number=order.number,
        unit=unit,
        ground=order.ground,
        at_ms=order.at.ms if order.at else 0,
        lines=len(hashes),
        left=len(hashes - here.keys()),
        dropped_ms=max((here[one] for one in hashes if one in here), default=0),
        holders=tuple(sorted(holders, key=lambda one: (one.unit, one.device_no))),
    )


def _need_above(queries: Queries, home: str) -> None:
    """Orders come from above the unit; only a unit with nobody above it orders for itself."""
    own, above = queries.identity().unit, ancestors(queries, home)
    if own in above or (own == home and not above):
        return
    raise UserError("erase.unit", N_("Only a level above unit {unit} may order this"), unit=home)


def _need_retention_over(queries: Queries, stored: Stored, now: int) -> None:
    """The record, and every record that names the person, has been kept long enough."""
    rule = rule_book(queries).find(RETENTION)
    days = rule.value if rule is not None else 0
    last = max([stored.changed_ms, *(row.changed_ms for row in _naming(queries, stored))])
    end = last + days * DAY_MS
    if now < end:
        raise UserError(
            "erase.retention",
            N_("These data must be kept until {date}"),
            date=date_of(end),
        )


def _naming(queries: Queries, stored: Stored) -> Iterator[Stored]:
    """Records that refer to ``stored``, deleted ones left out."""
    for kind in RECORD_TYPES:
        for name, spec in specs(kind.cls).items():
            if spec.ui.ref != stored.type:
                continue
            if spec.ui.kind == "ref":
                yield from queries.children(kind.code, name, stored.record.id)
            else:
                yield from _listing(queries, kind.code, name, stored.record.id)


def _listing(queries: Queries, type: str, name: str, rec: str) -> Iterator[Stored]:
    """Records whose list field ``name`` holds ``rec``."""
    every = Listing(type, states=EVERY_STATE)
    yield from (row for row in pages(queries, every) if rec in getattr(row.record, name))
